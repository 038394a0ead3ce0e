"""Raw scores of sentences -> runs of ad sentences, by paths through two states: inside an ad, outside."""

from __future__ import annotations

import numpy as np

__all__ = ["FAR", "best_runs", "inside_log_odds"]

_SLACK = 1e-3
"""Sums of evidence in another order differ by less than this."""

FAR = 100.0
"""Log-odds and costs beyond this change nothing; their exponentials stay within what a float holds."""


def best_runs(log_odds: np.ndarray, enter: np.ndarray, leave: np.ndarray) -> list[tuple[int, int]]:
    """Return the half-open spans of the best path that is inside an ad or outside.

    Parameters
    ----------
    log_odds
        Evidence of each sentence for being inside, shape (n,).
    enter, leave
        What it costs to begin a run with each sentence, shape (n,), and to end it before each
        sentence or at the very end, shape (n + 1,), in the same units. A run must earn both.
    """
    spans: list[tuple[int, int]] = []
    for start, stop in _worthwhile(log_odds, enter, leave):
        found = _best_path(log_odds[start:stop].tolist(), enter[start:stop].tolist(), leave[start : stop + 1].tolist())
        spans += [(start + a, start + b) for a, b in found]
    return spans


def _worthwhile(log_odds: np.ndarray, enter: np.ndarray, leave: np.ndarray) -> list[tuple[int, int]]:
    """Return the stretches of sentences that some run with a gain holds: no run lies outside them."""
    earned = np.concatenate([[0.0], np.cumsum(log_odds)])
    begun = np.maximum.accumulate(-earned[:-1] - enter)  # by the best beginning up to each sentence
    ended = np.maximum.accumulate((earned[1:] - leave[1:])[::-1])[::-1]  # by the best end from each on
    worthwhile = np.concatenate([[False], begun + ended > -_SLACK, [False]])
    edges = np.flatnonzero(worthwhile[1:] != worthwhile[:-1]).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _best_path(log_odds: list[float], enter: list[float], leave: list[float]) -> list[tuple[int, int]]:
    inside, outside = -np.inf, 0.0
    entered, left = [], []
    for value, begin_cost, end_cost in zip(log_odds, enter, leave, strict=False):
        end = inside - end_cost
        begin = outside - begin_cost
        entered.append(begin > inside)
        inside = (begin if begin > inside else inside) + value
        left.append(end > outside)
        if end > outside:
            outside = end
    spans: list[tuple[int, int]] = []
    stop = len(entered)
    now_inside = stop > 0 and inside - leave[-1] > outside
    for i in range(stop - 1, -1, -1):
        if now_inside:
            if entered[i]:
                spans.append((i, stop))
                now_inside = False
        elif left[i]:
            now_inside, stop = True, i
    return spans[::-1]


def inside_log_odds(log_odds: np.ndarray, enter: np.ndarray, leave: np.ndarray) -> np.ndarray:
    """Return the log-odds of each sentence to be inside an ad, over all paths, shape (n,).

    Parameters are those of `best_runs`: this weighs every path by the exponential of its gain, that
    takes the best. Forward and backward sums as in a linear-chain CRF, over odds of inside to outside:
    one multiplication and one division a sentence, where log space takes four logarithms.
    """
    odds, enter_factor, leave_factor = (
        np.exp(np.clip(part, -FAR, FAR)).tolist() for part in (log_odds, -enter, -leave))
    inside = 0.0
    forward = []
    for value, begin, end in zip(odds, enter_factor, leave_factor, strict=False):
        inside = (inside + begin) / (1.0 + inside * end) * value
        forward.append(inside)
    inside = leave_factor[-1]
    backward = []
    for value, begin, end in zip(odds[::-1], enter_factor[::-1], leave_factor[-2::-1], strict=True):
        backward.append(inside)
        inside *= value
        inside = (inside + end) / (1.0 + inside * begin)
    result: np.ndarray = np.log(forward) + np.log(backward[::-1])
    return result
