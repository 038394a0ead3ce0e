"""Stage 1: a linear model over the hashed n-grams of a sentence and of its neighbourhood.

Every n-gram has one weight a head (ad, self_promo, interaction, cross_promo) and a role: in the
sentence itself, in the one before, in the one after, or in the window of five on either side. The
raw scores of all sentences are table look-ups and sums; nothing is materialised per sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adcut.tokens import Tokens, bigrams, trigrams
from adcut.windows import lagged, running_total, window_sum

__all__ = ["HEADS", "ROLES", "WINDOW", "LinearModel", "Role", "ngram_counts", "ngram_rows", "raw_scores"]

HEADS = ("ad", "self_promo", "interaction", "cross_promo", "start", "end")
"""What stage 1 looks for in a sentence: an ad, a category, the first and the last sentence of an ad read."""
WINDOW = 5
"""Sentences on either side that make up the window role, the sentence itself included."""


@dataclass(frozen=True, slots=True)
class Role:
    """A place of n-grams relative to the sentence scored.

    longest: words in the longest n-gram; strength: factor of its features, against the others;
    bits: its table has 2 ** bits rows.
    """

    name: str
    longest: int
    strength: float
    bits: int


ROLES = (Role("here", 3, 1.0, 18), Role("before", 2, 0.5, 17), Role("after", 2, 0.5, 17), Role("around", 1, 1.0, 16))


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """tables: a role's weights, float16 (2 ** bits, heads), in the order of ROLES; bias: float64 (heads,)."""

    tables: tuple[np.ndarray, ...]
    bias: np.ndarray


def ngram_rows(tokens: Tokens, longest: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the hashes of all n-grams up to `longest` words, and their sentences."""
    words, sentence = tokens.words, tokens.sentence
    hashes, places = [words], [sentence]
    if longest >= 2 and words.size >= 2:
        inside = sentence[1:] == sentence[:-1]
        hashes.append(bigrams(words)[inside])
        places.append(sentence[1:][inside])
    if longest >= 3 and words.size >= 3:
        inside = sentence[2:] == sentence[:-2]
        hashes.append(trigrams(words)[inside])
        places.append(sentence[2:][inside])
    return np.concatenate(hashes), np.concatenate(places)


def ngram_counts(tokens: Tokens, longest: int) -> np.ndarray:
    """Return how many n-grams up to `longest` words each sentence has, shape (n,)."""
    words = np.diff(tokens.first)
    return words + sum((np.maximum(words - k, 0) for k in range(1, longest)), np.zeros_like(words))


def raw_scores(tokens: Tokens, model: LinearModel) -> np.ndarray:
    """Return the raw scores of all sentences, shape (n, heads), float64, in log-odds."""
    n = len(tokens.first) - 1
    total = np.broadcast_to(model.bias, (n, len(HEADS))).copy()
    if tokens.words.size == 0:
        return total
    heads = len(HEADS)
    cached: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for number, role in enumerate(ROLES):
        if role.longest not in cached:
            cached[role.longest] = ngram_rows(tokens, role.longest)
        hashes, places = cached[role.longest]
        weights = model.tables[number][(hashes >> np.uint64(64 - role.bits)).astype(np.int64)].astype(np.float64)
        sums = np.empty((n, heads))
        for head in range(heads):
            sums[:, head] = np.bincount(places, weights=weights[:, head], minlength=n)
        counts = ngram_counts(tokens, role.longest).astype(np.float64)
        if role.name == "before":
            sums, counts = lagged(sums, -1, 0.0), lagged(counts, -1, 0.0)
        elif role.name == "after":
            sums, counts = lagged(sums, 1, 0.0), lagged(counts, 1, 0.0)
        elif role.name == "around":
            sums = window_sum(running_total(sums), -WINDOW, WINDOW)
            counts = window_sum(running_total(counts), -WINDOW, WINDOW)
        total += sums * role.strength / np.sqrt(np.maximum(counts, 1.0))[:, None]
    return total
