"""Training and detection must compute the same stage-1 scores."""

from __future__ import annotations

import numpy as np

from adcut.ngrams import HEADS, raw_scores
from adcut.tokens import tokenize
from training.design import COLUMNS, design_rows, linear_model


def test_sparse_rows_and_tables_agree() -> None:
    texts = ["Thanks to Acme for this.", "", "Go to acme.com.", "Yes.", "We walked home in the rain and talked."] * 4
    tokens = tokenize(texts)
    rng = np.random.default_rng(3)
    coefficients = rng.normal(size=(COLUMNS[-1], len(HEADS))).astype(np.float16).astype(np.float32)
    bias = rng.normal(size=len(HEADS))
    expected = design_rows(tokens) @ coefficients + bias
    assert np.allclose(raw_scores(tokens, linear_model(coefficients, bias)), expected, atol=1e-4)
