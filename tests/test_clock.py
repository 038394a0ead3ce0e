"""When a place is spoken: exact, interpolated with a margin, or unknown."""

from __future__ import annotations

import adcut
from adcut.clock import Clock

TURNS = """**[00:00:00] AB:** One two three four five.

Six seven eight nine ten.

**[00:01:00] CD:** And here is the answer.

**[00:02:00] AB:** The last words have no end.
"""

CUES = """1
00:00:01,000 --> 00:00:03,000
Some words here.

2
00:00:04,000 --> 00:00:06,000
Other words there.
"""


def place(transcript: adcut.Transcript, words: str) -> tuple[int, int]:
    for paragraph in transcript.paragraphs:
        if words in paragraph.text:
            return paragraph.index, paragraph.text.index(words)
    raise AssertionError(words)


def test_a_turn_starts_at_its_stamp_and_ends_at_the_next() -> None:
    transcript = adcut.read_text(TURNS)
    clock = Clock(transcript)
    index, _ = place(transcript, "And here")
    assert clock.start(index, 0) == (60_000, 0)
    assert clock.end(index, len(transcript.paragraphs[index].text)) == (120_000, 0)


def test_inside_a_turn_the_words_carry_the_time_and_the_margin_says_so() -> None:
    transcript = adcut.read_text(TURNS)
    moment = Clock(transcript).start(*place(transcript, "Six seven"))
    assert moment.ms is not None
    assert 25_000 < moment.ms < 35_000
    assert 0 < moment.margin_ms <= 30_000


def test_after_the_last_stamp_nothing_is_guessed() -> None:
    transcript = adcut.read_text(TURNS)
    index, offset = place(transcript, "have no end")
    clock = Clock(transcript)
    assert clock.start(index, offset).ms is None
    assert clock.end(index, len(transcript.paragraphs[index].text)).ms is None


def test_cues_have_ends_of_their_own() -> None:
    transcript = adcut.read_text(CUES)
    clock = Clock(transcript)
    index, offset = place(transcript, "Other")
    assert clock.start(index, offset) == (4000, 0)
    assert clock.end(index, offset - 1).ms in (3000, 4000)
    assert clock.end(0, len("Some words here.")) == (3000, 0)


def test_an_end_gives_way_to_the_start_it_overlaps() -> None:
    transcript = adcut.read_text(CUES.replace("--> 00:00:03,000", "--> 00:00:04,500"))
    assert Clock(transcript).end(0, len("Some words here.")) == (4000, 0)


def test_a_stamp_out_of_order_is_no_anchor() -> None:
    text = TURNS.replace("[00:01:00]", "[09:09:09]")
    transcript = adcut.read_text(text)
    moment = Clock(transcript).start(*place(transcript, "And here"))
    assert moment.ms is not None
    assert 0 < moment.ms < 120_000
    assert moment.margin_ms > 0


def test_without_times_all_is_unknown() -> None:
    clock = Clock(adcut.Transcript.from_texts(["No times at all."]))
    assert not clock.is_timed
    assert clock.start(0, 0).ms is None
