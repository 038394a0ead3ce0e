"""Stage-2 features of candidate sentences: how stage 1 scored the neighbourhood, and what is said there.

Everything is counted once for the whole transcript; windows are differences of running totals, and
only candidates (sentences with something ad-like near) get a row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adcut.cues import CUE_NAMES
from adcut.ngrams import HEADS
from adcut.rarity import ECHO_COLUMNS, SPREAD_COLUMNS, RareWords, echo_sums, rare_words, spread_sums
from adcut.tokens import Tokens
from adcut.windows import (
    WHOLE,
    Beyond,
    around,
    maxima,
    neighbours,
    running_total,
    share_and_top,
    side_by_side,
    sides,
    signal_by_signal,
    window_sum,
)

__all__ = ["FEATURE_NAMES", "FEATURE_VERSION", "candidates", "credits_in", "score_features", "stage2_features", "text_features"]

FEATURE_VERSION = 9
"""Raised whenever a feature's meaning, order or number changes: a model of another version is refused."""

LIMIT = 8.0
"""Raw scores are clipped to +-LIMIT so that one odd n-gram cannot rule a window."""

OUTSIDE = -6.0
"""What stands for the raw score beyond the ends of the episode."""

GATE = -2.5
GATE_REACH = 20
"""A sentence is a candidate when stage 1 gives some sentence within GATE_REACH more than GATE. By
round 27 (reports/rounds.md): as many candidates as before, somewhat more than every fourth sentence."""

CREDIT = CUE_NAMES.index("credit")
CREDIT_REACH = (-10, 4)
"""A sentence is one as well when some sentence so far from it names a sponsor in so many words: a credit of two
sentences amid talk is little to stage 1. It adds less than a hundredth of the candidates (round 30)."""

LAGS = tuple(range(-3, 4))
MEANS = (2, 4, 8, 16, 32)
RISES = MEANS[:3]
SHARES = (6, 16, 60)
PEAKS = (4, 10, 30)
EDGE_PEAKS = (8, 30)
CATEGORY_HEADS = ("self_promo", "interaction", "cross_promo")
CATEGORY_MEANS = ((-4, -1), (1, 4), (-8, 8))
CATEGORY_PEAKS = ((-9, 0), (0, 9))
EDGE_HEADS = ("start", "end")
ECHO_WINDOWS = ((-2, 2), (-8, 8))
RARITY_WINDOWS = ((-2, 2), (-6, 6), (-6, -1), (1, 6), (-16, 16))
CUE_WINDOWS = ((-4, -1), (1, 4), (-12, 12))
EDGE_WORDS = 3000.0


def _beside_names(columns: Sequence[str], windows: Sequence[tuple[int, int]]) -> list[str]:
    return [*columns, *(f"{column} {low:+d}..{high:+d}" for low, high in windows for column in columns)]


def _names() -> tuple[str, ...]:
    names = [f"ad{lag:+d}" for lag in LAGS]
    for size in MEANS:
        names += [f"ad mean {size} before", f"ad mean {size} after"]
    for size in RISES:
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
    names += _beside_names(ECHO_COLUMNS, ECHO_WINDOWS)
    names += ["words", "words 4 around"]
    names += _beside_names(SPREAD_COLUMNS, RARITY_WINDOWS)
    names += _beside_names([f"{cue} words" for cue in CUE_NAMES], CUE_WINDOWS)
    names += ["words from start", "words to end", "place in episode"]
    return tuple(names)


FEATURE_NAMES = _names()


def credits_in(cues: np.ndarray) -> np.ndarray:
    """Tell which sentences name a sponsor in so many words, by what `cue_counts` gives; bool (n,)."""
    said: np.ndarray = cues[:, CREDIT] > 0
    return said


def candidates(raw: np.ndarray, credits: np.ndarray) -> np.ndarray:
    """Return the rows worth a second look, ascending.

    Parameters
    ----------
    raw
        Raw ad scores of stage 1, shape (n,).
    credits
        What `credits_in` gives.
    """
    near = window_sum(running_total(raw > GATE), -GATE_REACH, GATE_REACH) > 0
    near |= window_sum(running_total(credits), *CREDIT_REACH) > 0
    return np.flatnonzero(near)


def stage2_features(tokens: Tokens, raw: np.ndarray, cues: np.ndarray, rarity: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the features of some sentences, shape (len(rows), len(FEATURE_NAMES)), float32.

    Parameters
    ----------
    raw
        Raw scores of stage 1, shape (n, heads).
    cues
        What `cue_counts` gives.
    rarity
        The model's table of word rarities.
    rows
        The sentences that get features, as `candidates` gives them.
    """
    rare = rare_words(tokens, rarity)
    return side_by_side([*_score_blocks(tokens, raw, rare, rows, WHOLE), *_text_blocks(tokens, cues, rare, rows, WHOLE)])


def score_features(tokens: Tokens, raw: np.ndarray, rare: RareWords, rows: np.ndarray,
                   beyond: Beyond = WHOLE) -> np.ndarray:
    """Return the features that come from stage 1; beyond the sentences at hand is taken to be no ad."""
    return side_by_side(_score_blocks(tokens, raw, rare, rows, beyond))


def text_features(tokens: Tokens, cues: np.ndarray, rare: RareWords, rows: np.ndarray, beyond: Beyond = WHOLE) -> np.ndarray:
    """Return the features that come from the words themselves."""
    return side_by_side(_text_blocks(tokens, cues, rare, rows, beyond))


def _score_blocks(tokens: Tokens, raw: np.ndarray, rare: RareWords, rows: np.ndarray, beyond: Beyond) -> list[np.ndarray]:
    """Return blocks of shape (rows, features) from the raw scores of stage 1, shape (n, heads)."""
    clipped = np.clip(np.ascontiguousarray(raw.T), -LIMIT, LIMIT)
    share = 1.0 / (1.0 + np.exp(-clipped[0]))
    ad, n = clipped[0], len(share)
    total = running_total(ad)
    by_side, centred = around(rows, sides(MEANS), n), around(rows, [(-size, size) for size in RISES], n)
    means = by_side.sums(total) / by_side.sizes()
    rises = np.empty((len(RISES), 2, rows.size))
    np.subtract(means[1 : 2 * len(RISES) : 2], means[: 2 * len(RISES) : 2], out=rises[:, 0])
    np.divide(centred.sums(total), centred.sizes(), out=rises[:, 1])
    for_shares = around(rows, sides(SHARES), n)
    edges = clipped[[HEADS.index(name) for name in EDGE_HEADS]]
    categories = clipped[[HEADS.index(name) for name in CATEGORY_HEADS]]
    near = around(rows, CATEGORY_MEANS, n)
    near_means = near.sums(running_total(categories.T)) / near.sizes()[:, :, None]
    blocks = [
        neighbours(ad, LAGS, OUTSIDE, rows), means, signal_by_signal(rises),
        for_shares.sums(running_total(share)) / for_shares.sizes(),
        maxima(ad, sides(PEAKS), OUTSIDE, rows),
        np.repeat(np.array(share_and_top(ad, share, OUTSIDE, beyond))[:, None], rows.size, axis=1),
        signal_by_signal(neighbours(edges, LAGS, OUTSIDE, rows), maxima(edges, sides(EDGE_PEAKS), OUTSIDE, rows)),
        signal_by_signal(categories[:, None, rows], near_means.transpose(2, 0, 1),
                          maxima(categories, CATEGORY_PEAKS, OUTSIDE, rows))]
    echoes = echo_sums(rare, share)
    own = echoes[rows] / (np.diff(tokens.first)[rows] + 1)[:, None]
    return [*(block.T for block in blocks), *_beside(own, echoes, tokens.first, rows, ECHO_WINDOWS, 1)]


def _text_blocks(tokens: Tokens, cues: np.ndarray, rare: RareWords, rows: np.ndarray, beyond: Beyond) -> list[np.ndarray]:
    first = tokens.first
    words = np.diff(first)[rows]
    near = around(rows, [(-4, 4)], len(first) - 1)
    spread = spread_sums(rare)
    before = beyond.words_before + first[rows]
    after = beyond.words_after + (first[-1] - first[rows + 1])
    everything = beyond.words_before + float(first[-1]) + beyond.words_after
    return [
        words[:, None], (near.sums(first) / near.sizes()).T,
        *_beside(spread[rows] / (words + 1)[:, None], spread, first, rows, RARITY_WINDOWS, 1),
        *_beside(cues[rows], cues, first, rows, CUE_WINDOWS, 5),
        np.stack([np.minimum(before, EDGE_WORDS), np.minimum(after, EDGE_WORDS), before / max(everything, 1.0)], axis=1)]


def _beside(own: np.ndarray, sums: np.ndarray, first: np.ndarray, rows: np.ndarray, windows: Sequence[tuple[int, int]],
            smoothing: int) -> list[np.ndarray]:
    """Return what some rows have of their own, shape (rows, columns), and its density in each of some windows around them.

    Parameters
    ----------
    sums
        What the sentences have, shape (n, columns).
    first
        Where the words of each sentence begin, shape (n + 1,).
    smoothing
        Words added to those of each window.
    """
    near = around(rows, windows, len(sums))
    return [own, *(near.sums(running_total(sums)) / (near.sums(first) + smoothing)[:, :, None])]
