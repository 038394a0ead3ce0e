"""JSON transcripts that are a list of segments: what reading and rewriting them have in common.

A clean script is the input's own text with elements, literals and numbers replaced, so unknown keys,
the order of keys, the indentation and the way of writing non-ASCII letters all stay.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from adcut.errors import OptionError
from adcut.readers.json_places import Place, broken, elements, members, value_at
from adcut.timing import ms_from_seconds, ms_from_stamp, stamp_like

#: How a time is written: a number of seconds, an integer of milliseconds, a clock text.
Unit = Literal["seconds", "ms", "clock"]
#: (start, stop, new text): one replacement in the file.
Change = tuple[int, int, str]


def time_ms(text: str, place: int, value: object, unit: Unit = "seconds") -> int | None:
    """Return a time of a file in milliseconds, None for null; numbers as strings are taken.

    Raises
    ------
    TranscriptParseError
        It is negative or no time.
    """
    if value is None:
        return None
    try:
        if unit == "clock":
            ms = ms_from_stamp(value) if isinstance(value, str) else None
        elif isinstance(value, bool) or not isinstance(value, int | float | str):
            ms = None
        else:
            ms = ms_from_seconds(value)
            if unit == "ms":
                ms = int(value)
    except (OptionError, ValueError):
        ms = None
    if ms is None:
        raise broken(text, place, f"{value!r:.40} is no time")
    if ms < 0:
        raise broken(text, place, f"the time {value!r:.40} is below zero")
    return ms


def literal_of(text: str, element: Place, key: str) -> Place | None:
    """Return the place of the value of a key in an object, None where it is not a string.

    The key is searched for; only where it stands more than once is the object walked.
    """
    value = element.value.get(key)
    if not isinstance(value, str):
        return None
    quoted = f'"{key}"'
    if text.count(quoted, element.start, element.stop) == 1:
        after = text.index(quoted, element.start, element.stop) + len(quoted)
        colon = _COLON.match(text, after)
        if colon:
            found = value_at(text, colon.end())
            if found.value == value:
                return found
    return members(text, element.start).get(key)


_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*")


def ends_after_start(start_ms: int | None, end_ms: int | None) -> int | None:
    """Return the end, None where it lies before the start."""
    return None if end_ms is not None and start_ms is not None and end_ms < start_ms else end_ms


class Located(NamedTuple):
    """A word of a list of words: the segment it belongs to and its range in that segment's text."""

    segment: int
    offset: int
    stop: int


#: A word of a list is searched for so many characters behind the one before.
_REACH = 40


def locate(words: Sequence[str], texts: Sequence[str]) -> list[Located | None]:
    """Find the words of a list, in order, in the texts of the segments.

    A word that is not there (another spelling, a numeral) is None.

    >>> locate(["we", "go", "Stop"], ["We go.", "Stop"])
    [Located(segment=0, offset=0, stop=2), Located(segment=0, offset=3, stop=5), Located(segment=1, offset=0, stop=4)]
    """
    found: list[Located | None] = []
    lowered = [_lowered(text) for text in texts]
    segment = cursor = 0
    for word in words:
        bare = _lowered(word.strip())
        here = None
        if bare:
            for number in range(segment, min(segment + 3, len(texts))):
                start = cursor if number == segment else 0
                at = lowered[number].find(bare, start, start + _REACH + len(bare))
                if at >= 0:
                    here = Located(number, at, at + len(bare))
                    break
        if here:
            segment, cursor = here.segment, here.stop
        found.append(here)
    return found


def _lowered(text: str) -> str:
    """Return the text in small letters, as long as it was: a capital I with a dot becomes two characters."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def splice(text: str, changes: Iterable[Change]) -> str:
    """Return the text with disjoint replacements made."""
    parts: list[str] = []
    position = 0
    for start, stop, new in sorted(changes):
        if start < position:  # inside an element that goes as a whole
            continue
        parts += [text[position:start], new]
        position = stop
    return "".join([*parts, text[position:]])


def without(places: Sequence[Place], gone: Iterable[int]) -> list[Change]:
    """Return the changes that take elements out of an array, with the commas between them."""
    absent = set(gone)
    if not absent:
        return []
    dropped, kept = sorted(absent), [i for i in range(len(places)) if i not in absent]
    if not kept:
        return [(places[0].start, places[-1].stop, "")]
    changes = [(places[i].start, places[i + 1].start, "") for i in dropped if i < kept[-1]]
    if dropped[-1] > kept[-1]:
        changes.append((places[kept[-1]].stop, places[-1].stop, ""))
    return changes


def time_change(text: str, place: Place, unit: Unit, new_ms: int | None) -> list[Change]:
    """Return the change that writes a time as the file writes it; none where it says so already."""
    if place.value is None or new_ms is None or time_ms(text, place.start, place.value, unit) == new_ms:
        return []
    written = text[place.start:place.stop]
    if unit == "clock":
        new = json.dumps(stamp_like(new_ms, str(place.value)))
    else:
        number = written.strip('"')
        if unit == "ms" or (new_ms % 1000 == 0 and not set(number) & set(".eE")):
            new = str(new_ms if unit == "ms" else new_ms // 1000)
        else:
            new = repr(new_ms / 1000)
        new = f'"{new}"' if written.startswith('"') else new
    return [(place.start, place.stop, new)]


def quote(text: str, value: str) -> str:
    """Return a JSON string that writes non-ASCII letters the way the file does."""
    return json.dumps(value, ensure_ascii=text.isascii() and "\\u" in text)


def kept_text(value: str, keep: Sequence[tuple[int, int]]) -> str:
    """Return what stays of a segment's text; `keep` counts from its first character that is no space.

    >>> kept_text(" One. Two. Three.", ((0, 5), (10, 16)))
    ' One. Three.'
    """
    bare = value.strip()
    lead = value[:len(value) - len(value.lstrip())]
    parts = [part for a, b in keep if (part := bare[a:b].strip())]
    return lead + " ".join(parts) + value[len(value.rstrip()):]


def shifted_times(text: str, place: Place, units: dict[str, Unit], shift: Callable[[int], int]) -> list[Change]:
    """Return the changes that shift the times of an object, those in `offsets` and `timestamps` too."""
    changes: list[Change] = []
    for key, value in members(text, place.start).items():
        if key in units and value.value is not None:
            ms = time_ms(text, value.start, value.value, units[key])
            changes += time_change(text, value, units[key], None if ms is None else shift(ms))
        elif key in NESTED and isinstance(value.value, dict):
            changes += shifted_times(text, value, dict.fromkeys(("from", "to"), NESTED[key]), shift)
    return changes


#: Objects of whisper.cpp that hold the times of a segment or token.
NESTED: dict[str, Unit] = {"offsets": "ms", "timestamps": "clock"}


def array_elements(text: str, place: Place | None) -> list[Place]:
    """Return the elements of an array, none where there is no array."""
    return list(elements(text, place.start)) if place is not None and isinstance(place.value, list) else []
