"""Words and n-grams: what counts as a word, and that display and hashing agree."""

from __future__ import annotations

import numpy as np
import pytest

from adcut.tokens import bigrams, hash_word, spell, tokenize, trigrams


def test_written_and_spoken_forms_are_the_same_words() -> None:
    written = tokenize(["Go to Acme.com/pod, it's 15% off: $20!"])
    spoken = tokenize(["go to acme dot com slash pod its 00 percent off dollars 00"])
    assert written.words.tolist() == spoken.words.tolist()


def test_case_and_punctuation_do_not_matter() -> None:
    assert tokenize(["You\u2019re here. NOW?"]).words.tolist() == tokenize(["youre here now"]).words.tolist()


def test_sentences_keep_their_words() -> None:
    tokens = tokenize(["one two", "", "three", "..."])
    assert tokens.sentence.tolist() == [0, 0, 2]
    assert tokens.first.tolist() == [0, 2, 2, 3, 3]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["\1", "a\1b"], ["?!", "\0"]])
def test_odd_texts(texts: list[str]) -> None:
    tokens = tokenize(texts)
    assert len(tokens.first) == len(texts) + 1


@pytest.mark.parametrize("seed", range(20))
def test_spelling_matches_hashing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    alphabet = list("ab.Z/%$ '\u2019\u201c\u00e9-3\n\1")
    texts = ["".join(rng.choice(alphabet, size=rng.integers(0, 40))) for _ in range(20)]
    tokens = tokenize(texts)
    assert [hash_word(word) for text in texts for word in spell(text)] == tokens.words.tolist()


def test_ngrams_depend_on_order() -> None:
    words = tokenize(["a b a"]).words
    pairs = bigrams(words)
    assert pairs[0] != pairs[1]
    assert trigrams(words).size == 1


def test_words_are_hashed_alike_wherever_they_stand() -> None:
    texts = ["The river rose again.", "x" * 70_000, "Go to acme.com!", "\u00e9t\u00e9 " * 9_000, "q" * 40_000, ""] * 3
    apart = [tokenize([text]).words for text in texts]
    assert tokenize(texts).words.tolist() == np.concatenate(apart).tolist()
    assert [hash_word(word) for text in texts for word in spell(text)] == tokenize(texts).words.tolist()
