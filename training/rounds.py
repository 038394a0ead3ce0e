"""The two stages fitted and predicted: one pass for the shipped model, one a fold for leave-one-show-out.

Stage 2 learns from stage-1 scores of sentences that stage 1 did not see. For leave-one-show-out the
fold left out is unseen by both stages: a stage-1 model per pair of folds gives all of it.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from joblib import Parallel, delayed
from sklearn.neural_network import MLPClassifier

from adcut.features import FEATURE_NAMES, candidates, stage2_features
from adcut.ngrams import HEADS, LinearModel
from adcut.net import CLIP, Net, log_probabilities
from adcut.rarity import RARITY_BITS, RARITY_UNIT
from adcut.tokens import Tokens
from training.corpus import CATEGORIES, CONTENT
from training.design import design_rows, fit_linear, linear_model
from training.folds import FOLDS
from training.samples import Sample

NETS = 3
UNITS = 48
DECAY = 1.0
PASSES = 8
BATCH = 256
STEP = 1e-3
SOURCE_SENTENCES = 20_000
"""A source with so many sentences weighs 1 a sentence; four times as many weigh half."""
TALK_PART = 0.33
"""Share of the plain talk that stage 1 is fitted on, for speed."""
NOT_CANDIDATE = -12.0


@dataclass(frozen=True, slots=True, eq=False)
class Data:
    """Samples laid end to end."""

    samples: tuple[Sample, ...]
    offsets: np.ndarray
    fold: np.ndarray
    category: np.ndarray
    weight: np.ndarray
    near: np.ndarray
    rows: sparse.csr_matrix


def lay_out(samples: Sequence[Sample], jobs: int) -> Data:
    """Join samples and make their stage-1 rows."""
    sizes = [len(s.category) for s in samples]
    fold = np.repeat([s.fold for s in samples], sizes)
    category = np.concatenate([s.category for s in samples])
    names = sorted({s.source for s in samples})
    source = np.repeat([names.index(s.source) for s in samples], sizes)
    balance = np.sqrt(SOURCE_SENTENCES / np.bincount(source))[source]
    weight = np.concatenate([s.weight for s in samples]) * balance
    hot = (category != CONTENT) | np.concatenate([s.hard for s in samples])
    near = np.convolve(hot, np.ones(31), "same") > 0
    parts = Parallel(n_jobs=jobs, batch_size=8)(delayed(design_rows)(s.tokens) for s in samples)
    rows = sparse.vstack(parts, format="csr")
    return Data(tuple(samples), np.concatenate([[0], np.cumsum(sizes)]), fold, category, weight, near, rows)


def stage1_left_out(data: Data, jobs: int, folds: Sequence[int] = range(FOLDS)) -> np.ndarray:
    """Return stage-1 scores, shape (FOLDS + 1, n, heads), of models that saw neither fold.

    Plane o holds for the sentences of fold i the scores of the model without folds o and i; the
    last plane those of the model without fold i alone.
    """
    pairs = [(i,) for i in range(FOLDS)] + [p for p in itertools.combinations(range(FOLDS), 2) if set(p) & set(folds)]
    scores = np.zeros((FOLDS + 1, data.category.size, len(HEADS)), np.float32)
    for left, places, values in Parallel(n_jobs=jobs)(delayed(_left_out)(data, pair) for pair in pairs):
        if len(left) == 1:
            scores[left[0], places] = values
            scores[FOLDS, places] = values
        else:
            for outer, inner in (left, left[::-1]):
                mine = data.fold[places] == inner
                scores[outer, places[mine]] = values[mine]
    return scores


def _left_out(data: Data, left: tuple[int, ...]) -> tuple[tuple[int, ...], np.ndarray, np.ndarray]:
    out = np.isin(data.fold, left)
    coefficients, bias = stage1_fit(data, ~out)
    places = np.flatnonzero(out)
    return left, places, (data.rows[places] @ coefficients + bias).astype(np.float32)


def stage1_fit(data: Data, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit stage 1 on some sentences; of the plain talk far from any read a part stands for all."""
    rng = np.random.default_rng(0)
    keep = chosen & (data.weight > 0) & (data.near | (rng.random(data.category.size) < TALK_PART))
    where = np.flatnonzero(keep)
    weight = data.weight[where] * np.where(data.near[where], 1.0, 1.0 / TALK_PART)
    return fit_linear(data.rows[where], data.category[where], weight)


def stage2_rows(data: Data, scores: np.ndarray, rarity: Sequence[np.ndarray], jobs: int,
                ) -> tuple[np.ndarray, np.ndarray]:
    """Return the candidate rows of all samples and their features; `rarity` is the table of each fold."""
    numbers = np.array_split(np.arange(len(data.samples)), max(1, min(64, len(data.samples))))
    parts = Parallel(n_jobs=jobs)(
        delayed(_sample_rows)([data.samples[k].tokens for k in some],
                              [scores[data.offsets[k] : data.offsets[k + 1]] for k in some],
                              [rarity[data.samples[k].fold] for k in some])
        for some in (n.tolist() for n in numbers)
    )
    flat = [pair for part in parts for pair in part]
    places = np.concatenate([rows + data.offsets[k] for k, (rows, _) in enumerate(flat)])
    return places, np.concatenate([features for _, features in flat])


def _sample_rows(tokens: Sequence[Tokens], scores: Sequence[np.ndarray], rarity: Sequence[np.ndarray],
                 ) -> list[tuple[np.ndarray, np.ndarray]]:
    result = []
    for words, raw, table in zip(tokens, scores, rarity, strict=True):
        raw = raw.astype(np.float64)
        rows = candidates(raw[:, 0])
        result.append((rows, stage2_features(words, raw, table, rows)))
    return result


def stage2_fit(features: np.ndarray, category: np.ndarray, weight: np.ndarray, nets: int = NETS) -> Net:
    """Fit the networks of stage 2."""
    mean = features.mean(axis=0)
    scale = 1.0 / (features.std(axis=0) + 1e-6)
    rows = np.clip((features - mean) * scale, -CLIP, CLIP)
    hidden, output = [], []
    for seed in range(nets):
        model = MLPClassifier((UNITS,), alpha=DECAY, max_iter=PASSES, batch_size=BATCH, learning_rate_init=STEP,
                              random_state=seed, tol=0.0, n_iter_no_change=1000)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(rows, category, sample_weight=weight / weight.mean())
        hidden.append(np.vstack([model.coefs_[0], model.intercepts_[0]]))
        output.append(np.vstack([model.coefs_[1], model.intercepts_[1]]))
    return Net(mean.astype(np.float32), scale.astype(np.float32), np.stack(hidden).astype(np.float32),
               np.stack(output).astype(np.float32))


def stage2_left_out(data: Data, scores: np.ndarray, rarity: Sequence[np.ndarray], jobs: int,
                    folds: Sequence[int] = range(FOLDS)) -> np.ndarray:
    """Return the class log-probabilities of stage 2, shape (n, 5), each from a model that never saw the fold."""
    result = np.full((data.category.size, len(CATEGORIES)), NOT_CANDIDATE)
    result[:, CONTENT] = 0.0
    for places, values in Parallel(n_jobs=jobs)(delayed(_outer)(data, scores[o], rarity, o) for o in folds):
        result[places] = values
    return result


def _outer(data: Data, scores: np.ndarray, rarity: Sequence[np.ndarray], outer: int) -> tuple[np.ndarray, np.ndarray]:
    places, features = stage2_rows(data, scores, rarity, 1)
    out = data.fold[places] == outer
    train = ~out & (data.weight[places] > 0)
    net = stage2_fit(features[train], data.category[places[train]], data.weight[places[train]])
    return places[out], log_probabilities(net, features[out])


def shipped_linear(data: Data) -> LinearModel:
    """Fit stage 1 on everything."""
    return linear_model(*stage1_fit(data, np.ones(data.category.size, bool)))


def rarity_table(share: np.ndarray) -> np.ndarray:
    """Return the uint8 table of word rarities from each hash's share of episodes."""
    value = np.clip(-np.log(share + 0.001), 0.0, 255 * RARITY_UNIT)
    table: np.ndarray = np.round(value / RARITY_UNIT).astype(np.uint8)
    assert table.size == 1 << RARITY_BITS
    return table


assert len(FEATURE_NAMES) == len(set(FEATURE_NAMES))
