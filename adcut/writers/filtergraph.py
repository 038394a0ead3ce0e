"""ffmpeg filter graphs that keep ranges of a file: atrim and concat, exact to the sample."""

from __future__ import annotations

from collections.abc import Sequence

#: A range to keep in milliseconds; an end of None is the end of the media.
Part = tuple[int, int | None]


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

    >>> print(concat_graph([(0, 10_500), (20_250, None)]))
    [0:a:0]atrim=start=0.000:end=10.500,asetpts=PTS-STARTPTS[a0];
    [0:a:0]atrim=start=20.250,asetpts=PTS-STARTPTS[a1];
    [a0][a1]concat=n=2:v=0:a=1[a]
    """
    pads = "".join(f"[v{n}][a{n}]" if video else f"[a{n}]" for n in range(len(parts)))
    join = f"{pads}concat=n={len(parts)}:v={int(video)}:a=1" + ("[v]" if video else "") + "[a]"
    return ";\n".join([*_parts(parts, video=video), join])
