"""Laws that hold for any text: nothing but AdcutError leaves, every place is accounted for, in bounded time."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adcut.errors import AdcutError, TranscriptParseError
from adcut.readers import READERS, decode, parse
from adcut.readers.base import check_coverage, line_at, lines
from adcut.readers.markup import caption, markdown
from adcut.readers.srt import SPEC as SRT

FIXTURES = [decode(path.read_bytes()).text
            for path in sorted((Path(__file__).parent / "fixtures").glob("*/*")) if path.is_file()]
SCRAPS = ["**[00:01:02] JM:** ", "[SPONSOR MESSAGE]", "00:00:01,000 --> 00:00:02,000", "WEBVTT", "\n\n", "\n", "\r\n",
          "\r", "\f", "Ann Bo (00:01):", "(00:02:03):", "**Ann:** ", "Ann: ", "[0.1 --> 0.2] ", "00:00:04 ", "<v Bo>",
          "\\[04:12\\] ", "[a](b)", "&amp;", "&#128512;", "_x_", "**", "---\n", "# T", "7", "text and more.", "{", "[",
          '{"segments":[', '{"start":0,"end":1,"text":"a"}', "]}", ",", "<00:00:01.000><c> w</c>", "\u2028", "\ud83d",
          "😀", "١٢:٣٤", "-->", ":", "[inaudible 00:01:02]", "X [00:00:05] ", "NOTE", " ", "\x1c", "\x85"]
SOUP = st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)
ANY = st.one_of(SOUP, st.text(max_size=200))


def check(text: str, format: str | None) -> None:
    try:
        reader, reading = parse(text, format, "p")
    except AdcutError:
        return
    check_coverage(text, reading)
    for piece in reading.pieces:
        assert piece.text.strip() == piece.text != ""
        assert piece.source[0] < piece.source[1] <= len(text)
        assert piece.runs[0][0] == 0
        assert all(piece.source[0] <= place < piece.source[1] for _, place in piece.runs)
        assert piece.start_ms is None or piece.start_ms >= 0
    for stamp in reading.stamps:
        assert any(c.isdigit() for c in text[slice(*stamp.source)])
    if reader.rewrite:
        assert reader.rewrite(text, []) == text


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANY, st.sampled_from([None, *READERS]))
def test_any_text_is_accounted_for_or_refused(text, format):
    check(text, format)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FIXTURES), st.integers(0, 2**32), st.sampled_from(SCRAPS))
def test_damaged_fixtures_are_read_or_refused(text, seed, scrap):
    dice = random.Random(seed)
    a, b = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    for damaged in (text[:a], text[a:], text[:a] + scrap + text[b:]):
        check(damaged, None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 10**5),
                          st.text("abc <>&'\n", min_size=1, max_size=30)), min_size=1, max_size=8))
def test_srt_times_and_words_come_back(cues):
    written = []
    for i, (start, length, text) in enumerate(cues, start=1):
        times = []
        for ms in (start, start + length):
            seconds, rest = divmod(ms, 1000)
            times.append(f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{rest:03}")
        written.append(f"{i}\n{times[0]} --> {times[1]}\nw {text.replace('<', '(').replace('&', '+')} .\n\n")
    reading = SRT.read("".join(written))
    assert [(p.start_ms, p.end_ms) for p in reading.pieces] == [(a, a + b) for a, b, _ in cues]
    for piece, (_, _, text) in zip(reading.pieces, cues, strict=True):
        assert piece.text.split() == ["w", *text.replace("<", "(").replace("&", "+").split(), "."]


@given(st.text("ab\r\n\f\u2028", max_size=40))
def test_lines_tile_the_text(text):
    found = list(lines(text))
    assert "".join(text[line.start:line.stop] for line in found) == text
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert [line.text for line in found] == [line_at(text, line.start)[1] for line in found]
    assert [line.number for line in found] == [line_at(text, line.start)[0] for line in found]


@given(st.text("ab *_`\\[]()<i>&amp;/", max_size=60))
@example(";&ii;")
def test_markup_only_takes_away(text):
    for speech_of in (markdown, caption):
        speech = speech_of(text, 0, len(text))
        if not speech.text:
            assert speech.runs == ()
            continue
        ends = [offset for offset, _ in speech.runs[1:]] + [len(speech.text)]
        for (offset, place), end in zip(speech.runs, ends, strict=True):
            for step, said in enumerate(speech.text[offset:end]):  # what an entity stands for has the place of its "&"
                assert text[place + step] in (said, "&")


HOSTILE = {
    "one long line": "word " * 40_000,
    "brackets": "[" * 30_000,
    "links": "[](a" * 20_000,
    "open links": "[a](" + "b" * 10_000,
    "escapes": "\\[" * 30_000,
    "emphasis": "_a" * 30_000,
    "stars": "*a " * 30_000,
    "arrows": "-->" * 30_000,
    "arrow lines": "1 -->\n" * 3,
    "colons": "A:" * 30_000,
    "names": "A B: " * 20_000,
    "digits": "1" * 10_000,
    "clocks": "[00:00:01] " * 10_000,
    "tags": "<i " * 30_000,
    "entities": "&a" * 30_000,
    "stamps without names": "(00:01):\n" * 10_000,
    "blank lines": "\n" * 50_000 + "x",
    "spaces": " " * 10_000 + "x",
    "dashes": "---\n" + "a: b\n" * 10_000,
    "deep JSON": '{"segments":[' + "[" * 20_000,
    "deep JSON closed": '[{"start":0,"end":1,"text":"a","x":' + "[" * 10_000 + "]" * 10_000 + "}]",
    "huge integer": '[{"start":' + "9" * 10_000 + ',"end":1,"text":"a"}]',
    "huge float": '[{"start":1e999,"end":1,"text":"a"}]',
    "huge exponent": '[{"start":"1e99999999","end":1,"text":"a"}]',
    "many cues": "1\n00:00:02,000 --> 00:00:01,000\nhi\n\n" * 2_000,
    "unclosed vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v a" * 20_000,
    "bold": "**" * 30_000,
    "form feeds": "\f" * 30_000 + "a",
    "spaces in a turn mark": "**[00:00:01] " + " " * 50_000,
    "spaces in a name": "A" + " " * 50_000,
    "spaces in a cue": "1\n00:00:01,000 --> 00:00:02,000\na" + " " * 50_000 + "b\n\tc\n",
    "spaces in a break": " " * 50_000 + "BREAK",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_input_takes_bounded_time(case):
    start = time.process_time()
    for format in (None, "sed", "srt", "time-line", "name-time", "bold-name", "name-colon", "text"):
        check(HOSTILE[case], format)
    # A quadratic scan of these takes minutes; all eight readings together take half a second.
    assert time.process_time() - start < 15


def test_import_stays_light():
    heavy = {"charset_normalizer", "sklearn", "scipy", "joblib"}
    code = f"import sys, adcut.readers; print(sorted({{m.split('.')[0] for m in sys.modules}} & {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_errors_name_the_line_of_what_is_left_over():
    from adcut.readers.base import Reading
    with pytest.raises(TranscriptParseError) as caught:
        check_coverage("a\nb\nc", Reading((), ignored=((0, 2), (4, 5))))
    assert (caught.value.line, caught.value.snippet) == (2, "b")
