"""Audacity label tracks back into cuts."""

from __future__ import annotations

import re

from adcut.cutlist import Cut, CutList
from adcut.errors import CutListParseError
from adcut.importers.base import ImporterSpec, content_lines, cut_from_label, lines_match, sorted_list
from adcut.timing import ms_from_stamp

_LINE = re.compile(r"(\d+[.,]\d+)\t(\d+[.,]\d+)(?:\t(.*))?\Z")
#: Opens the second line of a spectral label (low and high frequency), which says nothing of time.
_SPECTRAL = "\\\t"


def matches(text: str) -> bool:
    """Return whether every line is `start TAB end TAB label`."""
    return lines_match(content_lines(text, _SPECTRAL), _LINE)


def read(text: str, path: str | None = None) -> CutList:
    """Return one cut a range label, in order; point labels remove nothing and are left out.

    Raises
    ------
    CutListParseError
        A line of another shape, or labels that overlap.
    """
    cuts: list[Cut] = []
    for number, line in content_lines(text, _SPECTRAL):
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
