"""High-recall: all that balanced cuts, as it cuts it, and what is swept up in the rest."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import adcut
from adcut import artifact
from adcut.spans import SWEEP_ALONE, SWEEP_GAP, SWEEP_WORDS, SpanPolicy, find_reads
from tests.detector.test_spans import scores, sentences

EPISODES = sorted((Path(__file__).parents[2] / "labeled" / "authored" / "episodes").iterdir())
MODEL = artifact.load()
RECALL = SpanPolicy.for_mode(MODEL, "high-recall")
ALL = ("sponsor", "cross_promo", "self_promo", "interaction")
WORDS = 13.5
"""Of a sentence of `sentences`, as reads count them."""


def cut(values: dict[range, float], n: int = 900, policy: SpanPolicy = RECALL) -> list[tuple[int, int]]:
    found = find_reads(sentences(n), scores(values, n), policy)
    return [(read.start, read.stop) for read in found if read.score >= policy.threshold]


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.name)
def test_it_cuts_all_that_balanced_cuts_and_as_it_does(path):
    transcript = adcut.read(path)
    balanced, recall = (adcut.detect(transcript, mode=mode).reads for mode in ("balanced", "high-recall"))
    kept = {(read.source, read.category, read.sponsor, read.score) for read in recall if read.cut}
    assert {(read.source, read.category, read.sponsor, read.score) for read in balanced if read.cut} <= kept
    for before, after in pairwise(recall):
        assert before.sentences[1] <= after.sentences[0]


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.name)
def test_no_word_that_balanced_cuts_of_any_category_is_kept(path):
    transcript = adcut.read(path)
    balanced, recall = (
        {i for read in adcut.detect(transcript, mode=mode, cut=ALL).reads if read.cut
         for i in range(*read.sentences)}
        for mode in ("balanced", "high-recall")
    )  # fmt: skip
    assert balanced <= recall


def test_something_is_swept_up_in_written_episodes():
    """Else the test above could not fail."""
    more = 0
    for path in EPISODES:
        transcript = adcut.read(path)
        balanced, recall = (sum(r.cut for r in adcut.detect(transcript, mode=m).reads) for m in ("balanced", "high-recall"))
        more += recall > balanced
    assert more >= 5


def test_what_has_no_edges_is_swept_up():
    faint = {range(100, 130): 0.1}
    assert cut(faint) == [(100, 130)]
    assert cut(faint, policy=SpanPolicy.for_mode(MODEL)) == []


def test_a_threshold_of_ones_own_sweeps_nothing():
    policy = SpanPolicy.for_mode(MODEL, "high-recall", threshold=0.05)
    assert policy.sweep_after is None
    assert cut({range(100, 130): 0.1}, policy=policy) == []


def test_few_words_are_not_swept_up():
    fewest = int(np.ceil(SWEEP_WORDS / WORDS))
    assert cut({range(100, 100 + fewest): 0.5}) == [(100, 100 + fewest)]
    assert cut({range(100, 100 + fewest - 1): 0.5}) == []


def test_short_gaps_between_cuts_are_closed():
    most = int(SWEEP_GAP / WORDS)
    clear, faint = {range(100, 112): 0.97}, 0.1
    assert cut({**clear, range(112 + most, 115 + 2 * most): faint}) == [(100, 112), (112, 115 + 2 * most)]
    assert cut({**clear, range(113 + most, 116 + 2 * most): faint}) == [(100, 112), (113 + most, 116 + 2 * most)]


def test_where_nothing_is_sure_more_is_asked_of_what_is_swept_up():
    faint, clear = {range(100, 130): SWEEP_ALONE / 2}, {range(800, 812): 0.97}
    assert cut(faint) == []
    assert cut({**faint, **clear}) == [(100, 130), (800, 812)]


def test_what_hardly_has_the_threshold_is_not_swept_up():
    """It must earn what it costs to begin and to end."""
    assert cut({range(100, 104): 1.1 * RECALL.threshold}) == []


def test_gaps_wider_than_what_is_around_them_stay_open():
    faint = {range(k, k + 6): 0.15 for k in range(100, 400, 18)}
    assert cut(faint) == [(span.start, span.stop) for span in faint]


def test_a_gap_is_cut_for_its_neighbours_whatever_its_score():
    n = 900
    found = find_reads(sentences(n), scores({range(100, 112): 0.97, range(122, 134): 0.97}, n), RECALL)
    assert [(read.start, read.stop, read.category) for read in found] == [
        (100, 112, "sponsor"), (112, 122, "sponsor"), (122, 134, "sponsor")]  # fmt: skip
    assert found[1].score == RECALL.threshold


def test_the_shows_own_offers_keep_what_is_not_swept_up():
    n, own = 300, np.zeros((300, 5))
    own[:, 4] = 1.0
    own[100:130] = [0.0, 0.0, 0.9, 0.0, 0.1]
    given = replace(scores({range(100, 110): 0.3}, n), category_scores=own)
    found = find_reads(sentences(n), given, RECALL)
    assert [(read.start, read.stop, read.category) for read in found] == [(100, 110, "sponsor"), (110, 130, "self_promo")]


def test_review_begins_no_higher_than_the_cut():
    thresholds = {**MODEL.thresholds, "balanced": 0.1, "review": 0.2}
    assert SpanPolicy.of_thresholds(thresholds, "balanced").review_threshold == 0.1
    assert SpanPolicy.of_thresholds(thresholds, "high-recall").review_threshold == 0.1


def test_what_is_swept_up_has_the_threshold_and_no_name():
    n = 900
    found = find_reads(sentences(n), scores({range(100, 112): 0.97, range(114, 140): 0.1}, n), RECALL)
    swept = [read for read in found if read.start == 112]
    assert [(read.stop, read.sponsor) for read in swept] == [(140, None)]
    assert all(RECALL.threshold <= read.score < 0.1 for read in swept)
