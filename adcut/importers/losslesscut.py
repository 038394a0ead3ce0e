"""LosslessCut projects (.llc) back into cuts."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass

from adcut.categories import Category
from adcut.cutlist import Cut, CutList, TimeRange, complement, merge
from adcut.errors import CutListParseError
from adcut.importers.base import ImporterSpec, cut_from_label, sorted_list
from adcut.writers.places import Place
from adcut.writers.ranges import ENDLESS

#: Versions of the project file (https://github.com/mifi/lossless-cut, src/renderer/src/types.ts): in
#: 1 a missing edge is that of the media, in 2 a segment without end is a marker.
_VERSIONS = (1, 2)
_HEAD = re.compile(r"""[\s\ufeff]*+\{.*?\bcutSegments["']?\s*:\s*\[""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Segment:
    start_ms: int
    end_ms: int | None
    name: str
    tags: dict[str, object]
    selected: bool


def matches(text: str) -> bool:
    """Return whether it is an object that has segments."""
    return _HEAD.match(text) is not None


def read(text: str, path: str | None = None) -> CutList:
    """Return what LosslessCut would leave out of the export of this project.

    Where some segments are unselected, those are the cuts, and so are the gaps between segments;
    the last segment ends the episode. Where all are selected, all between and after them is cut.

    Raises
    ------
    CutListParseError
        Not JSON5, not a project, no segments, or selected and unselected ones overlap.
    """
    from adcut.importers.json5_text import json_from_json5

    try:
        document = Place(json.loads(json_from_json5(text)), "", path)
    except (ValueError, RecursionError) as error:
        raise CutListParseError(f"not JSON5: {error}", path=path) from error
    version = document.child("version")
    if type(version.value) is not int or version.value not in _VERSIONS:
        version.fail(f"{version.value!r} is no version of a LosslessCut project that adcut reads (1, 2)")
    segments = [s for place in document.child("cutSegments").items()
                if (s := _segment(place, version.value)) is not None]
    if not any(segment.selected for segment in segments):
        document.fail("nothing is selected; a list that keeps nothing is no cut list", "cutSegments")
    both = any(not segment.selected for segment in segments)
    cuts = [_cut(segment) for segment in segments if not segment.selected]
    closed = _closed(segments)
    cuts += [Cut(r.start_ms, r.end_ms) for r in complement(closed, max(r.end_ms for r in closed))]
    last = None if any(s.end_ms is None for s in segments) else max(s.end_ms or 0 for s in segments)
    if last is not None and not both:
        cuts.append(Cut(last, None))
    _check_overlap(segments, path)
    return sorted_list(cuts, path, last if both else None)


def _segment(place: Place, version: int) -> _Segment | None:
    """Return a segment, None for a marker."""
    start, end = place.child("start").milliseconds(), place.child("end").milliseconds()
    selected = place.child("selected", True).value
    if not isinstance(selected, bool):
        place.fail(f"{selected!r} must be true or false", "selected")
    if start is None:
        if version > 1:
            place.fail("the key is missing", "start")
        start = 0
    if end is None and version > 1:
        return None
    if end is not None and end < start:
        place.fail("ends before it starts")
    return _Segment(start, end, place.child("name").text() or "", place.child("tags", {}).mapping(), selected)


def _cut(segment: _Segment) -> Cut:
    tags = segment.tags
    if tags.get("category") not in tuple(Category) or segment.end_ms is None:
        return cut_from_label(segment.start_ms, segment.end_ms, segment.name)
    sponsor, score = tags.get("sponsor"), _score(tags.get("score"))
    return Cut(segment.start_ms, segment.end_ms, Category(str(tags["category"])), score,
               sponsor if isinstance(sponsor, str) else None)


def _score(tag: object) -> float | None:
    try:
        score = float(str(tag))
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def _closed(segments: list[_Segment]) -> list[TimeRange]:
    return [TimeRange(s.start_ms, ENDLESS if s.end_ms is None else s.end_ms) for s in segments]


def _check_overlap(segments: list[_Segment], path: str | None) -> None:
    kept = merge(_closed([s for s in segments if s.selected]))
    for cut in _closed([s for s in segments if not s.selected]):
        following = bisect_right(kept, cut.start_ms, key=lambda keep: keep.end_ms)
        if following < len(kept) and kept[following].start_ms < cut.end_ms:
            raise CutListParseError(
                f"the unselected segment at {cut.start:.3f} s overlaps a selected one; "
                "which of the two counts is not clear", path=path, where="cutSegments")


SPEC = ImporterSpec(
    "losslesscut", matches, read,
    "JSON5 as LosslessCut writes it, versions 1 and 2; unselected segments and gaps are the cuts")
