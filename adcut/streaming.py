"""Scores of texts without end: block by block, so that memory does not grow with their number.

A block overlaps its neighbours by more than a score looks to either side. What is too long for an
episode is scored as one episode a block: features of the whole episode (how much of it is ads, the
place in it) are then those of the block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

#: Up to this many characters, in up to so many texts, are scored in one pass: 15 hours of speech.
EPISODE_CHARACTERS, EPISODE_TEXTS = 1_200_000, 30_000
#: What is longer is scored in blocks of at most so many characters and texts.
BLOCK_CHARACTERS, BLOCK_TEXTS = 400_000, 10_000
#: The overlap on either side is the shorter of these. Scores look 60 sentences far, and feel the ends
#: of an episode for 3,000 words (adcut/features.py): about 18,000 characters, or as many short texts.
OVERLAP_CHARACTERS, OVERLAP_TEXTS = 24_000, 3_000


def in_blocks(texts: Sequence[str], score: Callable[[Sequence[str]], np.ndarray]) -> np.ndarray:
    """Return the scores of all texts, shape (len(texts),), from scores of at most an episode at once.

    Parameters
    ----------
    score
        Returns the scores of some consecutive texts, shape (n,).

    Examples
    --------
    >>> in_blocks(["a", "bc"], lambda part: np.array([float(len(text)) for text in part]))
    array([1., 2.])
    """
    starts = np.cumsum([0, *map(len, texts)])
    if starts[-1] <= EPISODE_CHARACTERS and len(texts) <= EPISODE_TEXTS:
        return score(texts)
    result = np.empty(len(texts))
    start = 0
    while start < len(texts):
        stop = max(start + 1, min(start + BLOCK_TEXTS, _last(starts, starts[start] + BLOCK_CHARACTERS)))
        before = max(start - OVERLAP_TEXTS, min(max(start - 1, 0), _last(starts, starts[start] - OVERLAP_CHARACTERS)))
        after = min(len(texts), stop + OVERLAP_TEXTS, 1 + _last(starts, starts[stop] + OVERLAP_CHARACTERS))
        result[start:stop] = score(texts[before:after])[start - before:stop - before]
        start = stop
    return result


def _last(starts: np.ndarray, place: int) -> int:
    """Return the number of the last text that starts at `place` or before, the first where none does."""
    return max(0, int(np.searchsorted(starts, place, side="right")) - 1)
