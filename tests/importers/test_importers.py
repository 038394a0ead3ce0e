"""Cut lists come back from editors: round trips, the files that editors really write, and refusals."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adcut.categories import CUTTABLE, Category
from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import CutListParseError, UnknownFormatError
from adcut.importers import IMPORTERS, is_cut_list, read_cut_list
from adcut.importers.json5_text import json_from_json5
from adcut.writers import write_cut_list

bounded = settings(max_examples=60, deadline=None)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=12).map(str.strip)


@st.composite
def cut_lists(draw: st.DrawFn) -> CutList:
    position, cuts = 0, []
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 90_000)), min_size=1)):
        start, position = position + gap, position + gap + length
        cuts.append(Cut(start, position, draw(st.sampled_from(CUTTABLE)), draw(st.none() | st.floats(0, 1)),
                        draw(NAMES) or None))
    return CutList(tuple(cuts), source=SourceInfo(None, None, position + draw(st.integers(1, 90_000))))


@bounded
@given(cut_lists())
def test_round_trips(cut_list: CutList) -> None:
    def back(name: str) -> CutList:
        text = write_cut_list(cut_list, name)
        assert is_cut_list(text)
        assert read_cut_list(text) == read_cut_list(text, name)
        return read_cut_list(text)

    assert back("json") == cut_list
    assert back("losslesscut") == cut_list
    assert [(c.start_ms, c.end_ms, c.category, c.sponsor) for c in back("audacity")] == [
        (c.start_ms, c.end_ms, c.category, c.sponsor) for c in cut_list]
    assert back("mplayer-edl").ranges() == cut_list.merged()


#: As JavaScript's `JSON5.stringify(project, null, 2)` writes it.
LOSSLESSCUT_WROTE = r"""{
  version: 2,
  mediaFileName: "it's.mp3",
  cutSegments: [
    {
      start: 0,
      end: 10.5,
      name: 'show',
    },
    {
      start: 10.5,
      end: 20.25,
      name: "O'Neil \\ 100%",
      tags: {
        category: 'sponsor',
      },
      selected: false,
    },
  ],
}
"""


def test_a_project_as_losslesscut_writes_it() -> None:
    assert is_cut_list(LOSSLESSCUT_WROTE)
    cut_list = read_cut_list(LOSSLESSCUT_WROTE)
    assert list(cut_list) == [Cut(10_500, 20_250, Category.SPONSOR)]
    assert cut_list.source.duration_ms == 20_250


def project(*segments: str, version: int = 2) -> str:
    return f"{{version: {version}, cutSegments: [{', '.join(segments)}]}}"


@pytest.mark.parametrize(("text", "expected"), [
    (project("{start: 3, end: 5, name: ''}", "{start: 7, end: 9, name: ''}"), [(0, 3000), (5000, 7000), (9000, None)]),
    (project("{end: 5}", "{start: 7}", version=1), [(5000, 7000)]),
    (project("{start: 0, end: 5, name: ''}", "{start: 2, name: 'marker'}", "{start: 4, end: 9, name: ''}"),
     [(9000, None)]),
    (project("{start: 0, end: 5, name: ''}", "{start: 6, end: 9, name: 'x', selected: false}",
             "{start: 9, end: 12, name: ''}"), [(5000, 6000), (6000, 9000)]),
])
def test_what_losslesscut_would_not_export_is_cut(text: str, expected: list) -> None:
    assert [(c.start_ms, c.end_ms) for c in read_cut_list(text)] == expected


@pytest.mark.parametrize(("text", "why"), [
    (project(), "selected"), (project("{start: 0, end: 5, selected: false}"), "selected"),
    (project("{end: 5, name: ''}"), "start"), (project("{start: 5, end: 3, name: ''}"), "before"),
    (project("{start: 'x', end: 3, name: ''}"), r"cutSegments\[0\].start"),
    (project("{start: Infinity, end: 3, name: ''}"), "JSON5"),
    (project("{start: 0, end: 5, name: ''}", "{start: 3, end: 9, name: '', selected: false}"), "overlaps"),
    (project("{start: 0, end: 5, name: ''}", version=9), "version"), ("{cutSegments: [", "JSON5"),
])
def test_projects_that_are_refused(text: str, why: str) -> None:
    with pytest.raises(CutListParseError, match=why) as caught:
        read_cut_list(text, "losslesscut", "ep.llc")
    assert str(caught.value).startswith("ep.llc")


@pytest.mark.parametrize(("text", "expected"), [
    ("## a comment\n\n51 60.5 0\n10.500\t20.25  3\n", [(10_500, 20_250), (51_000, 60_500)]),
    ("00:00:10.5 00:01:20.250 3\r\n5 5.5 2\r\n", [(10_500, 80_250)]), ("\ufeff0 1 0", [(0, 1000)]), ("", []),
])
def test_mplayer_edl(text: str, expected: list) -> None:
    assert [(r.start_ms, r.end_ms) for r in read_cut_list(text, "mplayer-edl").ranges()] == expected


@pytest.mark.parametrize(("text", "why"), [
    ("0 1 3\n1 2 1\n", "ep.edl:2: action 1 mutes"), ("#20 #40 0", "frame rate"), ("0 1", "not `start"),
    ("5 3 0", "no range"), ("0:75 3 0", "no range"), ("1 5 3\n4 6 3", "disjoint"), ("nan 3 0", "not `start"),
])
def test_mplayer_edl_refusals(text: str, why: str) -> None:
    with pytest.raises(CutListParseError, match=why):
        read_cut_list(text, "mplayer-edl", "ep.edl")


def test_audacity_labels() -> None:
    text = ("51.040000\t60.000000\tcross_promo: Bolt: the app\n\\\t120.0\t4000.0\n10.500000\t20.250000\tcut this\n"
            "30.000000\t30.000000\ta point\n40,5\t41,25\n")
    assert is_cut_list(text)
    assert list(read_cut_list(text)) == [
        Cut(10_500, 20_250, extra={"label": "cut this"}), Cut(40_500, 41_250),
        Cut(51_040, 60_000, Category.CROSS_PROMO, sponsor="Bolt: the app")]


@pytest.mark.parametrize("text", ["10.0\tx\tad", "10.0 20.0 ad", "20.0\t10.0\tad", "1.0\t3.0\ta\n2.0\t4.0\tb"])
def test_audacity_refusals(text: str) -> None:
    with pytest.raises(CutListParseError):
        read_cut_list(text, "audacity")


@pytest.mark.parametrize("text", [
    "", "Hello there.", "1\n00:00:01,000 --> 00:00:02,000\nHi\n", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n",
    '{"text": "the format adcut-cutlist", "segments": []}', '{"version": "1.0.0", "segments": []}',
    "**[00:00:01] JM:** Hi.", "00:00:04 and 3", "start\tend\ttext\n0\t4200\tHi\n", "[1.5, 2.5]",
])
def test_a_transcript_is_no_cut_list(text: str) -> None:
    assert not is_cut_list(text)
    with pytest.raises(CutListParseError, match="json, losslesscut, mplayer-edl, audacity"):
        read_cut_list(text)


def test_unknown_names() -> None:
    with pytest.raises(UnknownFormatError, match="mplayer-edl"):
        read_cut_list("", "mplayer")
    assert set(IMPORTERS) == {"json", "mplayer-edl", "audacity", "losslesscut"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-10**6, 10**6) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4), max_leaves=8)


@bounded
@given(json_values)
def test_json_is_json5(value: object) -> None:
    assert json.loads(json_from_json5(json.dumps(value, ensure_ascii=False))) == value
    assert json.loads(json_from_json5(json.dumps(value, indent=2))) == value


@bounded
@given(json_values)
def test_the_json5_library_agrees(value: object) -> None:
    json5 = pytest.importorskip("json5", reason="needs json5")
    for options in ({"indent": 2, "trailing_commas": True}, {"quote_keys": True}, {"quote_style": 1}):
        text = json5.dumps(value, **{**options, **({"quote_style": json5.QuoteStyle.ALWAYS_SINGLE}
                                                   if "quote_style" in options else {})})
        assert json.loads(json_from_json5(text)) == value


@pytest.mark.parametrize(("text", "value"), [
    ("{a: +1, $b_: .5, 'c d': 5., \"e\": 0xFF, f: -0x10, g: 1e3}",
     {"a": 1, "$b_": 0.5, "c d": 5, "e": 255, "f": -16, "g": 1000}),
    ("{A\u0301: 1, \u0915\u094d\u200d: 2}", {"A\u0301": 1, "\u0915\u094d\u200d": 2}),
    ("// c\n[/* x, */ 1, 2,]", [1, 2]), ("'\\x41\\u0042\\\nC\\q\\0'", "ABCq\0"), ("'\\ud83d\\ude00'", "😀"),
])
def test_what_json5_adds(text: str, value: object) -> None:
    assert json.loads(json_from_json5(text)) == value


@pytest.mark.parametrize("text", ["NaN", "Infinity", "undefined", "'open", "{a b: 1}", "/* open", "0x", "+", "."])
def test_what_json5_text_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json.loads(json_from_json5(text))
