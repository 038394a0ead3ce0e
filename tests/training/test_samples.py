"""Reads set into other talk, and texts made worse, keep every label at its words."""

from __future__ import annotations

import numpy as np
import pytest

from training.corpus import ADS, CATEGORIES, corpus_dir, load_all, read_labels
from training.samples import Read, real_samples, split, synthetic_samples
from training.support import show_of, vocabulary_of
from training.wear import bare, retiled, spoken

CORPUS = corpus_dir()
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
        assert sample.lone is not None and sample.lone.any()
        assert len({sample.id for sample in samples}) == len(samples)
        assert show_of(sample) == (sample.id if sample.id.startswith("synthetic/0/") else None)
        assert (sample.category[sample.lone] == CATEGORIES.index("sponsor")).mean() > 0.5
        assert sample.edges[sample.lone].sum() == 2
        assert len(sample.category) == len(sample.weight) == len(sample.hard) == len(sample.tokens.first) - 1
        assert sample.beyond.sentences >= 0


def test_the_talk_around_a_read_is_set_in_with_it_as_content() -> None:
    episodes, met = list(load_all(None)), 0
    read = Read("one", "sponsor", READ.sentences, before=("Good morning. ", "It rains. "), after=("On with the news. ",))
    for sample in synthetic_samples(episodes, real_samples(episodes), [read], 3):
        assert sample.lone is not None
        if sample.lone.sum() == 6:  # worn texts have other sentences
            met += 1
            content, sponsor = CATEGORIES.index("content"), CATEGORIES.index("sponsor")
            assert sample.category[sample.lone].tolist() == [content] * 2 + [sponsor] * 3 + [content]
            assert np.argwhere(sample.edges[sample.lone]).tolist() == [[2, 0], [4, 1]]
    assert met


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_labelled_reads_are_set_into_others_and_are_no_shows_of_their_own() -> None:
    labels = [label for label in read_labels() if label.source in ("conduit", "officeladies")][:30]
    episodes = list(load_all(CORPUS, labels))
    samples = synthetic_samples(episodes, real_samples(episodes), [], 1)
    assert samples
    for sample in samples:
        assert sample.lone is not None and not sample.lone.any()
        assert (sample.category < len(ADS)).any()
    vocabulary, support = vocabulary_of(samples)
    assert sum(vocabulary.sizes) == 0 and support.sum() == 0
