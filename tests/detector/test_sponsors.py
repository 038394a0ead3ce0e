"""Who a read is for, and where the read of one sponsor ends and that of the next begins."""

from __future__ import annotations

import numpy as np
import pytest

from adcut.mentions import LONGEST, mentions_in, shows_in
from adcut.names import key_of
from adcut.splitting import split_run
from adcut.sponsors import OUTSIDE_LIMIT, Surroundings, credited_in, sponsor_of, sponsor_within
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
    ("Shave well. Go to halden.com. That's H-A-L-D-E-N.com slash pod.", "Halden"),
    ("Halden gives a 12-year warranty. The 12-year warranty of Halden is nice, 12-year. Halden.", "Halden"),
    ("Visit http://halden.com/tide and http://halden.com/pod today.", "Halden"),
    ("This message comes from KQRS sponsor . Brenner Bank , open on Sundays . In March it was voted best .", "Brenner Bank"),
    ("Support also comes from Halden Trust , whose only business is service . Ask Dan at Kew about Kew .", "Halden Trust"),
    ("Brought to you by Corvane, the people behind Quill. I use Quill. My team loves Quill. Quill is fast.", "Corvane"),
    ("this portion of the show is brought to you by us we do all of this alone", None),
    ("Thanks to all of our sponsors . Ann went home . Go to halden.com for Halden .", "Halden"),
    ("And thanks to Brenner Tools for sponsoring the show.", "Brenner Tools"),
    ("So what did you do after the harvest? We went home, and it rained for a week.", None),
])  # fmt: skip
def test_a_read_names_its_sponsor(text: str, name: str | None) -> None:
    assert sponsor_of([text]) == name


def test_the_own_address_of_a_show_stands_for_what_follows_it() -> None:
    outside = Surroundings("Welcome to Low Tide. More at lowtide.fm. " * 4)
    assert sponsor_of(["Get four months free at lowtide.fm/halden today."], outside) == "Halden"


def test_what_the_episode_says_all_the_time_is_no_sponsor() -> None:
    read = ["Python is hard. Python is what Corvane teaches you, and Corvane is fun. Go to corvane.com."]
    assert sponsor_of(read, Surroundings("We use Python. I like Python. Python it is.")) == "Corvane"


def test_what_a_credit_names_may_be_said_all_the_time() -> None:
    talk = Surroundings("We hired him. You hired me. They hired Ann. Welcome back to Low Tide. Low Tide is on.")
    read = "This episode of Low Tide is {} Hired. Hired helps. Visit hired.com slash Low Tide. Go there from Low Tide."
    assert sponsor_of([read.format("sponsored by")], talk) == "Hired"
    assert sponsor_of([read.format("the one with")], talk) != "Hired"
    talk = Surroundings("We use Quill. I like Quill. Quill it is. Quill.")
    assert sponsor_of(["Brought to you by hired hired is where Quill jobs are . Go to hired dot com today ."], talk) == "Hired"
    talk = Surroundings("This episode is out. Welcome to Low Tide. Low Tide. Low Tide. Low Tide.")
    assert sponsor_of(["Brought to you by Low Tide. Go to halden.com, where Halden is."], talk) == "Halden"


def test_whom_one_read_credits_another_may_name() -> None:
    talk = "Hired is fine. I got hired. We hired him. Who hired you?"
    credited = credited_in(mentions_in(["This episode is sponsored by Corvane and Hired. Thank you.", "Check out Quill."]))
    assert credited == {"corvaneandhired", "corvane", "hired"}
    read = ["Hired wants to help you. Visit Hired.com today."]
    assert sponsor_of(read, Surroundings(talk)) is None
    assert sponsor_of(read, Surroundings(talk, frozenset(credited))) == "Hired.com"


def test_reads_of_two_sponsors_are_kept_apart() -> None:
    texts = ["This episode is brought to you by Halden, the notebook that charges your phone while you write in it.",
             "Go to halden.com for fifteen percent off your first order of any notebook.",
             "And we are brought to you by Corvane, who teach a language in twenty minutes a day.",
             "The first two weeks cost nothing at all when you begin at corvane.com."]  # fmt: skip
    edges = np.full((4, 2), -3.0)
    parts = split_run(mentions_in(texts), edges, 0, Surroundings(""))
    assert parts == [(0, 2, "Halden"), (2, 4, "Corvane")]


def test_a_part_of_a_run_names_what_the_same_sentences_alone_do() -> None:
    """A run is searched once: thanks that go over the end of a part do not count, names are cut short at its edges."""
    texts = ["We thank our friends at", "Halden Mill for sponsoring the show.", "The flour is ground at night.",
             "Go to corvane dot", "com slash tide today.", "Corvane teaches you to sing."]  # fmt: skip
    outside, said = Surroundings("A plain morning by the river."), mentions_in(texts)
    for first in range(len(texts)):
        for last in range(first + 1, len(texts) + 1):
            assert sponsor_within(said, first, last, outside) == sponsor_of(texts[first:last], outside), (first, last)


def test_thanks_that_go_over_the_end_of_a_part_do_not_count() -> None:
    said = mentions_in(["we went to see Corvane", "Halden Mill for sponsoring the show."])
    assert said.thanks
    assert sponsor_within(said, 0, 1, Surroundings("")) is None
    assert sponsor_within(said, 1, 2, Surroundings("")) == "Halden Mill"


def test_a_show_that_another_part_names_may_be_a_sponsor_here() -> None:
    said = mentions_in(["Welcome to Corvane.", "Corvane teaches you to sing. Corvane is fun, and so is Corvane."])
    assert sponsor_within(said, 1, 2, Surroundings("")) == "Corvane"
    assert sponsor_within(said, 0, 2, Surroundings("")) is None


def test_of_endless_sentences_the_beginning_is_looked_at() -> None:
    long = mentions_in(["so it goes " * 2000 + "brought to you by Halden, go to halden.com", "We thank Halden."])
    assert len(long.text) < LONGEST + 100 and not long.lead_ins and not long.addresses


def test_reads_of_one_sponsor_side_by_side_are_one() -> None:
    one = "Halden is a notebook that charges your phone while you write in it, go to halden.com now."
    other = "Corvane teaches you to sing, go to corvane.com, that is corvane.com, and Corvane is fun, Corvane."
    edges = np.full((4, 2), -6.0)
    edges[1:, 0] = -1.5
    assert split_run(mentions_in([one, one, other, other]), edges, 0, Surroundings("")) == [(0, 2, "Halden"), (2, 4, "Corvane")]


@pytest.mark.parametrize("letter", ["\u0130", "\u0131", "\u017f"])
def test_letters_whose_small_forms_are_others(letter: str) -> None:
    assert sponsor_of([f"{letter * 3} is a letter. This show is brought to you by Halden. Go to halden.com."]) == "Halden"


def test_a_read_that_names_a_rival_stays_whole() -> None:
    texts = ["This episode is brought to you by Halden, the notebook that charges your phone while you write in it.",
             "Paper from Corvane is thinner than what Halden gives you, and Halden costs less than they do.",
             "Go to halden.com for fifteen percent off your first order of any Halden notebook."]  # fmt: skip
    assert split_run(mentions_in(texts), np.full((3, 2), -3.0), 0, Surroundings("")) == [(0, 3, "Halden")]


def test_of_endless_reads_the_beginning_is_looked_at() -> None:
    """Ten thousand names and addresses would otherwise take the square of their number."""
    begins = ["This episode is brought to you by Halden. Go to halden.com.", *["and so it goes on and on. "] * 500]
    assert sponsor_of([*begins, *["Corvane is here. Go to corvane.com. "] * 900]) == sponsor_of(begins) == "Halden"


def test_of_endless_addresses_the_first_are_looked_at() -> None:
    """Each is held against all names, so that different ones would take the square of their number."""
    many = " ".join(f"Go to halden{number:x}q.com." for number in range(400))
    last = "Corvane Tide teaches. Corvane Tide, corvanetide.com, and corvanetide.com, and corvanetide.com."
    assert sponsor_of([many + last]) != "Corvane Tide"
    assert sponsor_of([last + many]) == "Corvane Tide"


def test_endless_runs_are_looked_at_in_stretches() -> None:
    """One sponsor's are one read all the same; where nobody is named, the stretches stay."""
    halden, nobody = (["Halden is a notebook that charges your phone. "] * 700, ["it charges your phone. "] * 700)
    edges = np.full((700, 2), -8.0)
    assert split_run(mentions_in(halden), edges, 0, Surroundings("")) == [(0, 700, "Halden")]
    found = split_run(mentions_in(nobody), edges, 0, Surroundings(""))
    assert [(a, b) for a, b, _ in found] == [(0, 300), (300, 600), (600, 700)]


@pytest.mark.parametrize(("found", "true", "same"), [
    ("Adam and Eve", "Adam & Eve", True), ("micro.blog", "Micro.blog", True), ("Linode", "Linode, Code School", True),
    ("Code School", "Linode and Code School", True), ("Halden", "Corvane", False), ("AI", "Air", False),
])  # fmt: skip
def test_names_are_the_same_but_for_signs(found: str, true: str, same: bool) -> None:
    assert same_name(found, true) is same


def test_what_the_rest_calls_a_show_is_no_sponsor_but_a_name_said_there_once_may_be() -> None:
    read = ["Harbor Light is brought to you by nobody but Harbor Light.", "Corvane helps.", "Go to corvane.com."]
    show, guest = Surroundings("Welcome to Harbor Light."), Surroundings("I met somebody from Corvane in spring.")
    assert sponsor_of(read[:1], Surroundings("A plain morning by the river.")) == "Harbor Light"
    assert sponsor_of(read[:1], show) is None
    assert sponsor_of(read, show) == "Corvane"
    assert sponsor_of(read[1:], guest) == "Corvane"


def test_a_show_is_known_among_any_number_of_other_places_of_its_name() -> None:
    for before in (0, 1, 299, 300, 301, 900):
        assert Surroundings("A harbor light, " * before + "welcome to Harbor Light.").is_show("harborlight"), before
        assert not Surroundings("A harbor light, " * before + "so much for Harbor Light.").is_show("harborlight"), before


def test_names_are_looked_up_among_letters_alone_as_they_are_among_words() -> None:
    rng = np.random.default_rng(3)
    said = ["Low Tide", "Tide", "low", "Halden.com", "\u00c9", "an edition for", "this episode of", "back to", "support  of",
             "Welcome to\n", "and", ".", "listening to", "episode of,", "AI", "said", "A\u4e00"]
    names = ["Low Tide", "Tide", "Halden", "\u00c9", "A\u4e00", "AI", "Low Tide Tide", "Said", "Tidelow"]
    seen = set()
    for _ in range(400):
        outside = Surroundings(" ".join(said[k] for k in rng.integers(len(said), size=12).tolist()))
        spaced = " " + " ".join("".join(c if c.isalnum() and c.isascii() else " " for c in outside.text.lower() if c.isascii()
                                        or not c.isalnum()).split()) + " "
        for name in names:
            shows = {key for _, key in shows_in(outside.text, outside.text.lower())}
            assert outside.is_show(key_of(name)) == (key_of(name) in shows)
            letters = "".join(c for c in name.lower() if c.isalnum() and c.isascii())
            ascii_only = "".join(c for c in name.lower() if c.isascii())
            in_words = bool(letters) and spaced.count(f" {ascii_only} ") > OUTSIDE_LIMIT
            often = in_words or (len(letters) >= 8 and outside.squashed.decode().count(letters) > OUTSIDE_LIMIT)
            assert outside.often(name) == often, (name, outside.text)
            seen |= {("show", key_of(name) in shows), ("often", often)}
    assert len(seen) == 4
