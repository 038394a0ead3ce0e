"""Laws of cut lists, and every format read back to the ranges that went in."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adcut.categories import CUTTABLE, Category
from adcut.cutlist import Cut, CutList, PolicyInfo, SourceInfo, TimeRange, complement, merge
from adcut.errors import CutListParseError, UnrepresentableError
from adcut.timing import frame_at, ms_from_stamp
from adcut.writers import WRITERS, write_cut_list
from adcut.writers.native import from_json, to_json

bounded = settings(max_examples=40, deadline=None)
Seconds = tuple[Fraction, Fraction | None]

#: Names without the characters that some format cannot write (they are errors, tested elsewhere).
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"], exclude_characters="|"),
                max_size=12).map(str.strip)


@st.composite
def cut_lists(draw: st.DrawFn, least_ms: int = 1) -> CutList:
    """Lists of up to eight cuts in up to two hours, some of them back to back."""
    steps = draw(st.lists(st.tuples(st.one_of(st.just(0), st.integers(least_ms, 900_000)),
                                    st.integers(least_ms, 300_000)), max_size=8))
    position = draw(st.integers(0, 3)) * least_ms
    cuts = []
    for gap, length in steps:
        start = position + gap
        position = start + length
        cuts.append(Cut(start, position, draw(st.sampled_from(CUTTABLE)), draw(st.none() | st.floats(0, 1)),
                        draw(NAMES) or None))
    tail = draw(st.integers(least_ms, 100_000))
    return CutList(tuple(cuts), source=SourceInfo("ep.md", None, position + tail))


ranges = st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 400)).map(lambda p: TimeRange(p[0], sum(p))),
                  max_size=12)


@bounded
@given(ranges)
def test_merge_is_idempotent_sorted_and_disjoint(items: list[TimeRange]) -> None:
    merged = merge(items)
    assert merge(merged) == merged
    assert all(a.end_ms < b.start_ms for a, b in pairwise(merged))


@bounded
@given(ranges)
def test_cut_and_keep_tile_the_duration(items: list[TimeRange]) -> None:
    kept = complement(items, 6_000)
    assert complement(kept, 6_000) == merge(items)
    assert sum(r.length_ms for r in (*kept, *merge(items))) == 6_000
    edges = sorted((*kept, *merge(items)))
    assert [r.end_ms for r in edges[:-1]] == [r.start_ms for r in edges[1:]]


@bounded
@given(cut_lists())
def test_retiming_is_monotone_and_ends_at_what_is_kept(cut_list: CutList) -> None:
    retime = cut_list.retiming()
    times = [retime(ms) for ms in range(0, cut_list.source.duration_ms, max(1, cut_list.source.duration_ms // 500))]
    assert times == sorted(times)
    assert retime(cut_list.source.duration_ms) == sum(r.length_ms for r in cut_list.complement())


def test_the_schema_ships_and_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def schema() -> dict[str, object]:
    from importlib.resources import files

    return json.loads((files("adcut") / "data" / "cutlist.schema.json").read_text())


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
                           | NAMES, lambda inner: st.lists(inner, max_size=3), max_leaves=5)
extras = st.dictionaries(NAMES.map(lambda n: "x" + n), json_values, max_size=2)
spans = st.none() | st.tuples(st.integers(0, 50), st.integers(50, 99))


@bounded
@given(cut_lists(), extras, extras, extras, spans, spans, st.booleans(), st.booleans())
def test_the_native_list_loses_nothing(cut_list: CutList, top: dict, entry: dict, nested: dict,
                                       paragraphs: tuple[int, int] | None, source: tuple[int, int] | None,
                                       is_open: bool, untimed: bool) -> None:
    cuts = [Cut(None if untimed else c.start_ms, None if untimed or (is_open and c is cut_list.cuts[-1]) else c.end_ms,
                c.category, c.score, c.sponsor, 250, 125, paragraphs, source, "a\n\t\"", "\U0001f600", entry)
            for c in cut_list]
    full = CutList(tuple(cuts), marks=tuple(cuts[:1]), source=cut_list.source, model=("adcut-en", "1.0.0"),
                   policy=PolicyInfo(("sponsor",), 0.8), extra={**top, **({"source": nested} if nested else {})})
    text = to_json(full)
    assert from_json(text) == full
    assert to_json(from_json(text)) == text
    jsonschema.validate(json.loads(text), schema())


@pytest.mark.parametrize(("text", "place"), [
    ("", "1:1"), ("[]", "object"), ("{}", "format"),
    ('{"format": "adcut-cutlist", "version": 2, "cuts": []}', "version"),
    ('{"format": "adcut-cutlist", "version": true, "cuts": []}', "version"),
    ('{"format": "adcut-cutlist", "version": 1}', "cuts"),
    ('{"format": "adcut-cutlist", "version": 1, "cuts": {}}', "cuts"),
    ('{"format": "adcut-cutlist", "version": 1, "cuts": [], "cuts": []}', "twice"),
    ("[" * 100_000, "recursion"),
])
def test_the_native_reader_says_what_is_wrong_with_a_document(text: str, place: str) -> None:
    with pytest.raises(CutListParseError, match=place):
        from_json(text, "ep.json")


@pytest.mark.parametrize(("entry", "place"), [
    ('{"end": 2, "category": "sponsor"}', r"cuts\[0\].start"),
    ('{"start": NaN, "end": 2, "category": "sponsor"}', "NaN"),
    ('{"start": 1e999, "end": 2, "category": "sponsor"}', r"cuts\[0\].start: .*finite"),
    ('{"start": -1, "end": 2, "category": "sponsor"}', r"cuts\[0\].start"),
    ('{"start": "1", "end": 2, "category": "sponsor"}', r"cuts\[0\].start"),
    ('{"start": true, "end": 2, "category": "sponsor"}', r"cuts\[0\].start"),
    ('{"start": 3, "end": 2, "category": "sponsor"}', r"cuts\[0\]"),
    ('{"start": 1, "end": 2, "category": "ad"}', r"cuts\[0\].category"),
    ('{"start": 1, "end": 2, "category": []}', r"cuts\[0\].category"),
    ('{"start": 1, "end": 2, "category": "sponsor", "score": 2}', r"cuts\[0\].score"),
    ('{"start": 1, "end": 2, "category": "sponsor", "sponsor": 5}', r"cuts\[0\].sponsor"),
    ('{"start": 1, "end": 2, "category": "sponsor", "paragraphs": [5, 3]}', r"cuts\[0\].paragraphs"),
    ('{"start": 1, "end": 2, "category": "sponsor", "source": [true, 3]}', r"cuts\[0\].source"),
    ('{"start": 1, "end": 2, "category": "sponsor", "sponsor": "\\ud800"}', "surrogate"),
    ('{"start": 1, "end": 9, "category": "sponsor"}, {"start": 2, "end": 3, "category": "sponsor"}', "disjoint"),
    ('{"start": 1, "end": 99, "category": "sponsor"}', "99"),
])
def test_the_native_reader_says_what_is_wrong_with_an_entry(entry: str, place: str) -> None:
    text = f'{{"format": "adcut-cutlist", "version": 1, "source": {{"duration": 60}}, "cuts": [{entry}]}}'
    with pytest.raises(CutListParseError, match=place) as caught:
        from_json(text, "ep.json")
    assert str(caught.value).startswith("ep.json")


# Readers of the formats, written from their descriptions and not from the writers: text -> ranges in
# seconds; an end of None is the end of the media.

RATE = Fraction(30)


def from_timecode(code: str) -> Fraction:
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;]", code))
    return hours * 3600 + minutes * 60 + seconds + frames / RATE


def lines(pattern: str, text: str, keep: Callable[..., Seconds]) -> list[Seconds]:
    return [keep(*match.groups()) for match in re.finditer(pattern, text, re.MULTILINE)]


def pair(start: str, end: str | None) -> Seconds:
    return Fraction(start), None if not end else Fraction(end)


def clocks(start: str, end: str) -> Seconds:
    return Fraction(ms_from_stamp(start), 1000), Fraction(ms_from_stamp(end), 1000)


def read_fcpxml(text: str) -> list[Seconds]:
    def time(value: str) -> Fraction:
        return Fraction(value.rstrip("s"))

    return [(time(c.get("start")), time(c.get("start")) + time(c.get("duration")))
            for c in ElementTree.fromstring(text).iter("asset-clip")]


def read_otio(text: str) -> list[Seconds]:
    def time(node: dict) -> Fraction:
        return Fraction(node["value"]) / Fraction(node["rate"])

    clips = [c["source_range"] for c in json.loads(text)["tracks"]["children"][0]["children"]]
    return [(time(c["start_time"]), time(c["start_time"]) + time(c["duration"])) for c in clips]


def read_mpv(text: str) -> list[Seconds]:
    found = lines(r"^(?:%\d+%)?ep\.mp3,([\d.]+)(?:,([\d.]+))?$", text, pair)
    return [(start, None if length is None else start + length) for start, length in found]


def read_concat(text: str) -> list[Seconds]:
    return lines(r"^inpoint ([\d.]+)(?:\noutpoint ([\d.]+))?$", text, pair)


def read_mkv(text: str) -> list[Seconds]:
    return [clocks(atom.findtext("ChapterTimeStart"), atom.findtext("ChapterTimeEnd"))
            for atom in ElementTree.fromstring(text).iter("ChapterAtom")]


def read_table(delimiter: str, start: str, end: str) -> Callable[[str], list[Seconds]]:
    def read(text: str) -> list[Seconds]:
        return [clocks(row[start], row[end]) for row in csv.DictReader(io.StringIO(text), delimiter=delimiter)]

    return read


def read_audition(text: str) -> list[Seconds]:
    return [(start, start + length) for start, length in read_table("\t", "Start", "Duration")(text)]


def read_resolve(text: str) -> list[Seconds]:
    pattern = r"C        (\S+) .*\n \|C:ResolveColorRed \|M:.* \|D:(\d+)$"
    return lines(pattern, text, lambda at, length: (from_timecode(at) - 3600,
                                                    from_timecode(at) - 3600 + int(length) / RATE))


CUTS: dict[str, Callable[[str], list[Seconds]]] = {
    "json": lambda t: [(Fraction(str(c["start"])), Fraction(str(c["end"]))) for c in json.loads(t)["cuts"]],
    "mplayer-edl": lambda t: lines(r"^(\S+)\t(\S+)\t3$", t, pair),
    "sponsorblock": lambda t: [tuple(Fraction(str(e)) for e in s["segment"]) for s in json.loads(t)],
    "comskip": lambda t: [(s / 100, e / 100) for s, e in lines(r"^(\d+)\t(\d+)$", t, pair)],
    "csv": lambda t: [pair(row["start"], row["end"]) for row in csv.DictReader(io.StringIO(t))],
    "audacity": lambda t: lines(r"^(\S+)\t(\S+)\t", t, pair),
    "audition": read_audition,
    "reaper": read_table(",", "Start", "End"),
    "resolve-edl": read_resolve,
}
KEEPS: dict[str, Callable[[str], list[Seconds]]] = {
    "cmx3600": lambda t: lines(r"^\d{3}  AX .* C        (\S+) (\S+) ", t,
                               lambda a, b: (from_timecode(a), from_timecode(b))),
    "fcpxml": read_fcpxml,
    "otio": read_otio,
    "losslesscut": lambda t: [(Fraction(str(s["start"])), Fraction(str(s["end"])))
                              for s in json.loads(t)["cutSegments"] if s.get("selected", True)],
    "losslesscut-csv": lambda t: lines(r"^([\d.]+),([\d.]+),show$", t, pair),
    "ffmpeg-concat": read_concat,
    "ffmpeg-filter": lambda t: lines(r"atrim=start=([\d.]+)(?::end=([\d.]+))?,", t, pair),
    "mpv-edl": read_mpv,
    "auto-editor": lambda t: [(Fraction(a, 1000), Fraction(b, 1000)) for a, b, speed in json.loads(t)["chunks"]
                              if speed == 1],
    "mkv-chapters": read_mkv,
}


def chapter_ends(starts: list[tuple[Fraction, str]]) -> list[Seconds]:
    """Ranges of the chapters that are not show, each ending where the next starts."""
    following = [start for start, _ in starts[1:]] + [None]
    return [(start, end) for (start, title), end in zip(starts, following, strict=True) if title != "Show"]


CHAPTERS: dict[str, Callable[[str], list[Seconds]]] = {
    "ffmetadata": lambda t: [(a / 1000, b / 1000) for a, b in lines(
        r"^START=(\d+)\nEND=(\d+)\ntitle=(?!Show$)", t, pair)],
    "podcast-chapters": lambda t: [(Fraction(str(c["startTime"])), Fraction(str(c["endTime"])))
                                   for c in json.loads(t)["chapters"] if c.get("toc") is False],
    "podlove": lambda t: chapter_ends([(Fraction(ms_from_stamp(c.get("start")), 1000), c.get("title"))
                                       for c in ElementTree.fromstring(t)]),
    "webvtt-chapters": lambda t: lines(r"^(\S+) --> (\S+)\n(?!Show$)", t, clocks),
}


def test_every_format_is_read_back() -> None:
    assert {*CUTS, *KEEPS, *CHAPTERS} == set(WRITERS)


def near(found: list[Seconds], expected: list[TimeRange], step: Fraction, duration_ms: int) -> None:
    assert len(found) == len(expected)
    for (start, end), want in zip(found, expected, strict=True):
        assert abs(start - Fraction(want.start_ms, 1000)) <= step / 2
        assert abs((Fraction(duration_ms, 1000) if end is None else end) - Fraction(want.end_ms, 1000)) <= step / 2


@pytest.mark.parametrize("name", list(WRITERS))
@bounded
@given(data=st.data())
def test_read_of_write_is_the_list_within_its_resolution(name: str, data: st.DataObject, options_for: Callable) -> None:
    step = {"1 frame": 1 / RATE, "10 ms": Fraction(1, 100)}.get(WRITERS[name].resolution, Fraction(0))
    cut_list = data.draw(cut_lists(least_ms=1_000 if step or name == "sponsorblock" else 1))
    try:
        text = write_cut_list(cut_list, name, options_for(name))
    except UnrepresentableError:
        assert name == "sponsorblock" or not cut_list.complement()
        return
    reader = {**CUTS, **KEEPS, **CHAPTERS}[name]
    if name in KEEPS:
        expected = list(cut_list.complement())
    else:
        expected = list(cut_list.merged() if WRITERS[name].merges_touching else cut_list.ranges())
    near(reader(text), expected, step, cut_list.source.duration_ms)


@bounded
@given(cut_lists(least_ms=1_000), st.sampled_from([Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)]))
def test_frames_never_drift(cut_list: CutList, rate: Fraction) -> None:
    from adcut.writers.ranges import kept_frames

    kept = kept_frames(cut_list, rate, "cmx3600")
    assert [(f.start, f.stop) for f in kept] == [
        (frame_at(r.start_ms, rate), frame_at(r.end_ms, rate)) for r in cut_list.complement()]


@bounded
@given(NAMES.filter(bool))
def test_names_survive_the_quoting_of_every_format(options_for: Callable, name: str) -> None:
    cut_list = CutList((Cut(2_000, 5_000, Category.SPONSOR, 0.9, name),), source=SourceInfo("ep.md", None, 60_000))
    said = f"sponsor: {name}"
    chapter = f"Ad: {name}"

    def text(format: str) -> str:
        return write_cut_list(cut_list, format, options_for(format))

    def rows(format: str, delimiter: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(text(format), newline=""), delimiter=delimiter))

    assert rows("csv", ",")[0]["sponsor"] == name
    assert rows("reaper", ",")[0]["Name"] == said
    assert rows("audition", "\t")[0]["Name"] == said
    assert text("audacity").rstrip("\n").split("\t")[2] == said
    assert json.loads(text("losslesscut"))["cutSegments"][1]["name"] == said
    assert json.loads(text("podcast-chapters"))["chapters"][1]["title"] == chapter
    assert ElementTree.fromstring(text("podlove"))[1].get("title") == chapter
    assert html.unescape(re.search(r"^(Ad: .*)$", text("webvtt-chapters"), re.MULTILINE)[1]) == chapter
    assert re.search(r"\|M:(.*) \|D:", text("resolve-edl"))[1] == said
    escaped = re.findall(r"^title=(.*)$", text("ffmetadata"), re.MULTILINE)[1]
    assert re.sub(r"\\(.)", r"\1", escaped) == chapter
