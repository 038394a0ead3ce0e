"""`adcut score`: what every paragraph scores, and why."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from adcut.options import READER_NAMES, DetectOptions, detection_options, show_notes
from adcut.terminal import printable

if TYPE_CHECKING:
    from adcut.detection import Detection, ScoredParagraph

#: Characters of a paragraph shown in the table.
SHOWN_CHARACTERS = 60


def _clock(seconds: float | None) -> str:
    from adcut.timing import stamp

    return "-" if seconds is None else stamp(round(seconds * 1000), decimals=0)


def _entry(p: ScoredParagraph) -> dict[str, object]:
    return {"index": p.index, "start": p.start, "end": p.end, "speaker": p.speaker, "score": round(p.score, 4),
            "category": p.category.value, "source": list(p.source), "text": p.text}


def _jsonl(detection: Detection, explain: bool) -> Iterator[str]:
    for p in detection.paragraphs:
        entry = _entry(p)
        if explain:
            entry["explain"] = [e.as_dict() for e in detection.explain(p.index)]
        yield json.dumps(entry, ensure_ascii=False)


def _csv(detection: Detection, explain: bool) -> Iterator[str]:
    names = ["index", "start", "end", "speaker", "score", "category", "source", "text"]
    rows: list[list[object]] = [[*names, "explain"] if explain else list(names)]
    for p in detection.paragraphs:
        row = list({**_entry(p), "source": f"{p.source[0]}-{p.source[1]}"}.values())
        rows.append([*row, " | ".join(str(e) for e in detection.explain(p.index))] if explain else row)
    for cells in rows:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow(cells)
        yield buffer.getvalue()


def _table(detection: Detection, explain: bool) -> Iterator[str]:
    yield f"{'index':>5}  {'start':>8}  {'score':>5}  {'category':<11}  text"
    for p in detection.paragraphs:
        text = " ".join(p.text.split())
        shown = text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
        yield f"{p.index:>5}  {_clock(p.start):>8}  {p.score:5.3f}  {p.category.value:<11}  {shown}"
        if explain:
            yield from (f"       {line}" for e in detection.explain(p.index) for line in str(e).splitlines())


LAYOUTS: dict[str, Callable[[Detection, bool], Iterator[str]]] = {"table": _table, "jsonl": _jsonl, "csv": _csv}


@click.command()
@click.argument("path", type=click.Path(allow_dash=True))
@click.option("--format", "formats", multiple=True, metavar="FORMAT", type=click.Choice([*LAYOUTS, *READER_NAMES]),
              help="Layout of the output: table (default), jsonl or csv. The name of an input format says "
                   "what PATH is; the option may be given twice.")
@click.option("--explain", is_flag=True, help="Show the words and cues that raised and lowered each score.")
@detection_options(without=("format",))
def score(path: str, formats: tuple[str, ...], explain: bool, detect: DetectOptions) -> None:
    """Score every paragraph of the transcript PATH (- for standard input)."""
    layout = next((f for f in formats if f in LAYOUTS), "table")
    options = detect.with_format(next((f for f in formats if f not in LAYOUTS), None))
    detection = options.detect(options.read(path))
    show_notes(detection.transcript, path)
    for line in LAYOUTS[layout](detection, explain):
        click.echo(printable(line) if layout == "table" else line)
