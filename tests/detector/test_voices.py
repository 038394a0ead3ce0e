"""Voices that are heard in one short stretch only: who they are, and what they add to scores."""

from __future__ import annotations

import numpy as np
import pytest

import adcut
from adcut import artifact
from adcut.explain import VOICE, Explainer
from adcut.paragraphs import split_sentences
from adcut.scorer import score_sentences, score_texts
from adcut.voices import PASSING, SHARE, STRETCH, passing_voices

HOSTS = ["Ann", "Bo"] * 200


def _passing(speakers):
    return passing_voices(speakers, np.arange(len(speakers)))


def test_a_voice_heard_in_one_short_stretch_passes():
    speakers = [*HOSTS[:100], "Spot", "Spot", "Ann", "Spot", *HOSTS[:100]]
    assert np.flatnonzero(_passing(speakers)).tolist() == [100, 101, 103]


def test_all_sentences_of_a_paragraph_are_its_speakers():
    speakers = [*HOSTS[:50], "Spot", "Nobody", *HOSTS[:50]]
    said = np.repeat(np.arange(102), [*[2] * 50, 3, 0, *[2] * 50])
    assert np.flatnonzero(passing_voices(speakers, said)).tolist() == [100, 101, 102]


@pytest.mark.parametrize(
    "speakers",
    [
        [],
        [None] * 50,
        ["Ann"] * 50,
        ["Spot", *["Ann"] * 100, "Spot", *["Ann"] * 100],
        ["Ann"] * 10 + ["Bo"] * 10,
        [None] * 100 + ["Spot"] * 3 + [None] * 100,
        [f"Caller {k // 10}" for k in range(200)],
        [*HOSTS[:100], "ANN", *HOSTS[:100]],
    ],
    ids=["nobody", "no names", "one voice", "heard again later", "half of a short episode", "no other name",
         "one caller after another", "a host in capitals"],
)
def test_these_voices_do_not(speakers):
    assert not _passing(speakers).any()


def test_a_stretch_and_a_share_have_bounds():
    inside = ["Spot", *["Ann"] * (STRETCH - 2), "Spot", *["Ann"] * 60]
    outside = ["Spot", *["Ann"] * (STRETCH - 1), "Spot", *["Ann"] * 60]
    assert _passing(inside).sum() == 2
    assert _passing(outside).sum() == 0
    most = int(SHARE * 100)
    assert _passing(["Spot"] * (most - 1) + ["Ann"] * (101 - most)).sum() == most - 1
    assert _passing(["Spot"] * most + ["Ann"] * (100 - most)).sum() == 0


def _episode(third: str) -> adcut.Transcript:
    talk = "".join(f"**Ann:** We went up the river on day {k}.\n\n**Bo:** It rained on day {k}, I think.\n\n" for k in range(40))
    trailer = f"**{third}:** Hi, I'm Cy, host of Small Boats. Listen to Small Boats wherever you get your podcasts.\n\n"
    return adcut.read_bytes((talk + trailer + talk).encode())


def test_its_sentences_are_likelier_ads_and_nothing_else_changes():
    model = artifact.load()
    sentences = split_sentences(_episode("Cy"))
    scores, plain = score_sentences(sentences, model), score_texts(sentences.texts, model)
    spoken = np.array(["Small Boats" in text for text in sentences.texts])
    assert np.array_equal(sentences.passing == 1, spoken)
    assert spoken.sum() == 2
    assert np.allclose(scores.log_odds - plain.log_odds, PASSING * spoken)
    assert (scores.score[spoken] > plain.score[spoken]).all()
    assert np.array_equal(scores.score[~spoken], plain.score[~spoken])


def test_a_host_who_reads_it_adds_nothing():
    sentences = split_sentences(_episode("Bo"))
    assert not sentences.passing.any()


def test_explanations_name_it_and_still_sum():
    transcript = _episode("Cy")
    where = next(p.index for p in transcript.paragraphs if p.speaker == "Cy")
    explainer = Explainer.of(transcript)
    for explanation in explainer.paragraph(where):
        parts = dict(explanation.contributions)
        assert parts[VOICE] == PASSING
        assert explanation.base + sum(parts.values()) == pytest.approx(explanation.total)
    assert all(VOICE not in dict(e.contributions) for e in explainer.paragraph(0))
