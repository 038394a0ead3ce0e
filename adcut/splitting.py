"""Where one read ends and the next, by another sponsor, begins within a run of ad sentences."""

from __future__ import annotations

from functools import cache
from itertools import accumulate

import numpy as np

from adcut.mentions import Mentions
from adcut.names import key_of
from adcut.sponsors import Surroundings, sponsor_within

__all__ = ["split_run"]

POSSIBLE = -6.0
"""Log-odds of an end and a beginning together from which names that differ make a boundary."""
FAINT = -10.0
"""From here on they do where neither name is said on the other side: lists of thanks have no clear edges."""
CERTAIN = -1.0
"""From here on it is a boundary even where a name is missing."""
TRIED = 8
"""So many places of a run are looked at, the likeliest first."""
LEAST_WORDS = 12
MOST_SENTENCES = 300
"""Runs are split within stretches of so many sentences: work on a run then grows with its length, not its square."""
END_RANGE = (-6.0, 4.0)


def split_run(said: Mentions, edges: np.ndarray, start: int, outside: Surroundings) -> list[tuple[int, int, str | None]]:
    """Return the reads that make up a run, with their sponsors: (start, stop, sponsor).

    Parameters
    ----------
    said
        What the sentences of the run say; the run begins with sentence `start`.
    edges
        Log-odds of each sentence being the first and the last of a read, shape (n, 2).
    """

    texts, stop = said.sentences, start + len(said.sentences)

    @cache
    def sponsor(first: int, last: int) -> str | None:
        return sponsor_within(said, first - start, last - start, outside)

    @cache
    def letters_of(i: int) -> str:
        return _letters(texts[i - start])

    @cache
    def letters(first: int, last: int) -> str:
        return "".join(map(letters_of, range(first, last)))

    # words[i] - words[first] words stand before the sentence i of the run, from the sentence `first` on
    words = dict(enumerate(accumulate((text.count(" ") + 1 for text in texts), initial=0), start))

    def are_apart(first: int, i: int, last: int, strength: float) -> bool:
        faint = strength <= POSSIBLE
        if faint and not any(_letters(name) not in letters(first, i) for text in texts[i - start : min(i + 2, last) - start]
                             for name, _, _ in outside.names_in(text)):
            return False
        left = sponsor(first, i)
        right = None if left is None else sponsor(i, last)
        if left is None or right is None:
            return strength > CERTAIN
        if _same(left, right):
            return False
        return not faint or not (_letters(right) in letters(first, i) or _letters(left) in letters(i, last))

    def parts(first: int, last: int) -> list[tuple[int, int, str | None]]:
        strength = edges[first + 1 : last, 0] + np.clip(edges[first : last - 1, 1], *END_RANGE)
        order = np.argsort(-strength, kind="stable")[:TRIED]
        for place in order[strength[order] > FAINT].tolist():
            i = first + 1 + place
            long_enough = min(words[i] - words[first], words[last] - words[i]) >= LEAST_WORDS
            if long_enough and are_apart(first, i, last, float(strength[place])):
                return parts(first, i) + parts(i, last)
        return [(first, last, sponsor(first, last))]

    result: list[tuple[int, int, str | None]] = []
    for begin in range(start, stop, MOST_SENTENCES):
        for first, last, name in parts(begin, min(begin + MOST_SENTENCES, stop)):
            before = result[-1] if result else None
            if before is not None and before[2] and name and key_of(before[2]) == key_of(name):
                result[-1] = before[0], last, sponsor(before[0], last) or before[2]  # a later split left them side by side
            else:
                result.append((first, last, name))
    return result


_NO_LETTERS = bytes(byte for byte in range(128) if not chr(byte).isalnum())


def _letters(text: str) -> str:
    if text.isascii():  # in a tenth of the time
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    return "".join(filter(str.isalnum, text.lower()))


def _same(one: str, other: str) -> bool:
    """Tell whether two names may mean one sponsor: one is within the other, letters alone compared."""
    a, b = _letters(one), _letters(other)
    return a in b or b in a
