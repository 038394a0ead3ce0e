"""Split running text into sentences that tile it, and the arrays of one transcript's sentences.

Sentences are what the detector scores and where ad reads begin and end, so a boundary that is
missed glues an ad to content; one too many only costs a little context. The rules lean that way.

Law: ``"".join(text[a:b] for a, b in pairwise([*starts, len(text)])) == text``, always.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Sentences", "sentence_starts"]

MAX_WORDS = 36
"""A stretch without a full stop that is longer than this is cut further (unpunctuated ASR)."""

PIECE_WORDS = 20
"""Words in a piece where an over-long stretch offers neither break nor clause to cut at."""

MIN_PIECE_WORDS = 5
"""A cut at a break or clause leaves at least so many words on its left."""

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
_WORD = re.compile(r"\S+")
_CLAUSE_END = re.compile(r"[,;:\u2014\u2013][\"'\u2019\u201d)]*$|^--?$")
_CLAUSE_CHARACTERS = frozenset(",;:\u2014\u2013\"'\u2019\u201d)-")
"""What the last word of a clause may end with: most words need no closer look."""

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
    speaker
        int32, number of the speaker in order of appearance, -1 where unknown.
    pause_ms
        float64, silence before the sentence in milliseconds, nan where unknown.
    marked
        int8, 1 where a section mark such as ``[SPONSOR MESSAGE]`` opens just before the sentence
        and is the latest mark, else 0. Evidence, not truth.
    opens
        int8, 1 where the file itself begins a paragraph or a turn with the sentence, else 0.
    """

    texts: tuple[str, ...]
    paragraph: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    speaker: np.ndarray
    pause_ms: np.ndarray
    marked: np.ndarray
    opens: np.ndarray

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
    if not text:
        return []
    starts = [0]
    for match in _STOP.finditer(text):
        stop = match.end()
        if stop < len(text) and _ends_sentence(text, starts[-1], match):
            starts.append(stop)
    return _cut_long(text, starts, breaks)


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


def _cut_long(text: str, starts: list[int], breaks: Sequence[int]) -> list[int]:
    """Cut the sentences that are too long at breaks, clauses or bounded word counts."""
    if len(text) < 2 * MAX_WORDS:
        return starts
    result: list[int] = []
    for i, start in enumerate(starts):
        stop = starts[i + 1] if i + 1 < len(starts) else len(text)
        result.append(start)
        if stop - start < 2 * MAX_WORDS:
            continue
        if text.count(" ", start, stop) + text.count("\n", start, stop) < MAX_WORDS:
            continue
        words = [m.start() for m in _WORD.finditer(text, start, stop)]
        if len(words) <= MAX_WORDS:
            continue
        inside = breaks[bisect_right(breaks, start) : bisect_left(breaks, stop)]
        cuts = {bisect_left(words, b) for b in inside}
        result.extend(words[k] for k in _cut_places(text, words, cuts))
    return result


def _cut_places(text: str, words: list[int], breaks: set[int]) -> list[int]:
    """Return the indices of the words before which an over-long stretch is cut, ascending."""
    places: list[int] = []
    last, n = 0, len(words)
    clause = 0
    k = MIN_PIECE_WORDS
    while k < n:
        if k in breaks and n - k > 2:
            places.append(k)
            last, clause = k, 0
            k += MIN_PIECE_WORDS
            continue
        word = text[words[k - 1] : words[k]].rstrip()
        if word[-1] in _CLAUSE_CHARACTERS and _CLAUSE_END.search(word):
            clause = k
        if k - last >= PIECE_WORDS and n - k >= MIN_PIECE_WORDS and not _break_soon(breaks, k):
            last = clause or k
            places.append(last)
            clause = 0
            k = max(k, last + MIN_PIECE_WORDS - 1)
        k += 1
    return places


def _break_soon(breaks: set[int], k: int) -> bool:
    """Tell whether a break follows within the next few words, which is then the better place."""
    return any(k + ahead in breaks for ahead in range(1, MIN_PIECE_WORDS + 4))
