"""The labels are well formed, hold no text, and agree with their record of changes and with the files they speak of."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SPANS = ROOT / "labeled" / "spans"
SOURCES = ("btb", "changelog", "conduit", "lenny", "level1", "mainstream", "mbmbam", "officeladies", "sed", "standup",
           "talkpython", "wan")
CATEGORIES = ("sponsor", "cross_promo", "self_promo", "interaction", "guest_plug", "fake_ad", "ad_pivot")
EPISODE_KEYS = {"id", "show", "file", "sha256", "spans", "origin", "annotator"}
SPAN_KEYS = {"start", "end", "category", "sponsor"}
CHANGES = ("add", "remove", "move", "split", "category", "sponsor")
CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None

#: Reads that the reference episode is known for: the time of their turn, the sponsor.
REFERENCE = [("00:03:29", "Mesosphere"), ("00:16:58", "Manifold"), ("00:38:37", "Datadog"), ("00:57:10", "Wix")]


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def episodes(source: str) -> list[dict]:
    return rows(SPANS / f"{source}.jsonl")


def tuples(spans: list[dict] | None) -> list[tuple]:
    return [(s["start"], s["end"], s["category"], s["sponsor"]) for s in spans or []]


@pytest.mark.parametrize("source", SOURCES)
def test_every_line_is_an_episode_of_facts(source: str) -> None:
    entries = episodes(source)
    assert [e["id"] for e in entries] == sorted({e["id"] for e in entries})
    for e in entries:
        assert e.keys() == EPISODE_KEYS, e["id"]
        assert e["id"].startswith(f"{source}/")
        assert e["file"].startswith(f"raw/{source}/") and ".." not in e["file"]
        assert re.fullmatch(r"[0-9a-f]{64}", e["sha256"])
        assert source == "sed" or re.fullmatch(r"[\w.-]+/[\w.-]+:.+", e["origin"]), e["origin"]
        assert e["annotator"] and e["show"]


@pytest.mark.parametrize("source", SOURCES)
def test_spans_are_sorted_disjoint_and_without_text(source: str) -> None:
    for e in episodes(source):
        for s in e["spans"]:
            assert s.keys() == SPAN_KEYS, e["id"]
            assert type(s["start"]) is int and type(s["end"]) is int and 0 <= s["start"] < s["end"]
            assert s["category"] in CATEGORIES
            assert len(s["sponsor"].split()) <= 12, "a sponsor is a name, not a sentence"
        for before, after in pairwise(e["spans"]):
            assert before["end"] <= after["start"], (e["id"], before, after)


def test_no_file_is_labelled_twice() -> None:
    digests = Counter(e["sha256"] for source in SOURCES for e in episodes(source))
    assert max(digests.values()) == 1


def test_the_record_of_changes_agrees_with_the_labels() -> None:
    now = {e["id"]: set(tuples(e["spans"])) for source in SOURCES for e in episodes(source)}
    changes = rows(ROOT / "labeled" / "changes.jsonl")
    assert changes
    for change in changes:
        assert change.keys() == {"id", "change", "before", "after", "why"}
        before, after = tuples(change["before"]), tuples(change["after"])
        where = change["id"], change["change"], before, after
        assert change["change"] in CHANGES, where
        assert change["why"].strip() and len(change["why"]) <= 250, where
        assert not re.search(r"[“”\"«»]", change["why"]), "a reason is told in own words"
        assert set(after) <= now[change["id"]], where
        assert not (set(before) - set(after)) & now[change["id"]], where
        kind = change["change"]
        assert bool(before) == (kind != "add") and bool(after) == (kind != "remove"), where
        if kind in ("move", "category", "sponsor", "split"):
            assert before != after, where
        if kind == "sponsor":
            assert [b[:3] for b in before] == [a[:3] for a in after], where
        if kind == "split":
            assert len(after) > len(before), where


def test_the_readme_counts_are_those_of_the_files() -> None:
    text = (ROOT / "labeled" / "README.md").read_text(encoding="utf-8")
    table = text.split("<!-- stats -->")[1].split("<!-- /stats -->")[0]
    lines = {}
    for line in table.strip().splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        lines[cells[0]] = [int(cell.replace(",", "")) for cell in cells[1:]]
    total = [0] * (3 + len(CATEGORIES))
    for source in SOURCES:
        entries = episodes(source)
        kinds = Counter(s["category"] for e in entries for s in e["spans"])
        without = sum(not any(s["category"] in ("sponsor", "cross_promo") for s in e["spans"]) for e in entries)
        counts = [len({e["show"] for e in entries}), len(entries), without, *(kinds[c] for c in CATEGORIES)]
        assert lines[source] == counts, source
        total = [a + b for a, b in zip(total, counts, strict=True)]
    assert lines["all"] == total


def test_the_reference_episode_has_its_four_reads() -> None:
    (episode,) = episodes("sed")
    reads = [s for s in episode["spans"] if s["category"] == "sponsor"]
    assert [s["sponsor"] for s in reads] == [name for _, name in REFERENCE]
    if CORPUS is not None:
        text = (CORPUS / episode["file"]).read_bytes().decode("utf-8")
        for (stamp, _), read in zip(REFERENCE, reads, strict=True):
            assert f"[{stamp}]" in text[read["start"] - 25 : read["start"]]
        assert not text[reads[-1]["end"] :].strip(" \n*[]").replace("END", "")
