"""Long inputs go through in blocks and come out in order."""

from __future__ import annotations

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
    texts = [f"{i} ".ljust(length, "x") for i in range(number)]
    sizes: list[int] = []

    def watched(part: Sequence[str]) -> np.ndarray:
        sizes.append(sum(map(len, part)))
        return score(part)

    assert np.array_equal(streaming.in_blocks(texts, watched), score(texts) if texts else [])
    assert max(sizes) <= max(2000, 1000 + 2 * (REACH + 1) * length)


def test_a_text_longer_than_a_block_goes_through() -> None:
    texts = ["1 a", "2 " + "b" * 2 * streaming.EPISODE_CHARACTERS, "3 c"]
    assert list(streaming.in_blocks(texts, score)) == [3.0, 6.0, 5.0]
