"""Stage-3 features: what stage 2 said of the neighbourhood of each candidate sentence.

Stage 2 judges each sentence by itself from words and stage-1 scores around it. Stage 3 sees those
judgements: a story between the beginning and the end of a read, or a sentence that sounds like an ad
between sentences that do not, can be told only from them.
"""

from __future__ import annotations

import numpy as np

from adcut.decoding import inside_log_odds
from adcut.net import CATEGORIES, ad_log_odds
from adcut.windows import WHOLE, Beyond, lagged, peaks, running_total, share_and_top, window_size, window_sum

__all__ = ["CONTEXT_NAMES", "context_features"]

LIMIT = 8.0
"""Log-odds of stage 2 are clipped to +-LIMIT; beyond the ends of the episode stands -LIMIT."""

LAGS = tuple(range(-8, 9))
EDGE_LAGS = tuple(range(-4, 5))
HOUSE_LAGS = tuple(range(-2, 3))
MEANS = (2, 4, 8, 16, 32)
PEAKS = (4, 10, 20, 40)
EDGE_PEAKS = (6, 12, 24, 48)
HOUSE_MEAN = 8
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
    columns = [lagged(ad, lag, -LIMIT)[rows] for lag in LAGS]
    totals = running_total(np.stack([ad, share], axis=1))
    for size in MEANS:
        for low, high in ((-size, -1), (1, size)):
            means = window_sum(totals, low, high, rows) / window_size(n, low, high, rows)[:, None]
            columns += [means[:, 0], means[:, 1]]
    columns += peaks(ad, PEAKS, -LIMIT, rows)
    edges = np.clip(outputs[:, CATEGORIES:], -LIMIT, LIMIT)
    for number in range(len(EDGES)):
        edge = np.ascontiguousarray(edges[:, number])
        columns += [lagged(edge, lag, -LIMIT)[rows] for lag in EDGE_LAGS]
        columns += peaks(edge, EDGE_PEAKS, -LIMIT, rows)
    house = _house_log_odds(outputs)
    columns += [lagged(house, lag, -LIMIT)[rows] for lag in HOUSE_LAGS]
    total = running_total(house)
    for low, high in ((-HOUSE_MEAN, -1), (1, HOUSE_MEAN)):
        columns.append(window_sum(total, low, high, rows) / window_size(n, low, high, rows))
    for inside in _inside(ad, edges, rows):
        columns += [lagged(inside, lag, -PATH_LIMIT)[rows] for lag in PATH_LAGS]
    for number in range(len(EDGES)):
        columns += _distances(np.flatnonzero(edges[:, number] > CLEAR_EDGE), words, rows)
    columns += [np.full(rows.size, value) for value in share_and_top(ad, share, -LIMIT, beyond)]
    return np.stack(columns, axis=1).astype(np.float32)


def _house_log_odds(outputs: np.ndarray) -> np.ndarray:
    """Return the clipped log-odds of self_promo or interaction against the rest, shape (n,)."""
    house = np.logaddexp(outputs[:, 2], outputs[:, 3])
    rest = np.logaddexp(np.logaddexp(outputs[:, 0], outputs[:, 1]), outputs[:, 4])
    odds: np.ndarray = np.clip(house - rest, -LIMIT, LIMIT)
    return odds


def _inside(ad: np.ndarray, edges: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Return for each of PATHS the log-odds of being inside a read, shape (n,), by runs of neighbouring rows."""
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if rows.size else []
    clipped = np.clip(edges, *PATH_EDGES)
    result = []
    for weight, cost, limit in PATHS:
        evidence = np.clip(ad + PATH_OFFSET, -limit, limit)
        costs = cost - weight * clipped
        inside = np.full(ad.size, -PATH_LIMIT)
        for group in groups:
            part = slice(group[0], group[-1] + 1)
            leave = np.concatenate([[0.0], costs[part, 1]])
            inside[part] = inside_log_odds(evidence[part], costs[part, 0], leave)
        result.append(np.clip(inside, -PATH_LIMIT, PATH_LIMIT))
    return result


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
