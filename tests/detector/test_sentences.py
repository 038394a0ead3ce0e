"""Sentence boundaries: the tiling law on seeded random text, and cases from real transcripts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from adcut.characters import MARGIN, SPACE, characters_of
from adcut.overlong import MAX_WORDS
from adcut.sentences import sentence_starts, split_texts

ALPHABET = ("a", "Dr", "acme.com", "U.S", "I", "3", ".", "...", "?", "!", '"', " ", "  ", "\n", ",", "é", "中", "—", "no. ",
            "word ", "word, ", "Then ", "\x01", "\ud800", "\U0001f600", "\u3002", "\u2026 ", "approx", "com ", "\u2019")


def pieces(text: str, breaks: tuple[int, ...] = ()) -> list[str]:
    starts = sentence_starts(text, breaks)
    return [text[a:b] for a, b in pairwise([*starts, len(text)])]


@pytest.mark.parametrize("seed", range(30))
def test_pieces_tile_the_text(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(40):
        text = "".join(rng.choice(ALPHABET) for _ in range(rng.integers(0, 300)))
        breaks = tuple(sorted(int(b) for b in rng.integers(0, len(text) + 1, 9)))
        starts = sentence_starts(text, breaks)
        assert "".join(pieces(text, breaks)) == text
        assert starts == sorted(set(starts))
        assert not text or starts[0] == 0


@pytest.mark.parametrize("seed", range(20))
def test_texts_are_split_as_each_alone(seed: int) -> None:
    rng = np.random.default_rng(seed)
    texts = ["".join(rng.choice(ALPHABET, size=rng.integers(0, 200))) for _ in range(rng.integers(0, 12))]
    breaks = [sorted(rng.integers(0, len(text) + 1, 9).tolist()) for text in texts]
    owner, start, stop, words = split_texts(texts, breaks.__getitem__)
    alone = [sentence_starts(text, within) for text, within in zip(texts, breaks, strict=True)]
    assert list(zip(owner, start, stop, words, strict=True)) == [
        (number, a, b, len(text[a:b].split())) for number, (text, starts) in enumerate(zip(texts, alone, strict=True))
        for a, b in pairwise([*starts, len(text)])]


@pytest.mark.parametrize("seed", range(5))
def test_characters_know_words_and_white_space_as_python_does(seed: int) -> None:
    text = "".join(np.random.default_rng(seed).choice(ALPHABET, size=200))
    characters = characters_of([text, "", "last"])
    words, ends = characters.words()
    found = [characters.text[a : b + 1] for a, b in zip(words, ends, strict=True)]
    assert found == [*text.split(), "last"]
    assert [text for text in map(chr, range(0x3100)) if characters_of([text]).kinds[MARGIN] & SPACE] == [
        text for text in map(chr, range(0x3100)) if text.isspace()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three! Four", 4),
        ("Dr. Jones met Mr. Smith at 2.5 p.m. on foot.", 1),
        ("He lives in the U.S. We went there.", 2),
        ("The U.S. Congress met.", 1),
        ("Go to acme. com slash pod. Then save.", 2),
        ("Go to acme.com/pod. Then save 20.5 percent.", 2),
        ("It trails off... and goes on. It stops... Then it starts.", 3),
        ('"Why?" he asked. "Because." She left.', 3),
        ("no capitals here. but full stops. and so on.", 3),
        ("as we approach our scent . Please sit down .", 2),
        ("1. Call them. 2. Save money.", 2),
        ("", 0),
        ("   ", 1),
    ],
)
def test_count(text: str, expected: int) -> None:
    assert len(pieces(text)) == expected


def test_unpunctuated_text_is_cut_at_breaks() -> None:
    lines = [f"this is line number {i} of a file without any stops " for i in range(12)]
    breaks = tuple(int(b) for b in np.cumsum([len(line) for line in lines])[:-1])
    assert pieces("".join(lines), breaks) == lines


def test_unpunctuated_text_without_breaks_is_bounded() -> None:
    assert max(len(piece.split()) for piece in pieces("word " * 1000)) <= MAX_WORDS


def test_breaks_behind_a_stretch_do_not_change_where_it_is_cut() -> None:
    texts = ["word " * 62, "word " * 100]
    breaks = ([], [10, 60, 200])
    split = split_texts(texts, breaks.__getitem__)
    assert split.start[split.owner == 0].tolist() == sentence_starts(texts[0])


def test_breaks_do_not_cut_short_sentences() -> None:
    text = "This sentence runs over two lines. So does this one here."
    assert len(pieces(text, (14, 40))) == 2
