"""What a run came to: a table for people, JSON and CSV for programs.

All of it depends on the files alone: not on the workers, their number or the time they took.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from adcut.batch.plan import SUMMARY_MARK, SUMMARY_NAME
from adcut.batch.remote import join
from adcut.batch.result import CleanResult, Status, seconds_known, shown
from adcut.batch.store import begins_with, is_gone, write_beside
from adcut.batch.vanished import Vanished
from adcut.categories import CUTTABLE

#: Sponsors named in the table; the JSON holds all.
SHOWN_SPONSORS = 10

_COLUMNS = ("path", "status", "format", "hours", "words", "reads", "cuts", "seconds_cut", "words_cut",
            *(f"seconds_cut_{c.value}" for c in CUTTABLE), "sponsors", "error", "cuts_untimed")
#: Name of the table under the output folder, and how it begins; the columns after these depend on the categories.
_TABLE_NAME = "summary.csv"
_TABLE_MARK = ",".join(_COLUMNS[:9]).encode() + b","


@dataclass(slots=True)
class Tally:
    """Reads found and cut, and what was cut: seconds where times are known, and words.

    untimed: cut reads whose times are not known; the seconds leave them out.
    """

    reads: int = 0
    cuts: int = 0
    seconds: float = 0.0
    words: int = 0
    untimed: int = 0

    def add(self, cut: bool, seconds: float | None, words: int) -> None:
        """Count a read."""
        self.reads += 1
        if cut:
            self.cuts += 1
            self.seconds += seconds or 0.0
            self.words += words
            self.untimed += seconds is None

    @property
    def seconds_cut(self) -> float | None:
        """The seconds, None where something is cut and none of its times is known."""
        return None if self.cuts and self.untimed == self.cuts else round(self.seconds, 3)

    def as_dict(self) -> dict[str, object]:
        """Return the tally as JSON values."""
        return {"reads": self.reads, "cuts": self.cuts, "seconds_cut": self.seconds_cut, "words_cut": self.words,
                "cuts_untimed": self.untimed}


@dataclass(slots=True)
class Summary:
    """Adds up results; give them in the order of the run.

    statuses: files by status; timed: files whose length is known, and their seconds; words: of all;
    categories, sponsors: reads by what and whose they are; failures: message by message; vanished:
    inputs of earlier runs that are gone.
    """

    statuses: Counter[Status] = field(default_factory=Counter)
    timed: int = 0
    seconds: float = 0.0
    words: int = 0
    categories: dict[str, Tally] = field(default_factory=lambda: {c.value: Tally() for c in CUTTABLE})
    sponsors: dict[str, Tally] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    vanished: list[Vanished] = field(default_factory=list)
    _rows: io.StringIO = field(default_factory=io.StringIO)

    def add(self, result: CleanResult) -> None:
        """Count the result of a file."""
        self.statuses[result.status] += 1
        csv.writer(self._rows, lineterminator="\n").writerow(_row(result))
        if result.error is not None:
            self.failures.append((shown(result.path), result.message))
        if result.figures is None:
            return
        self.words += result.figures.words
        if result.figures.seconds is not None:
            self.timed += 1
            self.seconds += result.figures.seconds
        for read in result.figures.reads:
            self.categories[read.category].add(read.cut, read.seconds, read.words)
            if read.sponsor:
                self.sponsors.setdefault(read.sponsor, Tally()).add(read.cut, read.seconds, read.words)

    @property
    def files(self) -> int:
        """Number of files."""
        return sum(self.statuses.values())

    def write(self, folder: str) -> tuple[str, ...]:
        """Write summary.json and summary.csv into a folder, or under a URL; return what is in the way.

        A file of that name that is no summary of ours is somebody's transcript or table: it is left as it is.

        Raises
        ------
        OutputError
            They cannot be written.
        """
        in_the_way = []
        for name, mark, text in ((SUMMARY_NAME, SUMMARY_MARK, self.as_json()), (_TABLE_NAME, _TABLE_MARK, self.as_csv())):
            path = join(folder, name)
            if is_gone(path) or begins_with(path, mark):
                write_beside(folder, name, text.encode())
            else:
                in_the_way.append(path)
        return tuple(in_the_way)

    def as_json(self) -> str:
        """Return the summary as JSON text, sponsors by seconds cut."""
        held = {
            "version": 1,
            "files": {"all": self.files, **{s.value: self.statuses[s] for s in Status}},
            "hours": round(self.seconds / 3600, 3), "files_with_times": self.timed, "words": self.words,
            "total": self._total().as_dict(),
            "categories": {name: tally.as_dict() for name, tally in self.categories.items()},
            "sponsors": [{"sponsor": name, **tally.as_dict()} for name, tally in self._ranked()],
            "failures": [{"path": path, "error": message} for path, message in self.failures],
            "vanished": [{"path": shown(gone.path), "outputs": [shown(path) for path in gone.outputs],
                          "renamed_to": None if gone.renamed_to is None else shown(gone.renamed_to)}
                         for gone in self.vanished],
        }
        text = json.dumps(held, indent=1, ensure_ascii=False)
        return SUMMARY_MARK.decode() + "," + text.removeprefix("{") + "\n"

    def as_csv(self) -> str:
        """Return one row a file, in the order of the run, under a header."""
        return ",".join(_COLUMNS) + "\n" + self._rows.getvalue()

    def table(self) -> Iterator[str]:
        """Yield the lines of the table."""
        counts = ", ".join(f"{self.statuses[s]:,} {s.value}" for s in Status)
        yield f"files   {self.files:,} ({counts})"
        untimed = self.files - self.statuses[Status.FAILED] - self.timed
        yield f"speech  {self.words:,} words; {_hours(self.seconds)} in {self.timed:,} files with times" + (
            f", {untimed:,} without" if untimed else "")
        yield ""
        total = self._total()
        yield from _tallies("category", [*((n, t) for n, t in self.categories.items() if t.reads), ("all", total)])
        shown = self._ranked()[:SHOWN_SPONSORS]
        if shown:
            yield ""
            yield from _tallies("sponsor", shown)
        if len(self.sponsors) > len(shown):
            yield f"... and {len(self.sponsors) - len(shown):,} other sponsors"
        if total.untimed:
            yield ""
            yield (f"{total.untimed:,} of {total.cuts:,} cut reads are in text without times: their seconds are unknown and "
                   "not counted")

    def _total(self) -> Tally:
        total = Tally()
        for tally in self.categories.values():
            total = Tally(total.reads + tally.reads, total.cuts + tally.cuts, total.seconds + tally.seconds,
                          total.words + tally.words, total.untimed + tally.untimed)
        return total

    def _ranked(self) -> list[tuple[str, Tally]]:
        return sorted(self.sponsors.items(), key=lambda item: (-item[1].seconds, -item[1].words, item[0]))


def _row(result: CleanResult) -> list[object]:
    held = result.figures
    if held is None:
        return [shown(result.path), result.status.value, *[""] * (len(_COLUMNS) - 4), result.message, ""]
    cuts = [read for read in held.reads if read.cut]
    by_category = [seconds_known(r.seconds for r in cuts if r.category == c.value) for c in CUTTABLE]
    sponsors = sorted({read.sponsor for read in cuts if read.sponsor})
    hours = "" if held.seconds is None else round(held.seconds / 3600, 4)
    return [shown(result.path), result.status.value, held.format, hours, held.words, len(held.reads), len(cuts),
            _cell(held.seconds_cut), held.words_cut, *map(_cell, by_category), "; ".join(sponsors), "", held.cuts_untimed]


def _cell(seconds: float | None) -> float | str:
    return "" if seconds is None else round(seconds, 3)


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} hours"


def _tallies(title: str, rows: list[tuple[str, Tally]]) -> Iterator[str]:
    width = max(len(title), *(len(name) for name, _ in rows))
    yield f"{title:<{width}}  {'reads':>8}  {'cut':>8}  {'seconds cut':>12}  {'words cut':>10}"
    for name, t in rows:
        seconds = "-" if t.seconds_cut is None else f"{t.seconds_cut:,.0f}"
        yield f"{name:<{width}}  {t.reads:>8,}  {t.cuts:>8,}  {seconds:>12}  {t.words:>10,}"
