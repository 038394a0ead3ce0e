"""The report on new episodes of known shows counts each source and all of them together."""

from __future__ import annotations

import dataclasses

from adcut.artifact import load
from training.corpus import ROOT, read_fresh_labels, read_labels
from training.digests import model_sha256
from training.fresh import REPORT, counted, table


def test_counts_of_a_source_and_of_all() -> None:
    label = next(label for label in read_labels() if label.id == "authored/reference")
    elsewhere = dataclasses.replace(label, id="elsewhere/reference")
    counts = counted([label, elsewhere], ROOT)
    assert counts.keys() == {"authored", "elsewhere", "all"}
    assert counts["authored"].breaks == (1.0,)
    assert counts["all"].tp == 2 * counts["authored"].tp > 0
    lines = table(counts).splitlines()
    assert [line.split("|")[1].strip() for line in lines[-3:]] == ["authored", "elsewhere", "all"]


def test_the_report_is_of_the_shipped_model_and_of_all_the_labels() -> None:
    text = REPORT.read_text(encoding="utf-8")
    assert f"Model {model_sha256(load())[:12]}." in text
    assert f"| all | {len(read_fresh_labels())} |" in text
