"""The arithmetic of the detector's parts, checked against slow and plain versions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from adcut.context import CONTEXT_NAMES, HOPE_REACH, context_features, hopeful
from adcut.decoding import best_runs, inside_log_odds
from adcut.net import CLIP, Net, ad_log_odds, net_outputs, no_candidates
from adcut.windows import WHOLE, Beyond, around, maxima, neighbours, running_total, share_and_top, window_sum


@pytest.mark.parametrize("seed", range(5))
def test_windows(seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=17)
    total, n = running_total(values), 17
    bounds = ((-3, -1), (1, 4), (-2, 2), (-40, 40), (0, 0), (5, 9), (1, 40))
    for rows in (np.arange(n), np.array([0, 3, n - 1])):
        windows = around(rows, bounds, n)
        highest = maxima(np.stack([values, -values]), bounds, -9.0, rows)
        for number, (low, high) in enumerate(bounds):
            slices = [values[max(0, i + low) : max(0, min(n, i + high + 1))] for i in rows]
            assert np.allclose(windows.sums(total)[number], [s.sum() for s in slices])
            assert windows.sizes()[number].tolist() == [max(1, s.size) for s in slices]
            assert highest[0, number].tolist() == [s.max() if s.size else -9.0 for s in slices]
            assert highest[1, number].tolist() == [(-s).max() if s.size else -9.0 for s in slices]
            if rows.size == n:
                assert np.allclose(window_sum(total, low, high), [s.sum() for s in slices])
        near = neighbours(values, (-2, 0, 20), 0.5, rows)
        assert near.tolist() == [[values[i - 2] if i > 1 else 0.5 for i in rows], values[rows].tolist(), [0.5] * rows.size]


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


@pytest.mark.parametrize("seed", range(10))
def test_inside_log_odds_weigh_every_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    log_odds, enter, leave = rng.normal(size=7) * 2, rng.normal(size=7) * 2, rng.normal(size=8) * 2
    inside, outside = np.zeros(7), np.zeros(7)
    for path in itertools.product((0, 1), repeat=7):
        weight = np.exp(_cost(log_odds, path, enter, leave))
        states = np.array(path)
        inside += weight * states
        outside += weight * (1 - states)
    assert np.allclose(inside_log_odds(log_odds, enter, leave), np.log(inside / outside))


def test_inside_log_odds_of_nothing() -> None:
    assert inside_log_odds(np.zeros(0), np.zeros(0), np.zeros(1)).tolist() == []


def _said(n: int, read: slice, silent: slice) -> np.ndarray:
    """Outputs of stage 2 where a stretch is a read with clear edges and a silent middle."""
    outputs = no_candidates(n)
    outputs[read] = [-0.1, -5.0, -5.0, -5.0, -3.0, -6.0, -6.0]
    outputs[silent] = [-3.0, -6.0, -5.0, -5.0, -0.1, -6.0, -6.0]
    outputs[read.start, 5] = outputs[read.stop - 1, 6] = 3.0
    return outputs


def test_context_holds_the_middle_of_a_read_inside() -> None:
    outputs, rows = _said(40, slice(10, 30), slice(17, 22)), np.arange(2, 38)
    columns = context_features(outputs, np.full(40, 12.0), rows)
    assert columns.shape == (36, len(CONTEXT_NAMES))
    assert np.isfinite(columns).all()
    inside = columns[:, CONTEXT_NAMES.index("inside 0+0")]
    assert (inside[8:28] > 0).all()
    assert (inside[:7] < 0).all()
    assert (inside[29:] < 0).all()
    assert np.isclose(columns[12, CONTEXT_NAMES.index("words since start")], np.log1p(4 * 12.0))
    assert np.isclose(columns[12, CONTEXT_NAMES.index("words until end")], np.log1p(15 * 12.0))


def test_stage_3_looks_only_near_what_stage_2_sees() -> None:
    outputs, rows = _said(90, slice(40, 50), slice(44, 46)), np.arange(3, 90, 2)
    near = hopeful(outputs, rows)
    assert near.tolist() == [row for row in rows.tolist() if 40 - HOPE_REACH <= row < 50 + HOPE_REACH]
    assert hopeful(no_candidates(90), rows).tolist() == []


def test_context_without_edges_and_without_rows() -> None:
    outputs = no_candidates(5)
    assert context_features(outputs, np.ones(5), np.zeros(0, np.int64)).shape == (0, len(CONTEXT_NAMES))
    columns = context_features(outputs, np.ones(5), np.arange(5))
    assert (columns[:, CONTEXT_NAMES.index("inside 0+0")] < -5).all()
    assert ad_log_odds(outputs)[0] < -8


def test_share_and_top_of_a_part_are_those_of_the_whole() -> None:
    scores = np.concatenate([np.full(20, 3.0), np.full(180, -6.0)])
    shares = 1 / (1 + np.exp(-scores)) * (scores > 0)
    whole = share_and_top(scores, shares, -6.0, WHOLE)
    assert np.allclose(share_and_top(scores[:60], shares[:60], -6.0, Beyond(0.0, 900.0, 140)), whole)
    assert share_and_top(scores[:0], shares[:0], -6.0, WHOLE) == (0.0, -6.0)


def test_log_odds_are_those_of_the_categories_also_where_one_is_as_unlikely_as_of_no_candidate() -> None:
    outputs = np.concatenate([no_candidates(2), np.random.default_rng(4).normal(size=(5, 7)) * 3])
    outputs[3, 0] = no_candidates(1)[0, 0]
    total = np.exp(outputs[:, :5])
    ads = total[:, :2].sum(axis=1)
    assert np.allclose(ad_log_odds(outputs), np.log(ads / total[:, 2:].sum(axis=1)))
