"""What a reader no longer takes for speech in a text that was cut, put back into its reading.

Where the turns around it are cut, a line can look like a title or like the furniture of a page. What was
speech before stays speech.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from adcut.readers.base import Piece, Reading
from adcut.readers.markup import markdown, past_entity
from adcut.transcript import Paragraph, Segment, Transcript

#: A range of a text and what stands there instead.
Edit = tuple[int, int, str]
#: Ranges that are cut, by the number of the paragraph, each in order.
Cut = Mapping[int, Sequence[tuple[int, int]]]


class _Silent(NamedTuple):
    """A range of the new text in which the reader sees no speech: ignored, or a section mark."""

    start: int
    stop: int


def placing(edits: Sequence[Edit]) -> Callable[[int], int]:
    """Return what gives the place in the new text of a place that the edits (sorted, disjoint) leave.

    >>> [placing([(1, 3, ""), (5, 5, "ab")])(place) for place in (0, 3, 5, 6)]
    [0, 1, 5, 6]
    """
    stops = [stop for _, stop, _ in edits]
    moved = list(accumulate((len(new) - (stop - start) for start, stop, new in edits), initial=0))

    def place(old: int) -> int:
        return old + moved[bisect_right(stops, old)]

    return place


def restored(reading: Reading, text: str, transcript: Transcript, cut: Cut, place: Callable[[int], int],
             retiming: Callable[[int], int] | None = None) -> Reading:
    """Return the reading of a cut text with all that was speech before as speech.

    Parameters
    ----------
    reading, text
        The cut text, and what the reader found in it.
    transcript, cut
        What was cut from.
    place
        From places of the transcript's text to those of the cut one.
    retiming
        What shifts the times, where they are shifted.
    """
    def shifted(ms: int | None) -> int | None:
        return ms if ms is None or retiming is None else retiming(ms)

    silent = sorted(_Silent(*source) for source in (*reading.ignored, *(mark.source for mark in reading.marks)))
    starts = [region.start for region in silent]
    found: dict[_Silent, list[Piece]] = {}
    for unit, segment, start, stop in _kept(transcript, cut):
        first = place(unit.source_at(start))
        number = bisect_right(starts, first) - 1
        if number < 0 or silent[number].stop <= first:
            continue
        region = silent[number]
        last = min(past_entity(text, place(unit.source_after(stop))), region.stop)
        speech = markdown(text, first, last)
        if speech.text:
            begun = max(region.start, min(first, place(segment.source[0])))
            ended = min(region.stop, max(last, place(segment.source[1])))
            before = found.setdefault(region, [])
            if not before or before[-1].source[1] <= begun:
                before.append(Piece(speech.text, speech.runs, (begun, ended), unit.speaker,
                                    shifted(segment.start_ms), shifted(segment.end_ms)))
    return _with_pieces(reading, found) if found else reading


def _kept(transcript: Transcript, cut: Cut) -> Iterator[tuple[Paragraph, Segment, int, int]]:
    """Yield paragraph, segment and the range from the first to the last word that stays, of each segment with any."""
    for unit in transcript.paragraphs:
        ranges = cut.get(unit.index, ())
        for segment in unit.segments:
            start, stop = segment.offset, segment.stop
            if ranges:
                kept = list(_outside(ranges, start, stop, unit.text))
                if not kept:
                    continue
                start, stop = kept[0][0], kept[-1][1]
            yield unit, segment, start, stop


def _outside(ranges: Iterable[tuple[int, int]], start: int, stop: int, text: str) -> Iterator[tuple[int, int]]:
    """Yield what of `[start, stop)` lies outside of ranges and holds words, without white space at its ends."""
    position = start
    for a, b in [*ranges, (stop, stop)]:
        upto = max(position, min(a, stop))
        if words := text[position:upto].strip():
            first = text.index(words[0], position)
            yield first, first + len(words)
        position = max(position, b)


def _with_pieces(reading: Reading, found: Mapping[_Silent, Sequence[Piece]]) -> Reading:
    pieces = sorted([*reading.pieces, *(piece for new in found.values() for piece in new)], key=lambda p: p.source)
    begins = [piece.source[0] for piece in pieces]
    ignored = [source for source in reading.ignored if _Silent(*source) not in found]
    for region, new in found.items():
        edges = [region.start, *(edge for piece in new for edge in piece.source), region.stop]
        ignored += [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    marks = tuple(replace(mark, before=bisect_right(begins, mark.source[0])) for mark in reading.marks
                  if _Silent(*mark.source) not in found)
    return replace(reading, pieces=tuple(pieces), marks=marks, ignored=tuple(sorted(ignored)))
