"""Values of a parsed JSON document that know where they stand, so that each error can say so."""

from __future__ import annotations

import math
from typing import NoReturn

from adcut.errors import CutListParseError
from adcut.timing import ms_from_seconds

#: Unknown keys hold values nested less deep; writing goes as deep, and calls can only be nested so far.
MOST_DEPTH = 100
#: Thirty years: beyond every episode, and far inside what a float holds to the millisecond.
MOST_SECONDS = 10**9


class Place:
    """A value and its place, such as `cuts[3].start`; `path` names the file in messages."""

    def __init__(self, value: object, where: str, path: str | None) -> None:
        self.value, self.where, self.path = value, where, path

    def fail(self, what: str, key: str = "") -> NoReturn:
        """Raise CutListParseError for this value, or for its key `key`."""
        where = f"{self.where}.{key}" if self.where and key else self.where or key
        raise CutListParseError(what, path=self.path, where=where)

    def mapping(self) -> dict[str, object]:
        """Return the value, an object."""
        if not isinstance(self.value, dict):
            self.fail("must be an object")
        return self.value

    def child(self, key: str, default: object = None) -> Place:
        """Return the value of a key of this object; `default` where it is missing or null."""
        value = self.mapping().get(key, default)
        where = f"{self.where}.{key}" if self.where else key
        return Place(default if value is None else value, where, self.path)

    def items(self) -> list[Place]:
        """Return the items of this list."""
        if not isinstance(self.value, list):
            self.fail("must be a list")
        return [Place(item, f"{self.where}[{number}]", self.path) for number, item in enumerate(self.value)]

    def unknown(self, known: tuple[str, ...]) -> dict[str, object]:
        """Return what this object holds beside the keys `known`; all of it can be written again."""
        found = {key: value for key, value in self.mapping().items() if key not in known}
        for key, value in found.items():
            if what := _unwritable(value):
                self.fail(what, key)
        return found

    def text(self) -> str | None:
        """Return the value, a string or null."""
        if self.value is not None and not isinstance(self.value, str):
            self.fail(f"{self.value!r} must be a string or null")
        return self.value

    def text_required(self) -> str:
        """Return the value, a string that is not empty."""
        return self.text() or self.fail("must be a string that is not empty")

    def number(self) -> float | None:
        """Return the value, a finite number or null."""
        if self.value is None:
            return None
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail(f"{self.value!r} must be a number or null")
        if isinstance(self.value, float) and not math.isfinite(self.value):
            self.fail("is not a finite number")
        return self.value

    def milliseconds(self) -> int | None:
        """Return the value, seconds of at least 0 or null, as milliseconds rounded half up."""
        seconds = self.number()
        if seconds is None:
            return None
        if not 0 <= seconds <= MOST_SECONDS:
            self.fail(f"{seconds} s is below zero or beyond every episode")
        return ms_from_seconds(seconds)

    def span(self) -> tuple[int, int] | None:
        """Return the value, two whole numbers in order or null."""
        if self.value is None:
            return None
        match self.value:
            case [int(start), int(stop)] if type(start) is type(stop) is int and 0 <= start <= stop:
                return start, stop
        self.fail("must be two whole numbers in order, or null")


def _unwritable(value: object) -> str:
    """Return why a value that was read as JSON could not be written as JSON, empty where it can.

    >>> _unwritable({"a": [1e999]}), _unwritable([1.5])
    ('holds a number that is too large', '')
    """
    level = [value]
    for _ in range(MOST_DEPTH):
        if any(isinstance(item, float) and not math.isfinite(item) for item in level):
            return "holds a number that is too large"
        level = [inner for item in level if isinstance(item, list | dict)
                 for inner in (item.values() if isinstance(item, dict) else item)]
        if not level:
            return ""
    return f"is nested more than {MOST_DEPTH} deep"
