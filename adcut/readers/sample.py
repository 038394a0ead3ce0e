"""The part of a file that a reader looks at to tell whether the format is its own."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from adcut.readers.front_matter import front_matter

#: Code points that detection may look at, and non-blank lines of them.
LIMIT = 65_536
_LINES = 600


def sample(text: str) -> tuple[str, ...]:
    """Return the non-blank lines of the beginning, stripped, front matter left out."""
    return _lines(text[:LIMIT])


def share(text: str, pattern: re.Pattern[str]) -> tuple[int, float]:
    """Return how many lines of the sample begin with a pattern, and what share of them."""
    found = sample(text)
    count = sum(1 for line in found if pattern.match(line))
    return count, count / len(found) if found else 0.0


@lru_cache(maxsize=1)
def _lines(head: str) -> tuple[str, ...]:
    found = head[front_matter(head).stop:].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(head) == LIMIT and len(found) > 1:
        del found[-1]  # torn by the limit
    return tuple(islice((stripped for line in found if (stripped := line.strip())), _LINES))
