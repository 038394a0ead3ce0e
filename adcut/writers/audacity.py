"""Audacity label tracks: one label a read."""

from __future__ import annotations

from adcut.cutlist import Cut, CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import LINE_ENDS, label, refuse

_NAME = "audacity"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return `start TAB end TAB label` lines.

    Raises
    ------
    UnrepresentableError
        A sponsor's name holds a tab or a line end.
    """
    return "".join(f"{r.start:.6f}\t{r.end:.6f}\t{_label(cut)}\n"
                   for cut, r in zip(cut_list, cut_list.ranges(_NAME), strict=True))


def _label(cut: Cut) -> str:
    return refuse(label(cut), "\t" + LINE_ENDS, _NAME)


SPEC = WriterSpec(
    name=_NAME, title="Audacity, File > Import > Labels", suffix="labels.txt", direction="marker",
    resolution="1 ms", loses="scores, margins",
    url="https://manual.audacityteam.org/man/importing_and_exporting_labels.html", write=write)
