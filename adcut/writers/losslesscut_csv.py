"""LosslessCut's CSV: the kept ranges."""

from __future__ import annotations

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.losslesscut import KEPT
from adcut.writers.ranges import kept_ranges

_NAME = "losslesscut-csv"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return one row a kept range; the header is the only one that LosslessCut knows.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    """
    rows = [f"{r.start:.3f},{r.end:.3f},{KEPT}\n" for r in kept_ranges(cut_list, _NAME)]
    return "Start,End,Name\n" + "".join(rows)


SPEC = WriterSpec(
    name=_NAME, title="LosslessCut, File > Import > CSV", suffix="llc.csv", direction="keep",
    resolution="1 ms", loses="categories, scores, sponsors",
    url="https://github.com/mifi/lossless-cut/blob/master/docs/import-export.md", write=write,
    needs_duration=True, merges_touching=True)
