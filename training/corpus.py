"""Labels and texts: the labelled episodes as arrays of sentences, and the command that adds labels.

    python -m training.corpus check [--corpus DIR]   verify labels and digests
    python -m training.corpus stats [--corpus DIR]   what is labelled, by source and category
    python -m training.corpus add FILE --show SHOW --span START:END:CATEGORY[:SPONSOR] ...

Labels are stand-off facts in labeled/spans/*.jsonl; texts come from the corpus folder (``--corpus``
or ``ADCUT_CORPUS``) and from labeled/authored/.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adcut import read_bytes
from adcut.categories import Category
from adcut.paragraphs import split_sentences
from adcut.sentences import Sentences
from adcut.transcript import Transcript

ROOT = Path(__file__).resolve().parent.parent
SPANS = ROOT / "labeled" / "spans"
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
                 tuple(Span(s["start"], s["end"], s["category"], s.get("sponsor") or "") for s in ordered))


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
