"""Stage 1 in training: the n-gram features of `adcut.ngrams` as sparse rows, and the fit of its tables."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import SGDClassifier

from adcut.ngrams import HEADS, ROLES, WINDOW, LinearModel, ngram_counts, ngram_rows
from adcut.tokens import Tokens
from adcut.windows import lagged, running_total, window_sum
from training.corpus import CATEGORIES

ALPHA = 1e-5
EPOCHS = 4
COLUMNS = np.concatenate([[0], np.cumsum([1 << role.bits for role in ROLES])])


def _lag(n: int, offset: int) -> sparse.csr_matrix:
    """Return the matrix that gives row i what stands in row i + offset."""
    if abs(offset) >= n:
        return sparse.csr_matrix((n, n), dtype=np.float32)
    return sparse.eye(n, n, offset, dtype=np.float32, format="csr")


def design_rows(tokens: Tokens) -> sparse.csr_matrix:
    """Return the features of stage 1: `rows @ weights + bias` are the raw scores."""
    n = len(tokens.first) - 1
    parts = []
    for number, role in enumerate(ROLES):
        hashes, places = ngram_rows(tokens, role.longest)
        columns = (hashes >> np.uint64(64 - role.bits)).astype(np.int64)
        part = sparse.csr_matrix((np.ones(columns.size, np.float32), (places, columns)), shape=(n, 1 << role.bits))
        counts = ngram_counts(tokens, role.longest).astype(np.float64)
        if role.name in ("before", "after"):
            offset = -1 if role.name == "before" else 1
            part, counts = _lag(n, offset) @ part, lagged(counts, offset, 0.0)
        elif role.name == "around":
            window = sum((_lag(n, k) for k in range(-WINDOW, WINDOW + 1)), sparse.csr_matrix((n, n), dtype=np.float32))
            part, counts = window @ part, window_sum(running_total(counts), -WINDOW, WINDOW)
        factor = (role.strength / np.sqrt(np.maximum(counts, 1.0))).astype(np.float32)
        part = sparse.diags_array(factor) @ part
        moved = sparse.csr_matrix((part.data, part.indices + COLUMNS[number], part.indptr), shape=(n, COLUMNS[-1]))
        parts.append(moved)
    result = parts[0]
    for part in parts[1:]:
        result = result + part
    result = sparse.csr_matrix(result, dtype=np.float32)
    result.indices = result.indices.astype(np.int32)
    result.indptr = result.indptr.astype(np.int32)
    return result


def head_targets(category: np.ndarray) -> np.ndarray:
    """Return the 0/1 target of each head, shape (n, heads)."""
    names = np.array(CATEGORIES)[category]
    ad = (names == "sponsor") | (names == "cross_promo")
    return np.stack([ad if head == "ad" else names == head for head in HEADS], axis=1)


def fit_linear(rows: sparse.csr_matrix, category: np.ndarray, weight: np.ndarray, heads: Sequence[str] = HEADS,
               ) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients (columns, heads) and biases (heads,) of one logistic regression a head."""
    targets = head_targets(category)
    coefficients = np.zeros((rows.shape[1], len(heads)), np.float32)
    bias = np.zeros(len(heads))
    for number, head in enumerate(heads):
        model = SGDClassifier(loss="log_loss", alpha=ALPHA, average=True, max_iter=EPOCHS, tol=None, random_state=1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(rows, targets[:, HEADS.index(head)], sample_weight=weight)
        coefficients[:, number] = model.coef_[0]
        bias[number] = model.intercept_[0]
    return coefficients, bias


def linear_model(coefficients: np.ndarray, bias: np.ndarray) -> LinearModel:
    """Return the shipped form of fitted coefficients."""
    tables = tuple(coefficients[COLUMNS[k] : COLUMNS[k + 1]].astype(np.float16) for k in range(len(ROLES)))
    return LinearModel(tables, bias.astype(np.float64))
