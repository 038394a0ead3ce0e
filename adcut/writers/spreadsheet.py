"""CSV of the cuts, for spreadsheets and scripts."""

from __future__ import annotations

import csv
import io

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.ranges import timed_entries

COLUMNS = ("start", "end", "category", "score", "sponsor", "start_margin", "end_margin", "first_words",
           "last_words")


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return one row a cut under a header; an open last end is an empty field."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for cut in timed_entries(cut_list, "csv"):
        rows.writerow((_seconds(cut.start), _seconds(cut.end), cut.category,
                       "" if cut.score is None else cut.score, cut.sponsor or "",
                       _seconds(cut.start_margin_ms / 1000), _seconds(cut.end_margin_ms / 1000),
                       cut.first_words, cut.last_words))
    return text.getvalue()


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


SPEC = WriterSpec(
    name="csv", title="spreadsheets and scripts", suffix="csv", direction="cut", resolution="1 ms",
    loses="marks, paragraph and source ranges, source, model and policy",
    url="https://www.rfc-editor.org/rfc/rfc4180", write=write)
