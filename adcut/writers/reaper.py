"""REAPER regions: CSV for its Region/Marker Manager."""

from __future__ import annotations

import csv
import io

from adcut.cutlist import CutList
from adcut.writers.audition import clock
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import LINE_ENDS, label, refuse

_NAME = "reaper"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return one region a read, in minutes and seconds: the ruler of the project must be set so.

    Raises
    ------
    UnrepresentableError
        A sponsor's name holds a line end.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("#", "Name", "Start", "End", "Length"))
    for number, (cut, r) in enumerate(zip(cut_list, cut_list.ranges(_NAME), strict=True), start=1):
        rows.writerow((f"R{number}", refuse(label(cut), LINE_ENDS, _NAME), clock(r.start_ms), clock(r.end_ms),
                       clock(r.length_ms)))
    return text.getvalue()


SPEC = WriterSpec(
    name=_NAME, title="REAPER, Region/Marker Manager > Import (ruler: minutes:seconds)", suffix="regions.csv",
    direction="marker", resolution="1 ms", loses="scores, margins",
    url="https://www.reaper.fm/userguide.php", write=write)
