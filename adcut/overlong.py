"""Cut what is too long for a sentence, as in speech recognised without punctuation: at breaks of the file,
at clauses, or after so many words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from adcut.characters import CLAUSE, MAYBE_CLAUSE, Characters

__all__ = ["MAX_WORDS", "overlong_cuts"]

MAX_WORDS = 36
"""A stretch without a full stop that is longer than this is cut further (unpunctuated ASR)."""

PIECE_WORDS = 20
"""Words in a piece where an over-long stretch offers neither break nor clause to cut at."""

MIN_PIECE_WORDS = 5
"""A cut at a break or clause leaves at least so many words on its left."""

_SOON = MIN_PIECE_WORDS + 3
"""A break so few words on is the better place to cut."""

_CLAUSE_END = re.compile(r"[,;:\u2014\u2013][\"'\u2019\u201d)]*$|^--?$")


def overlong_cuts(characters: Characters, word_edges: tuple[np.ndarray, np.ndarray], numbers: np.ndarray, starts: np.ndarray,
                  stops: np.ndarray, breaks: Callable[[np.ndarray], Sequence[int]]) -> np.ndarray:
    """Return the places at which the sentences that are too long are cut, ascending.

    Parameters
    ----------
    characters
        The text of all sentences.
    word_edges
        Where its words begin, and where their last characters are.
    numbers
        How many words begin before each sentence and, last, in all.
    starts, stops
        Where the sentences start and stop in it.
    breaks
        Gives for some sentences, by number, the places of the breaks in their texts, ascending; it may
        give more than those.
    """
    words, ends = word_edges
    first, last = numbers[:-1], numbers[1:]
    text = characters.text
    long = np.array([number for number in np.flatnonzero(last - first > MAX_WORDS).tolist()
                     if _spaced(text, int(starts[number]), int(stops[number])) >= MAX_WORDS], np.int64)
    if long.size == 0:
        return long
    first, last = first[long], last[long]
    at = np.array(breaks(long), np.int64)
    at = at[starts[np.minimum(np.searchsorted(starts, at), starts.size - 1)] != at]  # nothing to cut there
    before_word = sorted({*np.searchsorted(words, at).tolist()})  # np.unique would load numpy.ma, for milliseconds
    clauses = _clauses(characters, words, ends, first, last)
    cuts: list[int] = []
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        cuts += _cut_places(a, b, before_word, clauses)
    result: np.ndarray = words[np.array(cuts, np.int64)]
    return result


def _spaced(text: str, start: int, stop: int) -> int:
    """Return the number of spaces and line ends in a stretch of text: other white space cuts nothing."""
    return text.count(" ", start, stop) + text.count("\n", start, stop)


def _clauses(characters: Characters, words: np.ndarray, ends: np.ndarray, first: np.ndarray, last: np.ndarray) -> list[int]:
    """Return the numbers of the words behind those that end a clause, within stretches of words."""
    inside = np.zeros(words.size + 1, np.int8)
    inside[first] += 1
    inside[last] -= 1
    kinds = characters.kinds[ends] * np.cumsum(inside[:-1], dtype=np.int8).astype(bool)
    certain = kinds & CLAUSE > 0
    for number in np.flatnonzero(kinds & MAYBE_CLAUSE > 0).tolist():
        certain[number] = _CLAUSE_END.search(characters.text[words[number] : ends[number] + 1]) is not None
    found: list[int] = (np.flatnonzero(certain) + 1).tolist()
    return found


def _cut_places(first: int, stop: int, breaks: Sequence[int], clauses: Sequence[int]) -> list[int]:
    """Return the numbers of the words before which an over-long stretch is cut, ascending.

    Parameters
    ----------
    first, stop
        The stretch, as words by number.
    breaks, clauses
        Words by number that a break comes before, and a clause ends before; of all stretches, ascending.
    """
    places: list[int] = []
    last, k = first, first + MIN_PIECE_WORDS
    heard = k  # clauses from here on count for the next cut
    while k < stop:
        number = bisect_left(breaks, k)
        at_break = breaks[number] if number < len(breaks) and stop - breaks[number] > 2 else stop
        full = max(k, last + PIECE_WORDS)
        if at_break <= full or stop - full < MIN_PIECE_WORDS:
            if at_break == stop:
                break
            places.append(at_break)
            last = at_break
            k = heard = at_break + MIN_PIECE_WORDS
            continue
        number = bisect_right(breaks, full)
        if number < len(breaks) and breaks[number] <= min(full + _SOON, stop):
            k = full + 1
            continue
        number = bisect_right(clauses, full)
        last = clauses[number - 1] if number and clauses[number - 1] >= heard else full
        places.append(last)
        k = heard = max(full, last + MIN_PIECE_WORDS - 1) + 1
    return places
