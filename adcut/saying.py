"""Which sentences say one of some words: most say none, and one look at all of them tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

__all__ = ["which_say"]

_BETWEEN = "\x1f"
"""Stands in hardly any text, and is not looked for."""


def which_say(any_of: Iterable[str], texts: Sequence[str], rows: Sequence[int], longest: int) -> list[tuple[int, str]]:
    """Return those of some sentences that have one of some words, and what they are in small letters with plain apostrophes.

    Parameters
    ----------
    any_of
        Words in small letters.
    rows
        Which sentences to look at, by their place in `texts`, ascending.
    longest
        The most characters of a sentence that is looked at: expressions take long to search a longer one.
    """
    whole = _BETWEEN.join([texts[i] for i in rows]).lower().replace("\u2019", "'")
    said = [words for words in any_of if words in whole]
    if not said:
        return []
    lowered = whole.split(_BETWEEN)
    if len(lowered) != len(rows):  # some sentence has the sign itself
        lowered = [texts[i].lower().replace("\u2019", "'") for i in rows]
        found = {k for k, lower in enumerate(lowered) if any(words in lower for words in said)}
    else:
        begins = [0, *accumulate(len(lower) + 1 for lower in lowered)]
        found = {bisect_right(begins, at) - 1 for words in said for at in _places(whole, words)}
    return [(rows[k], lowered[k]) for k in sorted(found) if len(lowered[k]) <= longest]


def _places(text: str, words: str) -> Iterable[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))
