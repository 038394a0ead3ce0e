"""LosslessCut projects (.llc): both directions in one file."""

from __future__ import annotations

import json
from pathlib import PurePath

from adcut.cutlist import Cut, CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import label
from adcut.writers.ranges import kept_ranges

_NAME = "losslesscut"
#: Name of a kept segment, there and in the CSV.
KEPT = "show"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return what stays as selected segments, and the reads as segments that are not exported.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    """
    segments: list[tuple[int, dict[str, object]]] = [
        (r.start_ms, {"start": r.start, "end": r.end, "name": KEPT}) for r in kept_ranges(cut_list, _NAME)]
    segments += [(r.start_ms, {"start": r.start, "end": r.end, "name": label(cut), "tags": _tags(cut),
                               "selected": False})
                 for cut, r in zip(cut_list, cut_list.ranges(_NAME), strict=True)]
    project: dict[str, object] = {"version": 2}
    if options.media:
        project["mediaFileName"] = PurePath(options.media).name
    project["cutSegments"] = [segment for _, segment in sorted(segments, key=lambda item: item[0])]
    return json.dumps(project, indent=1, ensure_ascii=False) + "\n"


def _tags(cut: Cut) -> dict[str, str]:
    tags = {"category": str(cut.category)}
    if cut.sponsor:
        tags["sponsor"] = cut.sponsor
    if cut.score is not None:
        tags["score"] = repr(float(cut.score))
    return tags


SPEC = WriterSpec(
    name=_NAME, title="LosslessCut project, opened with the media", suffix="llc", direction="keep",
    resolution="1 ms", loses="margins, paragraph and source ranges, marks",
    url="https://github.com/mifi/lossless-cut", write=write, options=frozenset({"media"}),
    needs_duration=True, file_name="{stem}-proj.llc")
