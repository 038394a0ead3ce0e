"""Boosted decision trees as arrays, walked for all rows and all trees at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Trees", "tree_log_odds"]

BLOCK = 2048
"""Rows walked together, so that memory stays bounded whatever the length of an episode."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Trees over one table of features; a leaf's children are the leaf itself.

    feature: int16 (trees, nodes); threshold: float64 (trees, nodes), a row goes left when its value
    is at most that; left, right: int16 (trees, nodes); value: float32 (trees, nodes), log-odds added
    by a leaf; base: log-odds before any tree; depth: steps from a root to the deepest leaf.
    """

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    value: np.ndarray
    base: float
    depth: int


def tree_log_odds(trees: Trees, features: np.ndarray) -> np.ndarray:
    """Return the log-odds of an ad of each row, shape (n,), float64, from features (n, columns)."""
    number = np.arange(len(trees.feature))
    result = np.empty(len(features))
    for first in range(0, len(features), BLOCK):
        rows = features[first : first + BLOCK]
        row = np.arange(len(rows))[:, None]
        node = np.zeros((len(rows), len(number)), np.int64)
        for _ in range(trees.depth):
            left = rows[row, trees.feature[number, node]] <= trees.threshold[number, node]
            node = np.where(left, trees.left[number, node], trees.right[number, node])
        result[first : first + BLOCK] = trees.base + trees.value[number, node].sum(axis=1, dtype=np.float64)
    return result
