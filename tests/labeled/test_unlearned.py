"""The episodes that nothing learns from are labelled well, and nothing learns from them."""

from __future__ import annotations

import hashlib
import json
import re
from itertools import pairwise

from adcut import artifact
from adcut.spans import SpanPolicy
from training.corpus import ROOT, UNLEARNED, read_labels, read_window_labels
from training.gate import figures
from training.unlearned import SETS, by_set, episodes, report

ROWS = [json.loads(line) for line in UNLEARNED.read_text(encoding="utf-8").splitlines()]
CATEGORIES = {"sponsor", "cross_promo", "self_promo", "interaction"}


def test_every_text_is_labelled_and_every_label_has_its_text() -> None:
    texts = {path.relative_to(ROOT).as_posix() for path in (UNLEARNED.parent / "episodes").iterdir()}
    assert {row["file"] for row in ROWS} == texts
    assert len({row["id"] for row in ROWS}) == len({row["show"] for row in ROWS}) == len(ROWS)
    assert {row["id"].split("/")[0] for row in ROWS} == SETS.keys()
    for row in ROWS:
        assert hashlib.sha256((ROOT / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["id"]


def test_spans_hold_whole_sentences() -> None:
    for row in ROWS:
        text = (ROOT / row["file"]).read_text(encoding="utf-8")
        for span in row["spans"]:
            said = text[span["start"] : span["end"]]
            assert span["category"] in CATEGORIES
            assert said and said == said.strip(), row["id"]
            assert text[: span["start"]].endswith("\n") or span["start"] == 0, row["id"]
            assert text[span["end"]] == "\n", row["id"]
        assert all(a["end"] < b["start"] for a, b in pairwise(row["spans"]))


def test_sponsors_are_named_as_the_read_names_them() -> None:
    for row in ROWS:
        text = (ROOT / row["file"]).read_text(encoding="utf-8")
        for span in row["spans"]:
            if span["category"] == "sponsor":
                said = re.sub(r"\W", "", text[span["start"] : span["end"]].lower())
                first = re.sub(r"\W", "", span["sponsor"].lower().split()[0])
                assert first in said, (row["id"], span["sponsor"])


def test_nothing_learns_from_them() -> None:
    held = {row["sha256"] for row in ROWS}
    assert not held & {label.sha256 for label in [*read_labels(), *read_window_labels()]}


def test_the_report_measures_every_set() -> None:
    some = [episode for episode in episodes() if episode.label.id.endswith("/01")]
    assert {episode.label.source for episode in some} == SETS.keys()
    model = artifact.load()
    counts = by_set(some, model, SpanPolicy.for_mode(model))
    assert all(c.episodes == 1 and c.words > 500 for c in counts.values())
    text = report(some, model)
    assert all(f"| {name} | 1 |" in text for name in SETS)


def test_the_gate_measures_each_as_a_set_of_its_own() -> None:
    some = [label for label in read_labels([UNLEARNED]) if label.id.endswith("/01")]
    measured = figures([], None, "m", lambda transcript: [(0, len(transcript.text), None)], some)
    assert measured.episodes == {label.source: 1 for label in some}
    assert all(counts.tp + counts.fp == counts.words > 0 for counts in measured.counts.values())
