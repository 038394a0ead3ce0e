"""Cue words and phrases: what is counted, held against a slow and plain count, and what a credit does."""

from __future__ import annotations

import random

import numpy as np
import pytest

from adcut.cues import CUE_NAMES, CUES, PHRASES, cue_counts
from adcut.features import CREDIT, GATE, candidates, credits_in
from adcut.tokens import spell, tokenize

LISTED = {name: [phrase.strip() for phrase in phrases.split(",")] for name, phrases in PHRASES.items()}


def slow_counts(texts: list[str]) -> list[list[float]]:
    rows = []
    for words in map(spell, texts):
        singles = [float(sum(word in CUES[name].split() for word in words)) for name in CUES]
        runs = {size: [tuple(words[i : i + size]) for i in range(len(words) - size + 1)] for size in (2, 3)}
        rows.append(singles + [float(sum(run in {tuple(p.split()) for p in LISTED[name]} for size in runs for run in runs[size]))
                               for name in PHRASES])
    return rows


@pytest.mark.parametrize("seed", range(8))
def test_counts_are_those_of_a_slow_count(seed: int) -> None:
    chance = random.Random(seed)
    parts = [phrase for phrases in LISTED.values() for phrase in phrases]
    parts += [word for words in CUES.values() for word in words.split()] + ["river", "stone", "walked", "Acme"]
    texts = [" ".join(chance.choices(parts, k=chance.randrange(0, 14))) for _ in range(60)]
    assert cue_counts(tokenize(texts)).tolist() == slow_counts(texts)


@pytest.mark.parametrize("name", PHRASES)
def test_phrases_are_written_as_words_are_known(name: str) -> None:
    assert len(set(LISTED[name])) == len(LISTED[name])
    for phrase in LISTED[name]:
        assert spell(phrase) == phrase.split() and len(phrase.split()) in (2, 3), phrase
    for words in CUES.values():
        assert [word for text in words.split() for word in spell(text)] == words.split()


def test_a_phrase_does_not_run_on_into_the_next_sentence() -> None:
    credit = CUE_NAMES.index("credit")
    assert cue_counts(tokenize(["It is supported by Halden."]))[:, credit].tolist() == [1.0]
    assert cue_counts(tokenize(["It is supported", "by Halden."]))[:, credit].tolist() == [0.0, 0.0]
    assert cue_counts(tokenize(["", "supported"]))[:, credit].tolist() == [0.0, 0.0]
    assert cue_counts(tokenize([])).shape == (0, len(CUE_NAMES))


def test_what_follows_a_credit_is_a_candidate_whatever_stage_1_says() -> None:
    raw, cues = np.full(60, GATE - 3.0), np.zeros((60, len(CUE_NAMES)))
    assert candidates(raw, credits_in(cues)).size == 0
    cues[30, CREDIT] = 1.0
    assert candidates(raw, credits_in(cues)).tolist() == list(range(26, 41))  # four sentences before it, ten after it
