"""The report on new episodes of known shows counts each source and all of them together."""

from __future__ import annotations

import dataclasses

from training.corpus import ROOT, read_labels
from training.fresh import counted, table


def test_counts_of_a_source_and_of_all() -> None:
    label = next(label for label in read_labels() if label.id == "authored/reference")
    elsewhere = dataclasses.replace(label, id="elsewhere/reference")
    counts = counted([label, elsewhere], ROOT)
    assert counts.keys() == {"authored", "elsewhere", "all"}
    assert counts["authored"].breaks == (1.0,)
    assert counts["all"].tp == 2 * counts["authored"].tp > 0
    lines = table(counts).splitlines()
    assert [line.split("|")[1].strip() for line in lines[-3:]] == ["authored", "elsewhere", "all"]
