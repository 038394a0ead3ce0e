"""Sums, means and maxima over windows of neighbouring sentences, for whole transcripts at once.

Windows are given as offsets: ``low=-4, high=-1`` are the four sentences before. They are clipped at
the ends of the episode.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["WHOLE", "Beyond", "lagged", "max_before", "max_upto", "running_total", "share_and_top", "window_size",
           "window_sum", "within"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beyond:
    """What of an episode lies before and after the sentences at hand, in words and sentences; nothing, mostly."""

    words_before: float = 0.0
    words_after: float = 0.0
    sentences: int = 0


WHOLE = Beyond()


def running_total(values: np.ndarray) -> np.ndarray:
    """Return the sums of all rows before each row and, last, of all; shape (n + 1, ...), float64."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    return total


def window_sum(total: np.ndarray, low: int, high: int, rows: np.ndarray | None = None) -> np.ndarray:
    """Return the sum over rows i + low .. i + high, both included, for each row i of `rows`.

    Parameters
    ----------
    total
        What `running_total` gave, so that many windows share one pass.
    rows
        The rows asked for; None: all.
    """
    n = len(total) - 1
    row = np.arange(n) if rows is None else rows
    result: np.ndarray = total[within(row + (high + 1), n)] - total[within(row + low, n)]
    return result


def window_size(n: int, low: int, high: int, rows: np.ndarray) -> np.ndarray:
    """Return how many rows the window of each row of `rows` holds, at least 1."""
    size: np.ndarray = np.maximum(within(rows + (high + 1), n) - within(rows + low, n), 1)
    return size


def within(places: np.ndarray, n: int) -> np.ndarray:
    """Return places clipped to 0 .. n; two plain operations take half as long as np.clip."""
    clipped: np.ndarray = np.minimum(np.maximum(places, 0), n)
    return clipped


def lagged(values: np.ndarray, offset: int, fill: float) -> np.ndarray:
    """Return for each row the value of row i + offset, `fill` beyond the ends."""
    if offset == 0:
        return values
    result = np.full_like(values, fill)
    if abs(offset) < len(values):
        if offset > 0:
            result[:-offset] = values[offset:]
        else:
            result[-offset:] = values[:offset]
    return result


def max_upto(values: np.ndarray, size: int) -> np.ndarray:
    """Return for each row the maximum over the `size` rows that end with it."""
    result = values
    width = 1
    while width < size:
        step = min(width, size - width)
        result = np.maximum(result, lagged(result, -step, -np.inf))
        width += step
    return result


def max_before(values: np.ndarray, size: int, fill: float) -> np.ndarray:
    """Return for each row the maximum over the `size` rows before it, `fill` for the first row."""
    return lagged(max_upto(values, size), -1, fill)


def share_and_top(scores: np.ndarray, shares: np.ndarray, least: float, beyond: Beyond) -> tuple[float, float]:
    """Return the mean of `shares` and the mean of the best fiftieth of `scores` over a whole episode.

    Parameters
    ----------
    least
        The score that stands for sentences beyond those at hand, whose share is 0.
    """
    n = len(scores) + beyond.sentences
    if len(scores) == 0:
        return 0.0, least
    count = max(1, n // 50)
    best = np.sort(scores)[-count:]
    return float(shares.sum()) / n, float(best.sum() + (count - best.size) * least) / count
