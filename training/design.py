"""Stage 1 in training: the n-gram features of `adcut.ngrams` as sparse rows, and the fit of its tables."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import SGDClassifier

from adcut.ngrams import HEADS, ROLES, WINDOW, LinearModel, ngram_counts, ngram_hashes
from adcut.tokens import Tokens
from adcut.vocabulary import Vocabulary, slots_of
from adcut.windows import running_total, window_sum
from training.corpus import CATEGORIES

ALPHA = 5e-6
EPOCHS = 4
TELLING = 1.0
"""Words added to both sides of an n-gram's odds, so that what is seldom said tells little."""
LEAST_TELLING, TELLING_POWER, TELLING_UNIT = 0.05, 0.75, 1.5
"""Least log-odds of an n-gram that count, their power, and the size that leaves the n-gram's values as they are.
Power and ALPHA by round 27 (reports/rounds.md)."""
STEPS = 127
"""Weights are shipped as whole steps of a 127th of the largest one of their role and head."""


def role_columns(vocabulary: Vocabulary) -> np.ndarray:
    """Return where each role's columns begin, and last how many there are."""
    return np.concatenate([[0], np.cumsum([vocabulary.slots(role.longest) for role in ROLES])])


def design_rows(tokens: Tokens, vocabulary: Vocabulary) -> sparse.csr_matrix:
    """Return the features of stage 1: `rows @ weights + bias` are the raw scores."""
    n = len(tokens.first) - 1
    hashes, places, lengths = ngram_hashes(tokens)
    slots = slots_of(vocabulary, hashes, lengths)
    begin = role_columns(vocabulary)
    rows, columns, values = [], [], []
    for number, role in enumerate(ROLES):
        mine = (slots > 0) & (lengths <= role.longest)
        column, place = (slots[mine] + begin[number]).astype(np.int32), places[mine]
        counts = ngram_counts(tokens, role.longest).astype(np.float64)
        offsets: Sequence[int] = (0,)
        if role.name == "before":
            offsets, counts = (1,), _shifted(counts, 1)
        elif role.name == "after":
            offsets, counts = (-1,), _shifted(counts, -1)
        elif role.name == "around":
            offsets, counts = range(-WINDOW, WINDOW + 1), window_sum(running_total(counts), -WINDOW, WINDOW)
        factor = (role.strength / np.sqrt(np.maximum(counts, 1.0))).astype(np.float32)
        for offset in offsets:
            row = place + offset
            inside = (row >= 0) & (row < n)
            rows.append(row[inside].astype(np.int32))
            columns.append(column[inside])
            values.append(factor[row[inside]])
    result = sparse.csr_matrix((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
                               shape=(n, int(begin[-1])))
    result.sum_duplicates()
    return result


def _shifted(values: np.ndarray, by: int) -> np.ndarray:
    """Return for each row the value of the row `by` before it, 0 beyond the ends; by: 1 or -1."""
    result = np.zeros_like(values)
    result[max(by, 0) : len(values) + min(by, 0)] = values[max(-by, 0) : len(values) - max(by, 0)]
    return result


def head_targets(category: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the 0/1 target of each head, shape (n, heads)."""
    names = np.array(CATEGORIES)[category]
    targets = {"ad": (names == "sponsor") | (names == "cross_promo"), "start": edges[:, 0], "end": edges[:, 1]}
    return np.stack([targets.get(head, names == head) for head in HEADS], axis=1)


def telling(said: sparse.csr_matrix, target: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return by how much each column tells a target from the rest, shape (columns,), float32.

    The size of the log-odds of naive Bayes (Wang and Manning, ACL 2012), by a power: a logistic regression on
    columns that are multiplied by it holds back less what tells much, and more what tells little.

    Parameters
    ----------
    said
        Whether a row has a column, 1 or absent.
    """
    inside = (weight * target).astype(np.float32)
    outside = (weight * ~target).astype(np.float32)
    share, rest = ((side @ said + TELLING) / (side.sum() + 2 * TELLING) for side in (inside, outside))
    sizes = np.maximum(np.abs(np.log(share / rest)), LEAST_TELLING) ** TELLING_POWER / TELLING_UNIT
    result: np.ndarray = sizes.astype(np.float32)
    return result


def fit_linear(rows: sparse.csr_matrix, targets: np.ndarray, weight: np.ndarray, vocabulary: Vocabulary,
               ) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients (columns, heads) and biases (heads,) of one logistic regression a head.

    Those of the columns of a role are 0 for heads that it has no say in.
    """
    roles = np.repeat(np.arange(len(ROLES)), np.diff(role_columns(vocabulary)))
    coefficients = np.zeros((rows.shape[1], targets.shape[1]), np.float32)
    bias = np.zeros(targets.shape[1])
    said = rows.copy()
    said.data = (said.data != 0).astype(np.float32)
    for number in range(targets.shape[1]):
        heard = np.array([number < len(role.heads) for role in ROLES])[roles]
        factor = telling(said, targets[:, number], weight) * heard
        scaled = rows.copy()
        scaled.data *= factor[rows.indices]
        model = SGDClassifier(loss="log_loss", alpha=ALPHA, average=True, max_iter=EPOCHS, tol=None, random_state=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(scaled, targets[:, number], sample_weight=weight)
        coefficients[:, number] = model.coef_[0] * factor
        bias[number] = model.intercept_[0]
    return coefficients, bias


def linear_model(vocabulary: Vocabulary, coefficients: np.ndarray, bias: np.ndarray) -> LinearModel:
    """Return the shipped form of fitted coefficients."""
    begin = role_columns(vocabulary)
    tables, scales = [], []
    for number, role in enumerate(ROLES):
        part = coefficients[begin[number] : begin[number + 1], : len(role.heads)].astype(np.float64)
        scale = np.maximum(np.abs(part).max(axis=0), 1e-9) / STEPS
        tables.append(np.round(part / scale).astype(np.int8))
        scales.append(np.pad(scale, (0, len(HEADS) - scale.size)))
    return LinearModel(vocabulary, tuple(tables), np.stack(scales), bias.astype(np.float64))
