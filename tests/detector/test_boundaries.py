"""Sentences of speech without full stops: found by the words around a gap, never too long or too short."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from adcut import boundaries, read
from adcut.boundaries import FILE, NGRAMS, SLOT_BITS, begin_odds, slots
from adcut.errors import ModelIntegrityError, ModelMissingError
from adcut.overlong import LEAST_WORDS, MAX_WORDS
from adcut.sentences import punctuated_starts, sentence_starts
from adcut.tokens import tokenize
from training.corpus import ROOT
from training.wear import bare

EPISODES = ROOT / "labeled" / "authored" / "episodes"


def sentences_of(name: str) -> list[str]:
    text = " ".join(p.text for p in read(EPISODES / name).paragraphs)
    return [bare(text[a:b]) for a, b in pairwise([*punctuated_starts(text), len(text)])]


def starts_in_words(pieces: list[str]) -> set[int]:
    return set(np.cumsum([len(piece.split()) for piece in pieces])[:-1].tolist())


@pytest.mark.parametrize("name", ["overdue.txt", "founder-notes.md", "two-clowns.json", "noon-briefing.srt"])
def test_sentences_are_found_without_full_stops(name: str) -> None:
    said = sentences_of(name)
    text = "".join(said)
    found = starts_in_words([text[a:b] for a, b in pairwise([*sentence_starts(text), len(text)])])
    truth, every = starts_in_words(said), set(range(20, len(text.split()), 20))
    assert 2 * len(found & truth) / (len(found) + len(truth)) > 0.55
    assert 2 * len(every & truth) / (len(every) + len(truth)) < 0.2


def test_words_that_tell_nothing_are_cut_evenly() -> None:
    text = " ".join(f"zzq{10 + k}" for k in range(80))
    assert np.median([len(text[a:b].split()) for a, b in pairwise([*sentence_starts(text), len(text)])]) > 10


@pytest.mark.parametrize(("content", "error"), [
    (None, ModelMissingError), (b"junk", ModelIntegrityError), (b"", ModelIntegrityError),
    ({"weights": np.zeros(8, np.int8), "unit": 1.0, "bias": 0.0}, ModelIntegrityError), ({"unit": 1.0}, ModelIntegrityError),
], ids=["missing", "junk", "empty", "small", "without weights"])
def test_a_file_that_is_not_what_it_should_be_is_named(tmp_path, monkeypatch, content, error) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "boundaries.npz"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.savez(path, **content)
    monkeypatch.setattr(boundaries, "FILE", path)
    boundaries._table.cache_clear()
    try:
        with pytest.raises(error, match=r"boundaries\.npz"):
            begin_odds(["so"])
    finally:
        boundaries._table.cache_clear()


@pytest.mark.parametrize("seed", range(10))
def test_pieces_are_neither_too_long_nor_too_short(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = "".join(sentences_of("overdue.txt")).split()
    said = rng.choice(words, size=400).tolist() if seed % 2 else (rng.choice(words, size=3).tolist() * 200)
    text = " ".join(said)
    sizes = [len(text[a:b].split()) for a, b in pairwise([*sentence_starts(text), len(text)])]
    assert sum(sizes) == len(said)
    assert LEAST_WORDS <= min(sizes) <= max(sizes) <= MAX_WORDS


def test_case_does_not_matter() -> None:
    words = "well that was all for today thanks for listening".split()
    assert begin_odds(words).tolist() == begin_odds([word.upper() for word in words]).tolist()


def test_odds_are_the_sum_of_the_weights_of_the_words_around() -> None:
    words = "thanks for listening we will be right back".split()
    with np.load(FILE, allow_pickle=False) as arrays:
        weights, unit, bias = arrays["weights"], float(arrays["unit"]), float(arrays["bias"])
    hashes = tokenize(words).words
    columns = list(slots(hashes, np.arange(len(words))))
    assert len(columns) == len(NGRAMS)
    assert weights.size == 1 << SLOT_BITS > max(int(column.max()) for column in columns)
    by_hand = [sum(int(weights[column[k]]) for column in columns) * unit + bias for k in range(len(words))]
    assert begin_odds(words).tolist() == pytest.approx(by_hand)


def test_words_count_by_their_place() -> None:
    same = tokenize(["again"]).words.repeat(9)
    at = np.array([4])
    assert len({int(column[0]) for column in slots(same, at)}) == len(NGRAMS)


def test_no_words() -> None:
    assert begin_odds([]).shape == (0,)
    assert begin_odds(["--", "?"]).shape == (2,)
