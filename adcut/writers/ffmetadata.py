"""ffmpeg's metadata file: chapters without gaps."""

from __future__ import annotations

import re

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.chapters import closed_chapters

_NAME = "ffmetadata"
_SPECIAL = re.compile(r"([=;#\\\n])")


def escaped(value: str) -> str:
    """Return a value with a backslash before `=`, `;`, `#`, backslash and newline.

    https://ffmpeg.org/ffmpeg-formats.html#Metadata-2
    """
    return _SPECIAL.sub(r"\\\1", value)


def chapter_block(start_ms: int, end_ms: int, title: str) -> str:
    """Return one chapter. TIMEBASE, START, END, title in this order, else ffmpeg misreads them."""
    return f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start_ms}\nEND={end_ms}\ntitle={escaped(title)}\n"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return chapters for `ffmpeg -i MEDIA -f ffmetadata -i FILE -map_chapters 1 -c copy OUT`."""
    return ";FFMETADATA1\n" + "".join(
        chapter_block(chapter.start_ms, end, chapter.title)
        for chapter, end in closed_chapters(cut_list, options, _NAME))


SPEC = WriterSpec(
    name=_NAME, title="ffmpeg: chapters into the media", suffix="ffmeta", direction="marker",
    resolution="1 ms", loses="scores, margins", url="https://ffmpeg.org/ffmpeg-formats.html#Metadata-2",
    write=write, options=frozenset({"timeline"}), needs_duration=True)
