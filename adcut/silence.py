"""Silences of a recording, and cut edges moved into them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from adcut.cutlist import TimeRange
from adcut.errors import OptionError
from adcut.ffmpeg import Ffmpeg, Progress, source
from adcut.timing import ms_from_seconds

_START = re.compile(r"silence_start: (-?[\d.]+)")
_END = re.compile(r"silence_end: ([\d.]+)")


@dataclass(frozen=True, slots=True)
class SilenceOptions:
    """What counts as silence, and how far an edge may move into one.

    threshold_db: the loudest sample of a silence, in dB of full scale; least_ms: its shortest length;
    reach_ms: how far an edge moves at most.

    Raises
    ------
    OptionError
        A threshold above zero, or a length or reach below zero.
    """

    threshold_db: float = -35.0
    least_ms: int = 300
    reach_ms: int = 2000

    def __post_init__(self) -> None:
        if not -120 <= self.threshold_db <= 0:
            raise OptionError(f"a silence threshold of {self.threshold_db} dB is outside -120 to 0")
        if self.least_ms < 1 or self.reach_ms < 0:
            raise OptionError("a silence lasts at least 1 ms, and edges move 0 ms or more")


@dataclass(frozen=True, slots=True)
class Move:
    """An edge of a cut that was moved, in milliseconds."""

    from_ms: int
    to_ms: int


def find_silences(ffmpeg: Ffmpeg, media: str, options: SilenceOptions, length_ms: int | None = None,
                  progress: Progress | None = None) -> tuple[TimeRange, ...]:
    """Return the silences of the first audio stream, in order.

    One that lasts to the end of the media has no middle that is known and is left out.

    Raises
    ------
    MediaError
        ffmpeg cannot read the file.
    """
    detect = f"silencedetect=noise={options.threshold_db}dB:d={options.least_ms / 1000:.3f}"
    _, log = ffmpeg.run([*source(media), "-map", "0:a:0", "-af", detect, "-f", "null", "-"], what=media,
                        length_ms=length_ms, progress=progress)
    starts = [max(0, ms_from_seconds(value)) for value in _START.findall(log)]
    ends = [ms_from_seconds(value) for value in _END.findall(log)]
    return tuple(TimeRange(a, b) for a, b in zip(starts, ends, strict=False) if a < b)


def snapped(cuts: Sequence[TimeRange], silences: Sequence[TimeRange], options: SilenceOptions,
            duration_ms: int | None) -> tuple[tuple[TimeRange, ...], tuple[Move, ...]]:
    """Return merged, sorted cuts with their edges in the middle of the nearest silence, and the moves.

    Edges at the start or the end of the media stay, and so does an edge without a silence in reach,
    or one that would leave nothing of its cut or of what is kept before it.

    >>> snapped([TimeRange(5000, 9000)], [TimeRange(5600, 6000)], SilenceOptions(), 60_000)
    ((TimeRange(start_ms=5800, end_ms=9000),), (Move(from_ms=5000, to_ms=5800),))
    """
    middles = sorted((silence.start_ms + silence.end_ms) // 2 for silence in silences)
    result: list[TimeRange] = []
    moves: list[Move] = []
    for number, cut in enumerate(cuts):
        floor = result[-1].end_ms if result else -1
        ceiling = cuts[number + 1].start_ms if number + 1 < len(cuts) else None
        start = cut.start_ms
        if start and (duration_ms is None or start < duration_ms):
            start = _nearest(start, middles, options.reach_ms)
        if not floor < start < cut.end_ms:
            start = cut.start_ms
        end = cut.end_ms
        if duration_ms is None or end < duration_ms:
            end = _nearest(end, middles, options.reach_ms)
            if end <= start or (ceiling is not None and end >= ceiling):
                end = cut.end_ms
        moves += [Move(a, b) for a, b in ((cut.start_ms, start), (cut.end_ms, end)) if a != b]
        result.append(TimeRange(start, end))
    return tuple(result), tuple(moves)


def _nearest(edge: int, middles: Sequence[int], reach: int) -> int:
    """Return the middle nearest to an edge and at most `reach` away, else the edge."""
    at = bisect_left(middles, edge)
    near = [m for m in middles[max(0, at - 1):at + 1] if abs(m - edge) <= reach]
    return min(near, key=lambda m: abs(m - edge), default=edge)
