"""High-recall: all that balanced cuts, as it cuts it, and what is swept up in the rest."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import adcut
from adcut import artifact
from adcut.spans import SWEEP_GAP, SWEEP_WORDS, SpanPolicy, find_reads
from tests.detector.test_spans import scores, sentences

EPISODES = sorted((Path(__file__).parents[2] / "labeled" / "authored" / "episodes").iterdir())
MODEL = artifact.load()
RECALL = SpanPolicy.for_mode(MODEL, "high-recall")
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
    assert policy.first_threshold is None
    assert cut({range(100, 130): 0.1}, policy=policy) == []


def test_few_words_are_not_swept_up():
    fewest = int(np.ceil(SWEEP_WORDS / WORDS))
    assert cut({range(100, 100 + fewest): 0.5}) == [(100, 100 + fewest)]
    assert cut({range(100, 100 + fewest - 1): 0.5}) == []


def test_short_gaps_between_cuts_are_closed():
    most = int(SWEEP_GAP / WORDS)
    clear, faint = {range(100, 112): 0.97}, 0.1
    assert cut({**clear, range(112 + most, 142 + most): faint}) == [(100, 112), (112, 142 + most)]
    assert cut({**clear, range(113 + most, 143 + most): faint}) == [(100, 112), (113 + most, 143 + most)]


def test_what_is_swept_up_has_the_threshold_and_no_name():
    n = 900
    found = find_reads(sentences(n), scores({range(100, 112): 0.97, range(114, 140): 0.1}, n), RECALL)
    swept = [read for read in found if read.start == 112]
    assert [(read.stop, read.sponsor) for read in swept] == [(140, None)]
    assert all(RECALL.threshold <= read.score < 0.1 for read in swept)
