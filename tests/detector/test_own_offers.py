"""What the show offers itself right behind its sponsors is no ad, and is told from what the sponsors offer."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from adcut import artifact
from adcut.cues import cue_counts
from adcut.features import credits_in
from adcut.mentions import mentions_in
from adcut.own_offers import MOST_BEFORE, MOST_WORDS, own_offers
from adcut.scorer import Scores
from adcut.sentences import Sentences
from adcut.spans import SpanPolicy, find_reads
from adcut.sponsors import Surroundings
from adcut.tokens import tokenize
from training.corpus import ADS, load_all, read_window_labels

CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None
MOST_TAKEN = 0.001
"""Share of the words of labelled ads; 396 of 446,843 when this was written."""
MODEL = artifact.load()
WELCOME = "Welcome to Long River, the show about boats."
TALK = [WELCOME, *["And then the river rose again over the meadow by the old mill."] * 30]
CREDIT = "This episode is brought to you by Halden and Corvane."
CALL = "Start today at halden.com slash river."
PITCH = ["Do you want to build your own boat?", "We have forty courses for every wood there is.", "Find them at longriver.com."]


def offers(*run: str, outside: str = " ".join(TALK), credits: tuple[int, ...] = ()) -> list[str]:
    """Return what is taken out of a run that stands behind one sentence and before another."""
    texts = ["Before.", *run, "After."]
    found = own_offers(texts, [(1, 1 + len(run))], [i - 1 in credits for i in range(len(texts))], lambda: Surroundings(outside),
                       lambda start, stop: mentions_in(texts[start:stop]))
    assert all(1 <= start < stop <= 1 + len(run) for start, stop, _ in found)
    return [text for start, stop, _ in found for text in texts[start:stop]]


@pytest.mark.parametrize("offer", [
    "And you can find out more at longriver.com.",
    "Find out more at longriver.com slash courses.",
    "More information about all our courses at longriver.com slash courses.",
])  # fmt: skip
def test_where_the_show_has_more_is_no_address_of_the_sponsor(offer: str) -> None:
    outside = " ".join([*TALK, "longriver.com is where we live."])
    assert offers(CREDIT, CALL, "The boats of Halden are light.", offer, outside=outside) == [offer]


@pytest.mark.parametrize("news", [
    "A little bit of news.",
    "I have a little news for you this week.",
    "We have some great news.",
    "Before we get to Ada, I want to share three pieces of news with you.",
    "Before we get to the interview, I have something to share with you.",
    "Before we talk with Ada, a quick announcement.",
    "One quick announcement before we get to the interview.",
    "And we\u2019ve got an announcement for you.",
    "I have a quick comment about sponsoring the show.",
    "I'm super excited to tell you that I just released my first book.",
])  # fmt: skip
def test_with_news_of_the_host_the_ads_end(news: str) -> None:
    course = "We built a course on knots, and you will find it in the shop."
    assert offers(CREDIT, "It really helps the show.", news, course) == [news, course]
    assert offers(news, course) == [news, course]


@pytest.mark.parametrize("said", [
    "Well, I have some great news for you, Halden captures all of it.",
    "They just announced their new oar.",
    "Halden has a huge announcement for you later in the episode.",
    "On a request like this we see a comment from a robot.",
    "I have an update from Halden.",
    "You can announce an event with it, or a special project.",
    "I'm really excited to tell you about a new sponsor of the show.",
    "Before we jump into our topic, let's talk about our sponsor.",
    "They are excited to share that they've reached a million boats.",
    "It is in the news, as you know.",
    "I have an announcement, this episode is brought to you by Halden.",
    "I have a piece of " + "very " * 100 + "old news.",
])  # fmt: skip
def test_news_of_the_sponsor_is_the_sponsors(said: str) -> None:
    assert offers(CREDIT, said, "You will love it.") == []


def test_what_greets_before_the_news_belongs_to_them() -> None:
    news = ["Hi there.", "Thanks for listening to this episode.", "I have an announcement.", "We built a course."]
    assert offers(CREDIT, *news) == news
    assert offers(*news) == news


def test_a_show_that_pays_itself_has_named_its_read() -> None:
    news = ["I have an announcement about our courses.", "There are forty of them."]
    assert offers("This hour is brought to you by us.", *news) == []
    assert offers("This hour is brought to you by our courses.", *news) == []
    assert offers("This hour is brought to you by Halden.", *news) == news


def test_the_next_credit_ends_them() -> None:
    run = [CREDIT, "I have an announcement.", "We built a course.", "Also brought to you by Solvane.", "Go to solvane.com."]
    assert offers(*run, credits=(0, 3)) == run[1:3]
    behind = [CALL, "Also brought to you by Solvane.", *PITCH]
    assert offers(*behind) == behind[1:]
    assert offers(*behind, credits=(1,)) == []


def test_more_than_a_few_hundred_words_are_left() -> None:
    long = " ".join(["boat"] * (MOST_WORDS - 3)) + "."
    assert offers(CREDIT, "I have an announcement.", long[5:]) == ["I have an announcement.", long[5:]]
    assert offers(CREDIT, "I have an announcement.", long) == []


@pytest.mark.parametrize("call", [
    CALL, "And use the promo code RIVER, all one word.", "Take it from longriver.com slash halden.",
])  # fmt: skip
def test_behind_a_sponsors_call_the_shows_own_address_is_its_own_offer(call: str) -> None:
    assert offers("Halden mends hulls.", CALL, call, *PITCH) == PITCH
    assert offers("Halden mends hulls.", CALL, call, *PITCH, outside=" ".join(TALK[1:])) == []  # no show has that name


def test_what_follows_the_call_about_the_sponsor_stays_with_it() -> None:
    assert offers(CALL, "That is H A L D E N.", "It really helps support the show.", *PITCH) == PITCH
    assert offers(CALL, "Halden throws in an oar.", *PITCH) == PITCH
    assert offers(CALL, *PITCH, "And thank you, Halden.") == []


@pytest.mark.parametrize("last", [
    "Find them at longriver.com slash solvane.", "Write to ada@longriver.com.", "Find them at solvane.com.",
])  # fmt: skip
def test_an_address_that_may_be_a_sponsors_is_no_own_offer(last: str) -> None:
    assert offers(CALL, *PITCH[:2], last) == []
    assert offers(CALL, *PITCH[:2], "Find them at longriver.com slash courses.") != []


@pytest.mark.parametrize("request_", [
    "And if you enjoy this podcast, don't forget to subscribe and follow it in your favorite app.",
    "If you\u2019ve enjoyed the show, please leave a review.",
    "Don't forget to subscribe.",
])  # fmt: skip
def test_what_is_asked_of_listeners_is_no_ad(request_: str) -> None:
    helps = "It's the best way to miss nothing, and helps the show."
    head = "With that, I bring you Ada after a short word from our sponsors."
    assert offers(head, request_, helps, "Halden mends hulls.", CALL) == [head, request_, helps]
    assert offers(CREDIT, request_, "Halden mends hulls.", CALL) == [request_]  # a credit before it is one
    assert offers(*["Halden mends hulls."] * (MOST_BEFORE + 1), request_, CALL) == [request_]
    assert offers(head, "If you enjoy this show about boats, you will love Halden.", CALL) == []


@pytest.mark.parametrize("said", [
    "If you love this podcast, let me tell you about Halden.",
    "If you're enjoying this episode, follow the link in the show notes.",
    "Don't forget to subscribe at halden.com slash river.",
    "And don't forget to follow them on the usual sites.",
    "And don't forget to like, you know, tell them we sent you.",
    "If you like this show, I think you'll love Dark Hills, so follow it in your app.",
    "If you like the show, follow Dark Hills wherever you listen.",
    "If you enjoy our podcast, check out Deep Water and subscribe.",
    "If you like the show, the best way to support us is to review our sponsors' offers.",
    "If you like this show, " + "and the boats, " * 30 + "subscribe.",
])  # fmt: skip
def test_what_sponsors_and_other_shows_ask_stays_with_them(said: str) -> None:
    assert offers(CREDIT, said, "Halden mends hulls.") == []


def test_a_read_before_a_request_is_no_beginning() -> None:
    read = ["Halden mends hulls.", "They do it fast.", CALL]
    assert offers(*read, "Don't forget to subscribe.") == ["Don't forget to subscribe."]
    assert offers("Use code RIVER.", "Don't forget to subscribe.") == ["Don't forget to subscribe."]


@pytest.mark.parametrize("news", [
    "Hey folks, I have some news.", "Exciting news.", "Before we dive in, I have something to share with you.",
    "A quick announcement before we get going.",
])  # fmt: skip
def test_news_that_lead_to_a_sponsor_are_the_sponsors(news: str) -> None:
    assert offers(news, "Halden has its spring sale.", CALL) == []
    assert offers(news, "Halden has its spring sale.", "Use code RIVER.") == []
    assert offers(CREDIT, news, "Halden has its spring sale.") == []  # it was credited before
    assert offers(news, "My new podcast is out now.") == []
    assert offers(news, "We need your help.", "Go to patreon.com slash river.") != []


@pytest.mark.parametrize(("talk", "address"), [
    ("I went back to Amazon in those days.", "amazon.com"), ("I was listening to Audible on the bus.", "audible.com"),
    ("We flew back to New York.", "newyorktimes.com"), ("Welcome to Calm History, my show.", "calm.com"),
])  # fmt: skip
def test_what_is_named_in_passing_is_no_show(talk: str, address: str) -> None:
    assert offers(CALL, *PITCH[:2], f"Find them at {address}.", outside=f"{talk} " * 4) == []


@pytest.mark.parametrize("name", ["Long River Radio", "The Long River Podcast", "Long River Talk Show"])
def test_addresses_of_a_show_need_not_have_all_its_name(name: str) -> None:
    assert offers(CALL, *PITCH, outside=f"Welcome to {name}.") == PITCH
    assert offers(CALL, *PITCH[:2], "Find them at longriverclub.com.", outside="Welcome to Long River.") != []


def test_what_is_offered_behind_a_request_is_looked_at_as_well() -> None:
    assert offers("Don't forget to subscribe.", "Halden mends hulls.", CALL, *PITCH) == ["Don't forget to subscribe.", *PITCH]


def test_without_a_sponsors_call_nothing_is_taken_out() -> None:
    assert offers(*PITCH) == []
    assert offers(CREDIT, *PITCH) == []
    assert offers(*PITCH, CALL) == []
    assert offers() == []


@pytest.mark.parametrize(("said", "address"), [
    ("Hello, I'm Hazel Tranter, and these are my slugs.", "hazeltranter.co.uk"),
    ("My name is Hazel Tranter.", "hazeltranter.com slash plot"),
    ("I\u2019m Dr. Hazel Tranter.", "hazeltranter.com"),
    ("This is your host, Hazel Tranter.", "hazeltranter.com slash plot"),
    ("Thanks so much for tuning in to the Hazel Tranter podcast.", "Hazel Tranter dot com slash plot"),
    ("So that is my garden.", "patreon.com slash garden"),
    ("So that is my garden.", "garden.substack.com"),
])  # fmt: skip
def test_what_is_at_the_hosts_own_address_alone_is_the_shows(said: str, address: str) -> None:
    pitch = ["It's twelve modules, one for every month.", "It's 99 pounds until Friday.", f"Find it at {address}."]
    outside = " ".join([said, *TALK[1:]])
    assert offers(*pitch, outside=outside) == pitch
    assert offers(CREDIT, *pitch, outside=outside, credits=(0,)) == []  # in the place of a sponsor it is one
    assert offers("Halden mends hulls.", CALL, CREDIT, *pitch, outside=outside, credits=(2,)) == []
    assert offers("Halden mends hulls.", CALL, *pitch, outside=outside) == pitch
    assert offers(*pitch, "Put in the code SLUG.", outside=outside) == [*pitch, "Put in the code SLUG."]
    assert offers(*pitch, CALL, outside=outside) == []


def test_a_newsletter_that_pays_is_a_sponsor() -> None:
    read = ["It is about food.", "Find it at thelongtable.substack.com."]
    for credit in ("This week's sponsor is The Long Table.", "Brought to you by The Long Table."):
        assert offers("Halden mends hulls.", CALL, credit, *read, credits=(2,)) == []
    pitch = ["Support us.", "Find us at patreon.com slash longriver."]
    assert offers("This hour is brought to you by Halden.", CALL, *pitch, credits=(0,)) == pitch


@pytest.mark.parametrize("said", [
    "He met Hazel Tranter once.", "I'm Hazel, and that is Tranter.", "I'm interested in oars.",
    "I did it for him. Hazel Tranter was new then.", "They claim Hazel Tranter.", "I'm Hazel Trantersen.",
])  # fmt: skip
def test_others_have_addresses_too(said: str) -> None:
    assert offers("Oars by the dozen.", "Find them at hazeltranter.com.", outside=f"{said} {TALK[1]}") == []


@pytest.mark.parametrize(("said", "own"), [
    ("From the mill, it's Long River, I'm Ada.", True), ("This is the Long River, and I'm Bo.", True),
    ("You're listening to Long River with your host, Ada.", True), ("It's Long River water.", False),
    ("It's Long River. Imagine that.", False), ("It visits Long River, I'm told.", False),
])  # fmt: skip
def test_hosts_say_which_show_this_is(said: str, own: bool) -> None:
    assert (offers(CALL, *PITCH, outside=said) == PITCH) == own


def test_small_print_behind_a_call_is_the_sponsors() -> None:
    assert offers("Halden mends hulls.", CALL, "Terms apply.", *PITCH) == PITCH


def test_who_pays_is_a_sponsor_though_a_show_is_called_so() -> None:
    assert offers("This hour is brought to you by Long River.", CALL, *PITCH) == []


def test_of_several_stretches_none_overlap() -> None:
    run = [CREDIT, "Don't forget to subscribe.", "I have an announcement.", "We built a course."]
    assert offers(*run) == run[1:]
    assert offers(CALL, "Don't forget to subscribe.", *PITCH) == ["Don't forget to subscribe.", *PITCH]


def test_of_many_names_and_addresses_the_right_ones_are_found() -> None:
    outside = Surroundings(" ".join(f"Welcome to Show{i} of boats." for i in range(3000)))
    assert outside.is_of_show("show2999")
    assert not outside.is_of_show("halden")
    texts = [f"Go to halden{i}.com." for i in range(200)] + ["We have courses at show2999.com."]
    assert own_offers(texts, [(0, 201)], [False] * 201, lambda: outside, lambda *_: mentions_in(texts)) == [
        (200, 201, "self_promo")]


def found(texts: list[str], ads: range, mode: str) -> list[tuple[int, int, str, bool]]:
    n = len(texts)
    score = np.full(n, 0.002)
    score[ads] = 0.97
    edge = np.full((n, 2), -6.0)
    edge[ads.start, 0] = edge[ads.stop - 1, 1] = 2.0
    shares = np.zeros((n, 5))
    shares[:, 0], shares[:, 4] = score, 1 - score
    tokens = tokenize(texts)
    zeros = np.zeros(n, np.int32)
    begins = np.arange(n, dtype=np.int32) * 500
    sentences = Sentences(tuple(texts), zeros, begins, begins + 400, *np.zeros((3, n), np.int8),
                          np.diff(tokens.first).astype(np.int32))
    scores = Scores(score, shares, np.log(score / (1 - score)), edge, np.zeros((n, 1)), np.zeros(n, bool),
                    np.zeros(n), tokens)
    policy = SpanPolicy.for_mode(MODEL, mode)
    return [(read.start, read.stop, read.category, read.score >= policy.threshold)
            for read in find_reads(sentences, scores, policy)]


@pytest.mark.parametrize("mode", ["high-precision", "balanced", "high-recall"])
def test_own_offers_are_reported_as_what_they_are_in_every_mode(mode: str) -> None:
    texts = [*TALK, "Halden mends hulls.", CALL, "That is halden.com slash river.", *PITCH, *TALK[1:]]
    begin = len(TALK)
    assert found(texts, range(begin, begin + 6), mode) == [
        (begin, begin + 3, "sponsor", True), (begin + 3, begin + 6, "self_promo", True)]


@pytest.mark.parametrize("mode", ["balanced", "high-recall"])
def test_few_words_beside_an_own_offer_are_no_read(mode: str) -> None:
    begin = len(TALK)
    texts = [*TALK, "Cool.", "I have an announcement.", "We built a course.", *TALK[1:]]
    assert found(texts, range(begin, begin + 3), mode) == [(begin, begin + 3, "self_promo", True)]
    texts = [*TALK, "Halden mends hulls.", CALL, "And now, back to the show.", "I have an announcement.", *TALK[1:]]
    assert found(texts, range(begin, begin + 4), mode)[0] == (begin, begin + 2, "sponsor", True)


@pytest.mark.parametrize("mode", ["balanced", "high-recall"])
def test_a_request_to_follow_is_interaction(mode: str) -> None:
    begin = len(TALK)
    texts = [*TALK, "With that, a word from our sponsors.", "And if you enjoy this podcast, don't forget to subscribe to it.",
             "Halden mends hulls.", CALL, "That is halden.com slash river.", *TALK[1:]]
    assert found(texts, range(begin, begin + 5), mode) == [
        (begin, begin + 2, "interaction", True), (begin + 2, begin + 5, "sponsor", True)]


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_of_labelled_ads_hardly_a_word_is_taken_for_an_own_offer() -> None:
    """With every labelled stretch of ads as a run: what a detector without fault would lose by this."""
    taken = ads = 0
    for labels in (None, read_window_labels()):
        for episode in load_all(CORPUS, labels):
            if episode.label.source == "authored":
                continue
            texts, is_ad = episode.sentences.texts, (episode.category < len(ADS)) & (episode.weight > 0)
            edges = np.flatnonzero(np.diff(is_ad, prepend=False, append=False)).tolist()
            runs = list(zip(edges[::2], edges[1::2], strict=True))
            outside = Surroundings(" ".join(text for text, ad in zip(texts, is_ad, strict=True) if not ad))
            found = own_offers(texts, runs, credits_in(cue_counts(tokenize(texts))).tolist(), lambda outside=outside: outside,
                               lambda start, stop, texts=texts: mentions_in(texts[start:stop]))
            ads += int(episode.words[is_ad].sum())
            taken += sum(int(episode.words[start:stop].sum()) for start, stop, _ in found)
    assert ads > 200_000
    assert taken < ads * MOST_TAKEN
