"""What the show sells to its listeners is no ad, also between two sponsors."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from adcut.cues import cue_counts
from adcut.features import credits_in
from adcut.memberships import MOST_CHARACTERS, MOST_WORDS, memberships
from adcut.mentions import mentions_in
from adcut.tokens import tokenize
from training.corpus import ADS, load_all, read_window_labels

CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None
READ = ["This episode is brought to you by Halden.", "Their boats are light.", "Go to halden.com slash river."]
PITCH = ["There are nine of us, and two share a desk.", "To support us, become a member.", "It's five dollars a month."]


def sold(*run: str, credits: tuple[int, ...] = (), edges: dict[int, float] | None = None) -> list[str]:
    """Return what is told of a run, which stands behind two sentences, to sell membership; edges: of sentences to begin."""
    n = len(run) + 2
    edge = np.full((n, 2), -5.0)
    for i, value in (edges or {}).items():
        edge[2 + i, 0] = value
    found = memberships(mentions_in(list(run)), 2, [i - 2 in credits for i in range(n)], edge, range(2, n))
    return [text for start, stop in found for text in run[start - 2 : stop - 2]]


@pytest.mark.parametrize("said", [
    "You get every episode ad-free.",
    "You get every episode sponsor-free, and more.",
    "Every story with no ads, for three pounds.",
    "Listen to the show early and without any of the ads.",
    "We also offer an ad-free feed to people who support us.",
    "The best way to support it is to become a subscriber.",
    "Support our work and become a sustaining member today.",
    "You'll get bonus episodes each month.",
    "And by the members of the station.",
    "And from listeners like you, who make this work possible.",
])  # fmt: skip
def test_what_sells_membership_is_the_shows(said: str) -> None:
    assert sold(*READ, said) == [said]
    assert sold(*READ, said, "It's five dollars a month.") == [said, "It's five dollars a month."]
    assert sold(said.ljust(MOST_CHARACTERS + 1, "!")) == []


@pytest.mark.parametrize("said", [
    "Stream ad-free titles, no strings attached.",
    "They've since become a supporter of these talks.",
    "Become a member of parliament.",
    "Their boats are free.",
    "Without any doubt.",
    "Try the bonus level.",
    "Support for this podcast comes from Halden and listeners like you.",
])  # fmt: skip
def test_what_sponsors_sell_is_theirs(said: str) -> None:
    assert sold(*READ, said, credits=(0, 3) if said.startswith("Support") else (0,)) == []


def test_it_goes_as_far_as_the_calls_of_the_sponsors_around_it() -> None:
    after = ["Support comes from Corvane.", "Go to corvane.com."]
    assert sold(*READ, *PITCH, *after, credits=(0, 6)) == PITCH
    assert sold(*READ, "Terms apply.", *PITCH, *after, credits=(0, 7)) == PITCH
    assert sold(*PITCH, *after, credits=(3,)) == PITCH
    assert sold(*PITCH) == PITCH


def test_between_them_the_clearest_edge_begins_and_ends_it() -> None:
    tail = ["Offer for new customers.", "Pick it up yourself."]
    assert sold(*READ, *tail, *PITCH, edges={5: -1.0}) == PITCH
    spot = ["It's half past five.", "Corvane has dinner.", "Fresh and hot.", "For the two of you.", "Get it at corvane.com."]
    assert sold(*READ, *PITCH, *spot, edges={3: -1.0, 6: -1.0}) == PITCH


@pytest.mark.parametrize("where", [
    "Find it at longriver.com slash join.", "Go to plus.longriver.org.", "It's at patreon.com slash longriver.",
    "Join in the app.",
])  # fmt: skip
def test_where_one_becomes_a_member_is_of_it(where: str) -> None:
    assert sold(*READ, *PITCH, where) == [*PITCH, where]


@pytest.mark.parametrize("call", [
    "Go to halden.com slash free.", "Use the code RIVER.", "Find us wherever you get your podcasts.",
])  # fmt: skip
def test_what_a_sponsors_call_follows_is_the_sponsors(call: str) -> None:
    assert sold("Listen to every episode ad-free with Halden Music.", call) == []
    assert sold("Listen to every episode ad-free with Halden Music.", "It is included.", "And more.", call) == []


def test_what_a_credit_names_is_the_sponsors_until_it_calls() -> None:
    read = ["This episode is brought to you by Halden Music.", "I hear every episode ad-free.", "Try it in the app."]
    assert sold(*read, credits=(0,)) == []
    assert sold(read[0], "Go to halden.com.", *read[1:], credits=(0,)) == read[1:]
    assert sold("Support comes from Halden Music, which gives you every episode ad-free.", credits=(0,)) == []
    assert sold("You get every episode sponsor-free.", credits=(0,)) == ["You get every episode sponsor-free."]


def test_what_listeners_get_is_a_sponsors_offer() -> None:
    assert sold("Halden has it all.", "It's ad-free, and our listeners get forty percent off.", "Try it.") == []


def test_what_does_not_speak_of_the_show_is_no_pitch_of_it() -> None:
    assert sold("Halden Lanes is the best place to bowl.", "Become a member.", "It's ten dollars a month.") == []


def test_a_long_one_is_left() -> None:
    words = (MOST_WORDS - 3) // 3
    assert sold("Support us, become a member.", *["It is good."] * (words - 1)) != []
    assert sold("Support us, become a member.", *["It is good."] * (words + 1)) == []


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_no_labelled_ad_is_taken_for_one() -> None:
    for episode in [*load_all(CORPUS), *load_all(CORPUS, read_window_labels())]:
        if episode.label.source == "authored":
            continue
        texts = episode.sentences.texts
        credits = credits_in(cue_counts(tokenize(texts))).tolist()
        for is_ad, rows in groupby(range(len(texts)), lambda i, e=episode: e.category[i] < len(ADS)):
            run = list(rows)
            if is_ad:
                said = mentions_in(texts[run[0] : run[-1] + 1])
                assert memberships(said, run[0], credits, np.zeros((len(texts), 2)), run) == [], (episode.label.id, run[0])
