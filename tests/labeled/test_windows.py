"""The labels of episodes that were read in windows: facts like those of spans/, and never of a measured episode."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from training.corpus import WINDOWS, read_labels, read_window_labels

ROOT = Path(__file__).parents[2]
SOURCES = [path.stem for path in sorted(WINDOWS.glob("*.jsonl"))]
CATEGORIES = ("sponsor", "cross_promo", "self_promo", "interaction", "guest_plug", "fake_ad", "ad_pivot")


def episodes(source: str) -> list[dict]:
    lines = (WINDOWS / f"{source}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_there_are_windows() -> None:
    assert len(read_window_labels()) == sum(len(episodes(source)) for source in SOURCES) > 0


@pytest.mark.parametrize("source", SOURCES)
def test_every_line_is_an_episode_of_facts(source: str) -> None:
    entries = episodes(source)
    assert [e["id"] for e in entries] == sorted({e["id"] for e in entries})
    for e in entries:
        assert e.keys() == {"id", "show", "file", "sha256", "spans", "origin", "annotator"}, e["id"]
        assert e["id"].startswith(f"{source}/") and e["annotator"] == "windows"
        assert e["file"].startswith(f"unlabeled/{source}/") and ".." not in e["file"]
        assert re.fullmatch(r"[0-9a-f]{64}", e["sha256"]) and re.fullmatch(r"[\w.-]+/[\w.-]+", e["origin"])
        for s in e["spans"]:
            assert s.keys() == {"start", "end", "category", "sponsor"} and s["category"] in CATEGORIES
            assert 0 <= s["start"] < s["end"] and len(s["sponsor"].split()) <= 12
        assert all(a["end"] <= b["start"] for a, b in pairwise(e["spans"])), e["id"]


def test_no_measured_episode_is_among_them() -> None:
    measured = read_labels()
    others = read_window_labels()
    assert not {label.sha256 for label in measured} & {label.sha256 for label in others}
    assert not {label.id for label in measured} & {label.id for label in others}
    assert max(Counter(label.sha256 for label in others).values()) == 1


def test_the_readme_counts_are_those_of_the_files() -> None:
    text = (ROOT / "labeled" / "README.md").read_text(encoding="utf-8")
    lines = {}
    for line in text.split("<!-- windows -->")[1].split("<!-- /windows -->")[0].strip().splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        lines[cells[0]] = [int(cell) for cell in cells[1:]]
    assert sorted(lines) == SOURCES
    for source in lines:
        entries = episodes(source)
        kinds = Counter(s["category"] for e in entries for s in e["spans"])
        assert lines[source] == [len(entries), *(kinds[c] for c in CATEGORIES)], source
    assert f"labels of {sum(row[0] for row in lines.values())} further real episodes" in text
