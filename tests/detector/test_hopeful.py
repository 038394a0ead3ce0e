"""What stage 3 does not look at changes no read: the same are found as when it looks at every candidate."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import adcut
from adcut import scorer

EPISODES = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"
CORPUS = Path(os.environ["ADCUT_CORPUS"]) if os.environ.get("ADCUT_CORPUS") else None


def check(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    transcripts = [adcut.read(path) for path in paths]
    narrowed = [adcut.detect(transcript).reads for transcript in transcripts]
    asked: list[int] = []

    def every(outputs: np.ndarray, rows: np.ndarray) -> np.ndarray:
        asked.append(rows.size)
        return rows

    monkeypatch.setattr(scorer, "hopeful", every)
    for path, transcript, reads in zip(paths, transcripts, narrowed, strict=True):
        whole = adcut.detect(transcript).reads
        assert [(r.source, r.category, r.cut, r.sponsor) for r in reads] == [
            (r.source, r.category, r.cut, r.sponsor) for r in whole], path
        assert np.allclose([r.score for r in reads], [r.score for r in whole], atol=0.005), path
    assert asked and any(narrowed)


def test_reads_of_written_episodes(monkeypatch: pytest.MonkeyPatch) -> None:
    check(sorted(path for path in EPISODES.iterdir() if path.suffix != ".jsonl"), monkeypatch)


@pytest.mark.skipif(CORPUS is None, reason="needs the transcripts: set ADCUT_CORPUS")
def test_reads_of_real_episodes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CORPUS is not None
    check(sorted(path for path in (CORPUS / "unlabeled").rglob("*") if path.is_file())[::20], monkeypatch)
