"""Explanations add up, in the units of the raw score."""

from __future__ import annotations

import pickle
import time

import numpy as np
import pytest

import adcut
from adcut import Transcript, artifact
from adcut.explain import STAGE2, Explainer, explain
from adcut.paragraphs import split_sentences
from adcut.scorer import score_sentences

TEXTS = [
    "So the bridge was built in a year. Nobody believed it would stand.",
    "This episode is brought to you by Halden. Go to halden.com/bridge for 15% off. Thanks to Halden.",
    "Now, back to the river. The people who lived on it had boats.",
]


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    return Transcript.from_texts(TEXTS)


def test_contributions_sum_to_the_score(transcript: Transcript) -> None:
    model = artifact.load()
    sentences = split_sentences(transcript)
    scores = score_sentences(sentences, model)
    for i in range(len(sentences)):
        found = explain(sentences, model, i)
        assert found.base + sum(value for _, value in found.contributions) == pytest.approx(found.total)
        assert found.score == pytest.approx(1 / (1 + np.exp(-found.total)))
        words = sum(value for what, value in found.contributions if what != STAGE2)
        assert found.base + words == pytest.approx(scores.first_stage[i, 0])


def test_paragraphs_are_explained_in_time_that_grows_with_their_number() -> None:
    """The whole transcript was scored anew for each."""
    detection = adcut.detect(Transcript.from_texts(TEXTS * 500))
    begun = time.process_time()
    assert sum(len(detection.explain(p.index)) for p in detection.paragraphs) > 2 * len(detection.paragraphs)
    assert time.process_time() - begun < 20
    assert pickle.loads(pickle.dumps(detection)) == detection


def test_one_explanation_a_sentence(transcript: Transcript) -> None:
    found = Explainer.of(transcript).paragraph(1)
    assert "".join(e.text for e in found) == TEXTS[1]
    named = " ".join(what for e in found for what, _ in e.contributions)
    assert "brought" in named or "dot com" in named
