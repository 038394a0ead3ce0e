"""Sums, means and maxima over windows of neighbouring sentences, for whole transcripts at once.

Windows are given as offsets: ``low=-4, high=-1`` are the four sentences before. They are clipped at
the ends of the episode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["WHOLE", "Beyond", "lagged", "max_upto", "peaks", "running_total", "share_and_top", "window_size",
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
        result = _widened(result, step)
        width += step
    return result


def peaks(values: np.ndarray, sizes: Sequence[int], fill: float, rows: np.ndarray) -> list[np.ndarray]:
    """Return for each size the maxima over so many rows before each of `rows`, and those after it, in turn.

    Parameters
    ----------
    sizes
        Ascending, so that the longer windows go on from the shorter ones.
    fill
        Stands where no row is before, or after.
    """
    columns = []
    ahead, behind, width = values, values[::-1], 1
    for size in sizes:
        while 2 * width <= size:
            ahead, behind, width = _widened(ahead, width), _widened(behind, width), 2 * width
        before, after = (_widened(part, size - width) if size > width else part for part in (ahead, behind))
        columns += [lagged(before, -1, fill)[rows], lagged(after, -1, fill)[::-1][rows]]
    return columns


def _widened(maxima: np.ndarray, step: int) -> np.ndarray:
    """Return maxima over windows that begin `step` rows earlier."""
    wider: np.ndarray = maxima.copy()
    np.maximum(maxima[step:], maxima[:-step], out=wider[step:])
    return wider


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
