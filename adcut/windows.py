"""Sums, means and maxima over windows of neighbouring sentences, for whole transcripts at once.

Windows are given as offsets: ``(-4, -1)`` are the four sentences before. They are clipped at the ends
of the episode. What is asked for many windows is answered in one array, a row a window: a transcript
has a thousand sentences, and for so few a call of numpy costs more than its work. Rows are chosen by
`take`, which does that in half the time of an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

__all__ = ["WHOLE", "Beyond", "Windows", "around", "maxima", "neighbours", "running_total", "share_and_top",
           "side_by_side", "sides", "signal_by_signal", "window_sum", "within"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beyond:
    """What of an episode lies before and after the sentences at hand, in words and sentences; nothing, mostly."""

    words_before: float = 0.0
    words_after: float = 0.0
    sentences: int = 0


WHOLE = Beyond()

Bounds = Sequence[tuple[int, int]]
"""Windows by their first and last offset."""


class Windows(NamedTuple):
    """Where windows around some rows begin and end, clipped: shape (windows, rows) each."""

    begin: np.ndarray
    end: np.ndarray

    def sums(self, total: np.ndarray) -> np.ndarray:
        """Return the sums of what `running_total` added up, shape (windows, rows, ...)."""
        result: np.ndarray = total.take(self.end, axis=0) - total.take(self.begin, axis=0)
        return result

    def sizes(self) -> np.ndarray:
        """Return how many rows each window holds, at least 1."""
        size: np.ndarray = np.maximum(self.end - self.begin, 1)
        return size


def around(rows: np.ndarray, bounds: Bounds, n: int) -> Windows:
    """Return the windows around some of n rows."""
    edges = np.array([[low for low, _ in bounds], [high + 1 for _, high in bounds]])
    return Windows(*within(rows + edges[:, :, None], n))


def sides(sizes: Sequence[int]) -> list[tuple[int, int]]:
    """Return the windows of so many sentences before and after, in turn.

    >>> sides((2, 4))
    [(-2, -1), (1, 2), (-4, -1), (1, 4)]
    """
    return [bounds for size in sizes for bounds in ((-size, -1), (1, size))]


def running_total(values: np.ndarray) -> np.ndarray:
    """Return the sums of all rows before each row and, last, of all; shape (n + 1, ...), float64."""
    total = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, out=total[1:])
    return total


def window_sum(total: np.ndarray, low: int, high: int) -> np.ndarray:
    """Return the sum over rows i + low .. i + high, both included, for each row i of what was added up.

    Parameters
    ----------
    total
        What `running_total` gave, so that many windows share one pass.
    """
    n = len(total) - 1
    row = np.arange(n)
    result: np.ndarray = total.take(within(row + (high + 1), n), axis=0) - total.take(within(row + low, n), axis=0)
    return result


def within(places: np.ndarray, n: int) -> np.ndarray:
    """Return places clipped to 0 .. n; two plain operations take half as long as np.clip."""
    clipped: np.ndarray = np.maximum(places, 0)
    np.minimum(clipped, n, out=clipped)
    return clipped


def neighbours(values: np.ndarray, offsets: Sequence[int], fill: float, rows: np.ndarray) -> np.ndarray:
    """Return the values so far from some rows, `fill` beyond the ends.

    Parameters
    ----------
    values
        Shape (..., n): one or more values of each sentence.

    Returns
    -------
    ndarray of shape (..., len(offsets), len(rows))
    """
    reach = max(map(abs, offsets))
    result: np.ndarray = _padded(values, reach, fill).take(rows + (np.array(offsets) + reach)[:, None], axis=-1)
    return result


def maxima(values: np.ndarray, bounds: Bounds, fill: float, rows: np.ndarray) -> np.ndarray:
    """Return the maxima over windows around some rows, `fill` where a window lies beyond the ends.

    Parameters
    ----------
    values
        Shape (..., n): one or more values of each sentence.

    Returns
    -------
    ndarray of shape (..., len(bounds), len(rows))
    """
    reach = max(max(map(abs, pair)) for pair in bounds)
    result = np.empty((*values.shape[:-1], len(bounds), rows.size))
    # The maxima over 2 ** k rows from each row on; any window is two of these, which may overlap.
    levels = [_padded(values, reach, -np.inf)]
    place = rows + reach
    for number, (low, high) in enumerate(bounds):
        k = (high - low + 1).bit_length() - 1
        while len(levels) <= k:
            half, step = levels[-1], 1 << (len(levels) - 1)
            levels.append(np.maximum(half[..., :-step], half[..., step:]))
        level = levels[k]
        np.maximum(level.take(place + low, axis=-1), level.take(place + (high + 1 - (1 << k)), axis=-1),
                   out=result[..., number, :])
    result[result == -np.inf] = fill
    return result


def _padded(values: np.ndarray, reach: int, fill: float) -> np.ndarray:
    """Return values of shape (..., n) with so many times `fill` at both ends."""
    padded = np.full((*values.shape[:-1], values.shape[-1] + 2 * reach), fill)
    padded[..., reach : reach + values.shape[-1]] = values
    return padded


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


def signal_by_signal(*parts: np.ndarray) -> np.ndarray:
    """Return features of several signals, each of shape (signals, features, rows), as one block in signal order."""
    joined = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)
    signals, features, rows = joined.shape
    return joined.reshape(signals * features, rows)


def side_by_side(blocks: Sequence[np.ndarray]) -> np.ndarray:
    """Return blocks of shape (rows, features) as one, float32."""
    widths = [block.shape[1] for block in blocks]
    result = np.empty((len(blocks[0]), sum(widths)), np.float32)
    begin = 0
    for block, width in zip(blocks, widths, strict=True):
        result[:, begin : begin + width] = block
        begin += width
    return result
