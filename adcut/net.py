"""Stages 2 and 3: small dense networks over feature rows, averaged in log-odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["CATEGORIES", "EDGES", "Net", "ad_log_odds", "net_outputs"]

CATEGORIES, EDGES = 5, 2
"""Outputs: the categories in the contract's order, then the edges of a read (start, end)."""

CLIP = 4.0
"""Standard deviations to which a feature is clipped, so that nothing far from training extrapolates."""


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Networks of one hidden layer over the same standardised features.

    mean, scale: float32 (features,); hidden: float32 (nets, features + 1, units), last row the bias;
    output: float32 (nets, units + 1, categories + edges).
    """

    mean: np.ndarray
    scale: np.ndarray
    hidden: np.ndarray
    output: np.ndarray


def net_outputs(net: Net, features: np.ndarray) -> np.ndarray:
    """Return what the networks say of each row, averaged over them, shape (n, categories + edges), float64.

    The first CATEGORIES columns are log-probabilities of the categories (up to a constant a row),
    the others log-odds of a read's first and of its last sentence.
    """
    rows = np.clip((features - net.mean) * net.scale, -CLIP, CLIP)
    total = np.zeros((len(rows), net.output.shape[2]))
    for hidden, output in zip(net.hidden, net.output, strict=True):
        units = np.maximum(rows @ hidden[:-1] + hidden[-1], 0.0)
        values = (units @ output[:-1] + output[-1]).astype(np.float64)
        kinds = values[:, :CATEGORIES]
        kinds -= kinds.max(axis=1, keepdims=True)
        kinds -= np.log(np.exp(kinds).sum(axis=1, keepdims=True))
        total += values
    result: np.ndarray = total / len(net.hidden)
    return result


def ad_log_odds(outputs: np.ndarray) -> np.ndarray:
    """Return the log-odds of an ad (sponsor or cross_promo) from the outputs of networks, shape (n,)."""
    ad = np.logaddexp(outputs[:, 0], outputs[:, 1])
    other = np.logaddexp(np.logaddexp(outputs[:, 2], outputs[:, 3]), outputs[:, 4])
    odds: np.ndarray = ad - other
    return odds
