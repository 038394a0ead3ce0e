"""What the writers of ranges share: keep lists with an open end, and ranges in frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from adcut.cutlist import Cut, CutList, TimeRange, merge
from adcut.errors import UnrepresentableError, UntimedTranscriptError
from adcut.timing import frame_at


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


@dataclass(frozen=True, slots=True)
class Keep:
    """A range to keep; `end_ms` None: to the end of the media, wherever that is."""

    start_ms: int
    end_ms: int | None


def open_keeps(cut_list: CutList, format: str) -> list[Keep]:
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
    entries = timed_entries(cut_list, format)
    duration = cut_list.source.duration_ms
    cut_to_end = bool(entries) and entries[-1].end_ms in (None, duration)
    closed = [TimeRange(c.start_ms, c.start_ms if c.end_ms is None else c.end_ms)
              for c in entries if c.start_ms is not None]
    keeps: list[Keep] = []
    position = 0
    for item in merge(closed):
        if item.start_ms > position:
            keeps.append(Keep(position, item.start_ms))
        position = item.end_ms
    if not cut_to_end:
        keeps.append(Keep(position, None))
    elif entries[-1].end_ms is None and (last := entries[-1].start_ms or 0) > position:
        keeps.append(Keep(position, last))
    if not keeps:
        raise UnrepresentableError(format, "a list that keeps nothing; there is no media to play")
    return keeps


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
