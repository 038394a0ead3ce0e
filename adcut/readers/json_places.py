"""Where the members of JSON objects stand in the text, at the speed of the C parser.

Only the objects that matter are walked member by member; everything inside them is skipped by the
parser of the standard library, so no value is parsed by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

from adcut.errors import TranscriptParseError
from adcut.readers.base import line_at
from adcut.readers.markup import Part, Speech, assemble

_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)', re.DOTALL)


class _NotANumberError(ValueError):
    """NaN and Infinity are no JSON."""


def _refuse_constant(name: str) -> NoReturn:
    raise _NotANumberError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, strict=False)


class Place(NamedTuple):
    """A value and its half-open range in the text; for members of objects also where the key begins."""

    value: Any
    start: int
    stop: int
    key_start: int = -1


def value_at(text: str, start: int) -> Place:
    """Return the value that begins at or after white space from `start`.

    Raises
    ------
    TranscriptParseError
        It is no JSON, is nested too deeply, or holds NaN.
    """
    start = _skip(text, start)
    try:
        value, stop = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise broken(text, error.pos, f"not JSON: {error.msg}") from error
    except RecursionError as error:
        raise broken(text, start, "JSON nested too deeply") from error
    except _NotANumberError as error:
        raise broken(text, start, f"{error} is no number") from error
    except ValueError as error:  # integers of more than 4,300 digits
        raise broken(text, start, "a number with too many digits") from error
    return Place(value, start, stop)


def members(text: str, start: int) -> dict[str, Place]:
    """Return the members of the object that begins at `start`.

    Raises
    ------
    TranscriptParseError
        It is no object, or has a key twice (which of the two counts nobody can tell).
    """
    found: dict[str, Place] = {}
    position = _expect(text, start, "{")
    if text[position:position + 1] == "}":
        return found
    while True:
        key = value_at(text, position)
        if not isinstance(key.value, str):
            raise broken(text, key.start, "an object key must be a string")
        value = value_at(text, _expect(text, _skip(text, key.stop), ":"))
        if key.value in found:
            raise broken(text, key.start, f"the key {key.value!r} twice in one object")
        found[key.value] = value._replace(key_start=key.start)
        position = _skip(text, value.stop)
        if text[position:position + 1] == "}":
            return found
        position = _expect(text, position, ",")


def elements(text: str, start: int) -> Iterator[Place]:
    """Yield the elements of the array that begins at `start`."""
    position = _expect(text, start, "[")
    if text[position:position + 1] == "]":
        return
    while True:
        element = value_at(text, position)
        yield element
        position = _skip(text, element.stop)
        if text[position:position + 1] == "]":
            return
        position = _expect(text, position, ",")


def speech(text: str, place: Place) -> Speech:
    """Return the words of a string literal without white space at either end, with their runs.

    Its text is the decoded value, stripped, character for character: rewriting counts on that.
    """
    if text.find("\\", place.start, place.stop) < 0:
        value = text[place.start + 1:place.stop - 1]
        bare = value.lstrip()
        words = bare.rstrip()
        return Speech(words, ((0, place.stop - 1 - len(bare)),)) if words else Speech("", ())
    return assemble(text, _string_parts(text, place.start + 1, place.stop - 1), invisible="")


def _string_parts(text: str, start: int, stop: int) -> Iterator[Part]:
    position = start
    for escape in _ESCAPE.finditer(text, start, stop):
        yield Part(position, escape.start())
        position = escape.end()
        decoded = str(json.loads(f'"{escape.group()}"'))
        if "\ud800" <= decoded <= "\udfff":
            decoded = "\ufffd"  # half a character of the other planes: no text anybody could write
        if decoded in "\n\r\t\f":
            decoded = " "
        yield Part(escape.start(), escape.end(), decoded)
    yield Part(position, stop)


def broken(text: str, place: int, what: str) -> TranscriptParseError:
    """Return the error for a place of the text."""
    number, line = line_at(text, min(place, len(text)))
    column = place - max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) - 1
    return TranscriptParseError(what, line=number, snippet=line[max(0, column - 20):column + 60].strip(),
                                hint="correct the file, or make the transcript again")


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _expect(text: str, position: int, character: str) -> int:
    position = _skip(text, position)
    if text[position:position + 1] != character:
        raise broken(text, position, f"not JSON: {character!r} expected")
    return _skip(text, position + 1)
