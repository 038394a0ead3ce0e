"""Stage 3 with shows left out: it says something of what lies near a read, and the rest stays as stage 2 left it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from adcut.context import hopeful
from adcut.net import CATEGORIES, EDGES
from adcut.ngrams import HEADS
from adcut.rarity import RARITY_BITS
from training import rounds
from training.corpus import load_all, read_labels
from training.folds import FOLDS
from training.samples import real_samples


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "NETS", (1, 1))
    monkeypatch.setattr(rounds, "SETTINGS", replace(rounds.SETTINGS, units=4, passes=1))


@pytest.mark.usefixtures("quick")
def test_stage_3_rejudges_what_is_near_a_read_alone() -> None:
    labels = [label for label in read_labels() if label.source == "authored"]
    data = rounds.lay_out(real_samples(list(load_all(None, labels))))
    n, rng = data.category.size, np.random.default_rng(1)
    is_ad = data.category < 2
    scores = rng.normal(size=(FOLDS + 1, n, len(HEADS))).astype(np.float32)
    outputs = np.zeros((FOLDS + 1, n, CATEGORIES + EDGES), np.float32)
    outputs[:, :, : CATEGORIES - 1] = np.where(is_ad, -0.5, -9.0)[None, :, None]
    outputs[:, :, CATEGORIES:] = -6.0
    found = rounds.find_candidates(data, scores[FOLDS], [np.zeros(1 << RARITY_BITS, np.uint8)] * FOLDS)
    result = rounds.stage3_left_out(data, scores, outputs, found, 1)
    near = np.zeros(n, bool)
    for (a, b), rows in zip(pairwise(data.offsets.tolist()), found.rows, strict=True):
        near[a + hopeful(outputs[FOLDS, a:b].astype(np.float64), rows)] = True
    assert 0 < near.sum() < n
    changed = (result != outputs[FOLDS]).any(axis=1)
    assert changed.tolist() == near.tolist()
