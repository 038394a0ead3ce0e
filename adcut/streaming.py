"""Scores of texts without end: block by block, so that memory does not grow with their number.

A block overlaps its neighbours by more than a score looks to either side. What is scored in blocks
is no single episode any more: features of the whole episode (how much of it is ads, the place in
it) are those of the block, so scores can differ in the last digits from those of one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

#: Up to this many texts are scored in one pass; the longest episodes have about 3,000 paragraphs.
BLOCK_TEXTS = 8192
#: The overlap on either side: this many texts at least (scores look 60 sentences far) ...
OVERLAP_TEXTS = 64
#: ... with this many words (from there on, the way to the ends of an episode no longer counts).
OVERLAP_WORDS = 3000


def in_blocks(texts: Sequence[str], score: Callable[[Sequence[str]], np.ndarray]) -> np.ndarray:
    """Return the scores of all texts, shape (len(texts),), from scores of at most a block at once.

    Parameters
    ----------
    score
        Returns the scores of some consecutive texts, shape (n,).

    Examples
    --------
    >>> in_blocks(["a", "bc"], lambda part: np.array([float(len(text)) for text in part]))
    array([1., 2.])
    """
    if len(texts) <= BLOCK_TEXTS:
        return score(texts)
    result = np.empty(len(texts))
    for start in range(0, len(texts), BLOCK_TEXTS):
        stop = min(start + BLOCK_TEXTS, len(texts))
        before = start - _reach(texts[i] for i in range(start - 1, -1, -1))
        after = stop + _reach(texts[i] for i in range(stop, len(texts)))
        result[start:stop] = score(texts[before:after])[start - before:stop - before]
    return result


def _reach(texts: Iterator[str]) -> int:
    """Return how many of the texts next to a block overlap with it."""
    words = 0
    number = 0
    for number, text in enumerate(texts, start=1):
        words += len(text.split())
        if number == BLOCK_TEXTS or (number >= OVERLAP_TEXTS and words >= OVERLAP_WORDS):
            break
    return number
