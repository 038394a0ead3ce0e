"""The reads of a page: those found, or those of a list that an editor corrected before.

A corrected list holds by its source ranges (or, made by another tool, by its times), so that it
comes back on a newer model and on a page made anew.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from adcut.categories import Category
from adcut.cutlist import Cut, CutList
from adcut.detection import Detection
from adcut.errors import CutListError

#: Key of a native list, and of its entries, by which corrections are known.
REVIEWED = "reviewed"
CHANGES = "changes"
MADE_BY = "made_by"
#: Top-level keys that the page writes itself; every other key that adcut does not know goes through it.
OWN_KEYS = (REVIEWED, "source", "model", "policy")


def page_reads(detection: Detection, columns: Mapping[str, Sequence[Any]],
               reviewed: CutList | None) -> list[dict[str, object]]:
    """Return the reads as the page edits them, in order and disjoint in sentences.

    `start` and `end` are milliseconds where a person set them against the sentence's own, else None.
    """
    if reviewed is None:
        return [{"first": r.sentences[0], "stop": r.sentences[1], "category": r.category.value, "cut": r.cut,
                 "sponsor": r.sponsor or "", "score": round(r.score, 4), "start": None, "end": None,
                 "by": "model", "changes": [], "extra": {}} for r in detection.reads]
    check_same_transcript(detection, reviewed)
    reads = [_read(entry, cut, columns) for entry, cut in (
        *((c, True) for c in reviewed.cuts), *((c, False) for c in reviewed.marks))]
    reads.sort(key=lambda r: r["first"])
    kept: list[dict[str, Any]] = []
    for after in reads:
        before = kept[-1] if kept else None
        if before is not None:
            after["first"] = max(after["first"], before["stop"])
            if before["stop"] == after["first"] and before["end"] == after["start_known"]:
                before["end"] = None
        if after["first"] < after["stop"]:
            kept.append(after)
    return [{key: value for key, value in r.items() if key != "start_known"} for r in kept]


def check_same_transcript(detection: Detection, reviewed: CutList) -> None:
    """Refuse a corrected list that was made from another file."""
    known = detection.transcript.sha256
    if reviewed.source.sha256 is not None and known is not None and reviewed.source.sha256 != known:
        raise CutListError(f"the cut list was made from another transcript ({reviewed.source.path}, sha256 "
                           f"{reviewed.source.sha256[:12]}..., not {known[:12]}...); name the list of this one")


def _read(entry: Cut, cut: bool, columns: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    first, stop = _sentences(entry, columns)
    if first >= stop:
        raise CutListError(f"the entry at {entry.start} s ({entry.sponsor or entry.category}) lies nowhere in the "
                           "transcript; remove it from the list")
    starts, ends = columns.get("start"), columns.get("end")
    own_start = None if starts is None else starts[first]
    own_end = None if ends is None else ends[stop - 1]
    changes = entry.extra.get(CHANGES)
    return {
        "first": first, "stop": stop, "category": entry.category.value,
        "cut": cut and entry.category != Category.CONTENT, "sponsor": entry.sponsor or "", "score": entry.score,
        "start": None if entry.start_ms == own_start else entry.start_ms,
        "end": None if entry.end_ms == own_end else entry.end_ms,
        "start_known": entry.start_ms,
        "by": "person" if entry.extra.get(MADE_BY) == "person" else "model",
        "changes": [c for c in changes if isinstance(c, dict)] if isinstance(changes, list) else [],
        "extra": {key: value for key, value in entry.extra.items() if key not in (CHANGES, MADE_BY)},
    }


def _sentences(entry: Cut, columns: Mapping[str, Sequence[Any]]) -> tuple[int, int]:
    """The half-open span of sentences that an entry covers for the most part."""
    if entry.source is not None:
        starts, ends = columns["from"], columns["to"]
        return bisect_right(ends, entry.source[0]), bisect_left(starts, entry.source[1])
    starts = _filled(columns.get("start", ()))
    if entry.start_ms is None or not starts:
        return 0, 0
    first = max(0, bisect_right(starts, entry.start_ms) - 1)
    stop = len(starts) if entry.end_ms is None else bisect_left(starts, entry.end_ms)
    return first, max(first + 1, stop)


def _filled(times: Sequence[int | None]) -> list[int]:
    """Times with the unknown ones before the first and after the last known filled from there."""
    known = [t for t in times if t is not None]
    if not known:
        return []
    filled: list[int] = []
    for time in times:
        filled.append(time if time is not None else filled[-1] if filled else known[0])
    return filled
