"""Long inputs go through in blocks and come out in order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from adcut import streaming


@pytest.mark.parametrize("number", [0, 1, 99, 100, 101, 250, 1000])
@pytest.mark.parametrize("words", [1, 40])
def test_every_text_is_scored_once_with_its_neighbours(number: int, words: int,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "BLOCK_TEXTS", 100)
    monkeypatch.setattr(streaming, "OVERLAP_TEXTS", 6)
    monkeypatch.setattr(streaming, "OVERLAP_WORDS", 120)
    texts = [f"{i} {'x ' * (words - 1)}" for i in range(number)]
    sizes = []

    def score(part: Sequence[str]) -> np.ndarray:
        sizes.append(len(part))
        values = np.array([float(text.split()[0]) for text in part])
        padded = np.pad(values, 6)
        return np.array([padded[i:i + 13].sum() for i in range(len(values))])

    scores = streaming.in_blocks(texts, score)
    padded = np.pad(np.arange(number, dtype=float), 6)
    assert np.array_equal(scores, [padded[i:i + 13].sum() for i in range(number)])
    assert max(sizes) <= 300
