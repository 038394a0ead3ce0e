"""The same words in other formats: nothing is lost on the way, and models that never saw the shows score them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from adcut import artifact, read_bytes
from adcut.net import CATEGORIES, EDGES
from adcut.ngrams import HEADS
from adcut.rarity import RARITY_BITS
from adcut.spans import SpanPolicy
from training import rounds
from training.corpus import load_all, read_labels
from training.folds import FOLDS
from training.formats import FORMATS, by_format, cut_words, measured, report, segments, unseen_model
from training.pipeline import Prepared
from training.samples import real_samples

WORDS = ("It's 9 o'clock , folks , and the river rose again . We went up to the old mill , which nobody runs . "
         "This episode is brought to you by Corvane . Go to corvane dot com slash mill for 20 % off . ").split() * 12


@pytest.mark.parametrize(("least", "most"), [(1, 1), (3, 6), (5, 13)])
def test_segments_are_the_words_in_order(least: int, most: int) -> None:
    parts = list(segments(WORDS, least, most))
    assert [word for part in parts for word in part] == WORDS
    assert all(1 <= len(part) <= most for part in parts)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_keeps_every_word(name: str) -> None:
    reader, write = FORMATS[name]
    text = " ".join(paragraph.text for paragraph in read_bytes(write(WORDS), format=reader).paragraphs)
    assert re.findall(r"\w+", text.lower()) == re.findall(r"\w+", " ".join(WORDS).lower())


def test_words_that_are_cut_are_those_of_the_reads() -> None:
    transcript = read_bytes(" ".join(WORDS[:24] * 6 + WORDS[24:] + WORDS[:24] * 6).encode(), format="text")
    policy = SpanPolicy.for_mode(artifact.load())
    cut = cut_words(transcript, artifact.load(), policy)
    assert cut.size == len(re.findall(r"\w+", transcript.text))
    assert 0 < cut.sum() < cut.size


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    """What `prepare` gives of written episodes, with scores that know the labels."""
    labels = [label for label in read_labels() if label.source == "authored"]
    episodes = tuple(load_all(None, labels))
    data = rounds.lay_out(real_samples(episodes))
    n, is_ad = data.category.size, data.category < 2
    scores = np.random.default_rng(1).normal(size=(FOLDS + 1, n, len(HEADS))).astype(np.float32)
    outputs = np.full((FOLDS + 1, n, CATEGORIES + EDGES), -6.0, np.float32)
    outputs[:, :, : CATEGORIES - 1] = np.where(is_ad, -0.5, -9.0)[None, :, None]
    rarity = [np.zeros(1 << RARITY_BITS, np.uint8) for _ in range(FOLDS + 1)]
    return Prepared(episodes, data, rarity, scores, outputs, outputs[FOLDS].astype(np.float64), np.ones(n, bool))


def test_models_are_fitted_without_the_fold_they_score(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SETTINGS", replace(rounds.SETTINGS, units=4, passes=1))
    seen: list[np.ndarray] = []
    fit = rounds.fit_layers
    monkeypatch.setattr(rounds, "fit_layers", lambda rows, *rest: (seen.append(rows), fit(rows, *rest))[1])
    shipped, fold = artifact.load(), int(prepared.data.fold[0])
    model = unseen_model(prepared, fold, shipped)
    found = rounds.find_candidates(prepared.data, prepared.stage1[FOLDS], prepared.rarity)
    outside = (prepared.data.fold[found.places] != fold) & (prepared.data.later_weight[found.places] > 0)
    assert {len(rows) for rows in seen} == {int(outside.sum())} != {len(found.places)}
    assert model.linear is not shipped.linear and model.thresholds == shipped.thresholds


def test_every_format_is_measured_and_reported(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "SETTINGS", replace(rounds.SETTINGS, units=4, passes=1))
    plain = [e for e in prepared.episodes if e.label.id.endswith(("overdue", "letters-from-the-ice"))]
    assert plain
    counts = by_format(replace(prepared, episodes=tuple(plain)), 1, "authored")
    assert list(counts) == ["as it came", *FORMATS]
    assert len({c.words for c in counts.values()}) == 1
    assert len({c.tp + c.fn for c in counts.values()}) == 1
    written = report(counts)
    assert all(f"| {name} |" in written for name in counts)


def test_a_word_lost_on_the_way_is_an_error(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    episode = next(e for e in prepared.episodes if e.label.id.endswith("overdue"))
    monkeypatch.setitem(FORMATS, "text in one paragraph", ("text", lambda words: " ".join(words[:-1]).encode()))
    with pytest.raises(ValueError, match="overdue"):
        list(measured(episode, artifact.load(), SpanPolicy.for_mode(artifact.load())))
