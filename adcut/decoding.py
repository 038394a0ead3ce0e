"""Raw scores of sentences -> runs of ad sentences, by the best path through two states."""

from __future__ import annotations

import numpy as np

__all__ = ["best_runs"]


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
    inside, outside = -np.inf, 0.0
    entered, left = [], []
    for value, begin_cost, end_cost in zip(log_odds.tolist(), enter.tolist(), leave.tolist(), strict=False):
        begin = outside - begin_cost
        entered.append(begin > inside)
        stay = max(begin, inside) + value
        end = inside - end_cost
        left.append(end > outside)
        outside = max(end, outside)
        inside = stay
    spans: list[tuple[int, int]] = []
    stop = len(entered)
    now_inside = stop > 0 and inside - float(leave[-1]) > outside
    for i in range(stop - 1, -1, -1):
        if now_inside:
            if entered[i]:
                spans.append((i, stop))
                now_inside = False
        elif left[i]:
            now_inside, stop = True, i
    return spans[::-1]
