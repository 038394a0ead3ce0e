"""The spec of a cut-list format, and what every writer is handed.

How to add a format: write `adcut/writers/NAME.py` with a `SPEC = WriterSpec(...)`, add it to the
table in `adcut/writers/__init__.py`, add `tests/golden/NAME/`, run `make docs`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from adcut.cutlist import CutList

#: cut: the file lists what goes. keep: what stays. marker: it removes nothing.
Direction = Literal["cut", "keep", "marker"]


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a writer may need beside the list.

    rate: frames a second, exact; drop_frame: drop-frame timecode; media: name of the media file as
    the target should find it; action: MPlayer/Kodi edit action; timeline: `source` or `cut`, for
    chapter formats that can be written for either.
    """

    rate: Fraction | None = None
    drop_frame: bool = False
    media: str | None = None
    action: int | None = None
    timeline: Literal["source", "cut"] = "source"


@dataclass(frozen=True, slots=True)
class WriterSpec:
    """A cut-list format.

    suffix: of the file, without the dot; file_name: pattern with `{stem}` where the target demands
    another name than `{stem}.cuts.{suffix}`. resolution: of its times, as text ("1 ms", "1 frame").
    options: names of the `WriteOptions` fields that it takes; any other given option is an error.
    loses: what of the native list it cannot hold. url: the format's description.
    write: (list, options) -> text of the file; raises FormatError or TranscriptError, never clamps.
    """

    name: str
    title: str
    suffix: str
    direction: Direction
    resolution: str
    loses: str
    url: str
    write: Callable[[CutList, WriteOptions], str]
    options: frozenset[str] = frozenset()
    needs_rate: bool = False
    needs_duration: bool = False
    needs_media: bool = False
    merges_touching: bool = False
    file_name: str | None = None
