"""A clean script is the input less what was cut, and nothing else."""

from __future__ import annotations

import json

import pytest

import adcut
from adcut.cleaner import TextRange, clean, clean_text
from adcut.cutlist import Retiming, TimeRange

SED = """**EPISODE 1****[INTRODUCTION]**

**[00:00:00] AB:** Welcome to the show. It costs \\$5 to make.

[SPONSOR MESSAGE]

**[00:01:00] AB:** Buy the thing at [thing.com/us](https://thing.com/us).

It is a good thing.

[INTERVIEW CONTINUED]

**[00:02:00] CD:** As I said. Anyway, go to [x.com](https://x.com). It was fun.

[END]
"""


def ranges(transcript: adcut.Transcript, *quotes: str) -> list[TextRange]:
    found = []
    for quote in quotes:
        for paragraph in transcript.paragraphs:
            at = paragraph.text.find(quote)
            if at >= 0:
                stop = at + len(quote)
                while stop < len(paragraph.text) and paragraph.text[stop] == " ":
                    stop += 1
                found.append(TextRange(paragraph.index, at, stop))
                break
        else:
            raise AssertionError(quote)
    return found


def cut(text: str, *quotes: str, retiming: Retiming | None = None) -> str:
    transcript = adcut.read_text(text)
    script = clean(transcript, ranges(transcript, *quotes), retiming=retiming).text
    assert clean_text(transcript, ranges(transcript, *quotes), retiming=retiming) == script
    return script


def test_nothing_cut_is_the_input_byte_for_byte() -> None:
    assert cut(SED) == SED


def test_a_block_goes_with_the_marks_that_framed_it() -> None:
    start, stop = SED.index("[SPONSOR"), SED.index("**[00:02:00]")
    assert cut(SED, "Buy the thing at thing.com/us.", "It is a good thing.") == SED[:start] + SED[stop:]


def test_a_turn_that_goes_on_keeps_its_mark() -> None:
    result = cut(SED, "Buy the thing at thing.com/us.")
    assert "**[00:01:00] AB:** It is a good thing." in result
    assert "[INTERVIEW CONTINUED]" in result
    assert "thing.com" not in result


def test_a_sentence_inside_a_paragraph_goes_alone() -> None:
    result = cut(SED, "Anyway, go to x.com.")
    assert "**[00:02:00] CD:** As I said. It was fun." in result


def test_the_last_sentence_leaves_no_idle_space() -> None:
    assert "CD:** As I said. Anyway, go to [x.com](https://x.com).\n" in cut(SED, "It was fun.")


def test_all_can_go() -> None:
    text = "Ann: Buy it.\n\nBob: Now.\n"
    assert "Buy" not in cut(text, "Buy it.", "Now.")


SRT = """1
00:00:01,000 --> 00:00:03,000
Hello there, all of you.

2
00:00:03,000 --> 00:00:06,000
Buy soap. Now the show.

3
00:00:06,000 --> 00:00:09,000
We talk about frogs.
"""


def test_a_cue_that_is_split_is_clipped_not_dropped() -> None:
    retiming = Retiming.of([TimeRange(3000, 4500)])
    result = cut(SRT, "Buy soap.", retiming=retiming)
    assert "00:00:03,000 --> 00:00:04,500\nNow the show." in result
    assert "00:00:04,500 --> 00:00:07,500\nWe talk about frogs." in result


def test_times_stay_without_retiming() -> None:
    assert "00:00:06,000 --> 00:00:09,000" in cut(SRT, "Buy soap.")


def test_a_whole_cue_goes_with_its_index_and_time() -> None:
    result = cut(SRT, "Buy soap. Now the show.")
    assert "00:00:03,000 --> 00:00:06,000" not in result
    assert "\n2\n" not in result


WHISPER = {"text": " Hi. Buy soap. Bye.", "language": "en", "segments": [
    {"id": 0, "start": 0.0, "end": 1.0, "text": " Hi."},
    {"id": 1, "start": 1.0, "end": 2.0, "text": " Buy soap."},
    {"id": 2, "start": 2.0, "end": 3.0, "text": " Bye."}]}


def test_json_stays_json() -> None:
    result = json.loads(cut(json.dumps(WHISPER), "Buy soap."))
    assert [s["text"] for s in result["segments"]] == [" Hi.", " Bye."]
    assert result["language"] == "en"
    assert "soap" not in result["text"]


def test_json_times_shift_on_demand() -> None:
    retiming = Retiming.of([TimeRange(1000, 2000)])
    result = json.loads(cut(json.dumps(WHISPER), "Buy soap.", retiming=retiming))
    assert [(s["start"], s["end"]) for s in result["segments"]] == [(0.0, 1.0), (1.0, 2.0)]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_stay(ending: str) -> None:
    text = SED.replace("\n", ending)
    result = cut(text, "Buy the thing at thing.com/us.", "It is a good thing.")
    start, stop = text.index("[SPONSOR"), text.index("**[00:02:00]")
    assert result == text[:start] + text[stop:]


def test_a_turn_mark_is_not_glued_to_a_section_mark() -> None:
    text = "**[00:00:01] AB:** Buy soap now.\n\n[INTERVIEW]\n\nWe talk on.\n\n**[00:01:00] CD:** Yes.\n"
    result = cut(text, "Buy soap now.")
    assert "AB:** [INTERVIEW]" not in result
    assert "We talk on." in result


def test_the_gap_behind_a_block_stays_with_what_stays_of_it() -> None:
    text = "Ann:\nWe talk about frogs.\nThey are green.\n\nBob:\nYes.\n\nAnn:\nBuy soap.\n\nBob:\nNo more.\n"
    result = cut(text, "Buy soap.")
    assert adcut.read_text(result).paragraphs[-1].speaker == "Bob"
    assert "\n\nBob:\nNo more.\n" in result


def test_escapes_and_entities_go_whole() -> None:
    assert "\\" not in cut("Ann: We talk.\n\nBob: Yes. \\$5 off today.\n\nAnn: Bye.\n", "$5 off today.")
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello. Shop at B&amp;B&amp;\n\n00:03.000 --> 00:04.000\nBye.\n"
    assert "amp;" not in cut(vtt, "Shop at B&B&")
