"""The command that checks, counts and adds labels."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.corpus import LabelError, added, check, read_labels, stats


def test_shipped_labels_are_sound() -> None:
    assert check(None) == []
    assert "| sed | 1 |" in stats(read_labels())


def test_added_labels_are_checked(tmp_path: Path) -> None:
    file = tmp_path / "raw" / "new" / "e.txt"
    file.parent.mkdir(parents=True)
    file.write_text("Buy Acme. The end.")
    entry = added(file, tmp_path, "new", ["0:9:sponsor:Acme"])
    assert entry["file"] == "raw/new/e.txt"
    with pytest.raises(LabelError):
        added(file, tmp_path, "new", ["0:9:advert"])

