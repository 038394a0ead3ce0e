"""Hand-overs to the show are content, whatever the scores around them say."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from adcut.handover import (
    LONGEST_PRINTED,
    MOST_FOLLOWING,
    MOST_PRINTED,
    trimmed,
    with_follow_up,
    with_small_print,
    with_thanks,
)
from training.corpus import ADS, load_all, read_window_labels

CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None


@pytest.mark.parametrize(
    "phrase",
    ["Now, back to the show.", "All right, let's get into it.", "Now, here is my conversation with Ingrid.",
     "And now let\u2019s get back to the interview."],
)
def test_hand_overs_are_trimmed_at_either_end(phrase: str) -> None:
    read = ["This episode is brought to you by Halden.", "Go to halden.com."]
    assert trimmed([phrase, *read], 0, 3) == (1, 3)
    assert trimmed([*read, phrase], 0, 3) == (0, 2)
    assert trimmed([phrase], 0, 1) == (0, 1)


@pytest.mark.parametrize("phrase", ["Welcome back to Halden.", "Let us talk about sleep.", "Go back home."])
def test_reads_keep_their_words(phrase: str) -> None:
    assert trimmed([phrase, "Go to halden.com."], 0, 2) == (0, 2)


def test_thanks_to_the_sponsor_right_behind_a_read_belong_to_it() -> None:
    assert with_follow_up(["Go to acme.com.", "Thanks to Acme for their support."], 1) == 2
    assert with_follow_up(["Go to acme.com.", "And a big thank you to Acme Mattress for sponsoring the show."], 1) == 2
    for text in ("Thanks to everybody for their support.", "Thanks to you for supporting us.", "He gave thanks to the sea."):
        assert with_follow_up(["Go to acme.com.", text], 1) == 1
    assert with_follow_up(["Go to acme.com."], 1) == 1


def test_requests_for_the_sponsor_right_behind_a_read_belong_to_it() -> None:
    credit = "This hour is brought to you by Halden and Corvane."
    for text in ("Please check out what they're offering during their segments.", "Be sure to check them both out.",
                 "It really helps support the show.", "Thank them for supporting us, they are at halden fm.",
                 "And tell them we sent you.", "We'll hear more from them later.", "Find out more at halden.com.",
                 "More information about Halden at w w w dot halden dot com.", "And you can learn more at halden dot com."):
        assert with_follow_up([credit, text, "The river rose."], 1) == 2
    assert with_follow_up([credit, *["Please check them out."] * 9], 1) == 1 + MOST_FOLLOWING
    for text in ("Check out the river.", "We thank them.", "That helps.", "They tell them stories.",
                 "What they're offering is a ceasefire, the minister said.", "Tell them that dinner is ready.",
                 "Let them know the war is over.", "Tell them thanksgiving is over.", "Tell them we sentenced him.",
                 "More about those in a few minutes, but first, the weather.", "It supports the program in Congress.",
                 "Check out what they did to the house.", "Thank you all for supporting the show.",
                 "We learn more at school than at home.", "You can find out more at the end of the show.",
                 "More information about the trial came out at the hearing.", "You see more at night.",
                 "Learn more about our courses at longriver.fm.", "More information about this show at longriver.fm.",
                 "And thank you guys for supporting us on Patreon.", "Thank you both for making time today.",
                 "Be sure to check them out. " + "The river rose. " * 20):
        assert with_follow_up([credit, text], 1) == 1, text


def test_addresses_are_no_thanks() -> None:
    texts = ["Thanks to Halden for sponsoring the show.", "Find out more at longriver.fm slash courses."]
    assert with_follow_up(texts, 0) == 2
    assert with_thanks(texts, 0) == 1


@pytest.mark.parametrize("said", [
    "Terms and conditions apply.",
    "Rules and restrictions may apply.",
    "Offer is subject to status, terms apply.",
    "Halden Bank, Member FDIC.",
    "Equal housing lender.",
    "Savings may vary.",
    "Price and coverage match limited by state law.",
    "Not available in all states.",
    "Void where prohibited.",
    "Halden Casualty Insurance Company and affiliates.",
    "National average twelve month savings by new customers surveyed.",
    "You must be 21 or older to sail.",
    "Gambling problem?",
    "Please drink responsibly.",
    "These claims were not evaluated by the FDA.",
    "See the website for full details.",
])  # fmt: skip
def test_small_print_right_behind_a_read_belongs_to_it(said: str) -> None:
    read = "Go to halden.com."
    assert with_follow_up([read, said, "The river rose."], 1) == 2
    assert with_follow_up([read, "Halden Oars and Sons.", said, "The river rose."], 1) == 3
    assert with_follow_up([read, "The river rose.", "And the mill stood.", said], 1) == 1
    assert with_follow_up([read, *[said] * (MOST_PRINTED + 4)], 1) == 1 + MOST_PRINTED
    assert with_follow_up([read, said + " " * LONGEST_PRINTED], 1) == 1
    assert with_follow_up([read, said, "Thanks to Halden for their support."], 1) == 3


@pytest.mark.parametrize("said", [
    "The rules of the river apply here too.", "He is subject to doubt.", "The law applies to boats.",
    "It is available in all sizes.", "She was 21 when she sailed.", "We act responsibly.",
    "So Bo, you told me you had a gambling problem.", "When I was 21 or older, I forget, I moved to Berlin.",
    "So the same conditions apply to every boat on the river.", "The drug was approved by the FDA in 1994.",
    "Any business involves risk.", "See the book for details.", "Is it legal in all states now?",
])  # fmt: skip
def test_talk_behind_a_read_is_no_small_print(said: str) -> None:
    assert with_follow_up(["Go to halden.com.", said], 1) == 1


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_no_content_behind_a_labelled_ad_is_small_print() -> None:
    for episode in [*load_all(CORPUS), *load_all(CORPUS, read_window_labels())]:
        ads = episode.category < len(ADS)
        for stop in np.flatnonzero(ads[:-1] & ~ads[1:] & (episode.weight[1:] > 0)) + 1:
            assert with_small_print(episode.sentences.texts, int(stop)) == stop, (episode.label.id, stop)


@pytest.mark.parametrize("back", [
    "Ada, welcome.", "So, Ada.", "Let me ask you about age.", "How old are you?",
    "Welcome back to the show.", "Now, back to the show.", "All right, we\u2019re back with Ada.",
    "So the river rose over the meadow by the old mill, and nobody in the valley had ever seen the like of it before that day.",
])  # fmt: skip
def test_where_the_show_goes_on_no_small_print_is_looked_for(back: str) -> None:
    assert with_follow_up(["Go to halden.com.", back, "Terms and conditions apply."], 1) == 1
    assert with_follow_up(["Go to halden.com.", "Halden Oars.", "Terms and conditions apply."], 1) == 3
