"""Stage-3 features: what stage 2 said of the neighbourhood of each candidate sentence.

Stage 2 judges each sentence by itself from words and stage-1 scores around it. Stage 3 sees those
judgements: a story between the beginning and the end of a read, or a sentence that sounds like an ad
between sentences that do not, can be told only from them.
"""

from __future__ import annotations

import numpy as np

from adcut.decoding import FAR, inside_log_odds
from adcut.net import CATEGORIES, ad_log_odds, log_odds
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

__all__ = ["CONTEXT_NAMES", "context_features", "hopeful"]

HOPE = -3.0
HOPE_REACH = 10
"""Stage 3 looks at a candidate when stage 2 gives some sentence within HOPE_REACH more log-odds than HOPE to be no
content. By round 29 (reports/rounds.md): half of the candidates, and the same reads."""

LIMIT = 8.0
"""Log-odds of stage 2 are clipped to +-LIMIT; beyond the ends of the episode stands -LIMIT."""

LAGS = tuple(range(-8, 9))
EDGE_LAGS = tuple(range(-4, 5))
HOUSE_LAGS = tuple(range(-2, 3))
MEANS = (2, 4, 8, 16, 32)
PEAKS = (4, 10, 20, 40)
EDGE_PEAKS = (6, 12, 24, 48)
HOUSE_MEAN = 8
HOUSE = (2, 3)
"""The categories self_promo and interaction."""
EDGES = ("start", "end")
CLEAR_EDGE = -1.0
"""Log-odds from which a sentence counts as the beginning or the end of a read, for the words to it."""
FAR_WORDS = 2000.0
PATHS = ((1.0, 1.0, 4.0), (2.0, 0.7, 3.0))
"""Weight of the edges, cost of an edge and bound of one sentence's evidence, of the ways to weigh paths."""
PATH_LAGS = (-4, -1, 0, 1, 4)
PATH_OFFSET = 0.8
"""Log-odds added to each sentence's evidence, so that a weak middle can hold between clear edges."""
PATH_EDGES = (-8.0, 4.0)
PATH_LIMIT = 12.0


def _names() -> tuple[str, ...]:
    names = [f"read{lag:+d}" for lag in LAGS]
    for size in MEANS:
        names += [f"read {what} {size} {side}" for side in ("before", "after") for what in ("mean", "share")]
    names += [f"read peak {size} {side}" for size in PEAKS for side in ("before", "after")]
    for edge in EDGES:
        names += [f"{edge}{lag:+d}" for lag in EDGE_LAGS]
        names += [f"{edge} peak {size} {side}" for size in EDGE_PEAKS for side in ("before", "after")]
    names += [f"house{lag:+d}" for lag in HOUSE_LAGS]
    names += [f"house mean {side}" for side in ("before", "after")]
    names += [f"inside {number}{lag:+d}" for number in range(len(PATHS)) for lag in PATH_LAGS]
    names += [f"words {way} {edge}" for edge in EDGES for way in ("since", "until")]
    names += ["read share of episode", "read top of episode"]
    return tuple(names)


CONTEXT_NAMES = _names()


def hopeful(outputs: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return those of some candidates, ascending, near which stage 2 sees something: the others stay as it left them."""
    anything = -log_odds(outputs, (CATEGORIES - 1,))
    total = running_total(anything > HOPE)
    kept: np.ndarray = rows[window_sum(total, -HOPE_REACH, HOPE_REACH)[rows] > 0]
    return kept


def context_features(outputs: np.ndarray, words: np.ndarray, rows: np.ndarray, beyond: Beyond = WHOLE) -> np.ndarray:
    """Return the features of some sentences, shape (len(rows), len(CONTEXT_NAMES)), float32.

    Parameters
    ----------
    outputs
        What stage 2 said of every sentence, shape (n, categories + edges).
    words
        Number of words of each sentence, shape (n,).
    rows
        The sentences that get features.
    """
    n = len(outputs)
    ad = np.clip(ad_log_odds(outputs), -LIMIT, LIMIT)
    share = 1.0 / (1.0 + np.exp(-ad))
    near = around(rows, sides(MEANS), n)
    means = near.sums(running_total(np.stack([ad, share], axis=1))) / near.sizes()[:, :, None]
    edges = np.clip(np.ascontiguousarray(outputs[:, CATEGORIES:].T), -LIMIT, LIMIT)
    house = np.clip(log_odds(outputs, HOUSE), -LIMIT, LIMIT)
    beside = around(rows, sides((HOUSE_MEAN,)), n)
    distances = [part for edge in edges for part in _distances(np.flatnonzero(edge > CLEAR_EDGE), words, rows)]
    blocks = [
        neighbours(ad, LAGS, -LIMIT, rows), signal_by_signal(means.transpose(0, 2, 1)),
        maxima(ad, sides(PEAKS), -LIMIT, rows),
        signal_by_signal(neighbours(edges, EDGE_LAGS, -LIMIT, rows), maxima(edges, sides(EDGE_PEAKS), -LIMIT, rows)),
        neighbours(house, HOUSE_LAGS, -LIMIT, rows), beside.sums(running_total(house)) / beside.sizes(),
        signal_by_signal(neighbours(_inside(ad, edges, rows), PATH_LAGS, -PATH_LIMIT, rows)), np.stack(distances),
        np.repeat(np.array(share_and_top(ad, share, -LIMIT, beyond))[:, None], rows.size, axis=1)]
    return side_by_side([block.T for block in blocks])


def _inside(ad: np.ndarray, edges: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the log-odds of being inside a read for each of PATHS, shape (paths, n).

    Runs of neighbouring rows go through at once: the sentence behind each run stands between them as one
    that is surely outside.
    """
    n = ad.size
    result = np.full((len(PATHS), n), -PATH_LIMIT)
    reached = np.zeros(n + 1, bool)
    reached[rows] = reached[rows + 1] = True
    places = np.flatnonzero(reached)
    bounded = np.clip(edges, *PATH_EDGES)
    evidence, (enter, leave) = np.full(n + 1, -FAR), np.zeros((2, n + 1))
    for inside, (weight, cost, limit) in zip(result, PATHS, strict=True):
        evidence[rows] = np.clip(ad[rows] + PATH_OFFSET, -limit, limit)
        enter[:-1], leave[1:] = cost - weight * bounded
        found = inside_log_odds(evidence[places], enter[places], np.append(leave[places], 0.0))
        inside[rows] = found[evidence[places] > -FAR]
    clipped: np.ndarray = np.clip(result, -PATH_LIMIT, PATH_LIMIT)
    return clipped


def _distances(places: np.ndarray, words: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Return the logarithms of the words since the last and until the next of some sentences."""
    if places.size == 0:
        return [np.full(rows.size, np.log1p(FAR_WORDS))] * 2
    first = np.concatenate([[0.0], np.cumsum(words)])
    last, following = np.searchsorted(places, rows, "right") - 1, np.searchsorted(places, rows, "left")
    since = first[rows] - first[places[np.maximum(last, 0)]]
    until = first[places[np.minimum(following, places.size - 1)]] - first[rows]
    since[last < 0] = FAR_WORDS
    until[following >= places.size] = FAR_WORDS
    return [np.log1p(np.minimum(since, FAR_WORDS)), np.log1p(np.minimum(until, FAR_WORDS))]
