"""Where one read ends and the next, by another sponsor, begins within a run of ad sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np

from adcut.sponsors import Surroundings, sponsor_of

__all__ = ["split_run"]

POSSIBLE = -4.0
"""Log-odds of an end and a beginning together from which a place is looked at."""
CERTAIN = -1.0
"""From here on it is a boundary even where a name is missing."""
LEAST_WORDS = 12
END_RANGE = (-6.0, 4.0)


def split_run(texts: Sequence[str], edges: np.ndarray, start: int, stop: int, outside: Surroundings,
              ) -> list[tuple[int, int, str | None]]:
    """Return the reads that make up a run, with their sponsors: (start, stop, sponsor).

    Parameters
    ----------
    edges
        Log-odds of each sentence being the first and the last of a read, shape (n, 2).
    """
    inner = np.arange(start + 1, stop)
    strength = edges[inner, 0] + np.clip(edges[inner - 1, 1], *END_RANGE)
    places = [int(i) for i in inner[strength > POSSIBLE]]
    chosen = [start]

    @cache
    def sponsor(first: int, after: int) -> str | None:
        return sponsor_of(texts[first:after], outside)

    for i in places:
        after = next((j for j in places if j > i and _words(texts, i, j) >= LEAST_WORDS), stop)
        if min(_words(texts, chosen[-1], i), _words(texts, i, after)) < LEAST_WORDS:
            continue
        left, right = sponsor(chosen[-1], i), sponsor(i, after)
        differ = left is not None and right is not None and not _same(left, right)
        missing = left is None or right is None
        if differ or (missing and strength[i - start - 1] > CERTAIN):
            chosen.append(i)
    bounds = [*chosen, stop]
    return [(a, b, sponsor(a, b)) for a, b in pairwise(bounds)]


def _words(texts: Sequence[str], start: int, stop: int) -> int:
    return sum(text.count(" ") + 1 for text in texts[start:stop])


def _same(one: str, other: str) -> bool:
    """Tell whether two names may mean one sponsor: one is within the other, letters alone compared."""
    a, b = ("".join(c for c in name.lower() if c.isalnum()) for name in (one, other))
    return a in b or b in a
