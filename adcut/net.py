"""Stage 2: small dense networks over feature rows, averaged in log-odds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Net", "log_probabilities"]

CLIP = 4.0
"""Standard deviations to which a feature is clipped, so that nothing far from training extrapolates."""


@dataclass(frozen=True, slots=True, eq=False)
class Net:
    """Networks of one hidden layer over the same standardised features.

    mean, scale: float32 (features,); hidden: float32 (nets, features + 1, units), last row the bias;
    output: float32 (nets, units + 1, classes).
    """

    mean: np.ndarray
    scale: np.ndarray
    hidden: np.ndarray
    output: np.ndarray


def log_probabilities(net: Net, features: np.ndarray) -> np.ndarray:
    """Return the mean log-probabilities of the classes, shape (n, classes), float64, up to a constant a row."""
    rows = np.clip((features - net.mean) * net.scale, -CLIP, CLIP)
    total = np.zeros((len(rows), net.output.shape[2]))
    for hidden, output in zip(net.hidden, net.output, strict=True):
        units = np.maximum(rows @ hidden[:-1] + hidden[-1], 0.0)
        values = (units @ output[:-1] + output[-1]).astype(np.float64)
        values -= values.max(axis=1, keepdims=True)
        total += values - np.log(np.exp(values).sum(axis=1, keepdims=True))
    result: np.ndarray = total / len(net.hidden)
    return result
