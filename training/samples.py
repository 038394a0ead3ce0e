"""Training samples: the labelled episodes, and ad reads set into stretches of other episodes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from adcut.sentences import sentence_starts
from adcut.tokens import Tokens, tokenize
from adcut.windows import WHOLE, Beyond
from training.corpus import ADS, AUTHORED_READS, CATEGORIES, CONTENT, Episode
from training.folds import FOLDS, fold_of, groups_of
from training.wear import bare, retiled, spoken

SEED = 20
REAL, WINDOWS, AUTHORED, SYNTHETIC = "real", "windows", "authored", "synthetic"
"""Episodes read whole or as the corpus came, episodes read in windows, written ones, and stretches with reads set in."""
AT_AN_END, AT_AN_END_PROMO = 0.2, 0.5
"""How often reads are set near an episode's beginning or end, without and with promotion of other shows."""
WORN = 0.2
"""Share of synthetic samples without punctuation and case, or with addresses as they are spoken."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A stretch of sentences to train on; `source` balances the weights, `fold` is left out together.

    beyond: what of the episode lies around it; lone: bool (n,), the sentences of written reads that were set in, and of the
    talk written around them.
    """

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
    beyond: Beyond = WHOLE
    lone: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A text alone, with its category and the talk right before and after it that was written with it.

    moved: it is heard in a labelled episode as well.
    """

    id: str
    category: str
    sentences: tuple[str, ...]
    moved: bool = False
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def split(text: str) -> tuple[str, ...]:
    """Return the sentences of a text."""
    starts = sentence_starts(text)
    return tuple(text[a:b] for a, b in pairwise([*starts, len(text)]))


def real_samples(episodes: Sequence[Episode], kind: str = REAL) -> list[Sample]:
    """Return the labelled episodes as samples, with the fold of their show; written ones are of kind AUTHORED."""
    sources = [e.label.source for e in episodes]
    groups = groups_of([e.label.show for e in episodes], sources, [len(e.sentences) for e in episodes])
    return [
        Sample(e.label.id, source, e.label.show, AUTHORED if source == "authored" else kind,
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
            before, after = (split(entry.get(side, "")) for side in ("before", "after"))
            reads.append(Read(f"{path.stem}/{entry['id']}", category, split(entry["text"]), before=before, after=after))
    if corpus is not None and (corpus / "ad_reads.jsonl").exists():
        lines = (corpus / "ad_reads.jsonl").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            entry = json.loads(line)
            reads.append(Read(f"ad_reads/{number}", "sponsor", split(entry["text"])))
    return reads


def synthetic_samples(episodes: Sequence[Episode], real: Sequence[Sample], reads: Sequence[Read],
                      copies: int) -> list[Sample]:
    """Return stretches of episodes with reads set into them: in the middle, before the opening, after the end.

    Besides the lone reads, those of labelled episodes are set into others. A read stays within one
    fold, so that no fold's scores come from a model that knows the read.
    """
    rng = np.random.default_rng(SEED)
    samples: list[Sample] = []
    moved = _moved_reads(episodes, real)
    hosts = [[e for e, s in zip(episodes, real, strict=True) if s.fold == fold and len(e.sentences)]
             for fold in range(FOLDS)]
    stretches = [[stretch for episode in mine for stretch in _stretches(episode)] for mine in hosts]
    for copy in range(copies):
        for fold in range(FOLDS):
            mine = [read for read in reads if fold_of(read.id) == fold] + moved[fold]
            order = rng.permutation(len(mine)).tolist()
            while order and stretches[fold]:
                together = [mine[order.pop()] for _ in range(min(len(order), int(rng.choice([1, 1, 2, 2, 3]))))]
                place = _place(hosts[fold], stretches[fold], together, rng)
                samples.append(_inserted(f"{copy}/{fold}/{len(samples)}", fold, place, together, rng))
    return samples


def _moved_reads(episodes: Sequence[Episode], real: Sequence[Sample]) -> list[list[Read]]:
    """Return for each fold the labelled reads of its episodes, to be heard in other surroundings.

    Where a fold has one show's talk only, its reads stay where they are.
    """
    sources = [{s.source for s in real if s.fold == fold and s.kind in (REAL, WINDOWS)} for fold in range(FOLDS)]
    result: list[list[Read]] = [[] for _ in range(FOLDS)]
    for episode, sample in zip(episodes, real, strict=True):
        if sample.kind not in (REAL, WINDOWS) or (len(sources[sample.fold]) == 1 and sample.source != "mainstream"):
            continue
        is_ad = episode.category < len(ADS)
        for first in np.flatnonzero(episode.edges[:, 0] & is_ad).tolist():
            last = first
            while not episode.edges[last, 1] and last + 1 < is_ad.size and is_ad[last + 1] and not episode.edges[last + 1, 0]:
                last += 1
            category = CATEGORIES[int(episode.category[first])]
            texts = tuple(episode.sentences.texts[first : last + 1])
            result[sample.fold].append(Read(f"{sample.id}#{first}", category, texts, moved=True))
    return result


def _stretches(episode: Episode) -> Iterator[tuple[Episode, int, int]]:
    """Yield the stretches of at least 60 sentences of plain talk in an episode."""
    busy = (episode.category != CONTENT) | episode.hard | (episode.weight == 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[True], busy, [True]]).astype(np.int8)))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if last - first >= 60:
            yield episode, first, last


def _place(hosts: Sequence[Episode], stretches: Sequence[tuple[Episode, int, int]], together: Sequence[Read],
           rng: np.random.Generator) -> tuple[Episode, int, int, int]:
    """Return an episode, the stretch of it that is kept, and the sentence before which the reads are set."""
    around = int(rng.integers(25, 30))
    odds = AT_AN_END_PROMO if any(read.category == "cross_promo" for read in together) else AT_AN_END
    if rng.random() >= odds:
        episode, first, last = stretches[int(rng.integers(len(stretches)))]
        at = int(rng.integers(first, last + 1))
        return episode, max(first, at - around), min(last, at + around), at
    episode = hosts[int(rng.integers(len(hosts)))]
    n = len(episode.sentences)
    inside = 0 if rng.random() < 0.6 else min(int(rng.integers(1, 9)), n)
    at = inside if rng.random() < 0.5 else n - inside
    while 0 < at < n and episode.category[at - 1] != CONTENT and episode.category[at] != CONTENT:
        at -= 1
    return episode, max(0, at - around), min(n, at + around), at


def _inserted(name: str, fold: int, place: tuple[Episode, int, int, int], together: Sequence[Read],
              rng: np.random.Generator) -> Sample:
    episode, first, last, at = place
    texts: list[str] = list(episode.sentences.texts[first:at])
    size = len(texts)
    category, marks = [episode.category[first:at]], [episode.edges[first:at]]
    alone = [np.zeros(size, bool)]
    for read in together:
        for sentences, said in ((read.before, CATEGORIES[CONTENT]), (read.sentences, read.category),
                                (read.after, CATEGORIES[CONTENT])):
            texts += sentences
            category.append(np.full(len(sentences), CATEGORIES.index(said), np.int8))
            edges = np.zeros((len(sentences), 2), bool)
            if said in ADS:
                edges[0, 0] = edges[-1, 1] = True
            marks.append(edges)
            alone.append(np.full(len(sentences), not read.moved))
    set_in = len(texts) - size
    texts += episode.sentences.texts[at:last]
    kind = np.concatenate([*category, episode.category[at:last]])
    edge = np.concatenate([*marks, episode.edges[at:last]])
    weight = np.concatenate([episode.weight[first:at], np.ones(set_in), episode.weight[at:last]])
    hard = np.concatenate([episode.hard[first:at], np.zeros(set_in, bool), episode.hard[at:last]])
    lone = np.concatenate([*alone, np.zeros(last - at, bool)])
    if rng.random() < WORN:
        wear = bare if rng.random() < 0.5 else spoken
        texts, most, begins, ends = retiled([wear(text) for text in texts])
        old = edge
        edge = np.zeros((len(texts), 2), bool)
        edge[begins[old[:, 0]], 0] = True
        edge[ends[old[:, 1]], 1] = True
        kind, weight, hard, lone = kind[most], weight[most], hard[most], lone[most]
    beyond = Beyond(float(episode.words[:first].sum()), float(episode.words[last:].sum()),
                    len(episode.sentences) - (last - first))
    return Sample(f"synthetic/{name}", SYNTHETIC, SYNTHETIC, SYNTHETIC, fold, tokenize(texts), kind.astype(np.int8),
                  weight, hard, edge, beyond, lone)
