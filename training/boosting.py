"""The fit of the boosted trees of stage 2, and their form as arrays."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from adcut.trees import Trees

TREES = 150
LEAVES = 16
LEARNING_RATE = 0.08
LEAST_ROWS = 80
DECAY = 10.0
FEATURE_SHARE = 0.3


def fit_trees(features: np.ndarray, is_ad: np.ndarray, weight: np.ndarray) -> Trees:
    """Return boosted trees that tell ad sentences from others, fitted on candidate rows."""
    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=LEARNING_RATE, max_leaf_nodes=LEAVES, min_samples_leaf=LEAST_ROWS,
        l2_regularization=DECAY, max_features=FEATURE_SHARE, early_stopping=False, random_state=0,
    )
    model.fit(features, is_ad, sample_weight=weight)
    return as_arrays(model)


def as_arrays(model: HistGradientBoostingClassifier) -> Trees:
    """Return the trees of a fitted binary model as arrays."""
    nodes = [predictor[0].nodes for predictor in model._predictors]
    shape = (len(nodes), max(map(len, nodes)))
    feature, left, right = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float64), np.zeros(shape, np.float32)
    for number, tree in enumerate(nodes):
        here, leaf = np.arange(len(tree)), tree["is_leaf"].astype(bool)
        feature[number, here] = np.where(leaf, 0, tree["feature_idx"])
        threshold[number, here] = np.where(leaf, 0.0, tree["num_threshold"])
        left[number, here] = np.where(leaf, here, tree["left"])
        right[number, here] = np.where(leaf, here, tree["right"])
        value[number, here] = tree["value"]
    depth = max(int(tree["depth"].max()) for tree in nodes)
    return Trees(feature, threshold, left, right, value, float(model._baseline_prediction[0, 0]), depth)
