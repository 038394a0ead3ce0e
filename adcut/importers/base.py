"""The spec of a cut-list format that adcut reads.

How to add a format: write `adcut/importers/NAME.py` with a `SPEC = ImporterSpec(...)`, add it to the
table in `adcut/importers/__init__.py`, and a round trip to tests/importers/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adcut.categories import Category
from adcut.cutlist import Cut, CutList
from adcut.errors import CutListError, CutListParseError

_LINE_END = re.compile(r"\r\n|\n|\r")
_SNIFFED_LINES = 20


@dataclass(frozen=True, slots=True)
class ImporterSpec:
    """A cut-list format that adcut reads.

    name: as in the table of writers. matches: whether the first 65,536 code points look like it;
    fast, never raises. read: (text, path for messages) -> CutList; raises CutListParseError.
    accepts: what of the format is taken, as text.
    """

    name: str
    matches: Callable[[str], bool]
    read: Callable[[str, str | None], CutList]
    accepts: str


def content_lines(text: str, ignored: str) -> list[tuple[int, str]]:
    """Return the lines that say something, with their numbers: no blank ones, none that open with `ignored`."""
    return [(number, line) for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1)
            if line.strip() and not line.lstrip(" ").startswith(ignored)]


def lines_match(lines: list[tuple[int, str]], pattern: re.Pattern[str]) -> bool:
    """Return whether there are lines, and the first of them all fit `pattern`."""
    return bool(lines) and all(pattern.match(line) for _, line in lines[:_SNIFFED_LINES])


def sorted_list(cuts: Iterable[Cut], path: str | None, duration_ms: int | None = None) -> CutList:
    """Return the cuts as a list, sorted by start.

    Raises
    ------
    CutListParseError
        Two overlap.
    """
    ordered = sorted(cuts, key=lambda cut: (cut.start_ms or 0, cut.end_ms is None, cut.end_ms))
    try:
        found = CutList(tuple(ordered))
        return found if duration_ms is None else found.closed(duration_ms)
    except CutListError as error:
        raise CutListParseError(str(error), path=path) from error


def cut_from_label(start_ms: int, end_ms: int | None, label: str) -> Cut:
    """Return a cut from an editor's label; a text that adcut did not write is kept in `extra`.

    >>> cut_from_label(0, 1, "cross_promo: Acme").sponsor
    'Acme'
    >>> cut_from_label(0, 1, "boring part").extra
    {'label': 'boring part'}
    """
    category, _, sponsor = label.partition(": ")
    if category in tuple(Category):
        return Cut(start_ms, end_ms, Category(category), sponsor=sponsor or None)
    return Cut(start_ms, end_ms, extra={"label": label} if label else {})
