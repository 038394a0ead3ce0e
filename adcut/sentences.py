"""Split running text into sentences that tile it, and the arrays of one transcript's sentences.

Sentences are what the detector scores and where ad reads begin and end, so a boundary that is
missed glues an ad to content; one too many only costs a little context. The rules lean that way.

Law: ``"".join(text[a:b] for a, b in pairwise([*starts, len(text)])) == text``, always.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from adcut.characters import CLOSE, END, LOWER, MARGIN, PLAIN, SPACE, STOP, Characters, characters_of
from adcut.overlong import overlong_cuts

__all__ = ["Sentences", "punctuated_starts", "sentence_starts", "split_texts"]

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sr jr st rev hon gen col sgt capt lt maj gov sen rep pres mt ft "
    "vs cf eg ie al approx dept est fig figs vol ed eds trans no nos p pp inc ltd co corp bros "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri "
    "ave blvd rd".split()
)
"""Words whose full stop seldom ends a sentence. Some of them are words as well ("no", "mar",
"ed", "sen"); those end a sentence when a word that often opens one follows."""

_ALWAYS_ABBREVIATED = frozenset("mr mrs ms dr prof st sgt capt gen rev".split())
"""Of these, those that never end one."""

_OPENERS = frozenset(
    "the a an i we you he she it they this that these those there here and but so or if when what "
    "who why how where in on at for from with as to our my your his her its their then now well "
    "yeah yes no not oh okay ok all let just because after before every thanks thank also even "
    "is are was were do does did can could would should will have has i'm i've it's that's we're "
    "you're let's don't today".split()
)
"""Words that often open a sentence: after an initialism ("in the U.S. We went") they split it."""

_STOP = re.compile(
    r"[.!?\u2026\u3002](?<![.!?\u2026\u3002]{2})[.!?\u2026\u3002]*+"  # the stop, or an ellipsis, or "?!", once
    r"(?P<close>[\"'\u2019\u201d)\]*_]*)"  # closing quotes, brackets, Markdown emphasis
    r"\s+"  # only white space makes it a boundary: "2.5" and "a.com" stay whole
)
_LAST_WORD = re.compile(r"[^\s\"'\u2018\u2019\u201c\u201d(\[*_]+$")
_NEXT_WORD = re.compile(r"[^\w]*([\w'\u2019]*)")
_INITIALISM = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_DOMAIN_TAIL = re.compile(r"(?:com|org|net|io|co|fm|tv|edu|gov|ai|uk)\b(?!\w)", re.IGNORECASE)

_LOOK_BACK = 24


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of one transcript, in order; all arrays have shape (n,).

    Attributes
    ----------
    texts
        The sentences' texts; those of one paragraph join to the paragraph's text.
    paragraph
        int32, index of the paragraph the sentence belongs to.
    start, stop
        int32, half-open range of the sentence in its paragraph's text.
    marked
        int8, 1 where a section mark such as ``[SPONSOR MESSAGE]`` opens just before the sentence
        and is the latest mark, else 0. Evidence, not truth.
    opens
        int8, 1 where the file itself begins a paragraph or a turn with the sentence, else 0.
    passing
        int8, 1 where its speaker is heard in one short stretch of the episode only (voices.py), else 0.
    words
        int32, number of words, by the white space between them.
    """

    texts: tuple[str, ...]
    paragraph: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    marked: np.ndarray
    opens: np.ndarray
    passing: np.ndarray
    words: np.ndarray

    def __len__(self) -> int:
        return len(self.texts)


def sentence_starts(text: str, breaks: Sequence[int] = ()) -> list[int]:
    """Return the offsets at which the sentences of a text start.

    White space after a sentence belongs to it, so the first offset is 0 and the pieces tile the
    text. An empty text has no sentences.

    Parameters
    ----------
    text
        Running text, punctuated or not.
    breaks
        Offsets in `text` where the file had a segment, cue or line boundary, ascending. They cut
        only what punctuation leaves too long, as in unpunctuated ASR.

    Examples
    --------
    >>> text = "Thanks to Acme. Go to acme.com slash pod. Dr. No came at 2.5 p.m. on foot... so it goes."
    >>> starts = sentence_starts(text)
    >>> [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)])][:2]
    ['Thanks to Acme. ', 'Go to acme.com slash pod. ']
    >>> len(starts)
    3
    """
    found: list[int] = split_texts([text], lambda number: breaks).start.tolist()
    return found


class Split(NamedTuple):
    """Sentences in order, int64 (n,) each: number of the text, start and stop in it, number of words."""

    owner: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    words: np.ndarray


def split_texts(texts: Sequence[str], breaks: Callable[[int], Sequence[int]]) -> Split:
    """Return the sentences of some texts.

    Parameters
    ----------
    breaks
        Gives for a text, by number, the breaks that `sentence_starts` takes.
    """
    if not texts:
        return Split(*(np.zeros(0, np.int64),) * 4)
    characters = characters_of(texts)
    base, end = characters.base, characters.end
    starts = _punctuated_starts(characters, texts)
    owner = np.searchsorted(base, starts, "right") - 1

    def breaks_in(sentences: np.ndarray) -> list[int]:
        numbers = sorted({*owner[sentences].tolist()})
        return [first + offset for number, first in zip(numbers, base[numbers].tolist(), strict=True)
                for offset in breaks(number)]

    words, last_characters = characters.words()
    numbers = _words_before(words, starts)
    stops = _stops(starts, end[owner])
    cuts = overlong_cuts(characters, (words, last_characters), numbers, starts, stops, breaks_in)
    if cuts.size:
        starts, numbers = np.sort(np.concatenate([starts, words[cuts]])), np.sort(np.concatenate([numbers, cuts]))
        owner = np.searchsorted(base, starts, "right") - 1
        stops = _stops(starts, end[owner])
    return Split(owner, starts - base[owner], stops - base[owner], numbers[1:] - numbers[:-1])


def punctuated_starts(text: str) -> list[int]:
    """Return the offsets at which sentences start by the punctuation alone, however long they are."""
    found: list[int] = (_punctuated_starts(characters_of([text]), [text]) - MARGIN).tolist()
    return found


def _punctuated_starts(characters: Characters, texts: Sequence[str]) -> np.ndarray:
    begun = characters.base[characters.end > characters.base]
    return np.sort(np.concatenate([begun, _boundaries(characters, texts, begun)]))


def _words_before(words: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Return how many words begin before each sentence, and in all: sentences tile the texts, and no word begins between."""
    return np.append(np.searchsorted(words, starts), words.size)


def _stops(starts: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return where sentences stop: at the next one's start, or at the end of their text."""
    stops: np.ndarray = end.copy()
    np.minimum(starts[1:], end[:-1], out=stops[:-1])
    return stops


def _boundaries(characters: Characters, texts: Sequence[str], begun: np.ndarray) -> np.ndarray:
    """Return where sentences start within the texts, in any order.

    Most full stops are plain: a word that is no abbreviation before them, a space and no small letter behind
    them. These are told at once, the others looked at one by one.

    Parameters
    ----------
    begun
        Where the texts begin that are not empty.
    """
    codes, kinds = characters.codes, characters.kinds
    at = np.flatnonzero(kinds & STOP > 0)
    behind = kinds[at + 1]
    at = at[(kinds[at - 1] & STOP == 0) & (behind & (STOP | CLOSE | SPACE) > 0) & (behind & END == 0)]
    own, following = codes[at], kinds[at + 2]
    spaced = (kinds[at + 1] & SPACE > 0) & (following & PLAIN > 0)
    plain = spaced & (following & LOWER == 0)
    point = own == ord(".")
    plain[point] &= ~_may_be_abbreviated(codes, at[point])
    plain |= spaced & ((own == ord("?")) | (own == ord("!")))
    doubtful, certain = at[~plain], at[plain] + 2
    found: list[int] = []
    known = np.sort(np.concatenate([begun, certain]))
    before = known[np.searchsorted(known, doubtful, "right") - 1]
    owner = np.searchsorted(characters.base, doubtful, "right") - 1
    latest = 0
    for place, start, number, first in zip(doubtful.tolist(), before.tolist(), owner.tolist(),
                                           characters.base[owner].tolist(), strict=True):
        text = texts[number]
        match = _STOP.match(text, place - first)
        if match is None or match.end() == len(text):
            continue
        if _ends_sentence(text, max(start, latest) - first, match):
            latest = match.end() + first
            found.append(latest)
    return np.concatenate([certain, np.array(found, np.int64)])


_LETTERS = MARGIN - 1
"""Letters by which abbreviations are known, more than any of them has."""
_PLACES = 32 ** np.arange(_LETTERS)


def _as_number(word: str) -> int:
    return sum((ord(letter) - ord("a") + 1) * 32**place for place, letter in enumerate(reversed(word)))


_ABBREVIATED = np.array(sorted(map(_as_number, _ABBREVIATIONS)))


def _may_be_abbreviated(codes: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Tell where what stands before a point may be no plain word: no two letters, or an abbreviation's."""
    letters = (codes.take(at - np.arange(1, _LETTERS + 1)[:, None]).astype(np.uint32) | 32) - np.uint32(ord("a") - 1)
    run = np.logical_and.accumulate(letters - np.uint32(1) < 26, axis=0)  # what is less than "a" runs over
    number = _PLACES @ (letters * run).astype(np.int64)
    place = np.minimum(np.searchsorted(_ABBREVIATED, number), _ABBREVIATED.size - 1)
    result: np.ndarray = ~run[1] | (_ABBREVIATED[place] == number)
    return result


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    """Tell whether a full stop with white space after it ends the sentence begun at `start`."""
    begin, stop = match.start(), match.end()
    following = text[stop]
    lower = following.islower()
    marks = text[begin : match.start("close")]
    if marks != ".":
        # not at '"Why?" he asked', nor where it trails off... and goes on
        return not lower or (not match["close"] and marks in ("?", "!", "?!", "!?"))
    if lower and (match["close"] or _DOMAIN_TAIL.match(text, stop)):
        return False  # Acme. com slash pod
    before = text[max(start, begin - _LOOK_BACK) : begin]
    word = before.rpartition(" ")[2]
    if word.isalpha():  # most words are nothing but letters, and done with at once
        if len(word) > 1 and word.lower() not in _ABBREVIATIONS:
            return True
    else:
        found = _LAST_WORD.search(before)
        if found is None:
            return True
        word = found[0]
    if word.isdigit():
        return bool(text[start : begin - len(word)].strip())  # not "1. First item"
    folded = word.lower()
    if folded in _ALWAYS_ABBREVIATED:
        return False
    if folded in _ABBREVIATIONS or ((len(word) == 1 or "." in word) and _INITIALISM.fullmatch(word)):
        next_word = _NEXT_WORD.match(text, stop)
        return not lower and next_word is not None and next_word[1].lower() in _OPENERS
    return True
