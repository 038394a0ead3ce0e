"""The arithmetic of the detector's parts, checked against slow and plain versions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from adcut.decoding import best_runs
from adcut.net import CLIP, Net, net_outputs
from adcut.windows import lagged, max_before, max_upto, running_total, window_size, window_sum


@pytest.mark.parametrize("seed", range(5))
def test_windows(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=17)
    total, n = running_total(values), 17
    rows = np.arange(n)
    for low, high in ((-3, -1), (1, 4), (-2, 2), (-40, 40)):
        slices = [values[max(0, i + low) : max(0, min(n, i + high + 1))] for i in range(n)]
        assert np.allclose(window_sum(total, low, high), [s.sum() for s in slices])
        assert window_size(n, low, high, rows).tolist() == [max(1, s.size) for s in slices]
    assert np.allclose(max_upto(values, 5), [values[max(0, i - 4) : i + 1].max() for i in range(n)])
    assert max_before(values, 3, -9.0)[0] == -9.0
    assert lagged(values, 2, 0.0)[-2:].tolist() == [0.0, 0.0]


def _cost(log_odds: np.ndarray, path: tuple[int, ...], enter: np.ndarray, leave: np.ndarray) -> float:
    total, before = 0.0, 0
    for i, (value, state) in enumerate(zip(log_odds, path, strict=True)):
        total += value * state - enter[i] * (state > before) - leave[i] * (state < before)
        before = state
    return total - leave[-1] * before


@pytest.mark.parametrize("seed", range(20))
def test_best_runs_is_the_best_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    log_odds, enter, leave = rng.normal(size=9) * 3, rng.random(9) * 4, rng.random(10) * 3
    best = max(_cost(log_odds, path, enter, leave) for path in itertools.product((0, 1), repeat=9))
    path = np.zeros(9, int)
    for start, stop in best_runs(log_odds, enter, leave):
        path[start:stop] = 1
    assert _cost(log_odds, tuple(path.tolist()), enter, leave) == pytest.approx(best)


def test_best_runs_of_nothing() -> None:
    assert best_runs(np.zeros(0), np.zeros(0), np.zeros(1)) == []


def test_net_is_a_mean_of_log_softmaxes_and_edges() -> None:
    rng = np.random.default_rng(0)
    net = Net(rng.normal(size=3), np.ones(3), rng.normal(size=(2, 4, 5)), rng.normal(size=(2, 6, 7)))
    features = rng.normal(size=(7, 3)) * 9
    rows = np.clip(features - net.mean, -CLIP, CLIP)
    expected = []
    for hidden, output in zip(net.hidden, net.output, strict=True):
        values = np.maximum(rows @ hidden[:3] + hidden[3], 0) @ output[:5] + output[5]
        kinds = values[:, :5]
        expected.append(np.hstack([kinds - np.log(np.exp(kinds).sum(axis=1, keepdims=True)), values[:, 5:]]))
    assert np.allclose(net_outputs(net, features), np.mean(expected, axis=0))
