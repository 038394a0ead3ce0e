"""ffmpeg filter graphs that keep ranges of a file: atrim and concat, exact to the sample."""

from __future__ import annotations

from collections.abc import Sequence

from adcut.writers.ranges import Part


def _trim(part: Part) -> str:
    start, end = part
    return f"start={start / 1000:.3f}" + ("" if end is None else f":end={end / 1000:.3f}")


def _sound(part: Part, pad: str, then: str = "") -> str:
    return f"[0:a:0]atrim={_trim(part)},asetpts=PTS-STARTPTS{then}[{pad}]"


def concat_graph(parts: Sequence[Part], *, video: bool = False) -> str:
    """Return a graph that joins the kept ranges; outputs `[a]` and, for video, `[v]`.

    >>> print(concat_graph([Part(0, 10_500), Part(20_250, None)]))
    [0:a:0]atrim=start=0.000:end=10.500,asetpts=PTS-STARTPTS[a0];
    [0:a:0]atrim=start=20.250,asetpts=PTS-STARTPTS[a1];
    [a0][a1]concat=n=2:v=0:a=1[a]
    """
    chains: list[str] = []
    for number, part in enumerate(parts):
        if video:
            chains.append(f"[0:V:0]trim={_trim(part)},setpts=PTS-STARTPTS[v{number}]")
        chains.append(_sound(part, f"a{number}"))
    pads = "".join(f"[v{n}][a{n}]" if video else f"[a{n}]" for n in range(len(parts)))
    join = f"{pads}concat=n={len(parts)}:v={int(video)}:a=1" + ("[v]" if video else "") + "[a]"
    return ";\n".join([*chains, join])


def crossfade_graph(parts: Sequence[Part], fade_ms: int) -> str:
    """Return a graph that joins the kept ranges with linear crossfades; output `[a]`.

    The last `fade_ms` of each part sound together with the first of the next, so each joint makes the
    result that much shorter. Every part must hold its fades. (Not ffmpeg's acrossfade: version 5 ends
    early where both its inputs come from one file.)

    >>> print(crossfade_graph([Part(0, 10_500), Part(20_250, None)], 50).splitlines()[3])
    [b0][c0]amix=inputs=2:duration=longest:normalize=0[m0];
    """
    chains: list[str] = []
    pads = ""
    for number, part in enumerate(parts):
        start, end = part
        start += fade_ms if number else 0
        if number + 1 < len(parts) and end is not None:
            end -= fade_ms
        if end != start:
            chains.append(_sound(Part(start, end), f"p{number}"))
            pads += f"[p{number}]"
        if number + 1 < len(parts) and end is not None:
            following = parts[number + 1].start_ms
            fade = f"d={fade_ms / 1000:.3f}:curve=tri"
            chains += [_sound(Part(end, end + fade_ms), f"b{number}", f",afade=t=out:{fade}"),
                       _sound(Part(following, following + fade_ms), f"c{number}", f",afade=t=in:{fade}"),
                       f"[b{number}][c{number}]amix=inputs=2:duration=longest:normalize=0[m{number}]"]
            pads += f"[m{number}]"
    return ";\n".join([*chains, f"{pads}concat=n={pads.count('[')}:v=0:a=1[a]"])


def replacing_graph(parts: Sequence[tuple[Part, bool]], sound: str) -> str:
    """Return a graph over parts that tile the media, in which those marked True sound as `sound`.

    `sound` is a filter that keeps the count of samples; output `[a]`.

    >>> print(replacing_graph([(Part(0, 500), False), (Part(500, None), True)], "volume=0").splitlines()[1])
    [0:a:0]atrim=start=0.500,asetpts=PTS-STARTPTS,volume=0[a1];
    """
    chains = [_sound(part, f"a{number}", f",{sound}" if marked else "")
              for number, (part, marked) in enumerate(parts)]
    pads = "".join(f"[a{number}]" for number in range(len(parts)))
    return ";\n".join([*chains, f"{pads}concat=n={len(parts)}:v=0:a=1[a]"])
