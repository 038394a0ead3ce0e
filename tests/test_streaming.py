"""Long inputs go through in blocks and come out in order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from adcut import streaming

REACH = 6


def score(part: Sequence[str]) -> np.ndarray:
    """Return the sum of the numbers in each text and in REACH texts around it."""
    padded = np.pad([float(text.split()[0]) for text in part], REACH)
    return np.array([padded[i:i + 2 * REACH + 1].sum() for i in range(len(part))])


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250, 1000])
@pytest.mark.parametrize("length", [10, 70, 400])
def test_every_text_is_scored_once_with_its_neighbours(number: int, length: int,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "EPISODE_CHARACTERS", 2000)
    monkeypatch.setattr(streaming, "BLOCK_CHARACTERS", 1000)
    monkeypatch.setattr(streaming, "OVERLAP_CHARACTERS", REACH * length)
    monkeypatch.setattr(streaming, "EPISODE_TEXTS", 30)
    monkeypatch.setattr(streaming, "BLOCK_TEXTS", 15)
    monkeypatch.setattr(streaming, "OVERLAP_TEXTS", REACH + 1)
    texts = [f"{i} ".ljust(length, "x") for i in range(number)]
    sizes: list[int] = []

    def watched(part: Sequence[str]) -> np.ndarray:
        sizes.append(sum(map(len, part)))
        return score(part)

    assert np.array_equal(streaming.in_blocks(texts, watched), score(texts) if texts else [])
    assert max(sizes) <= max(2000, 1000 + 2 * (REACH + 1) * length)
    assert max(sizes) <= max(30, 15 + 2 * (REACH + 1)) * length


def test_a_text_longer_than_a_block_goes_through() -> None:
    texts = ["1 a", "2 " + "b" * 2 * streaming.EPISODE_CHARACTERS, "3 c"]
    assert list(streaming.in_blocks(texts, score)) == [3.0, 6.0, 5.0]


#: Scores 100,000 paragraphs in a process of its own and prints by how many MB that raised its peak.
PEAK = """
import resource, sys
from pathlib import Path
import adcut

def peak():
    own = Path("/proc/self/status")  # getrusage counts the parent's memory in, on Linux
    if own.exists():
        return int(own.read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024) / 1024

texts = [sys.argv[1].format(number) for number in range(100_000)]
adcut.score(texts[:100])
before = peak()
scores = adcut.score(texts)
assert scores.shape == (100_000,) and scores.min() >= 0 and scores.max() <= 1
print(peak() - before)
"""
#: Megabytes; without blocks it takes 370 and more.
MOST = 100


@pytest.mark.skipif(os.name != "posix", reason="getrusage is POSIX")
@pytest.mark.parametrize("text", [
    "And number {} of the frogs that we counted that year sat by the pond in the rain.", "acme.com/{}"])
def test_a_hundred_thousand_paragraphs_stay_in_memory(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", PEAK, text], capture_output=True, text=True, check=True)
    assert float(done.stdout) < MOST
