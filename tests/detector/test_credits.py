"""Plain credits: told from talk about sponsors, and read as ads where the networks are unsure of them."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import adcut
from adcut import artifact
from adcut.credits import (
    LEAST_EDGE,
    LEAST_ODDS,
    LEAST_SCORE,
    MOST_CHARACTERS,
    MOST_EDGE,
    MOST_ODDS,
    UNSURE,
    disclaimers,
    plain_credits,
)
from adcut.explain import CREDIT, DISCLAIMER, Explainer, explain
from adcut.scorer import score_texts, with_credits
from training.corpus import ADS, load_all, read_window_labels

CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None
MOST_DISCLAIMED = 1

CREDITS = [
    "Long River is supported in part by the Halden Foundation.",
    "And Long River is supported in part\nby the  Halden Foundation, for the understanding of boats.",
    "Long River is partially supported by our training courses.",
    "99% River is made possible in part by the Corvane Endowment and by Halden.",
    "This week\u2019s episode is sponsored in part by Halden.",
    "Today's show is generously supported by Corvane.",
    "The first half of the show is brought to you in part by Corvane.",
    "Support for this podcast comes from Halden, makers of boats.",
    "Support for NPR comes from Corvane.",
    "Support for how the river rose and the following message come from Halden.",
    "Long River is supported in part by the Ada P. Halden Foundation, enhancing the understanding of boats.",
    "Thank you to Halden and Corvane for sponsoring this week's episode.",
    "And thanks again to Corvane for sponsoring our show today.",
    "First I say thank you to Halden for sponsoring this episode, because we like you all.",
    "Big shout out to Halden for sponsoring.",
    "Thanks to Halden for supporting the show.",
]
TALK = [
    "If a boat is no longer supported by its maker, who mends it?",
    "The company was funded by a bank in Oslo.",
    "The study is supported in part by the Halden Foundation.",
    "Long River is supported in part by dams. The Halden Foundation says so.",
    "The following message comes from Sarah in Ohio.",
    "Support for how the river rose and the following message come from listeners like you.",
    "Long River is supported in part by the Ada P. Halden Foundation and listeners like you.",
    "Long River is supported in part by the USA. The Halden Foundation says so.",
    "It is partially supported by the roof.",
    "Norway is supported in part by the United States.",
    "Evolution is supported in part by the fossil record.",
    "Bees are partially supported by wildflowers.",
    "This part is generously supported by the muscle.",
    "Nobody is generously supported by our friends.",
    "The program is funded by the state, and so are the boats.",
    "Support for this idea comes from a drawing.",
    "Support comes from both sides of the valley.",
    "Most of the funding comes from the church.",
    "I want to thank the senator for sponsoring the bill.",
    "Long River is supported in part by listeners like you.",
    "The show is supported in part by your donations.",
    "Long River is supported in part by our wonderful patrons.",
    "The podcast is supported in part by a grant and by listeners like you.",
    "Support for this podcast comes from our amazing listeners.",
    "This show is made possible by members of the club.",
    "The show was sponsored by a brand of soap in those days.",
    "I am also a host of another podcast sponsored by a society.",
    "That was presented by Bo, a teammate of mine.",
    "They are a sponsor of the games, so nobody shows another phone.",
    "Thanks to all of you for supporting the show.",
    "Thank you to our patrons for supporting the show.",
    "Thank you to our members for sponsoring this episode.",
    "Thanks to all of you for sponsoring the show.",
    "This podcast is sponsored by gravity.",
    "Hey, everybody, welcome to our boat, brought to you by rain.",
    "Please note that this is not sponsored by anybody.",
    "We are going to lose all of our sponsors.",
]
DISCLAIMERS = [
    "I'm not sponsored by Halden, I've never met them.",
    "We\u2019re not being paid by Bo to say that.",
    "They are not a sponsor of this show.",
    "And they're not paying us for any of it.",
    "By the way, this isn't an ad.",
    "That's not a paid advertisement, I just like boats.",
    "Please note, this is not sponsored by Corvane.",
    "This show doesn't take any advertising.",
    "The podcast has never had advertisements.",
    "It's paid for by about nine hundred people who give what they can.",
    "We are made possible by our members.",
    "Supported directly by listeners.",
    "Nobody is paying me, and Halden isn't paying me either.",
    "We are not really sponsored by anybody.",
]
NO_DISCLAIMERS = [
    *CREDITS,
    "It's not a diet, it's brought to you by Halden.",
    "I recommended it years ago, and I did not get paid to do so.",
    "Don't wait, sponsored offers end soon.",
    "Why don't we do our sponsor spots?",
    "You don't have to pay us.",
    "This isn't an ordinary boat.",
    "This ad is not for you.",
    "Today's episode is brought to you by Halden, helping people who sail.",
    "We don't run.",
    "This episode is brought to you by Halden and by listeners like you.",
    "The show is brought to you by Halden which helps people who sail.",
    "I couldn't be happier to be sponsored by Halden Tea.",
    "Don't forget this episode is sponsored by Halden.",
    "I can't believe we're sponsored by Halden.",
    "Halden is not only a sponsor of this show, it is a friend.",
    "I should also mention that today's sponsor is Halden Tea.",
    "Full disclosure, Halden is one of our sponsors.",
    "We don't take sponsors that we don't use ourselves.",
    "And you're not even paid to say that.",
    "Support comes from Halden, funded by thousands of donors.",
    "Halden is supported by people who use it.",
    "Halden is funded by our readers, and it is supported by subscribers in eighty countries.",
    "This show is supported by listeners and by the Halden Foundation.",
    "This program is made possible by the members of this station and by Halden Tea.",
]


@pytest.mark.parametrize("said", DISCLAIMERS)
def test_disclaimers(said: str) -> None:
    assert disclaimers([said, said.lower(), said.upper()], np.ones(3, bool)).all()
    assert disclaimers([said], np.zeros(1, bool)).tolist() == [False]
    assert not disclaimers([said.ljust(MOST_CHARACTERS + 1, "!")], np.ones(1, bool)).any()


def test_what_is_taken_back_disclaims_nothing() -> None:
    texts = [DISCLAIMERS[0], "Well, actually, as of this week I am.", "We like it."]
    assert disclaimers(texts, np.ones(3, bool)).tolist() == [False] * 3
    assert disclaimers([DISCLAIMERS[0], "Well, that is that."], np.ones(2, bool)).tolist() == [True, False]


@pytest.mark.parametrize("said", NO_DISCLAIMERS)
def test_what_sponsors_say_is_no_disclaimer(said: str) -> None:
    assert not disclaimers([said], np.ones(1, bool)).any()


def test_with_a_disclaimer_no_ad_begins() -> None:
    texts = ["So he went up the river.", DISCLAIMERS[0], "And it rained all day."]
    before = replace(unsure(texts), log_odds=np.full(3, 2.0), edges=np.full((3, 2), 1.0), credits=np.ones(3, bool))
    after = with_credits(before, texts)
    assert after.log_odds.tolist() == [2.0, MOST_ODDS, 2.0]
    assert after.edges.tolist() == [[1.0, 1.0], [MOST_EDGE, MOST_EDGE], [1.0, 1.0]]
    assert after.credits.tolist() == [True, False, True]
    assert after.credited.tolist() == [0.0, MOST_ODDS - 2.0, 0.0]
    unlikely = replace(before, log_odds=np.full(3, MOST_ODDS))
    assert with_credits(unlikely, texts) is unlikely


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_labelled_ads_disclaim_next_to_nothing() -> None:
    """One sentence, a joke of hosts amid a read, when this was written."""
    found = 0
    for episode in [*load_all(CORPUS), *load_all(CORPUS, read_window_labels())]:
        texts = [text for text, category in zip(episode.sentences.texts, episode.category, strict=True) if category < len(ADS)]
        found += int(disclaimers(texts, np.ones(len(texts), bool)).sum())
    assert found <= MOST_DISCLAIMED


@pytest.mark.parametrize("said", CREDITS)
def test_credits(said: str) -> None:
    assert plain_credits([said], np.ones(1, bool)).all()


@pytest.mark.parametrize("said", [text for text in CREDITS if "River is" not in text])
def test_what_names_the_show_by_its_kind_needs_no_capitals(said: str) -> None:
    assert plain_credits([said.lower(), said.upper()], np.ones(2, bool)).all()


@pytest.mark.parametrize("said", TALK)
def test_talk_of_sponsors_is_none(said: str) -> None:
    assert not plain_credits([said, said.lower(), said.upper()], np.ones(3, bool)).any()


def test_only_those_asked_for_are_looked_at() -> None:
    assert plain_credits(CREDITS[:2], np.array([False, True])).tolist() == [False, True]


def test_a_long_sentence_is_none() -> None:
    credit = CREDITS[0].ljust(MOST_CHARACTERS, "!")
    assert plain_credits([credit, credit + "!"], np.ones(2, bool)).tolist() == [True, False]


def unsure(texts: list[str]):  # type: ignore[no-untyped-def]
    """Return scores as if the networks gave every sentence even odds less one, and edges none."""
    plain = score_texts(texts, artifact.load())
    n = len(texts)
    return replace(plain, score=np.full(n, 0.27), log_odds=np.full(n, -1.0), edges=np.full((n, 2), -2.5), credited=np.zeros(n))


def test_an_unsure_credit_is_a_likely_ad_and_a_read_of_its_own() -> None:
    texts = ["So he went up the river.", CREDITS[0], "And it rained all day."]
    before = unsure(texts)
    after = with_credits(before, texts)
    assert after.log_odds.tolist() == [-1.0, LEAST_ODDS, -1.0]
    assert after.edges.tolist() == [[-2.5, -2.5], [LEAST_EDGE, LEAST_EDGE], [-2.5, -2.5]]
    assert after.credited.tolist() == [0.0, LEAST_ODDS + 1.0, 0.0]
    assert after.score[1] == pytest.approx(1 / (1 + np.exp(-LEAST_ODDS)))


def test_a_surer_one_keeps_its_edges_and_a_sure_one_all() -> None:
    texts = ["So he went up the river.", CREDITS[0]]
    surer = replace(unsure(texts), score=np.full(2, UNSURE), log_odds=np.full(2, 0.5))
    assert with_credits(surer, texts).log_odds.tolist() == [0.5, LEAST_ODDS]
    assert np.array_equal(with_credits(surer, texts).edges, surer.edges)
    sure = replace(surer, score=np.full(2, 0.9), log_odds=np.full(2, LEAST_ODDS))
    assert with_credits(sure, texts) is sure


def test_what_the_networks_rule_out_stays_out() -> None:
    texts = [CREDITS[0]]
    ruled_out = replace(unsure(texts), score=np.full(1, LEAST_SCORE), log_odds=np.full(1, -4.6))
    assert with_credits(ruled_out, texts) is ruled_out


def test_a_credit_amid_the_talk_is_cut_and_explained() -> None:
    talk = "".join(f"The river rose on day {k}, and the boats of the valley lay still.\n\n" for k in range(60))
    credit = "Long River is supported in part by the Halden Foundation."
    transcript = adcut.read_bytes((talk + credit + "\n\n" + talk).encode())
    assert [transcript.text[slice(*read.source)].strip() for read in adcut.detect(transcript).reads if read.cut] == [credit]
    explainer = Explainer.of(transcript)
    where = next(i for i, text in enumerate(explainer.sentences.texts) if text.strip() == credit)
    explanation = explain(explainer.sentences, explainer.model, where)
    parts = dict(explanation.contributions)
    assert parts[CREDIT] == explainer.scores.credited[where] > 0
    assert explanation.base + sum(parts.values()) == pytest.approx(explanation.total)


def test_a_disclaimer_is_explained_as_one() -> None:
    text = ("I'm not sponsored by Halden, and this episode is brought to you by nobody, "
            "so go to halden.com and use the code RIVER.")
    transcript = adcut.read_bytes((text + "\n\n" + "Get ten percent off your first boat at halden.com.\n\n" * 3).encode())
    explainer = Explainer.of(transcript)
    assert dict(explain(explainer.sentences, explainer.model, 0).contributions)[DISCLAIMER] == explainer.scores.credited[0] < 0
