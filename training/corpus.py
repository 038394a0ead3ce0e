"""Labels and texts: the labelled episodes as arrays of sentences, and the command that adds labels.

    python -m training.corpus check [--corpus DIR]   verify labels and digests
    python -m training.corpus stats [--corpus DIR]   what is labelled, by source and category
    python -m training.corpus add FILE --show SHOW --span START:END:CATEGORY[:SPONSOR] ...

Labels are stand-off facts in labeled/spans/*.jsonl; texts come from the corpus folder (``--corpus``
or ``ADCUT_CORPUS``) and from labeled/authored/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from adcut import read_bytes
from adcut.categories import Category
from adcut.paragraphs import split_sentences
from adcut.sentences import Sentences
from adcut.transcript import Transcript

ROOT = Path(__file__).resolve().parent.parent
SPANS = ROOT / "labeled" / "spans"
WINDOWS = ROOT / "labeled" / "windows"
"""Labels of further episodes that were read in windows only: learned from, never measured on."""
UNLEARNED = ROOT / "labeled" / "unlearned" / "spans.jsonl"
"""Labels of written episodes that nothing learns from: measured on by training.unlearned and the gate."""
AUTHORED_READS = ROOT / "labeled" / "authored"

CATEGORIES = tuple(category.value for category in Category)
CONTENT = CATEGORIES.index("content")
ADS = ("sponsor", "cross_promo")
HARD_NEGATIVES = ("guest_plug", "fake_ad")
MASKED = "ad_pivot"

_WORD = re.compile(r"\w+")


class LabelError(ValueError):
    """A label file, or the text it speaks of, is not what it should be."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled range of code points; category is one of CATEGORIES, HARD_NEGATIVES or MASKED."""

    start: int
    end: int
    category: str
    sponsor: str


@dataclass(frozen=True, slots=True)
class Label:
    """The labels of one file."""

    id: str
    show: str
    file: str
    sha256: str
    spans: tuple[Span, ...]
    origin: str = ""

    @property
    def source(self) -> str:
        """Where the file came from: the first part of its id."""
        return self.id.split("/", 1)[0]


@dataclass(frozen=True, slots=True, eq=False)
class Episode:
    """A labelled transcript as arrays over its n sentences.

    start, end: source range of each sentence; category: index into CATEGORIES; weight: 0 where
    masked; hard: a hard negative; words: number of `\\w+`; edges: bool (n, 2), the first and the
    last sentence of each ad read.
    """

    label: Label
    transcript: Transcript
    sentences: Sentences
    start: np.ndarray
    end: np.ndarray
    category: np.ndarray
    weight: np.ndarray
    hard: np.ndarray
    words: np.ndarray
    edges: np.ndarray


def corpus_dir(given: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the corpus folder: the one given, else ADCUT_CORPUS, else None."""
    value = given or os.environ.get("ADCUT_CORPUS")
    return Path(value) if value else None


def read_labels(paths: Iterable[Path] | None = None) -> list[Label]:
    """Return the labels of some files, all of labeled/spans by default, in a fixed order."""
    labels: list[Label] = []
    for path in sorted(SPANS.glob("*.jsonl")) if paths is None else paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            labels.append(_label(json.loads(line), f"{path}:{number}"))
    return labels


def read_window_labels() -> list[Label]:
    """Return the labels of the episodes that are learned from and not measured, in a fixed order."""
    return read_labels(sorted(WINDOWS.glob("*.jsonl")))


def _label(entry: Mapping[str, object], where: str) -> Label:
    missing = {"id", "show", "file", "sha256", "spans"} - entry.keys()
    if missing:
        raise LabelError(f"{where}: lacks {', '.join(sorted(missing))}")
    spans = entry["spans"]
    assert isinstance(spans, list)
    for span in spans:
        if span["category"] not in (*CATEGORIES[:CONTENT], *HARD_NEGATIVES, MASKED):
            raise LabelError(f"{where}: unknown category {span['category']!r}")
        if not 0 <= span["start"] < span["end"]:
            raise LabelError(f"{where}: empty or reversed span {span['start']}:{span['end']}")
    ordered = sorted(spans, key=lambda span: (span["start"], span["end"]))
    return Label(str(entry["id"]), str(entry["show"]), str(entry["file"]), str(entry["sha256"]),
                 tuple(Span(s["start"], s["end"], s["category"], s.get("sponsor") or "") for s in ordered),
                 str(entry.get("origin", "")))


def text_path(label: Label, corpus: Path | None) -> Path | None:
    """Return where the text of a label stands; None when it needs a corpus and there is none."""
    if label.file.startswith("labeled/"):
        return ROOT / label.file
    return None if corpus is None else corpus / label.file


def load_episode(label: Label, corpus: Path | None) -> Episode:
    """Read a labelled file and lay its labels over its sentences."""
    path = text_path(label, corpus)
    assert path is not None
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != label.sha256:
        raise LabelError(f"{path}: sha256 {digest[:12]} is not the labelled {label.sha256[:12]}")
    transcript = read_bytes(data, path=str(path))
    sentences = split_sentences(transcript)
    start, end = source_ranges(transcript, sentences)
    category, weight, hard, edges = _overlay(label.spans, start, end)
    words = np.array([sum(1 for _ in _WORD.finditer(text)) for text in sentences.texts], np.int64)
    return Episode(label, transcript, sentences, start, end, category, weight, hard, words, edges)


def source_ranges(transcript: Transcript, sentences: Sentences) -> tuple[np.ndarray, np.ndarray]:
    """Return the half-open source range of each sentence without the white space around it."""
    start = np.zeros(len(sentences), np.int64)
    end = np.zeros(len(sentences), np.int64)
    for i, text in enumerate(sentences.texts):
        paragraph = transcript.paragraphs[int(sentences.paragraph[i])]
        at = int(sentences.start[i]) + len(text) - len(text.lstrip())
        to = int(sentences.start[i]) + len(text.rstrip())
        start[i] = paragraph.source_at(at)
        end[i] = paragraph.source_after(max(to, at))
    return start, end


def _overlay(spans: Iterable[Span], start: np.ndarray, end: np.ndarray,
             ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Give each sentence the category that most of its characters have; mark the edges of ad reads."""
    category = np.full(start.size, CONTENT, np.int8)
    weight = np.ones(start.size)
    hard = np.zeros(start.size, bool)
    edges = np.zeros((start.size, 2), bool)
    for span in spans:
        overlap = np.minimum(end, span.end) - np.maximum(start, span.start)
        inside = 2 * overlap > end - start
        if span.category == MASKED:
            weight[inside] = 0.0
        elif span.category in HARD_NEGATIVES:
            hard[inside] = True
        else:
            category[inside] = CATEGORIES.index(span.category)
            if span.category in ADS and inside.any():
                where = np.flatnonzero(inside)
                edges[where[0], 0] = edges[where[-1], 1] = True
    return category, weight, hard, edges


def load_all(corpus: Path | None, labels: Iterable[Label] | None = None) -> Iterator[Episode]:
    """Yield every episode whose text is at hand."""
    for label in read_labels() if labels is None else labels:
        if text_path(label, corpus) is not None:
            yield load_episode(label, corpus)


def check(corpus: Path | None) -> list[str]:
    """Return what is wrong with the labels: digests, ranges beyond the text, ids given twice."""
    problems: list[str] = []
    seen: set[str] = set()
    for label in read_labels() + read_window_labels() + read_labels([UNLEARNED]):
        if label.id in seen:
            problems.append(f"{label.id}: labelled twice")
        seen.add(label.id)
        path = text_path(label, corpus)
        if path is None:
            continue
        if not path.is_file():
            problems.append(f"{label.id}: {path} is missing")
            continue
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != label.sha256:
            problems.append(f"{label.id}: {path} is not the labelled file")
            continue
        length = len(data.decode("utf-8", "replace"))
        problems += [f"{label.id}: span {s.start}:{s.end} ends beyond the text" for s in label.spans if s.end > length]
        problems += [f"{label.id}: spans overlap at {b.start}" for a, b in pairwise(label.spans) if b.start < a.end]
    return problems


def stats(labels: Iterable[Label]) -> str:
    """Return a Markdown table of how many spans of each category each source has."""
    kinds = (*CATEGORIES[:CONTENT], *HARD_NEGATIVES, MASKED)
    counts: dict[str, Counter[str]] = {}
    for label in labels:
        counter = counts.setdefault(label.source, Counter())
        counter["episodes"] += 1
        counter.update(span.category for span in label.spans)
    columns = ("episodes", *kinds)
    lines = ["| source | " + " | ".join(columns) + " |", "|" + " --- |" * (len(columns) + 1)]
    lines += [f"| {source} | " + " | ".join(str(c[k]) for k in columns) + " |" for source, c in sorted(counts.items())]
    return "\n".join(lines)


def added(file: Path, corpus: Path | None, show: str, spans: Iterable[str]) -> dict[str, object]:
    """Return the label entry of a new file.

    Parameters
    ----------
    spans
        Each START:END:CATEGORY or START:END:CATEGORY:SPONSOR, in code points of the decoded file.
    """
    for base in (ROOT, corpus):
        if base is not None and file.resolve().is_relative_to(base.resolve()):
            relative = file.resolve().relative_to(base.resolve()).as_posix()
            break
    else:
        raise LabelError(f"{file}: neither in the corpus folder nor in labeled/")
    entries = []
    for text in spans:
        start, end, category, *sponsor = text.split(":", 3)
        entries.append({"start": int(start), "end": int(end), "category": category, "sponsor": "".join(sponsor)})
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    entry: dict[str, object] = {"id": f"{show}/{file.stem}", "show": show, "file": relative, "sha256": digest,
                                "spans": entries, "annotator": "added"}
    _label(entry, str(file))
    return entry


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="training.corpus")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("check", "stats", "add"):
        command = commands.add_parser(name)
        command.add_argument("--corpus")
        if name == "add":
            command.add_argument("file", type=Path)
            command.add_argument("--show", required=True)
            command.add_argument("--span", action="append", default=[], metavar="START:END:CATEGORY[:SPONSOR]")
    options = parser.parse_args(arguments)
    corpus = corpus_dir(options.corpus)
    if options.command == "stats":
        print(f"{stats(read_labels())}\n\nRead in windows, learned from only:\n\n{stats(read_window_labels())}")
        return 0
    if options.command == "add":
        entry = added(options.file, corpus, options.show, options.span)
        target = SPANS / f"{options.show}.jsonl"
        with target.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry, ensure_ascii=False) + "\n")
        print(f"{entry['id']} added to {target}")
        return 0
    problems = check(corpus)
    count = len(read_labels() + read_window_labels())
    print("\n".join(problems) if problems else f"{count} labelled files, nothing wrong")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
