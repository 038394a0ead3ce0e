"""Training samples: the labelled episodes, and ad reads set into stretches of other episodes' talk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from adcut.sentences import sentence_starts
from adcut.tokens import Tokens, tokenize
from training.corpus import ADS, AUTHORED_READS, CATEGORIES, CONTENT, Episode
from training.folds import FOLDS, fold_of, groups_of

SEED = 20
REAL, AUTHORED, SYNTHETIC = "real", "authored", "synthetic"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A stretch of sentences to train on; `source` balances the weights, `fold` is left out together."""

    id: str
    source: str
    show: str
    kind: str
    fold: int
    tokens: Tokens
    category: np.ndarray
    weight: np.ndarray
    hard: np.ndarray
    edges: np.ndarray


@dataclass(frozen=True, slots=True)
class Read:
    """A text alone, with its category."""

    id: str
    category: str
    sentences: tuple[str, ...]


def split(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    starts = sentence_starts(text)
    return tuple(text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True))


def real_samples(episodes: Sequence[Episode]) -> list[Sample]:
    """Return the labelled episodes as samples, with the fold of their show."""
    sources = [e.label.source for e in episodes]
    groups = groups_of([e.label.show for e in episodes], sources, [len(e.sentences) for e in episodes])
    return [
        Sample(e.label.id, source, e.label.show, AUTHORED if source == "authored" else REAL,
               fold_of(e.label.show if source == "authored" else group), tokenize(e.sentences.texts),
               e.category, e.weight, e.hard, e.edges)
        for e, source, group in zip(episodes, sources, groups, strict=True)
    ]


def lone_reads(corpus: Path | None) -> list[Read]:
    """Return the texts that stand alone: authored reads, pitches and talk, and the corpus's produced reads."""
    reads: list[Read] = []
    for path in sorted(AUTHORED_READS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            category = entry.get("category", "content")
            category = category if category in CATEGORIES else "content"
            reads.append(Read(f"{path.stem}/{entry['id']}", category, split(entry["text"])))
    if corpus is not None and (corpus / "ad_reads.jsonl").exists():
        lines = (corpus / "ad_reads.jsonl").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            entry = json.loads(line)
            reads.append(Read(f"ad_reads/{number}", "sponsor", split(entry["text"])))
    return reads


def synthetic_samples(episodes: Sequence[Episode], real: Sequence[Sample], reads: Sequence[Read],
                      copies: int) -> list[Sample]:
    """Return stretches of talk with lone reads set into them.

    A read stays within one fold, so that no fold's scores come from a model that knows the read.
    """
    rng = np.random.default_rng(SEED)
    stretches = {fold: _stretches(episodes, real, fold) for fold in range(FOLDS)}
    samples: list[Sample] = []
    for copy in range(copies):
        for fold in range(FOLDS):
            mine = [read for read in reads if fold_of(read.id) == fold]
            order = rng.permutation(len(mine)).tolist()
            while order and stretches[fold]:
                together = [mine[order.pop()] for _ in range(min(len(order), int(rng.choice([1, 1, 1, 2, 2, 3]))))]
                episode, first, last = stretches[fold][int(rng.integers(len(stretches[fold])))]
                samples.append(_inserted(f"{copy}/{fold}/{len(samples)}", fold, episode, first, last, together, rng))
    return samples


def _stretches(episodes: Sequence[Episode], real: Sequence[Sample], fold: int) -> list[tuple[Episode, int, int]]:
    """Return the stretches of at least 60 sentences of plain talk in a fold's episodes."""
    result = []
    for episode, sample in zip(episodes, real, strict=True):
        if sample.fold != fold:
            continue
        busy = (episode.category != CONTENT) | episode.hard | (episode.weight == 0)
        edges = np.flatnonzero(np.diff(np.concatenate([[True], busy, [True]]).astype(np.int8)))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if last - first >= 60:
                result.append((episode, first, last))
    return result


def _inserted(name: str, fold: int, episode: Episode, first: int, last: int, together: Sequence[Read],
              rng: np.random.Generator) -> Sample:
    around = int(rng.integers(25, 30))
    at = int(rng.integers(first, last + 1))
    before = episode.sentences.texts[max(first, at - around) : at]
    after = episode.sentences.texts[at : min(last, at + around)]
    texts: list[str] = [*before]
    category = [CONTENT] * len(before)
    edges: list[tuple[int, int]] = []
    for read in together:
        texts += read.sentences
        category += [CATEGORIES.index(read.category)] * len(read.sentences)
        if read.category in ADS:
            edges += [(len(texts) - len(read.sentences), 0), (len(texts) - 1, 1)]
    texts += after
    category += [CONTENT] * len(after)
    n = len(texts)
    marks = np.zeros((n, 2), bool)
    for row, column in edges:
        marks[row, column] = True
    return Sample(f"synthetic/{name}", SYNTHETIC, SYNTHETIC, SYNTHETIC, fold, tokenize(texts),
                  np.array(category, np.int8), np.ones(n), np.zeros(n, bool), marks)
