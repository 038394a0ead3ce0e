"""What programmers call, at its edges."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import adcut


def test_scores_come_in_order_one_a_text() -> None:
    ad = "This episode is brought to you by Acme. Go to acme.com/pod for 20% off."
    scores = adcut.score(["Welcome back.", "", "   ", ad])
    assert scores.shape == (4,)
    assert scores.dtype == np.float64
    assert np.all((scores >= 0) & (scores <= 1))
    assert scores[1] == scores[2] == 0
    assert scores[3] > scores[0]


def test_nothing_scores_nothing() -> None:
    assert adcut.score([]).shape == (0,)
    assert adcut.detect(adcut.Transcript.from_texts([])).reads == ()


def test_a_single_text_is_refused() -> None:
    with pytest.raises(adcut.AdcutError, match="sequence"):
        adcut.score("one text")


def test_without_times_there_are_reads_and_a_script_but_no_cuts() -> None:
    texts = ["We talked about frogs all day."] * 12
    ad = ("This episode is brought to you by Acme Mattress. Go to acme.com slash pod and use the code POD at checkout "
          "for 20 percent off your first order. That's acme.com slash pod. Thanks to Acme for their support.")
    detection = adcut.detect(adcut.Transcript.from_texts([*texts, ad, *texts]))
    assert [r.paragraphs for r in detection.reads if r.cut] == [(12, 13)]
    with pytest.raises(adcut.UntimedTranscriptError):
        _ = detection.cuts
    assert detection.to_cut_list()[0].start is None
    assert "Acme" not in detection.clean().text
    with pytest.raises(adcut.UntimedTranscriptError):
        detection.clean(retime=True)


def test_detections_survive_pickling() -> None:
    detection = adcut.detect(adcut.Transcript.from_texts(["Hello there.", "Bye."]))
    assert pickle.loads(pickle.dumps(detection)) == detection


@pytest.mark.parametrize("options", [{"cut": ["content"]}, {"mode": "wild"}, {"threshold": 1.5}, {"duration": -1},
                                     {"duration": float("nan")}])
def test_options_out_of_range_are_refused(options: dict) -> None:
    with pytest.raises(adcut.AdcutError):
        adcut.detect(adcut.Transcript.from_texts(["Hello."]), **options)
