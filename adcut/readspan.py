"""A read as a span of sentences, and what spans are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from adcut.categories import Category
from adcut.scorer import Scores

__all__ = ["ADS", "HOUSE", "NAMES", "ReadSpan", "evidence_of", "left_by", "parts_of", "read_of"]

NAMES = tuple(category.value for category in Category)
ADS, HOUSE = slice(0, 2), slice(2, 4)
"""The categories of ads and of the show's own promotion."""


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A read: half-open span of sentence indices, category, calibrated score, sponsor or None."""

    start: int
    stop: int
    category: str
    score: float
    sponsor: str | None


def read_of(scores: Scores, words: np.ndarray, start: int, stop: int, group: slice) -> ReadSpan:
    """Return the read that a span of sentences is, with the mean score of its words.

    Parameters
    ----------
    words
        Of each sentence, float64 (n,).
    group
        The categories it may be of, ADS or HOUSE.
    """
    weight = words[start:stop] / words[start:stop].sum()
    shares = weight @ scores.category_scores[start:stop]
    category = group.start + int(np.argmax(shares[group]))
    is_ad = group.start == 0
    score = float(weight @ scores.score[start:stop]) if is_ad else float(shares[group].sum())
    return ReadSpan(start, stop, NAMES[category], min(score, 1.0), None)


def evidence_of(log_odds: np.ndarray, threshold: float) -> np.ndarray:
    """Return how far the log-odds of sentences pass those of a threshold, float64 (n,)."""
    bounded = min(max(threshold, 1e-3), 1 - 1e-3)
    evidence: np.ndarray = log_odds - (np.log(bounded) - np.log1p(-bounded))
    return evidence


def left_by(reads: Sequence[ReadSpan], n: int) -> np.ndarray:
    """Return which of n sentences are in none of some reads, bool (n,)."""
    free = np.ones(n, bool)
    for read in reads:
        free[read.start : read.stop] = False
    return free


def parts_of(read: ReadSpan, free: np.ndarray) -> list[ReadSpan]:
    """Return the stretches of a read whose sentences are free, as reads."""
    edges = np.flatnonzero(np.diff(free[read.start : read.stop], prepend=False, append=False)) + read.start
    return [replace(read, start=start, stop=stop) for start, stop in zip(*(edges[k::2].tolist() for k in (0, 1)), strict=True)]
