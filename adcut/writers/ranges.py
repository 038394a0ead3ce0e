"""What the writers of ranges share: keep lists with an open end, and ranges in frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from adcut.cutlist import Cut, CutList, TimeRange, merge
from adcut.errors import UnrepresentableError, UntimedTranscriptError
from adcut.timing import frame_at

#: Stands for the end of media of unknown length; no time reaches it.
ENDLESS = 1 << 60


def timed_entries(cut_list: CutList, format: str) -> tuple[Cut, ...]:
    """Return the cuts, every start known and every end but that of the last.

    Raises
    ------
    UntimedTranscriptError
        The list has no times; `format` names who asks.
    """
    if not cut_list.is_timed:
        raise UntimedTranscriptError(cut_list.source.path, format)
    return cut_list.cuts


class Part(NamedTuple):
    """A range to keep; `end_ms` None: to the end of the media, wherever that is."""

    start_ms: int
    end_ms: int | None


def kept_parts(cuts: Sequence[TimeRange], duration_ms: int = ENDLESS) -> list[Part]:
    """Return what merged cuts keep; the part after the last is open, unless it is nothing.

    >>> kept_parts([TimeRange(0, 5), TimeRange(7, 9)], 9)
    [Part(start_ms=5, end_ms=7)]
    >>> kept_parts([TimeRange(3, 5)])
    [Part(start_ms=0, end_ms=3), Part(start_ms=5, end_ms=None)]
    """
    parts: list[Part] = []
    position = 0
    for cut in cuts:
        if cut.start_ms > position:
            parts.append(Part(position, cut.start_ms))
        position = cut.end_ms
    return [*parts, Part(position, None)] if position < duration_ms else parts


def open_keeps(cut_list: CutList, format: str) -> list[Part]:
    """Return the keep list, the part after the last cut open: no duration is needed.

    A last part that ends at the stated duration is open too, so that media which runs a little
    longer than its stated, rounded duration loses nothing.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    UntimedTranscriptError
        The list has no times; `format` names who asks.
    """
    cuts = merge(TimeRange(c.start_ms, ENDLESS if c.end_ms is None else c.end_ms)
                 for c in timed_entries(cut_list, format) if c.start_ms is not None)
    duration = cut_list.source.duration_ms
    parts = kept_parts(cuts, ENDLESS if duration is None else duration)
    if not parts:
        raise UnrepresentableError(format, "a list that keeps nothing; there is no media to play")
    return parts


def kept_ranges(cut_list: CutList, format: str) -> tuple[TimeRange, ...]:
    """Return the keep list of an episode of known duration, never empty.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    """
    cut_list.ranges(format)
    keeps = cut_list.complement()
    if not keeps:
        raise UnrepresentableError(format, "a list that keeps nothing; there is no media to play")
    return keeps


@dataclass(frozen=True, slots=True)
class FrameRange:
    """A half-open range of frames at the rate that it was made for."""

    start: int
    stop: int

    @property
    def length(self) -> int:
        """Count of frames."""
        return self.stop - self.start


def cut_frames(cut_list: CutList, rate: Fraction, format: str) -> list[FrameRange]:
    """Return the merged cuts in frames, checked that no cut and nothing between two vanishes.

    Raises
    ------
    UnrepresentableError
        A cut, or what is kept between two, is shorter than half a frame.
    """
    merged = cut_list.merged(format)
    frames = [_frames(item, rate, format, "the cut") for item in merged]
    for before, after in pairwise(merged):
        _frames(TimeRange(before.end_ms, after.start_ms), rate, format, "what is kept")
    return frames


def kept_frames(cut_list: CutList, rate: Fraction, format: str) -> list[FrameRange]:
    """Return the keep list in frames, checked that no cut and no kept range vanishes.

    Raises
    ------
    UnrepresentableError
        A cut or a kept range is shorter than half a frame, or nothing is kept.
    """
    cut_frames(cut_list, rate, format)
    return [_frames(item, rate, format, "what is kept") for item in kept_ranges(cut_list, format)]


def entry_frames(cut: TimeRange, rate: Fraction, format: str) -> FrameRange:
    """Return one cut in frames.

    Raises
    ------
    UnrepresentableError
        It is shorter than half a frame.
    """
    return _frames(cut, rate, format, "the cut")


def _frames(item: TimeRange, rate: Fraction, format: str, what: str) -> FrameRange:
    frames = FrameRange(frame_at(item.start_ms, rate), frame_at(item.end_ms, rate))
    if not frames.length:
        raise UnrepresentableError(format, f"{what} from {item.start:.3f} to {item.end:.3f} s: at {rate} "
                                           "frames a second it has no frame; move an edge or raise the rate")
    return frames
