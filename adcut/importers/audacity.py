"""Audacity label tracks back into cuts."""

from __future__ import annotations

import re

from adcut.cutlist import Cut, CutList
from adcut.errors import CutListParseError
from adcut.importers.base import ImporterSpec, cut_from_label, sorted_list
from adcut.timing import ms_from_stamp

_LINE = re.compile(r"(\d+[.,]\d+)\t(\d+[.,]\d+)(?:\t(.*))?\Z")
_LINE_END = re.compile(r"\r\n|\n|\r")


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that say something, with their numbers: no blank ones.

    The second line of a spectral label (backslash, low and high frequency) says nothing of time.
    """
    return [(number, line)
            for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), start=1)
            if line.strip() and not line.startswith("\\\t")]


def matches(text: str) -> bool:
    """Return whether every line is `start TAB end TAB label`."""
    found = _lines(text)[:20]
    return bool(found) and all(_LINE.match(line) for _, line in found)


def read(text: str, path: str | None = None) -> CutList:
    """Return one cut a range label, in order; point labels remove nothing and are left out.

    Raises
    ------
    CutListParseError
        A line of another shape, or labels that overlap.
    """
    cuts: list[Cut] = []
    for number, line in _lines(text):
        match = _LINE.match(line)
        start, end = (ms_from_stamp(match[1]), ms_from_stamp(match[2])) if match else (None, None)
        if match is None or start is None or end is None or end < start:
            raise CutListParseError(f"not `start TAB end TAB label`: {line[:80]!r}", path=path,
                                    where=str(number))
        if end > start:
            cuts.append(cut_from_label(start, end, match[3] or ""))
    return sorted_list(cuts, path)


SPEC = ImporterSpec(
    "audacity", matches, read,
    "a label track: each range label is a cut; point labels and spectral lines are passed over")
