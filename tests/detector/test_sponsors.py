"""Who a read is for, and where the read of one sponsor ends and that of the next begins."""

from __future__ import annotations

import numpy as np
import pytest

from adcut.mentions import mentions_in
from adcut.splitting import split_run
from adcut.sponsors import sponsor_of, sponsor_within, surroundings
from training.evaluate import same_name


@pytest.mark.parametrize(("text", "name"), [
    ("This episode is brought to you by Halden. Halden is the notebook that charges your phone.", "Halden"),
    ("this episode of low tide is brought to you by halden dot blog writing is easy with halden dot blog", "Halden.blog"),
    ("Today's episode is brought to you by QV, the survey tool. Head to getqv.com/tide.", "QV"),
    ("The show is sponsored by Quarry. VPN , your data is yours at Quarry VPN dot com slash Tide .", "Quarry VPN"),
    ("you need cover , so go to harbor mutual dot com . that is harbor mutual dot com", "Harbor Mutual"),
    ("So our friends at Millwright Flour sent a box. Look at millwrightflour.co.uk.", "Millwright Flour"),
    ("Try it free for a month. Just go to trycobbleway.com and use code TIDE.", "Cobbleway"),
    ("This week we thank our friends at New Halden. I put New Halden on my desk, and it works.", "New Halden"),
    ("Great Halden soap lathers. Ask for Halden, and for nothing but Halden. I use Halden.", "Halden"),
    ("And thanks to Brenner Tools for sponsoring the show.", "Brenner Tools"),
    ("So what did you do after the harvest? We went home, and it rained for a week.", None),
])  # fmt: skip
def test_a_read_names_its_sponsor(text: str, name: str | None) -> None:
    assert sponsor_of([text]) == name


def test_the_own_address_of_a_show_stands_for_what_follows_it() -> None:
    outside = surroundings("Welcome to Low Tide. More at lowtide.fm. " * 4)
    assert sponsor_of(["Get four months free at lowtide.fm/halden today."], outside) == "Halden"


def test_what_the_episode_says_all_the_time_is_no_sponsor() -> None:
    read = ["Python is hard. Python is what Corvane teaches you, and Corvane is fun. Go to corvane.com."]
    assert sponsor_of(read, surroundings("We use Python. I like Python. Python it is.")) == "Corvane"


def test_reads_of_two_sponsors_are_kept_apart() -> None:
    texts = ["This episode is brought to you by Halden, the notebook that charges your phone while you write in it.",
             "Go to halden.com for fifteen percent off your first order of any notebook.",
             "And we are brought to you by Corvane, who teach a language in twenty minutes a day.",
             "The first two weeks cost nothing at all when you begin at corvane.com."]  # fmt: skip
    edges = np.full((4, 2), -3.0)
    parts = split_run(texts, edges, 0, 4, surroundings(""))
    assert parts == [(0, 2, "Halden"), (2, 4, "Corvane")]


def test_a_part_of_a_run_names_what_the_same_sentences_alone_do() -> None:
    """A run is searched once: thanks that go over an edge count on neither side, names are cut short there."""
    texts = ["We thank our friends at", "Halden Mill for sponsoring the show.", "The flour is ground at night.",
             "Go to corvane dot", "com slash tide today.", "Corvane teaches you to sing."]  # fmt: skip
    outside, said = surroundings("A plain morning by the river."), mentions_in(texts)
    for first in range(len(texts)):
        for last in range(first + 1, len(texts) + 1):
            assert sponsor_within(said, first, last, outside) == sponsor_of(texts[first:last], outside), (first, last)


def test_a_read_that_names_a_rival_stays_whole() -> None:
    texts = ["This episode is brought to you by Halden, the notebook that charges your phone while you write in it.",
             "Paper from Corvane is thinner than what Halden gives you, and Halden costs less than they do.",
             "Go to halden.com for fifteen percent off your first order of any Halden notebook."]  # fmt: skip
    assert split_run(texts, np.full((3, 2), -3.0), 0, 3, surroundings("")) == [(0, 3, "Halden")]


def test_of_endless_reads_the_beginning_is_looked_at() -> None:
    """Ten thousand names and addresses would otherwise take the square of their number."""
    begins = ["This episode is brought to you by Halden. Go to halden.com.", *["and so it goes on and on. "] * 500]
    assert sponsor_of([*begins, *["Corvane is here. Go to corvane.com. "] * 900]) == sponsor_of(begins) == "Halden"


def test_endless_runs_are_split_within_stretches() -> None:
    texts = ["Halden is a notebook that charges your phone. "] * 700
    parts = split_run(texts, np.full((700, 2), -8.0), 0, 700, surroundings(""))
    assert [(start, stop) for start, stop, _ in parts] == [(0, 300), (300, 600), (600, 700)]


@pytest.mark.parametrize(("found", "true", "same"), [
    ("Adam and Eve", "Adam & Eve", True), ("micro.blog", "Micro.blog", True), ("Linode", "Linode, Code School", True),
    ("Code School", "Linode and Code School", True), ("Halden", "Corvane", False), ("AI", "Air", False),
])  # fmt: skip
def test_names_are_the_same_but_for_signs(found: str, true: str, same: bool) -> None:
    assert same_name(found, true) is same
