"""Trees as arrays say what the library that fitted them says."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from adcut.trees import BLOCK, tree_log_odds
from training.boosting import as_arrays


def test_arrays_agree_with_the_fitted_model() -> None:
    rng = np.random.default_rng(7)
    features = rng.normal(size=(BLOCK + 500, 9)).astype(np.float32)
    target = features[:, 0] * features[:, 1] + 0.3 * features[:, 2] > 0
    model = HistGradientBoostingClassifier(max_iter=25, max_leaf_nodes=16, random_state=0).fit(features, target)
    wanted = model.decision_function(features)
    assert np.allclose(tree_log_odds(as_arrays(model), features), wanted, atol=1e-5)
    assert tree_log_odds(as_arrays(model), features[:0]).shape == (0,)
