"""Training and detection must compute the same stage-1 scores."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse

from adcut.ngrams import HEADS, MOST_IN_LANE, ROLES, _counted, ngram_hashes, raw_scores
from adcut.tokens import tokenize
from adcut.vocabulary import Vocabulary, build_index, slots_of
from training.design import design_rows, fit_linear, linear_model, role_columns

TEXTS = ["Thanks to Acme for this.", "", "Go to acme.com.", "Yes.", "We walked home in the rain and talked."]


@pytest.mark.parametrize("texts", [
    TEXTS * 4, ["", "", "Yes."], ["", "Yes we"], ["Yes.", "", ""], ["Go to acme", ""], ["?", "!"],
    [*TEXTS, f"{TEXTS[0]} {TEXTS[4]} " * MOST_IN_LANE, "Yes."],  # more n-grams than a lane can count
])  # fmt: skip
def test_sparse_rows_and_tables_agree(texts: list[str]) -> None:
    hashes, _, lengths = ngram_hashes(tokenize([*TEXTS, " ".join(TEXTS)]))  # with those over the borders of sentences
    known = [np.unique(hashes[lengths == n])[::2] for n in (1, 2, 3)]
    vocabulary = Vocabulary(build_index(np.concatenate(known)), (known[0].size, known[1].size, known[2].size))
    rng = np.random.default_rng(3)
    coefficients = rng.integers(-127, 128, size=(role_columns(vocabulary)[-1], len(HEADS))) / 64
    begin = role_columns(vocabulary)
    for number, role in enumerate(ROLES):
        coefficients[begin[number] : begin[number + 1], len(role.heads) :] = 0  # as fit_linear() leaves them
        coefficients[begin[number], : len(role.heads)] = 127 / 64
    bias = rng.normal(size=len(HEADS))
    tokens = tokenize(texts)
    expected = design_rows(tokens, vocabulary) @ coefficients + bias
    assert np.allclose(raw_scores(tokens, linear_model(vocabulary, coefficients, bias)), expected, atol=1e-4)


def test_strangers_have_no_slot() -> None:
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 1 << 63, size=60_000, dtype=np.uint64) * np.uint64(2)
    vocabulary = Vocabulary(build_index(hashes), (hashes.size, 0, 0))
    slots = slots_of(vocabulary, hashes, np.ones(hashes.size))
    assert (slots[slots > 0] == np.flatnonzero(slots) + 1).mean() > 0.999
    assert (slots > 0).mean() > 0.98
    strangers = rng.integers(0, 1 << 63, size=60_000, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    assert (slots_of(vocabulary, strangers, np.ones(strangers.size)) > 0).mean() < 0.001


def test_an_ngram_has_no_slot_of_another_length() -> None:
    hashes = np.random.default_rng(2).integers(0, 1 << 63, size=900, dtype=np.uint64) * np.uint64(2)
    vocabulary = Vocabulary(build_index(hashes), (300, 300, 300))
    own = np.repeat([1, 2, 3], 300)
    assert (slots_of(vocabulary, hashes, own) > 0).all()
    assert not slots_of(vocabulary, hashes, own % 3 + 1).any()


def test_roles_without_a_head_have_no_say_in_it() -> None:
    vocabulary = Vocabulary(build_index(np.zeros(0, np.uint64)), (2, 2, 2))
    begin = role_columns(vocabulary)
    rng = np.random.default_rng(5)
    rows = sparse.csr_matrix((rng.random((60, begin[-1])) < 0.3).astype(np.float32))
    coefficients, _ = fit_linear(rows, rng.random((60, len(HEADS))) < 0.4, np.ones(60), vocabulary)
    for number, role in enumerate(ROLES):
        part = coefficients[begin[number] : begin[number + 1]]
        assert part[:, : len(role.heads)].any() and not part[:, len(role.heads) :].any()


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 64, 1000])
def test_flags_are_counted_up_to_each_place(size: int) -> None:
    for share in (0.0, 0.3, 1.0):
        flags = np.random.default_rng(size).random(size) < share
        assert _counted(flags, np.arange(size + 1)).tolist() == [int(flags[:place].sum()) for place in range(size + 1)]
