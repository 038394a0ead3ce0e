"""Calibration: raw log-odds of held-out shows -> log-odds that mean what they say."""

from __future__ import annotations

import numpy as np
from sklearn.isotonic import IsotonicRegression

from adcut.net import CATEGORIES, ad_log_odds

KNOTS = 9
SPREAD = 0.5
"""Pseudo-sentences of either kind in each knot, so that no score is exactly 0 or 1."""

UNSEEN = 0.15
"""By how much the log-odds of shows that a calibration has not seen are too high: the shift that makes the mean of scores
from 0.1 to 0.9 that of the truth where each show is calibrated by the others. Where most is content, a show that says
more of what sounds like an ad is more often wrong than one that says less is right. One figure for all, chosen on the shows
that are measured; where each show is left out of it too, no bin is more than 0.06 off (round 36 of reports/rounds.md)."""


def calibration_knots(outputs: np.ndarray, category: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return knots (raw, calibrated log-odds), ascending, fitted on candidates of held-out shows, for others: UNSEEN lower."""
    log_p = outputs[:, :CATEGORIES]
    raw = ad_log_odds(log_p)
    use = (weight > 0) & (log_p[:, :-1].max(axis=1) > -11.9)
    raw, truth = raw[use], category[use] < 2
    fitted = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(raw, truth)
    grid = np.linspace(-9.0, 9.0, KNOTS * 2 - 1)
    low, high = grid[0] - 1.0, grid[-1] + 1.0
    edges = np.concatenate([[low - 20], (grid[1:] + grid[:-1]) / 2, [high + 20]])
    bins = np.searchsorted(edges, raw) - 1
    count = np.bincount(bins, minlength=grid.size)
    ads = np.bincount(bins, weights=truth, minlength=grid.size)
    prior = np.clip(fitted.predict(grid), 1e-4, 1 - 1e-4)
    share = (ads + 2 * SPREAD * prior) / (count + 2 * SPREAD)
    share = np.maximum.accumulate(np.clip(share, 2e-4, 1 - 2e-3))
    value = np.log(share) - np.log1p(-share) - UNSEEN
    value += np.arange(value.size) * 1e-6
    return grid, value
