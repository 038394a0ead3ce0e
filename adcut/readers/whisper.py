"""JSON of the Whisper family.

openai-whisper: an object with `text` and `segments`, words in the segments; its API (verbose_json)
has the words at the top. faster-whisper: a bare list of segments, as objects or as dumped tuples.
whisperX: `speaker`, words without times where they hold numerals, all words again in
`word_segments`. whisper.cpp (`-oj`, `-ojf`): `transcription` with `offsets` in milliseconds, clock
`timestamps` and tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from adcut.readers.assembly import Assembly
from adcut.readers.base import PieceEdit, ReaderSpec, Reading
from adcut.readers.json_places import Place, broken, elements, members, speech, value_at
from adcut.readers.json_segments import (
    Change,
    array_elements,
    ends_after_start,
    kept_text,
    literal_of,
    locate,
    quote,
    shifted_times,
    splice,
    time_change,
    time_ms,
    without,
)
from adcut.transcript import Word

_OBJECT = re.compile(r'\s*\{\s*"')
_LIST = re.compile(r"\s*\[\s*(?:[{\[]|\])")
_SEGMENTS = re.compile(r'"(?:segments|transcription)"\s*:\s*\[')
_FIELDS = re.compile(r'"(?:start|end|text|offsets|avg_logprob|no_speech_prob|words)"\s*:')
#: faster-whisper's named tuple: id, seek, start, end, text, ...
_TUPLE_TEXT = 4


def _matches(text: str) -> float:
    if _OBJECT.match(text):
        # A long `text` may stand before the segments, out of sight; other JSON gets our error.
        return 0.95 if _SEGMENTS.search(text) and _FIELDS.search(text) else 0.85
    if _LIST.match(text):
        return 0.95 if _FIELDS.search(text) else 0.85
    return 0.0


class _File(NamedTuple):
    """The places of a file: members of the top object (none for a list), and of each segment."""

    top: dict[str, Place]
    segments: list[Place]


def _file(text: str) -> _File:
    start = len(text) - len(text.lstrip())
    if text[start:start + 1] == "[":
        segments = list(elements(text, start))
        top: dict[str, Place] = {}
        stop = value_at(text, start).stop
    else:
        top = members(text, start)
        stop = value_at(text, start).stop
        where = top.get("segments") or top.get("transcription")
        if where is None and isinstance(getattr(top.get("text"), "value", None), str):
            segments = []
        elif where is None or not isinstance(where.value, list):
            raise broken(text, start, "no segments in this JSON")
        else:
            segments = list(elements(text, where.start))
    if text[stop:].strip():
        raise broken(text, stop + len(text[stop:]) - len(text[stop:].lstrip()), "something after the JSON")
    for segment in segments:
        if _text_of(segment.value) is None:
            raise broken(text, segment.start, "a segment without a text")
    return _File(top, segments)


def _text_of(segment: object) -> str | None:
    if isinstance(segment, dict):
        found = segment.get("text")
    elif isinstance(segment, list) and len(segment) in (3, *range(5, 20)):
        found = segment[2] if len(segment) == 3 else segment[_TUPLE_TEXT]
    else:
        return None
    return found if isinstance(found, str) else None


def _tuple_fields(text: str, segment: Place) -> dict[str, Place]:
    parts = list(elements(text, segment.start))
    first = 0 if len(parts) == 3 else 2
    return {"start": parts[first], "end": parts[first + 1], "text": parts[first + 2]}


def _read(text: str) -> Reading:
    top, segments = _file(text)
    found = Assembly(text)
    found.ignore(0)
    listed = None
    if segments and not any(isinstance(s.value, dict) and (s.value.get("words") or s.value.get("tokens"))
                            for s in segments):
        listed = _listed_words(text, top, segments)
    for number, segment in enumerate(segments):
        _segment(text, found, segment, listed[number] if listed is not None else None)
    if not segments and "text" in top and found.piece(top["text"].start, speech(text, top["text"])):
        found.ignore(top["text"].stop)
    if "duration" in top:
        found.duration_ms = time_ms(text, top["duration"].start, top["duration"].value)
    return found.reading()


def _segment(text: str, found: Assembly, segment: Place, listed: list[Word] | None) -> None:
    value = segment.value
    if isinstance(value, list):
        fields = _tuple_fields(text, segment)
        literal: Place | None = fields["text"]
        value = {key: place.value for key, place in fields.items()}
    else:
        literal = literal_of(text, segment, "text")
    start_ms, stated = _times(text, segment.start, value)
    end_ms = found.end_of(start_ms, stated, segment.start)
    words = tuple(listed) if listed is not None else tuple(_words(text, segment.start, value))
    speaker = None if value.get("speaker") in (None, "") else str(value["speaker"])
    if literal and found.piece(segment.start, speech(text, literal), speaker=speaker, start_ms=start_ms,
                               end_ms=end_ms, joining="running", new_turn=speaker != found.speaker,
                               words=words):
        found.speaker = speaker
        found.ignore(segment.stop)


def _times(text: str, place: int, value: dict[str, Any]) -> tuple[int | None, int | None]:
    offsets, stamps = value.get("offsets"), value.get("timestamps")
    if isinstance(offsets, dict):
        return tuple(time_ms(text, place, offsets.get(key), "ms") for key in ("from", "to"))  # type: ignore[return-value]
    if isinstance(stamps, dict):
        return tuple(time_ms(text, place, stamps.get(key), "clock") for key in ("from", "to"))  # type: ignore[return-value]
    return time_ms(text, place, value.get("start")), time_ms(text, place, value.get("end"))


def _word_text(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    word = entry.get("word", entry.get("text"))
    return word if isinstance(word, str) else ""


def _words(text: str, place: int, value: dict[str, Any]) -> Iterator[Word]:
    entries = value.get("words") or value.get("tokens")
    if not isinstance(entries, list) or not entries or not isinstance(entries[0], dict):
        return  # openai-whisper's tokens are numbers
    spoken = value["text"].strip()
    open_word: Word | None = None
    for entry, place_in_text in zip(entries, locate([_word_text(e) for e in entries], [spoken]), strict=True):
        if place_in_text is None:
            continue
        start_ms, end_ms = _times(text, place, entry)
        word = Word(place_in_text.offset, place_in_text.stop, start_ms, ends_after_start(start_ms, end_ms))
        if open_word and open_word.stop == word.offset:  # tokens of whisper.cpp are parts of words
            open_word = Word(open_word.offset, word.stop, open_word.start_ms, word.end_ms)
            continue
        if open_word:
            yield open_word
        open_word = word
    if open_word:
        yield open_word


def _listed_words(text: str, top: dict[str, Place], segments: Sequence[Place]) -> list[list[Word]] | None:
    """Return the words of the list at the top of the file, by segment."""
    where = top.get("words") or top.get("word_segments")
    if where is None or not isinstance(where.value, list):
        return None
    texts = [(_text_of(segment.value) or "").strip() for segment in segments]
    found: list[list[Word]] = [[] for _ in segments]
    located = locate([_word_text(entry) for entry in where.value], texts)
    for entry, here in zip(where.value, located, strict=True):
        if here is not None:
            start_ms, end_ms = _times(text, where.start, entry)
            found[here.segment].append(Word(here.offset, here.stop, start_ms, ends_after_start(start_ms, end_ms)))
    return found


def _rewrite(text: str, edits: Sequence[PieceEdit]) -> str:
    if not edits:
        return text
    top, segments = _file(text)
    if not segments:
        return _rewrite_text(text, top["text"], edits)
    spoken = [i for i, segment in enumerate(segments) if (_text_of(segment.value) or "").strip()]
    by_segment = {spoken[edit.number]: edit for edit in edits}
    new_texts = {i: kept_text(_text_of(segments[i].value) or "", edit.keep) if edit.keep else ""
                 for i, edit in by_segment.items()}
    changes = without(segments, [i for i, edit in by_segment.items() if not edit.keep])
    for number, edit in by_segment.items():
        if edit.keep:
            changes += _segment_changes(text, segments[number], edit, new_texts[number])
    shift = next((edit.shift for edit in edits if edit.shift is not None), None)
    if any(new_texts[i] != _text_of(segments[i].value) for i in new_texts):
        changes += _top_text(text, top, segments, new_texts)
    for key in ("words", "word_segments"):
        changes += _list_changes(text, top.get(key), segments, by_segment)
    if shift is not None and "duration" in top:
        changes += shifted_times(text, Place(None, len(text) - len(text.lstrip()), 0), {"duration": "seconds"}, shift)
    return splice(text, changes)


def _rewrite_text(text: str, place: Place, edits: Sequence[PieceEdit]) -> str:
    value = kept_text(str(place.value), edits[0].keep) if edits[0].keep else ""
    return text if value == place.value else splice(text, [(place.start, place.stop, quote(text, value))])


def _segment_changes(text: str, segment: Place, edit: PieceEdit, new_text: str) -> list[Change]:
    is_tuple = isinstance(segment.value, list)
    fields = _tuple_fields(text, segment) if is_tuple else members(text, segment.start)
    changes: list[Change] = []
    shortened = new_text.strip() != str(fields["text"].value).strip()
    if shortened:
        changes.append((fields["text"].start, fields["text"].stop, quote(text, new_text)))
    for key, ms in (("start", edit.start_ms), ("end", edit.end_ms)):
        if key in fields:
            changes += time_change(text, fields[key], "seconds", ms)
    if is_tuple:
        return changes
    for key, unit in (("offsets", "ms"), ("timestamps", "clock")):
        if key in fields and isinstance(fields[key].value, dict):
            parts = members(text, fields[key].start)
            for end, ms in (("from", edit.start_ms), ("to", edit.end_ms)):
                if end in parts:
                    changes += time_change(text, parts[end], unit, ms)  # type: ignore[arg-type]
    bare = str(fields["text"].value).strip()
    for key in ("words", "tokens"):
        entries = array_elements(text, fields.get(key))
        if entries and not isinstance(entries[0].value, dict):
            if shortened:  # numbers of tokens say what was cut, but not which of them
                changes.append((fields[key].start, fields[key].stop, "[]"))
            continue
        changes += _entry_changes(text, entries, [bare], {0: edit})
    return changes


def _list_changes(text: str, where: Place | None, segments: Sequence[Place],
                  by_segment: dict[int, PieceEdit]) -> list[Change]:
    texts = [(_text_of(segment.value) or "").strip() for segment in segments]
    return _entry_changes(text, array_elements(text, where), texts, by_segment)


def _entry_changes(text: str, entries: Sequence[Place], texts: Sequence[str],
                   by_segment: dict[int, PieceEdit]) -> list[Change]:
    """Return the changes to a list of words: those cut go, the times of the others are shifted."""
    gone: list[int] = []
    changes: list[Change] = []
    segment = 0
    is_gone = False
    for number, (entry, here) in enumerate(zip(entries, locate([_word_text(e.value) for e in entries], texts),
                                               strict=True)):
        if here is not None:
            segment = here.segment
        edit = by_segment.get(segment)
        if edit is None:
            is_gone = False
            continue
        if here is not None:
            is_gone = not any(a < here.stop and here.offset < b for a, b in edit.keep)
        elif not edit.keep:
            is_gone = True
        if is_gone:  # a word that was not found goes with the one before it
            gone.append(number)
        elif edit.shift is not None and isinstance(entry.value, dict):
            changes += shifted_times(text, entry, {"start": "seconds", "end": "seconds"}, edit.shift)
    return [*without(entries, gone), *changes]


def _top_text(text: str, top: dict[str, Place], segments: Sequence[Place],
              new_texts: dict[int, str]) -> list[Change]:
    place = top.get("text")
    if place is None or not isinstance(place.value, str):
        return []
    old = [_text_of(segment.value) or "" for segment in segments]
    new = [new for i, was in enumerate(old) if (new := new_texts.get(i, was))]
    joined = "".join(new) if "".join(old).strip() == place.value.strip() else " ".join(part.strip() for part in new)
    if place.value[:1].strip():
        joined = joined.strip()
    return [(place.start, place.stop, quote(text, joined))]


SPEC = ReaderSpec("whisper", "Whisper JSON (openai-whisper, faster-whisper, whisperX, whisper.cpp)", "json",
                  _matches, _read, _rewrite)
