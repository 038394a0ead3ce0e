"""Reads set into other talk, and texts made worse, keep every label at its words."""

from __future__ import annotations

from training.corpus import CATEGORIES, load_all
from training.samples import Read, real_samples, split, synthetic_samples
from training.wear import bare, retiled, spoken

READ = Read("one", "sponsor", split("This show is brought to you by Zolvex. Go to zolvex.com/show. Use code SHOW, zolvex.com!"))


def test_worn_texts_keep_their_words() -> None:
    texts = ["Well, go to halden.com/bridge. ", "It's 15% off!"]
    assert bare(texts[0]).split() == "well go to halden dot com slash bridge".split()
    sentences, most, first, last = retiled([spoken(text) for text in texts])
    assert "".join(sentences).split() == "Well, go to halden dot com slash bridge. It's 15% off!".split()
    assert most.tolist() == first.tolist() == last.tolist() == [0, 1]


def test_retiled_finds_beginnings_and_ends_within_sentences() -> None:
    texts = [bare(text) for text in ("one two three four.", "Five six seven.", "Eight nine ten eleven.")]
    sentences, most, first, last = retiled(texts)
    assert "".join(sentences).split() == "one two three four five six seven eight nine ten eleven".split()
    assert first.tolist() == last.tolist() == [0, 0, 0]
    assert len(sentences) == len(most) == 1


def test_every_read_is_set_in_once_a_copy_and_labelled() -> None:
    episodes = list(load_all(None))
    real = real_samples(episodes)
    samples = synthetic_samples(episodes, real, [READ], 6)
    assert 1 <= len(samples) <= 6
    for sample in samples:
        first, last = sample.lone
        assert (sample.category[first:last] == CATEGORIES.index("sponsor")).mean() > 0.5
        assert sample.edges[first:last].sum() == 2
        assert len(sample.category) == len(sample.weight) == len(sample.hard) == len(sample.tokens.first) - 1
        assert sample.beyond.sentences >= 0
