"""Podcasting 2.0 chapters (JSON); ads are there, but not in the list that listeners see."""

from __future__ import annotations

import json
from collections.abc import Iterable

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.chapters import Chapter, chapters

_NAME = "podcast-chapters"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the chapters of the source timeline, or of the cut one with `timeline="cut"`."""
    return document(chapters(cut_list, options, _NAME))


def document(found: Iterable[Chapter]) -> str:
    """Return chapters as a file of this format."""
    content = {"version": "1.2.0", "chapters": [_chapter(chapter) for chapter in found]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _chapter(chapter: Chapter) -> dict[str, object]:
    entry: dict[str, object] = {"startTime": chapter.start_ms / 1000}
    if chapter.end_ms is not None:
        entry["endTime"] = chapter.end_ms / 1000
    entry["title"] = chapter.title
    if chapter.is_ad:
        entry["toc"] = False
    return entry


SPEC = WriterSpec(
    name=_NAME, title="Podcasting 2.0 apps (podcast:chapters)", suffix="chapters.json", direction="marker",
    resolution="1 ms", loses="scores, margins",
    url="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/jsonChapters.md",
    write=write, options=frozenset({"timeline"}))
