"""mpv's edit list: the kept ranges in play order."""

from __future__ import annotations

import re

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import media_name
from adcut.writers.ranges import open_keeps

_NAME = "mpv-edl"
#: Names that need no guard; every other is written with its length in bytes before it.
_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return `file,start,length` lines; a last range without length runs to the end of the media.

    Raises
    ------
    OptionError
        No media name is given.
    UnrepresentableError
        Nothing is kept.
    """
    media = media_name(options, _NAME)
    if not _PLAIN.fullmatch(media):
        media = f"%{len(media.encode())}%{media}"
    lines = ["# mpv EDL v0"]
    for keep in open_keeps(cut_list, _NAME):
        length = "" if keep.end_ms is None else f",{(keep.end_ms - keep.start_ms) / 1000:.3f}"
        lines.append(f"{media},{keep.start_ms / 1000:.3f}{length}")
    return "\n".join(lines) + "\n"


SPEC = WriterSpec(
    name=_NAME, title="mpv: plays the file without the cuts", suffix="mpv.edl", direction="keep",
    resolution="1 ms", loses="categories, scores, sponsors",
    url="https://github.com/mpv-player/mpv/blob/master/DOCS/edl-mpv.rst", write=write,
    options=frozenset({"media"}), needs_media=True, merges_touching=True)
