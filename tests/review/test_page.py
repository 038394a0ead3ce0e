"""The page without a browser: what the data block holds, what the policy forbids, what comes back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import adcut
from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import CutListError
from adcut.review import PageSettings
from adcut.review.episode import read_corrected
from adcut.review.page import INDEX_SCRIPTS, SCRIPTS, asset, data_block, render_index
from adcut.transcript import Transcript
from adcut.writers.native import from_json, to_json
from tests.review.episodes import (
    HOSTILE,
    REFERENCE,
    ROOT,
    data_by_hand,
    detect_by_hand,
    hostile,
    long,
    page_by_hand,
    reference,
)


class Page(HTMLParser):
    """Tags, and the text of scripts and styles, as a browser's tokenizer sees them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.raw: list[tuple[str, dict, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        if self.tags[-1:] and self.tags[-1][0] in ("script", "style") and self.cdata_elem:
            tag, attributes = self.tags[-1]
            self.raw.append((tag, attributes, data))


def block(page: str) -> dict:
    return json.loads(next(text for tag, attributes, text in Page(page).raw if attributes.get("id") == "data"))


def test_sentences_carry_times_and_places_of_the_file():
    data = data_by_hand(reference(720_000))
    text = REFERENCE.read_text()
    columns = data["sentences"]
    lengths = {len(column) for column in columns.values()}
    assert lengths == {156}
    assert "".join(columns["text"][:3]).startswith("A weather forecast is a batch job")
    for sentence, start, stop in zip(columns["text"], columns["from"], columns["to"], strict=True):
        if "[" not in text[start:stop] and "\n" not in text[start:stop]:
            assert text[start:stop].replace("\\$", "$") == sentence.strip()
    known = [ms for ms in columns["start"] if ms is not None]
    assert known == sorted(known) and columns["start"][18] == 101_000 and columns["start_margin"][18] == 0
    assert columns["end"][-1] == 720_000
    assert [data["sentences"]["from"][r["first"]] for r in data["reads"]] == [1136, 1814, 5550, 8636, 11721]


def test_reasons_stay_with_the_reads_and_bounded():
    data = data_by_hand(reference())
    first, stop = data["reads"][1]["first"], data["reads"][1]["stop"]
    assert set(map(str, range(first - 3, stop + 3))) <= set(data["reasons"])
    assert "61" in data["reasons"] and "60" not in data["reasons"]
    assert data["reasons"][str(first)] == [["promo code", 2.2], ["you", -0.3]]


def test_an_empty_and_an_ad_free_transcript_have_a_page():
    for transcript in (Transcript.from_texts([]), Transcript.from_texts(["Hello there."])):
        data = block(page_by_hand(detect_by_hand(transcript, [])))
        assert data["reads"] == [] and data["title"] == "episode"


def test_nothing_of_a_transcript_becomes_markup():
    page = page_by_hand(hostile(), settings=PageSettings(show="<b>", media="a%22%3E.mp3"))
    harmless = page_by_hand(detect_by_hand(Transcript.from_texts(["Hello."]), []))
    assert [tag for tag, _ in Page(page).tags] == [tag for tag, _ in Page(harmless).tags]
    assert not set("\u2028\u2029\u202e\u2066\x00\x1b") & set(page)
    assert "".join(block(page)["sentences"]["text"]) == "".join(HOSTILE)
    page.encode("utf-8")


def test_data_block_leaves_no_way_out():
    every = "".join(chr(c) for c in (*range(0x250), *range(0x2000, 0x2070), 0xFEFF, 0xDFFF, 0xD800, 0x1F600))
    text = data_block({"text": every + "</script><!--<script>]]>&amp;"})
    assert not set("<>&\u2028\u2029\u202e") & set(text)
    assert json.loads(text)["text"].startswith(every)


@pytest.mark.parametrize("page", [page_by_hand(reference()), render_index("shows", "2 episodes", "")],
                         ids=["page", "index"])
def test_policy_names_every_script_and_nothing_else(page):
    parsed = Page(page)
    policies = [a["content"] for tag, a in parsed.tags
                if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert rules["default-src"] == "'none'" and "unsafe" not in policies[0]
    assert not re.search(r"https?:|\*", policies[0])

    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"

    scripts = [digest(text) for tag, a, text in parsed.raw if tag == "script" and a.get("type") != "application/json"]
    assert rules["script-src"].split() == scripts and scripts
    assert rules["style-src"].split() == [digest(text) for tag, _, text in parsed.raw if tag == "style"]
    for _tag, attributes in parsed.tags:
        assert not any(name.startswith("on") or name in ("style", "src") for name in attributes)
    assert policies and page.index("Content-Security-Policy") < page.index("<style>")


def test_scripts_are_text_only_and_quiet():
    folder = ROOT / "adcut/review"
    assert {p.name for p in folder.glob("*.js")} == {*SCRIPTS, *INDEX_SCRIPTS}
    for name in (*SCRIPTS, *INDEX_SCRIPTS):
        text = asset(name)
        for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "Function(", "console.",
                     "fetch(", "XMLHttpRequest", "import(", "http:", "https:", "</script"):
            assert word not in text.replace("http://www.w3.org/2000/svg", ""), f"{name}: {word}"
        assert len(text.splitlines()) <= 400


@pytest.mark.parametrize("name", [*SCRIPTS, *INDEX_SCRIPTS])
def test_scripts_parse(name):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    subprocess.run([node, "--check", ROOT / "adcut/review" / name], check=True, timeout=60)


# ---- corrected lists come back -------------------------------------------------------------------


def corrected(detection: adcut.CutList, **changes: object):
    """The native list of a detection as the page would hand it out, its second cut changed."""
    listed = detection.to_cut_list()
    cuts = list(listed.cuts)
    extra = {"made_by": "model", "changes": [{"what": "end", "by": "Ann"}], "colour": "red"}
    cuts[1] = replace(cuts[1], extra=extra, **changes)
    listed = replace(listed, cuts=tuple(cuts), extra={"reviewed": {"by": "Ann"}, "studio": [1]})
    return from_json(to_json(listed))


def test_a_corrected_list_replaces_what_is_found():
    detection = reference(720_000)
    plain = data_by_hand(detection)["reads"]
    data = data_by_hand(detection, reviewed=corrected(detection, start_ms=310_500, sponsor="Manifold Inc."))
    assert [(r["first"], r["stop"]) for r in data["reads"]] == [(r["first"], r["stop"]) for r in plain]
    assert [r["cut"] for r in data["reads"]] == [r["cut"] for r in plain]
    read = data["reads"][2]
    assert (read["sponsor"], read["start"], read["end"]) == ("Manifold Inc.", 310_500, None)
    assert read["changes"] == [{"what": "end", "by": "Ann"}]
    assert data["reviewed"] == {"by": "Ann"}
    assert read["extra"] == {"colour": "red"} and data["extra"] == {"studio": [1]}


def test_a_corrected_list_holds_by_its_source_range():
    detection = reference(720_000)
    columns = data_by_hand(detection)["sentences"]
    listed = corrected(detection, source=(columns["from"][64], columns["to"][70]), start_ms=None, end_ms=None)
    read = data_by_hand(detection, reviewed=listed)["reads"][2]
    assert (read["first"], read["stop"]) == (64, 71)


def test_a_list_without_places_holds_by_its_times():
    detection = reference(720_000)
    listed = detection.to_cut_list()
    bare = replace(listed, cuts=tuple(replace(c, source=None, paragraphs=None) for c in listed.cuts), marks=())
    reads = data_by_hand(detection, reviewed=bare)["reads"]
    assert [(r["first"], r["stop"]) for r in reads] == [(18, 29), (64, 76), (100, 109), (146, 156)]


def test_entries_of_a_list_that_lie_in_each_other_become_disjoint_reads():
    """A read behind one that lay in another overlapped it."""
    detection = reference()
    starts = data_by_hand(detection)["sentences"]["from"]
    entries = tuple(Cut(None, None, source=(starts[a], starts[b])) for a, b in ((0, 50), (4, 20), (5, 9), (24, 30), (45, 60)))
    reads = data_by_hand(detection, reviewed=CutList(entries))["reads"]
    assert [(r["first"], r["stop"]) for r in reads] == [(0, 50), (50, 60)]


def test_a_corrected_list_without_end_is_refused():
    with pytest.raises(CutListError, match="more than a transcript"):
        read_corrected("/dev/zero")


def test_a_list_of_another_transcript_is_refused():
    detection = reference()
    other = replace(detection.to_cut_list(), source=SourceInfo("other.md", "0" * 64))
    with pytest.raises(CutListError, match="another transcript"):
        data_by_hand(detection, reviewed=other)


def test_an_entry_outside_the_transcript_is_refused():
    detection = reference()
    with pytest.raises(CutListError, match="nowhere"):
        data_by_hand(detection, reviewed=corrected(detection, source=(900_000, 900_010)))


def test_a_long_episode_stays_small():
    page = page_by_hand(long(20_000))
    assert len(page) < 4_000_000
