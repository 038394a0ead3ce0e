"""Adobe Audition markers: tab-separated, for its Markers panel."""

from __future__ import annotations

import csv
import io

from adcut.cutlist import CutList
from adcut.timing import stamp
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.names import LINE_ENDS, label, refuse

_NAME = "audition"


def clock(ms: int) -> str:
    """Return `M:SS.mmm`, from an hour on `H:MM:SS.mmm`.

    >>> clock(9_750), clock(3_600_000)
    ('0:09.750', '1:00:00.000')
    """
    text = stamp(ms, hours=0)
    return text[1:] if text[0] == "0" and text[1] != ":" else text


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return one cue marker a read.

    Raises
    ------
    UnrepresentableError
        A sponsor's name holds a tab or a line end.
    """
    text = io.StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    rows.writerow(("Name", "Start", "Duration", "Time Format", "Type", "Description"))
    for cut, r in zip(cut_list, cut_list.ranges(_NAME), strict=True):
        name = refuse(label(cut), "\t" + LINE_ENDS, _NAME)
        score = "" if cut.score is None else f"score {cut.score:.3f}"
        rows.writerow((name, clock(r.start_ms), clock(r.length_ms), "decimal", "Cue", score))
    return text.getvalue()


SPEC = WriterSpec(
    name=_NAME, title="Adobe Audition, Markers panel > Import", suffix="markers.csv", direction="marker",
    resolution="1 ms", loses="margins",
    url="https://helpx.adobe.com/audition/using/working-with-markers.html", write=write)
