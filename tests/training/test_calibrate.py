"""Calibration: scores mean what they say, a little lower for shows that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from adcut.net import CATEGORIES, EDGES, ad_log_odds
from adcut.scorer import calibrated
from training.calibrate import UNSEEN, calibration_knots


@pytest.mark.parametrize("slope", [1.0, 0.5])
def test_what_sounds_surer_than_it_is_becomes_as_sure_as_it_is(slope: float) -> None:
    rng = np.random.default_rng(3)
    raw = rng.uniform(-6, 6, 200_000)
    outputs = np.full((raw.size, CATEGORIES + EDGES), -40.0)
    outputs[:, 0], outputs[:, CATEGORIES - 1] = -np.log1p(np.exp(-raw)), -np.log1p(np.exp(raw))
    assert ad_log_odds(outputs) == pytest.approx(raw, abs=1e-6)
    is_ad = rng.random(raw.size) < 1 / (1 + np.exp(-slope * raw))
    knots = calibration_knots(outputs, np.where(is_ad, 0, CATEGORIES - 1), np.ones(raw.size))
    asked = np.linspace(-4, 4, 33)
    off = calibrated(asked, knots) - slope * asked
    assert off == pytest.approx(-UNSEEN, abs=0.12)
    assert off.mean() == pytest.approx(-UNSEEN, abs=0.03)
