"""Podcasting 2.0 transcript JSON: segments of `speaker`, `startTime`, `endTime` and `body`.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/transcripts/transcripts.md
A segment may be a single word; the end may be missing; the body may end with a newline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from adcut.readers.assembly import Assembly
from adcut.readers.base import PieceEdit, ReaderSpec, Reading
from adcut.readers.json_places import Place, broken, elements, members, speech
from adcut.readers.json_segments import (
    Change,
    kept_text,
    literal_of,
    quote,
    splice,
    time_change,
    time_ms,
    without,
)

_KEYS = re.compile(r'"(?:startTime|endTime|body)"\s*:')
_TOP = re.compile(r'\s*\{[^\[\]]{0,2000}"segments"\s*:\s*\[\s*')


def _matches(text: str) -> float:
    top = _TOP.match(text)
    if not top:
        return 0.0
    is_empty = '"version"' in top.group() and text.startswith("]", top.end())
    return 0.98 if is_empty or _KEYS.search(text) else 0.0


def _segments(text: str) -> tuple[dict[str, Place], list[Place]]:
    top = members(text, 0)
    segments = top.get("segments")
    if segments is None or not isinstance(segments.value, list):
        raise broken(text, 0, "no list of segments in it")
    found = list(elements(text, segments.start))
    for segment in found:
        if not isinstance(segment.value, dict):
            raise broken(text, segment.start, "a segment must be an object")
        if not isinstance(segment.value.get("body"), str):
            raise broken(text, segment.start, "a segment without a body")
    return top, found


def _read(text: str) -> Reading:
    top, segments = _segments(text)
    found = Assembly(text)
    found.ignore(0)
    for segment in segments:
        value = segment.value
        body = literal_of(text, segment, "body")
        start_ms = time_ms(text, segment.start, value.get("startTime"))
        end_ms = found.end_of(start_ms, time_ms(text, segment.start, value.get("endTime")), segment.start)
        speaker = None if value.get("speaker") in (None, "") else str(value["speaker"])
        if body and found.piece(segment.start, speech(text, body), speaker=speaker, start_ms=start_ms,
                                end_ms=end_ms, joining="running", new_turn=speaker != found.speaker):
            found.speaker = speaker
            found.ignore(segment.stop)
    if "duration" in top:
        found.duration_ms = time_ms(text, top["duration"].start, top["duration"].value)
    return found.reading()


def _rewrite(text: str, edits: Sequence[PieceEdit]) -> str:
    _, segments = _segments(text)
    spoken = [segment for segment in segments if segment.value["body"].strip()]
    dropped: list[int] = []
    changes: list[Change] = []
    places = {segment.start: i for i, segment in enumerate(segments)}
    for edit in edits:
        segment = spoken[edit.number]
        if not edit.keep:
            dropped.append(places[segment.start])
            continue
        fields = members(text, segment.start)
        body = str(segment.value["body"])
        if (new := kept_text(body, edit.keep)) != body and edit.keep != ((0, len(body.strip())),):
            changes.append((fields["body"].start, fields["body"].stop, quote(text, new)))
        for key, ms in (("startTime", edit.start_ms), ("endTime", edit.end_ms)):
            if key in fields:
                changes += time_change(text, fields[key], "seconds", ms)
    return splice(text, [*without(segments, dropped), *changes])


SPEC = ReaderSpec("podcast-json", "Podcasting 2.0 transcript JSON", "json", _matches, _read, _rewrite)
