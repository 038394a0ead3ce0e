"""What SubRip and WebVTT cues have in common: their text, speaker and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from adcut.readers.assembly import Assembly
from adcut.readers.markup import Part, Speech, assemble, caption
from adcut.readers.speakers import NAME, is_label, looks_like_name, speaker_names
from adcut.transcript import Word

_PREFIX = re.compile(rf"[ \t]*(?:>>+[ \t]*|-[ \t]+)?({NAME}):(?:[ \t]+|(?=\r?\n))")
#: `>>` and `- ` begin a turn of somebody who is not named.
_CHANGE = re.compile(r"[ \t]*(?:>>+|&gt;&gt;|-(?=[ \t]+\S))[ \t]*")
_BREAK = re.compile(r"[\r\n]\s*")
#: A word before a colon is a speaker's name when so large a part of the cues has one.
_NAMED_SHARE = 0.02


class Cue(NamedTuple):
    """A cue: range of the file, where its text begins, its times and where they are written."""

    start: int
    text_start: int
    stop: int
    start_ms: int | None
    end_ms: int | None
    times: tuple[int, int]
    end_times: tuple[int, int]


def cue_speakers(text: str, cues: Sequence[Cue]) -> frozenset[str]:
    """Return the names that stand before a colon at the start of cues."""
    found = [match.group(1).strip() for cue in cues
             if text.find(":", cue.text_start, cue.stop) >= 0
             and (match := _PREFIX.match(text, cue.text_start, cue.stop))]
    if len(found) < max(2, _NAMED_SHARE * len(cues)):
        # In a file without speakers a rare "Remember: ..." is speech, a label is none.
        return frozenset(name for name in found if is_label(name) and looks_like_name(name))
    return speaker_names(found, least=3)


def add_cue(text: str, found: Assembly, cue: Cue, names: frozenset[str], speaker: str | None = None,
            words_of: Callable[[Speech], tuple[Word, ...]] | None = None) -> None:
    """Add a cue as a piece; a name before a colon at its start is its speaker."""
    start = cue.text_start
    stated = speaker is not None
    changed = False
    if not stated:
        prefix = _PREFIX.match(text, start, cue.stop) if names else None
        if prefix and prefix.group(1).strip() in names:
            speaker, start, stated = prefix.group(1).strip(), prefix.end(), True
        elif change := _CHANGE.match(text, start, cue.stop):
            start, changed = change.end(), True
    if not stated:
        # Speakers are named where they begin, not on each cue.
        speaker = None if changed else found.speaker
    end_ms = found.end_of(cue.start_ms, cue.end_ms, cue.times[0])
    speech = cue_speech(text, start, cue.stop)
    if not found.piece(cue.start, speech, speaker=speaker, start_ms=cue.start_ms,
                       end_ms=end_ms, joining="running", new_turn=changed or speaker != found.speaker,
                       words=words_of(speech) if words_of else ()):
        found.ignore(cue.start)
    found.speaker = speaker
    if cue.start_ms is not None:
        found.stamp(*cue.times, cue.start_ms)
        found.stamp(*cue.end_times, cue.end_ms)


def cue_speech(text: str, start: int, stop: int) -> Speech:
    """Return the words of the lines of a cue, joined by spaces."""
    while stop > start and text[stop - 1] in "\r\n \t":
        stop -= 1
    if text.find("\n", start, stop) < 0 and text.find("\r", start, stop) < 0:
        return caption(text, start, stop)
    return assemble(text, _joined(text, start, stop))


def _joined(text: str, start: int, stop: int) -> Iterable[Part]:
    position = start
    for line_break in _BREAK.finditer(text, start, stop):
        line_stop = position + len(text[position:line_break.start()].rstrip(" \t"))
        yield from _line_parts(text, position, line_stop)
        yield Part(line_stop, line_break.end(), " ")
        position = line_break.end()
    yield from _line_parts(text, position, stop)


def _line_parts(text: str, start: int, stop: int) -> Iterable[Part]:
    speech = caption(text, start, stop)
    if not speech.text:
        return
    ends = [offset for offset, _ in speech.runs[1:]] + [len(speech.text)]
    for (offset, place), end in zip(speech.runs, ends, strict=True):
        words = speech.text[offset:end]
        same = text[place:place + len(words)] == words
        yield Part(place, place + len(words), None if same else words)
