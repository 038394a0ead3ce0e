"""The end of an episode is content, also where ads stand right before it or behind it."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

import pytest

from adcut.cues import cue_counts
from adcut.features import credits_in
from adcut.signoff import LEAST_WORDS, MOST_BETWEEN, MOST_WORDS, sign_offs
from adcut.tokens import tokenize
from training.corpus import ADS, load_all, read_window_labels

CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None
READ = ["This episode is brought to you by Halden.", "Their boats are light.", "Go to halden.com slash river."]
STORY = "And then the river rose again over the meadow by the old mill."
MAKERS = ["Long River is hosted by Ada Berg and Bo Lund.", "Our producer is Cy Moor.", "The theme song is by the Wet Oars."]


def signed(*run: str, credits: tuple[int, ...] = (0,)) -> list[str]:
    """Return what is told of a run, which stands behind one sentence and before another, to be a sign-off."""
    texts = ["Before.", *run, "After."]
    found = sign_offs(texts, 1, 1 + len(run), [i - 1 in credits for i in range(len(texts))], range(1, 1 + len(run)))
    return [text for start, stop in found for text in texts[start:stop]]


@pytest.mark.parametrize("said", [
    *MAKERS,
    "It was written and presented by Ada Berg.",
    "It's edited by Cy Moor and Di Falk.",
    "Our executive producers are Ada Berg and Bo Lund.",
    "The producer was Cy Moor.",
    "Sound design by Di Falk.",
    "Thank you so much for listening.",
    "Thanks, as always, for tuning in.",
    "And until next time, stay dry.",
    "We\u2019ll see you next week.",
    "I'll talk to you guys again on Friday.",
    "We're back tomorrow.",
    "That's all for this week.",
    "That's Long River for Monday.",
    "This show is for entertainment only.",
])  # fmt: skip
def test_behind_the_last_ad_the_show_signs_off(said: str) -> None:
    assert signed(*READ, said) == [said]
    assert signed(*READ, said, "I'm Ada Berg.", "Goodbye.") == [said, "I'm Ada Berg.", "Goodbye."]


@pytest.mark.parametrize("said", [
    STORY,
    "Their boats were made by hand.",
    "Lessons are written by over a hundred teachers.",
    "Lessons are written by more than a hundred teachers.",
    "When our executive producer was looking for help, she went there.",
    "Our producer is able to cut with it.",
    "The music in our episodes is bought by the yard.",
    "Thank you for listening to this message.",
    "Thank you for listening with your hearts.",
    "I'll see you on Monday in Dallas.",
    "Thank you for joining us, Bo.",
    "It was produced over ten years.",
    "Thanks for listening to this podcast with me.",
    "Until next time, here's the news you need.",
    "This is for all of you.",
    "That's for today's water.",
    "The music plays on your phone.",
])  # fmt: skip
def test_what_the_read_says_is_none(said: str) -> None:
    assert signed(*READ, said) == []


def test_leave_is_taken_before_it() -> None:
    leave = ["Next time, the mill.", "I'm Ada Berg.", "Bye, Bo.", "Bye bye."]
    assert signed(*READ, *leave, *MAKERS) == [*leave, *MAKERS]
    assert signed(*READ, *leave) == []


def test_a_sign_off_between_two_ads_needs_two_sentences() -> None:
    after = ["Support comes from Corvane.", "Go to corvane.com."]
    assert signed(*READ, *MAKERS[:2], *after, credits=(0, 5)) == MAKERS[:2]
    assert signed(*READ, MAKERS[0], *after, credits=(0, 4)) == []
    assert signed(*READ, "Bye bye.", MAKERS[0], *after, credits=(0, 5)) == ["Bye bye.", MAKERS[0]]
    assert signed(*MAKERS, *READ, credits=(3,)) == MAKERS


def test_little_before_it_is_of_it() -> None:
    little = ["You know the one.", "Be nice to each other.", "And call your mother."]
    assert signed(*little, *MAKERS, *READ, credits=(6,)) == [*little, *MAKERS]
    assert signed("Go to halden.com.", *MAKERS, credits=()) == MAKERS
    spot = [" ".join(["oar"] * LEAST_WORDS) + "."]
    assert signed(*spot, *MAKERS, credits=()) == MAKERS


@pytest.mark.parametrize("behind", [
    "Find it at corvane.com.", "Use the promo code RIVER.", "Listen wherever you get your podcasts.",
])  # fmt: skip
def test_trailers_name_their_makers(behind: str) -> None:
    trailer = "Wet Oars is hosted by Bo Lund."
    assert signed(*READ, trailer, behind) == []
    assert signed(*READ, trailer, STORY, behind) == []


def test_trailers_and_credited_reads_name_their_makers_behind_their_call() -> None:
    trailer = ["The Vault is a new podcast about banks.", "Follow The Vault wherever you get your podcasts."]
    assert signed(*trailer, *MAKERS, credits=()) == []
    assert signed(*trailer, *MAKERS, "Thanks for listening.", credits=()) == [*MAKERS, "Thanks for listening."]
    told = ["A true story of a bank, a lie and a boat.", *MAKERS[1:2], "It's produced by Bo Lund."]
    assert signed(*told, "Listen to Empty Vault wherever you get your podcasts.", credits=()) == []
    film = "This episode is brought to you by a film about oars."
    assert signed(film, *MAKERS) == []
    assert signed(film, "See it at halden.com.", *MAKERS) == MAKERS


def test_live_shows_thank_and_go_on() -> None:
    thanks = "Thanks for watching."
    assert signed(*READ, thanks, *[STORY] * MOST_BETWEEN) == [thanks, *[STORY] * MOST_BETWEEN]
    assert signed(*READ, thanks, *[STORY] * (MOST_BETWEEN + 1)) == []
    assert signed(*READ, thanks, *["I'm Ada Berg."] * (MOST_WORDS // 3)) == [thanks, *["I'm Ada Berg."] * (MOST_WORDS // 3)]
    assert len(signed(*READ, thanks, *["I'm Ada Berg."] * (MOST_WORDS // 3 + 9))) == 1 + MOST_WORDS // 3


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_no_labelled_ad_is_taken_for_one() -> None:
    episodes = [*load_all(CORPUS), *load_all(CORPUS, read_window_labels())]
    for episode in episodes:
        texts = episode.sentences.texts
        credits = credits_in(cue_counts(tokenize(texts))).tolist()
        for is_ad, rows in groupby(range(len(texts)), lambda i, e=episode: e.category[i] < len(ADS)):
            run = list(rows)
            if is_ad:
                assert sign_offs(texts, run[0], run[-1] + 1, credits, run) == [], (episode.label.id, run[0])
