"""WebVTT chapters: cues that tile the timeline, for players on the web."""

from __future__ import annotations

from adcut.cutlist import CutList
from adcut.timing import stamp
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.chapters import closed_chapters

_NAME = "webvtt-chapters"
#: Character references that cue text allows (https://www.w3.org/TR/webvtt1/#webvtt-cue-text-span).
_REFERENCES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\r": "&#13;"})


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the chapters of the source timeline, or of the cut one with `timeline="cut"`."""
    cues = [f"{number}\n{stamp(chapter.start_ms)} --> {stamp(end)}\n{chapter.title.translate(_REFERENCES)}\n"
            for number, (chapter, end) in enumerate(closed_chapters(cut_list, options, _NAME), start=1)]
    return "\n".join(["WEBVTT\n", *cues])


SPEC = WriterSpec(
    name=_NAME, title="WebVTT chapters: <track kind=chapters>", suffix="chapters.vtt", direction="marker",
    resolution="1 ms", loses="scores, margins", url="https://www.w3.org/TR/webvtt1/#introduction-chapters",
    write=write, options=frozenset({"timeline"}), needs_duration=True)
