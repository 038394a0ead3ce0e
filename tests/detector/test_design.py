"""Training and detection must compute the same stage-1 scores."""

from __future__ import annotations

import numpy as np

from adcut.ngrams import HEADS, ngram_hashes, raw_scores
from adcut.tokens import tokenize
from adcut.vocabulary import Vocabulary, build_index, slots_of
from training.design import design_rows, linear_model, role_columns


def test_sparse_rows_and_tables_agree() -> None:
    texts = ["Thanks to Acme for this.", "", "Go to acme.com.", "Yes.", "We walked home in the rain and talked."] * 4
    tokens = tokenize(texts)
    hashes, _, lengths = ngram_hashes(tokens)
    known = [np.unique(hashes[lengths == n])[::2] for n in (1, 2, 3)]
    vocabulary = Vocabulary(build_index(np.concatenate(known)), (known[0].size, known[1].size, known[2].size))
    rng = np.random.default_rng(3)
    coefficients = rng.integers(-127, 128, size=(role_columns(vocabulary)[-1], len(HEADS))) / 64
    coefficients[role_columns(vocabulary)[:-1]] = 127 / 64
    bias = rng.normal(size=len(HEADS))
    expected = design_rows(tokens, vocabulary) @ coefficients + bias
    model = linear_model(vocabulary, coefficients, bias)
    assert np.allclose(raw_scores(tokens, model), expected, atol=1e-4)


def test_strangers_have_no_slot() -> None:
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 1 << 63, size=60_000, dtype=np.uint64) * np.uint64(2)
    vocabulary = Vocabulary(build_index(hashes), (hashes.size, 0, 0))
    slots = slots_of(vocabulary, hashes)
    assert (slots[slots > 0] == np.flatnonzero(slots) + 1).mean() > 0.999
    assert (slots > 0).mean() > 0.98
    strangers = rng.integers(0, 1 << 63, size=60_000, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    assert (slots_of(vocabulary, strangers) > 0).mean() < 0.001
