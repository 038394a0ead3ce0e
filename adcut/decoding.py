"""Raw scores of sentences -> runs of ad sentences, by the best path through two states."""

from __future__ import annotations

import numpy as np

__all__ = ["best_runs"]


def best_runs(log_odds: np.ndarray, enter: float, leave: float) -> list[tuple[int, int]]:
    """Return the half-open spans of the best path that is inside an ad or outside.

    Parameters
    ----------
    log_odds
        Evidence of each sentence for being inside, shape (n,).
    enter, leave
        What it costs to begin and to end a run, in the same units: a run must earn their sum, and a
        dip costs less than their sum to bridge.
    """
    inside, outside = -np.inf, 0.0
    entered, left = [], []
    for value in log_odds.tolist():
        begin = outside - enter
        entered.append(begin > inside)
        stay = max(begin, inside) + value
        end = inside - leave
        left.append(end > outside)
        outside = max(end, outside)
        inside = stay
    spans: list[tuple[int, int]] = []
    stop, now_inside = len(entered), inside > outside
    for i in range(len(entered) - 1, -1, -1):
        if now_inside:
            if entered[i]:
                spans.append((i, stop))
                now_inside = False
        elif left[i]:
            now_inside, stop = True, i
    return spans[::-1]
