"""How scores become reads: what is cut, what belongs together, what stays below the threshold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from adcut import artifact
from adcut.scorer import Scores
from adcut.sentences import Sentences
from adcut.spans import SURE, UNSURE, SpanPolicy, find_reads
from adcut.tokens import tokenize

SENTENCE = "And then the river rose again over the meadow by the old mill. "
"""Thirteen words."""
POLICY = SpanPolicy.for_mode(artifact.load())


def sentences(n: int) -> Sentences:
    length = len(SENTENCE)
    zeros = np.zeros(n, np.int32)
    return Sentences((SENTENCE,) * n, zeros, np.arange(n, dtype=np.int32) * length, np.arange(1, n + 1, dtype=np.int32) * length,
                     *np.zeros((3, n), np.int8), zeros + 13)  # fmt: skip


def scores(values: dict[range, float], n: int, clear: float = 0.8, category: int = 0) -> Scores:
    """Return scores that are low but for some ranges; those of at least `clear` begin and end clearly (27 %)."""
    score = np.full(n, 0.002)
    edge = np.full((n, 2), -6.0)
    for rows, value in values.items():
        score[rows] = value
        if value >= clear:
            edge[rows.start, 0] = edge[rows.stop - 1, 1] = -1.0
    shares = np.zeros((n, 5))
    shares[:, category] = score
    shares[:, 4] = 1 - score
    return Scores(score, shares, np.log(score / (1 - score)), edge, np.zeros((n, 1)), np.zeros(n, bool),
                  np.zeros(n), tokenize([SENTENCE] * n))


def spans(values: dict[range, float], n: int = 900, policy: SpanPolicy = POLICY) -> list[tuple[int, int, bool]]:
    found = find_reads(sentences(n), scores(values, n), policy)
    return [(read.start, read.stop, read.score >= policy.threshold) for read in found]


def test_clear_reads_are_found() -> None:
    assert spans({range(100, 112): 0.97, range(500, 520): 0.95}) == [(100, 112, True), (500, 520, True)]


@pytest.mark.parametrize(("between", "gap", "joined"), [
    (0.12, 30, True), (0.12, 59, True), (0.12, 70, False), (0.07, 30, False),
])  # fmt: skip
def test_a_story_between_two_parts_belongs_to_the_read(between: float, gap: int, joined: bool) -> None:
    first, second = range(100, 112), range(112 + gap, 124 + gap)
    found = spans({first: 0.97, range(112, 112 + gap): between, second: 0.9})
    whole = [(100, 124 + gap, True)]
    assert [read for read in found if read[2]] == (whole if joined else [(100, 112, True), (112 + gap, 124 + gap, True)])


@pytest.mark.parametrize(("between", "hole", "apart"), [
    (0.12, 20, True), (0.12, 8, False), (0.24, 20, False), (0.24, 24, True), (0.4, 60, False),
])  # fmt: skip
def test_what_has_too_few_words_of_ads_within_a_run_is_left(between: float, hole: int, apart: bool) -> None:
    """A run is not left and entered again where nothing sounds like an edge, but its middle may be none of it."""
    n, last = 900, 124 + hole
    given = scores({range(100, 112): 0.97, range(112, 112 + hole): between, range(112 + hole, last): 0.96}, n, clear=1.0)
    given.edges[100, 0] = given.edges[last - 1, 1] = 1.0
    found = [(read.start, read.stop) for read in find_reads(sentences(n), given, POLICY) if read.score >= POLICY.threshold]
    assert found == ([(100, 112), (112 + hole, last)] if apart else [(100, last)])


def test_with_a_low_threshold_the_middle_of_a_run_needs_less() -> None:
    n = 900
    given = scores({range(100, 112): 0.97, range(112, 142): 0.15, range(142, 154): 0.96}, n, clear=1.0)
    given.edges[100, 0] = given.edges[153, 1] = 1.0
    assert [(read.start, read.stop) for read in find_reads(sentences(n), given, SpanPolicy(0.1, 0.1))] == [(100, 154)]


def test_the_end_of_an_episode_is_left_and_not_marked() -> None:
    n = 130
    signed = {"at112": "Long River is hosted by Ada Berg.", "at113": "Our producer is Bo Lund.", "at114": "Thanks for listening."}
    given = scores({range(100, 115): SURE - 0.01}, n)
    assert [(read.start, read.stop) for read in find_reads(told(n, **signed), given, POLICY)] == [(100, 112)]
    sure = scores({range(100, 115): SURE}, n)  # those that the networks are sure of are of the ad
    assert [(read.start, read.stop) for read in find_reads(told(n, **signed), sure, POLICY)] == [(100, 115)]


def test_a_joined_read_has_the_score_of_its_parts() -> None:
    n = 900
    found = find_reads(sentences(n), scores({range(100, 110): 0.98, range(110, 135): 0.1, range(135, 145): 0.96}, n), POLICY)
    assert [read.score for read in found] == [pytest.approx(0.97)]


def test_in_a_short_episode_reads_near_each_other_stay_apart() -> None:
    values = {range(10, 20): 0.97, range(20, 45): 0.1, range(45, 55): 0.95}
    assert [read for read in spans(values, 80) if read[2]] == [(10, 20, True), (45, 55, True)]
    assert spans(values, 900) == [(10, 55, True)]


def test_what_does_not_pay_for_its_edges_is_only_for_review() -> None:
    """A mean above the threshold is not enough where nothing sounds like a beginning or an end."""
    n = 900
    found = find_reads(sentences(n), scores({range(100, 180): 0.5}, n), POLICY)
    assert [(read.start, read.stop) for read in found] == [(100, 180)]
    assert found[0].score == pytest.approx(POLICY.threshold - UNSURE)


def test_own_promotion_keeps_its_own_score() -> None:
    n = 900
    found = find_reads(sentences(n), scores({range(100, 112): 0.9}, n, category=2), SpanPolicy(0.95, 0.95))
    assert [(read.category, read.score) for read in found] == [("self_promo", pytest.approx(0.9))]


@pytest.mark.parametrize(("score", "names", "found"), [(0.9, True, True), (0.9, False, False), (0.6, True, False)])
def test_a_credit_of_one_sentence_is_a_read(score: float, names: bool, found: bool) -> None:
    n = 300
    given = scores({range(100, 101): score}, n, clear=2.0)
    given.edges[100] = -0.4 if score > 0.8 else -0.15  # would be a read if a credit of any score had more
    given.credits[100] = names
    assert any(read.score >= POLICY.threshold for read in find_reads(sentences(n), given, POLICY)) == found


def told(n: int, **texts: str) -> Sentences:
    """Return n sentences, some of them with words of their own, by `at` and their number."""
    plain = sentences(n)
    return replace(plain, texts=tuple(texts.get(f"at{i}", text) for i, text in enumerate(plain.texts)))


@pytest.fixture
def beside() -> Callable[..., list[tuple[int, int]]]:
    """What is found of a read of 12 sentences from 100 on, with sentences of other scores beside it without clear edges."""

    def found(scored: dict[range, float], policy: SpanPolicy = POLICY, **texts: str) -> list[tuple[int, int]]:
        n = 300
        given = scores({range(100, 112): 0.995, **scored}, n, clear=0.9)
        for places in scored:
            given.edges[list(places)] = -9.0
        return [(r.start, r.stop) for r in find_reads(told(n, **texts), given, policy)]

    return found


def test_sure_sentences_beside_a_read_belong_to_it(beside: Callable[..., list[tuple[int, int]]]) -> None:
    assert beside({range(95, 100): 0.9, range(112, 114): 0.5}) == [(95, 112)]
    assert beside({range(95, 100): 0.9, range(112, 118): 0.9}) == [(95, 118)]
    assert beside({range(95, 100): 0.9}, SpanPolicy(0.95, 0.95)) == [(100, 112)]


def test_one_sentence_hardly_surer_than_that_does_not(beside: Callable[..., list[tuple[int, int]]]) -> None:
    assert beside({range(99, 100): 0.9, range(112, 113): 0.9}) == [(100, 112)]
    assert beside({range(99, 100): 0.96, range(112, 113): 0.96}) == [(99, 113)]


def test_few_doubts_among_sure_sentences_beside_a_read_belong_to_it(beside: Callable[..., list[tuple[int, int]]]) -> None:
    assert beside({range(90, 96): 0.97, range(96, 98): 0.7, range(98, 100): 0.97}) == [(90, 112)]
    assert beside({range(91, 95): 0.97, range(95, 98): 0.05, range(98, 100): 0.97}) == [(98, 112)]


def test_what_grows_stops_at_what_is_surely_none(beside: Callable[..., list[tuple[int, int]]]) -> None:
    sure = {range(98, 100): 0.9977, range(112, 114): 0.9977}
    assert beside({**sure, range(97, 98): 0.0001, range(93, 97): 0.9977}) == [(93, 114)]
    assert beside({**sure, range(95, 98): 0.0001, range(91, 95): 0.9977}) == [(98, 114)]
    assert beside({**sure, range(114, 117): 0.0001, range(117, 121): 0.9977}) == [(98, 114)]


def test_what_is_said_of_the_sponsor_behind_what_has_grown_belongs_to_it(beside: Callable[..., list[tuple[int, int]]]) -> None:
    sure = {range(112, 116): 0.95}
    assert beside(sure, at116="Find out more at halden.com.") == [(100, 117)]
    assert beside(sure, at116="Find out more at the harbour.") == [(100, 116)]


def test_what_grows_stops_at_hand_overs(beside: Callable[..., list[tuple[int, int]]]) -> None:
    both = {range(95, 100): 0.95, range(112, 118): 0.95}
    assert beside(both, at97="Now, back to the show.") == [(98, 118)]
    assert beside(both, at114="Now, back to the show.") == [(95, 114)]


def test_what_grows_stops_at_the_next_read() -> None:
    n = 30  # three sentences are too large a share of so short an episode for the reads to be joined
    given = scores({range(2, 12): 0.97, range(12, 15): 0.95, range(15, 27): 0.97}, n, clear=0.9)
    given.edges[12:15] = -9.0
    given.edges[11, 1] = given.edges[15, 0] = 4.0
    assert [(read.start, read.stop) for read in find_reads(sentences(n), given, POLICY)] == [(2, 15), (15, 27)]


def test_requests_behind_a_read_belong_to_it_up_to_the_next() -> None:
    n = 300
    given = scores({range(100, 112): 0.97, range(113, 125): 0.97}, n)
    given.edges[111, 1] = given.edges[113, 0] = 2.5
    ask, thanks = "Please check them out.", "Thanks to Corvane for sponsoring this podcast."
    found = [(r.start, r.stop) for r in find_reads(told(n, at112=ask, at113=thanks), given, POLICY)]
    assert found == [(100, 113), (113, 125)]
    assert [(r.start, r.stop) for r in find_reads(sentences(n), given, POLICY)] == [(100, 112), (113, 125)]


def test_requests_that_belong_to_a_cut_read_are_not_those_of_one_for_review() -> None:
    n = 300
    given = scores({range(100, 112): 0.35, range(113, 125): 0.97}, n)
    given.edges[100, 0] = given.edges[111, 1] = given.edges[113, 0] = 2.5
    texts = told(n, at112="Please check them out.", at113="Thanks to Corvane for sponsoring this podcast.")
    assert [(read.start, read.stop) for read in find_reads(texts, given, POLICY)] == [(100, 113), (113, 125)]
