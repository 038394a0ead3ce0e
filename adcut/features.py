"""Stage-2 features of candidate sentences: how stage 1 scored the neighbourhood, and what is said there.

Everything is counted once for the whole transcript; windows are differences of running totals, and
only candidates (sentences with something ad-like near) get a row.
"""

from __future__ import annotations

import numpy as np

from adcut.cues import CUES, cue_counts
from adcut.ngrams import HEADS
from adcut.rarity import ECHO_COLUMNS, SPREAD_COLUMNS, RareWords, echo_sums, rare_words, spread_sums
from adcut.tokens import Tokens
from adcut.windows import (
    WHOLE,
    Beyond,
    lagged,
    max_upto,
    peaks,
    running_total,
    share_and_top,
    window_size,
    window_sum,
    within,
)

__all__ = ["FEATURE_NAMES", "FEATURE_VERSION", "candidates", "score_features", "stage2_features", "text_features"]

FEATURE_VERSION = 3
"""Raised whenever a feature's meaning, order or number changes: a model of another version is refused."""

LIMIT = 8.0
"""Raw scores are clipped to +-LIMIT so that one odd n-gram cannot rule a window."""

OUTSIDE = -6.0
"""What stands for the raw score beyond the ends of the episode."""

GATE = -2.5
GATE_REACH = 10
"""A sentence is a candidate when stage 1 gives some sentence within GATE_REACH more than GATE."""

LAGS = tuple(range(-3, 4))
MEANS = (2, 4, 8, 16, 32)
SHARES = (6, 16, 60)
PEAKS = (4, 10, 30)
EDGE_PEAKS = (8, 30)
CATEGORY_HEADS = ("self_promo", "interaction", "cross_promo")
EDGE_HEADS = ("start", "end")
ECHO_WINDOWS = ((-2, 2), (-8, 8))
RARITY_WINDOWS = ((-2, 2), (-6, 6), (-6, -1), (1, 6), (-16, 16))
CUE_WINDOWS = ((-4, -1), (1, 4), (-12, 12))
EDGE_WORDS = 3000.0
_OFFSETS = {offset for size in {*MEANS, *SHARES} for offset in (-size, 0, 1, size + 1)}
"""Where windows of scores begin and end, relative to their sentence."""


def _names() -> tuple[str, ...]:
    names = [f"ad{lag:+d}" for lag in LAGS]
    for size in MEANS:
        names += [f"ad mean {size} before", f"ad mean {size} after"]
    for size in MEANS[:3]:
        names += [f"ad rise {size}", f"ad mean {size} around"]
    for size in SHARES:
        names += [f"ad share {size} before", f"ad share {size} after"]
    for size in PEAKS:
        names += [f"ad peak {size} before", f"ad peak {size} after"]
    names += ["ad share of episode", "ad top of episode"]
    for head in EDGE_HEADS:
        names += [f"{head}{lag:+d}" for lag in LAGS]
        names += [f"{head} peak {size} {side}" for size in EDGE_PEAKS for side in ("before", "after")]
    for head in CATEGORY_HEADS:
        names += [head, f"{head} 4 before", f"{head} 4 after", f"{head} 8 around",
                  f"{head} peak 10 before", f"{head} peak 10 after"]  # fmt: skip
    for column in ECHO_COLUMNS:
        names += [column, *(f"{column} {low:+d}..{high:+d}" for low, high in ECHO_WINDOWS)]
    names += ["words", "words 4 around"]
    for column in SPREAD_COLUMNS:
        names += [column, *(f"{column} {low:+d}..{high:+d}" for low, high in RARITY_WINDOWS)]
    for cue in CUES:
        names += [f"{cue} words", *(f"{cue} words {low:+d}..{high:+d}" for low, high in CUE_WINDOWS)]
    names += ["words from start", "words to end", "place in episode"]
    return tuple(names)


FEATURE_NAMES = _names()


def candidates(raw: np.ndarray) -> np.ndarray:
    """Return the rows worth a second look, ascending, from the raw ad scores of stage 1."""
    if raw.size == 0:
        return np.zeros(0, np.int64)
    reach = np.maximum(max_upto(raw, GATE_REACH + 1), max_upto(raw[::-1], GATE_REACH + 1)[::-1])
    return np.flatnonzero(reach > GATE)


def stage2_features(tokens: Tokens, raw: np.ndarray, rarity: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the features of some sentences, shape (len(rows), len(FEATURE_NAMES)), float32.

    Parameters
    ----------
    raw
        Raw scores of stage 1, shape (n, heads).
    rarity
        The model's table of word rarities.
    rows
        The sentences that get features, as `candidates` gives them.
    """
    rare = rare_words(tokens, rarity)
    return np.concatenate([score_features(tokens, raw, rare, rows), text_features(tokens, rare, rows)], axis=1)


def score_features(tokens: Tokens, raw: np.ndarray, rare: RareWords, rows: np.ndarray,
                   beyond: Beyond = WHOLE) -> np.ndarray:
    """Return the features that come from stage 1; beyond the sentences at hand is taken to be no ad."""
    columns = [*_score_columns(raw, rows, beyond), *_echo_columns(tokens, raw, rare, rows)]
    return np.stack(columns, axis=1).astype(np.float32)


def text_features(tokens: Tokens, rare: RareWords, rows: np.ndarray, beyond: Beyond = WHOLE) -> np.ndarray:
    """Return the features that come from the words themselves."""
    return np.stack(_text_columns(tokens, rare, rows, beyond), axis=1).astype(np.float32)


def _score_columns(raw: np.ndarray, rows: np.ndarray, beyond: Beyond) -> list[np.ndarray]:
    n = len(raw)
    clipped = np.clip(raw, -LIMIT, LIMIT)
    ad = np.ascontiguousarray(clipped[:, 0])
    share = 1.0 / (1.0 + np.exp(-ad))
    columns = [lagged(ad, lag, OUTSIDE)[rows] for lag in LAGS]
    total = running_total(ad)

    bound = {offset: within(rows + offset, n) for offset in _OFFSETS}

    def mean(sums: np.ndarray, low: int, high: int) -> np.ndarray:
        begin, end = bound[low], bound[high + 1]
        result: np.ndarray = (sums[end] - sums[begin]) / np.maximum(end - begin, 1)
        return result

    rises = []
    for size in MEANS:
        before, after = mean(total, -size, -1), mean(total, 1, size)
        columns += [before, after]
        if size in MEANS[:3]:
            rises += [after - before, mean(total, -size, size)]
    columns += rises
    shares = running_total(share)
    for size in SHARES:
        columns += [mean(shares, -size, -1), mean(shares, 1, size)]
    columns += peaks(ad, PEAKS, OUTSIDE, rows)
    columns += [np.full(rows.size, value) for value in share_and_top(ad, share, OUTSIDE, beyond)]
    for name in EDGE_HEADS:
        values = np.ascontiguousarray(clipped[:, HEADS.index(name)])
        columns += [lagged(values, lag, OUTSIDE)[rows] for lag in LAGS]
        columns += peaks(values, EDGE_PEAKS, OUTSIDE, rows)
    for name in CATEGORY_HEADS:
        values = np.ascontiguousarray(clipped[:, HEADS.index(name)])
        sums = running_total(values)
        columns += [values[rows], mean(sums, -4, -1), mean(sums, 1, 4), mean(sums, -8, 8),
                    max_upto(values, 10)[rows], max_upto(values[::-1], 10)[::-1][rows]]  # fmt: skip
    return columns


def _echo_columns(tokens: Tokens, raw: np.ndarray, rare: RareWords, rows: np.ndarray) -> list[np.ndarray]:
    word_total = tokens.first.astype(np.float64)
    sums = echo_sums(rare, 1.0 / (1.0 + np.exp(-np.clip(raw[:, 0], -LIMIT, LIMIT))))
    totals = running_total(sums)
    parts = [sums[rows] / (word_total[rows + 1] - word_total[rows] + 1)[:, None]]
    for low, high in ECHO_WINDOWS:
        size = window_sum(word_total, low, high, rows) + 1
        parts.append(window_sum(totals, low, high, rows) / size[:, None])
    return [part[:, column] for column in range(sums.shape[1]) for part in parts]


def _text_columns(tokens: Tokens, rare: RareWords, rows: np.ndarray, beyond: Beyond) -> list[np.ndarray]:
    n = len(tokens.first) - 1
    words = np.diff(tokens.first).astype(np.float64)
    word_total = tokens.first.astype(np.float64)
    columns = [words[rows], window_sum(word_total, -4, 4, rows) / window_size(n, -4, 4, rows)]

    spread = spread_sums(rare)
    totals = running_total(spread)
    parts = [spread[rows] / (words[rows] + 1)[:, None]]
    for low, high in RARITY_WINDOWS:
        size = window_sum(word_total, low, high, rows) + 1
        parts.append(window_sum(totals, low, high, rows) / size[:, None])
    columns += [part[:, column] for column in range(spread.shape[1]) for part in parts]

    counts = cue_counts(tokens)
    totals = running_total(counts)
    parts = [counts[rows]]
    for low, high in CUE_WINDOWS:
        size = window_sum(word_total, low, high, rows) + 5
        parts.append(window_sum(totals, low, high, rows) / size[:, None])
    columns += [part[:, column] for column in range(counts.shape[1]) for part in parts]

    before = beyond.words_before + word_total[rows]
    after = beyond.words_after + word_total[-1] - word_total[rows + 1]
    everything = beyond.words_before + word_total[-1] + beyond.words_after
    columns += [np.minimum(before, EDGE_WORDS), np.minimum(after, EDGE_WORDS), before / max(everything, 1.0)]
    return columns
