"""Cut what is too long for a sentence, as in speech recognised without punctuation: where the words around a gap say that
a sentence begins, with breaks of the file and ends of clauses as further evidence, and in any case after so many words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from adcut.boundaries import begin_odds
from adcut.characters import CLAUSE, MAYBE_CLAUSE, Characters

__all__ = ["MAX_WORDS", "overlong_cuts"]

MAX_WORDS = 36
"""A stretch without a full stop that is longer than this is cut further (unpunctuated ASR)."""

BEGIN_ODDS = -1.2
"""Log-odds from which a sentence is taken to begin: one too many only costs a little context. How precise that is on shows
that the weights have not seen, `python -m training.boundaries` prints."""

AT_BREAK, AFTER_CLAUSE = 0.5, 1.5
"""Log-odds that the break of a cue or line, and the comma or dash of a clause, add."""

LEAST_WORDS = 3
"""A piece has at least so many words, by the likeliest of the cuts that would make it shorter."""

PIECE_WORDS = 5, 28
"""Words of the piece that is cut off where a stretch that is too long has no likely cut."""

_USUAL, _SLOPE = 20, 1e-3
"""Of places that are as likely, the one that leaves a piece of about so many words is taken: log-odds a word from there."""
_FAR = _SLOPE * np.abs(np.arange(PIECE_WORDS[0], PIECE_WORDS[1] + 1) - _USUAL)

_CLAUSE_END = re.compile(r"[,;:\u2014\u2013][\"'\u2019\u201d)]*$|^--?$")


def overlong_cuts(characters: Characters, word_edges: tuple[np.ndarray, np.ndarray], numbers: np.ndarray, starts: np.ndarray,
                  stops: np.ndarray, breaks: Callable[[np.ndarray], Sequence[int]]) -> np.ndarray:
    """Return the words before which the sentences that are too long are cut, by number, ascending.

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
    maybe = np.flatnonzero(last - first > MAX_WORDS)
    long = maybe[[_is_spaced(text, a, b) for a, b in zip(starts[maybe].tolist(), stops[maybe].tolist(), strict=True)]]
    if long.size == 0:
        return long
    sizes = last[long] - first[long]
    begin = np.cumsum(sizes) - sizes
    mine = np.repeat(first[long] - begin, sizes) + np.arange(sizes.sum())
    said = [text[a:b] for a, b in zip(starts[long].tolist(), stops[long].tolist(), strict=True)]
    odds = begin_odds(" ".join(said).split())
    broken = np.zeros(words.size + 1, bool)
    broken[np.searchsorted(words, np.array(breaks(long), np.int64))] = True
    odds += AT_BREAK * broken[mine] + AFTER_CLAUSE * _behind_clauses(characters, words, ends, mine)[mine]
    result: np.ndarray = mine[_cut_places(odds, begin.tolist())]
    return result


def _is_spaced(text: str, start: int, stop: int) -> bool:
    """Tell whether a stretch of text has spaces and line ends enough to be cut: other white space cuts nothing."""
    spaces = text.count(" ", start, stop)
    return spaces >= MAX_WORDS or spaces + text.count("\n", start, stop) >= MAX_WORDS


def _behind_clauses(characters: Characters, words: np.ndarray, ends: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Tell of each word, bool (words + 1,), whether it stands behind one of those asked for that ends a clause."""
    kinds = np.zeros(words.size, np.uint8)
    kinds[asked] = characters.kinds[ends[asked]]
    behind = np.append(False, kinds & CLAUSE > 0)
    for number in np.flatnonzero(kinds & MAYBE_CLAUSE > 0).tolist():
        behind[number + 1] = _CLAUSE_END.search(characters.text[words[number] : ends[number] + 1]) is not None
    return behind


def _cut_places(odds: np.ndarray, begin: Sequence[int]) -> list[int]:
    """Return the numbers of the words before which over-long stretches are cut, ascending.

    Parameters
    ----------
    odds
        float64 (n,), the log-odds that a sentence begins with each word of the stretches.
    begin
        The numbers of the words that the stretches begin with.
    """
    n = odds.size
    apart = LEAST_WORDS - 1
    within = np.full(n + 2 * apart + 1, -np.inf)
    within[apart : apart + n] = odds
    edges = np.append(begin, n) + apart
    for place in range(-apart, LEAST_WORDS):
        within[edges + place] = -np.inf
    best = within[: n].copy()
    for shift in range(1, 2 * apart + 1):
        np.maximum(best, within[shift : shift + n], out=best)
    middle = within[apart : apart + n]
    likely = np.flatnonzero((middle > BEGIN_ODDS) & (middle == best))
    ends = np.sort(np.concatenate([likely, [*begin[1:], n]])).tolist()
    opens = {*begin}
    least, most = PIECE_WORDS
    places: list[int] = []
    last = 0
    for place in ends:
        while place - last > MAX_WORDS:
            last += least + int((odds[last + least : last + most + 1] - _FAR).argmax())
            places.append(last)
        if place in opens or place == n:
            last = place
        elif last + LEAST_WORDS <= place:
            places.append(place)
            last = place
    return places
