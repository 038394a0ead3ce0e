"""Comskip's .txt list: frames at a rate that its header states."""

from __future__ import annotations

from fractions import Fraction

from adcut.cutlist import CutList
from adcut.timing import frame_at
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.ranges import cut_frames

_NAME = "comskip"
#: The header states frames a second times a hundred, so the rate is free: 100 gives 10 ms steps.
_RATE = Fraction(100)


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return the merged cuts as frames at 100 a second, counted from 0 as Kodi reads them.

    Raises
    ------
    UnrepresentableError
        A cut, or what is kept between two, is shorter than half a frame.
    """
    total = frame_at(cut_list.source.duration_ms or 0, _RATE)
    head = f"FILE PROCESSING COMPLETE {total:6d} FRAMES AT {int(_RATE * 100):5d}\n-------------------\n"
    return head + "".join(f"{f.start}\t{f.stop}\n" for f in cut_frames(cut_list, _RATE, _NAME))


SPEC = WriterSpec(
    name=_NAME, title="Comskip readers: Kodi, MythTV, comchap", suffix="txt", direction="cut",
    resolution="10 ms", loses="categories, scores, sponsors; edges between touching reads",
    url="https://www.kaashoek.com/comskip/", write=write, needs_duration=True, merges_touching=True)
