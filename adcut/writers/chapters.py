"""Chapters of a cut list: what is show and what is ad, on the source or on the cut timeline."""

from __future__ import annotations

from dataclasses import dataclass

from adcut.cutlist import CutList
from adcut.errors import DurationRequiredError, UnrepresentableError
from adcut.writers.base import WriteOptions
from adcut.writers.names import SHOW, title
from adcut.writers.ranges import open_keeps, timed_entries


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the timeline; `end_ms` None: to the end of the episode."""

    start_ms: int
    end_ms: int | None
    title: str
    is_ad: bool = False


def chapters(cut_list: CutList, options: WriteOptions, format: str) -> list[Chapter]:
    """Return chapters that tile the asked timeline, in order.

    On the source timeline show and reads alternate, one chapter a read; on the cut timeline each
    kept range is one. The last is open where nobody gave the duration.

    Raises
    ------
    UnrepresentableError
        A cut is empty.
    UntimedTranscriptError
        The list has no times.
    """
    duration = cut_list.source.duration_ms
    if options.timeline == "cut":
        retime = cut_list.retiming() if cut_list.is_timed else None
        kept = open_keeps(cut_list, format)
        ends = [duration if k.end_ms is None else k.end_ms for k in kept]
        return [Chapter(retime(k.start_ms), None if end is None else retime(end), SHOW)
                for k, end in zip(kept, ends, strict=True) if retime]
    found: list[Chapter] = []
    position: int | None = 0
    for cut in timed_entries(cut_list, format):
        if cut.start_ms is None or position is None:
            continue
        if cut.start_ms == cut.end_ms:
            raise UnrepresentableError(format, f"the empty cut at {cut.start:.3f} s; remove it from the list")
        if cut.start_ms > position:
            found.append(Chapter(position, cut.start_ms, SHOW))
        found.append(Chapter(cut.start_ms, cut.end_ms, title(cut), is_ad=True))
        position = cut.end_ms
    if position is not None and (duration is None or position < duration):
        found.append(Chapter(position, duration, SHOW))
    return found


def closed_chapters(cut_list: CutList, options: WriteOptions, format: str) -> list[tuple[Chapter, int]]:
    """Return the chapters with their ends in milliseconds, every one known.

    Raises
    ------
    DurationRequiredError
        The last is open.
    """
    found: list[tuple[Chapter, int]] = []
    for chapter in chapters(cut_list, options, format):
        if chapter.end_ms is None:
            raise DurationRequiredError(format)
        found.append((chapter, chapter.end_ms))
    return found
