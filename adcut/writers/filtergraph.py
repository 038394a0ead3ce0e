"""ffmpeg filter graphs that keep ranges of a file: atrim and concat, exact to the sample."""

from __future__ import annotations

from collections.abc import Sequence

from adcut.writers.ranges import Part


def _trim(part: Part) -> str:
    start, end = part
    return f"start={start / 1000:.3f}" + ("" if end is None else f":end={end / 1000:.3f}")


def _parts(parts: Sequence[Part], *, video: bool) -> list[str]:
    chains: list[str] = []
    for number, part in enumerate(parts):
        if video:
            chains.append(f"[0:v:0]trim={_trim(part)},setpts=PTS-STARTPTS[v{number}]")
        chains.append(f"[0:a:0]atrim={_trim(part)},asetpts=PTS-STARTPTS[a{number}]")
    return chains


def concat_graph(parts: Sequence[Part], *, video: bool = False) -> str:
    """Return a graph that joins the kept ranges; outputs `[a]` and, for video, `[v]`.

    >>> print(concat_graph([Part(0, 10_500), Part(20_250, None)]))
    [0:a:0]atrim=start=0.000:end=10.500,asetpts=PTS-STARTPTS[a0];
    [0:a:0]atrim=start=20.250,asetpts=PTS-STARTPTS[a1];
    [a0][a1]concat=n=2:v=0:a=1[a]
    """
    pads = "".join(f"[v{n}][a{n}]" if video else f"[a{n}]" for n in range(len(parts)))
    join = f"{pads}concat=n={len(parts)}:v={int(video)}:a=1" + ("[v]" if video else "") + "[a]"
    return ";\n".join([*_parts(parts, video=video), join])


def crossfade_graph(parts: Sequence[Part], fade_ms: int) -> str:
    """Return a graph that joins the kept ranges with crossfades, each `fade_ms` shorter; output `[a]`.

    >>> print(crossfade_graph([Part(0, 10_500), Part(20_250, None)], 50).splitlines()[-1])
    [a0][a1]acrossfade=d=0.050:c1=tri:c2=tri[a]
    """
    chains = _parts(parts, video=False)
    left = "a0"
    for number in range(1, len(parts)):
        joined = "a" if number == len(parts) - 1 else f"x{number}"
        chains.append(f"[{left}][a{number}]acrossfade=d={fade_ms / 1000:.3f}:c1=tri:c2=tri[{joined}]")
        left = joined
    if len(parts) == 1:
        chains.append("[a0]anull[a]")
    return ";\n".join(chains)


def replacing_graph(parts: Sequence[tuple[Part, bool]], sound: str) -> str:
    """Return a graph over parts that tile the media, in which those marked True sound as `sound`.

    `sound` is a filter that keeps the count of samples; output `[a]`.

    >>> print(replacing_graph([(Part(0, 500), False), (Part(500, None), True)], "volume=0").splitlines()[1])
    [0:a:0]atrim=start=0.500,asetpts=PTS-STARTPTS,volume=0[a1];
    """
    chains = [chain if not marked else chain.replace("PTS-STARTPTS[", f"PTS-STARTPTS,{sound}[")
              for chain, (_, marked) in zip(_parts([part for part, _ in parts], video=False), parts, strict=True)]
    pads = "".join(f"[a{number}]" for number in range(len(parts)))
    return ";\n".join([*chains, f"{pads}concat=n={len(parts)}:v=0:a=1[a]"])
