"""A transcript less its ads: the file's own text with source ranges taken out.

What stays is byte for byte the input's text (structured formats: the same objects). Section marks
that only framed what was cut go with it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from adcut import readers
from adcut.cutlist import Retiming
from adcut.errors import TranscriptParseError
from adcut.paragraphs import build
from adcut.readers.base import PieceEdit, Reading
from adcut.readers.markup import past_entity
from adcut.rereading import Edit, placing, restored
from adcut.timing import stamp_like
from adcut.transcript import Paragraph, Segment, Transcript

_BLANK_LINES = re.compile(r"(?:[ \t\f]*(?:\r\n|\n|\r))*")
_LINK_TAIL = re.compile(r"\]\([^()\s]*\)")
_BLANK_BEFORE = re.compile(r"(?:\A|\n|\r)[ \t\f]*(?:\r\n|\n|\r)\Z|\A\Z")
_OPENERS = "[*_\\"


@dataclass(frozen=True, slots=True)
class TextRange:
    """A half-open range of the text of one paragraph."""

    paragraph: int
    start: int
    stop: int


def clean(transcript: Transcript, cut: Iterable[TextRange], *, retiming: Retiming | None = None) -> Transcript:
    """Return the transcript without the ranges `cut`, in its own format.

    With `retiming`, the times written in it are shifted onto the cut media; a cue that a cut splits
    is clipped by that, not dropped.
    """
    ranges = _by_paragraph(cut)
    spec = readers.spec(transcript.format)
    text, edits = _cut_text(transcript, ranges, retiming)
    try:
        reading = spec.read(text)
    except TranscriptParseError:
        if edits is None and set(ranges) != set(range(len(transcript.paragraphs))):
            raise
        reading = Reading((), ignored=((0, len(text)),))  # all of it was ads, or what is left looks like none
    if edits is not None:
        reading = restored(reading, text, transcript, ranges, placing(edits), retiming)
    script = build(reading, text=text, format=spec.name)
    return replace(script, path=transcript.path, encoding=transcript.encoding)


def clean_text(transcript: Transcript, cut: Iterable[TextRange], *, retiming: Retiming | None = None) -> str:
    """Return the text of what `clean` returns; of a format that is no structure without reading it once more."""
    if readers.spec(transcript.format).rewrite is not None:
        return clean(transcript, cut, retiming=retiming).text
    return _cut_text(transcript, _by_paragraph(cut), retiming)[0]


def _cut_text(transcript: Transcript, ranges: dict[int, list[tuple[int, int]]], retiming: Retiming | None,
              ) -> tuple[str, list[Edit] | None]:
    """Return the text without the ranges, and the edits that made it; None for formats rewritten as structures."""
    rewrite = readers.spec(transcript.format).rewrite
    if rewrite is not None:
        return rewrite(transcript.text, _piece_edits(transcript, ranges, retiming)), None
    gone = _merge_pairs(_deletions(transcript, ranges))
    edits = _edits(transcript, gone, _lead(transcript, gone), retiming)
    return _edited(transcript.text, 0, len(transcript.text), edits), edits


def _by_paragraph(cut: Iterable[TextRange]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for item in sorted(cut, key=lambda r: (r.paragraph, r.start)):
        ranges = found.setdefault(item.paragraph, [])
        if ranges and item.start <= ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(ranges[-1][1], item.stop))
        else:
            ranges.append((item.start, item.stop))
    return found


def _covers(ranges: Sequence[tuple[int, int]], text: str, start: int, stop: int) -> bool:
    """Whether the ranges leave nothing but white space of `text[start:stop]`."""
    position = start
    for a, b in ranges:
        if text[position:max(position, min(a, stop))].strip():
            return False
        position = max(position, b)
    return not text[position:stop].strip()


def _deletions(transcript: Transcript, ranges: dict[int, list[tuple[int, int]]]) -> list[tuple[int, int]]:
    paragraphs, text = transcript.paragraphs, transcript.text
    whole = {i for i, r in ranges.items() if _covers(r, paragraphs[i].text, 0, len(paragraphs[i].text))}
    gone: list[tuple[int, int]] = []
    for index, cut in ranges.items():
        unit = paragraphs[index]
        if index not in whole:
            gone.extend(_parts(unit, cut, text))
        elif unit.head is not None and _turn_goes_on(transcript, index, whole):
            gone.append((unit.head[1], _past_blank(text, unit.source)))
        else:
            gone.append((unit.source[0], _past_blank(text, unit.source)))
    for mark in transcript.marks:
        opens = mark.kind == "sponsor" and _begins_cut(ranges, mark.paragraph)
        resumes = mark.kind == "resume" and _ends_cut(ranges, paragraphs, mark.paragraph - 1)
        if opens or resumes:
            gone.append((mark.source[0], _past_blank(text, mark.source)))
    return gone


def _begins_cut(ranges: dict[int, list[tuple[int, int]]], index: int) -> bool:
    return index in ranges and ranges[index][0][0] == 0


def _ends_cut(ranges: dict[int, list[tuple[int, int]]], paragraphs: Sequence[Paragraph], index: int) -> bool:
    return index in ranges and ranges[index][-1][1] >= len(paragraphs[index].text.rstrip())


def _turn_goes_on(transcript: Transcript, index: int, whole: set[int]) -> bool:
    """Whether a later paragraph of the same turn stays, needs the turn mark, and can follow it at once."""
    paragraphs = transcript.paragraphs
    marked = {mark.paragraph for mark in transcript.marks}
    following = index + 1
    while following < len(paragraphs) and paragraphs[following].turn == paragraphs[index].turn:
        if following in marked:
            return False
        if following not in whole:
            return paragraphs[following].head is None
        following += 1
    return False


def _past_blank(text: str, source: tuple[int, int]) -> int:
    """Return the end of a range with the blank lines after it, where it stood between blank lines.

    A range inside a block of lines leaves the gap behind the block to what stays of it.
    """
    start, stop = source
    if (stop and text[stop - 1] not in "\r\n") or not _BLANK_BEFORE.search(text, max(0, start - 200), start):
        return stop
    match = _BLANK_LINES.match(text, stop)
    return match.end() if match else stop


def _parts(unit: Paragraph, cut: Sequence[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Return the source ranges of cuts that leave some of a paragraph."""
    gone = []
    for segment in unit.segments:
        if _covers(cut, unit.text, segment.offset, segment.stop):
            first = unit.head[1] if unit.head and segment is unit.segments[0] else segment.source[0]
            gone.append((first, segment.source[1]))
            continue
        for a, b in cut:
            start, stop = max(a, segment.offset), min(b, segment.stop)
            if start < stop:
                gone.append(_place(unit, segment, start, stop, text))
    return gone


def _place(unit: Paragraph, segment: Segment, start: int, stop: int, text: str) -> tuple[int, int]:
    """Return the source range of `[start, stop)` of a segment's text with the markup it leaves idle."""
    if start > segment.offset:
        first = unit.source_after(start)
    else:
        first = unit.source_at(start)
        while first > segment.source[0] and text[first - 1] in _OPENERS:
            first -= 1
    last = unit.source_after(stop)
    if stop >= segment.stop:
        last = past_entity(text, last)
        if tail := _LINK_TAIL.match(text, last):
            last = tail.end()
        while first > segment.source[0] and start > segment.offset and text[first - 1] in " \t":
            first -= 1
    return first, last


@dataclass(frozen=True, slots=True)
class _Lead:
    """A time, and name, of what is cut that has to stand before a place: the range that is copied there."""

    place: int
    source: tuple[int, int]


def _lead(transcript: Transcript, gone: Sequence[tuple[int, int]]) -> _Lead | None:
    """Return what has to lead the first speech that stays, where all times before it are cut.

    A format in which nothing before the first time is speech would lose what stays there.
    """
    leads_of = readers.spec(transcript.format).leads
    if leads_of is None or not gone:
        return None
    starts = [a for a, _ in gone]

    def is_gone(start: int, stop: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and stop <= gone[at][1]

    kept = next((s for p in transcript.paragraphs for s in p.segments if not is_gone(*s.source)), None)
    if kept is None or kept.start_ms is not None:
        return None
    before = [source for source in leads_of(transcript.text) if source[0] < kept.source[1]]
    return _Lead(kept.source[0], before[-1]) if before and all(is_gone(*source) for source in before) else None


def _edits(transcript: Transcript, gone: Sequence[tuple[int, int]], lead: _Lead | None,
           retiming: Retiming | None) -> list[Edit]:
    """Return the edits that take out the ranges `gone`, which are sorted and disjoint, and shift the times."""
    text = transcript.text
    edits: list[Edit] = [(a, b, "") for a, b in gone]
    times: list[Edit] = []
    if retiming is not None:
        times = [(*s.source, stamp_like(retiming(s.ms), text[s.source[0]:s.source[1]])) for s in transcript.stamps]
        starts = [a for a, _ in gone]
        for start, stop, new in times:
            at = bisect_right(starts, start) - 1
            if at < 0 or gone[at][1] <= start:
                edits.append((start, stop, new))
        edits.sort()
    if lead is not None:
        first, last = lead.source
        said = _edited(text, first, last, [edit for edit in times if first <= edit[0] and edit[1] <= last])
        edits = sorted([*edits, (lead.place, lead.place, said)])
    return edits


def _edited(text: str, start: int, stop: int, edits: Iterable[Edit]) -> str:
    """Return `text[start:stop]` with sorted, disjoint ranges replaced."""
    parts = []
    position = start
    for a, b, new in edits:
        parts += [text[position:a], new]
        position = b
    return "".join([*parts, text[position:stop]])


def _merge_pairs(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for a, b in sorted(ranges):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return merged


def _piece_edits(transcript: Transcript, ranges: dict[int, list[tuple[int, int]]],
                 retiming: Callable[[int], int] | None) -> list[PieceEdit]:
    edits = []
    for unit in transcript.paragraphs:
        cut = ranges.get(unit.index, [])
        for segment in unit.segments:
            if not cut and retiming is None:
                continue
            keep: list[tuple[int, int]] = []
            position = segment.offset
            for a, b in [*cut, (segment.stop, segment.stop)]:
                upto = max(position, min(a, segment.stop))
                if unit.text[position:upto].strip():
                    keep.append((position - segment.offset, upto - segment.offset))
                position = max(position, min(b, segment.stop))
            if retiming is None and keep == [(0, segment.stop - segment.offset)]:
                continue
            start, end = (None if t is None or retiming is None else retiming(t)
                          for t in (segment.start_ms, segment.end_ms))
            edits.append(PieceEdit(segment.number, tuple(keep),
                                   start if retiming else segment.start_ms,
                                   end if retiming else segment.end_ms, retiming))
    return edits
