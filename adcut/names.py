"""Capitalised names in sentences, and the keys under which spellings of one name count together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

__all__ = ["NAME", "SPELT", "SPOKEN_POINT", "STOP_WORDS", "TAIL", "ballot", "compiled", "key_of", "names_of"]

TAIL = r"(?:com|org|net|io|co|ai|fm|tv|app|dev|me|us|shop|health|edu|gov|ci|blog|gg)"
_WORD = rf"[A-Z0-9][\w&'\u2019+-]*(?:\.{TAIL}\b)?"
NAME = re.compile(rf"{_WORD}(?:\s+(?:(?:of|and|the|for|&)\s+(?={_WORD}))?{_WORD}){{0,3}}")
STOP_WORDS = frozenset(
    "i you we he she it they this that these those there here and but so or if when what who why how where in on at "
    "for from with as to our my your his her its their then now well yeah yes no not oh okay ok all let just because "
    "after before every thanks thank also even is are was were do does did can could would should will have has go "
    "check visit head use plus today right hey hi hello welcome support again code promo mr mrs ms dr monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december american english internet i'm i've it's that's we're you're let's don't i'll you'll "
    "we'll there's here's sign try one new more most some each whether while without a an the by of over out up down "
    "off whatever whoever imagine listen look see meet start save get folks guys cool podcast episode show sponsor "
    "sponsors ad break seriously finally whether learn discover enjoy take make give find use join first next last "
    "best good great free because since until unless although though maybe still don't can't won't dot com dash".split()
)
_MAY_BEGIN = frozenset("all best cool every first good great hello new next one".split())
"""Of these words those that names begin with as well: Great Halden, Hello Corvane."""
SPOKEN_POINT = re.compile(r" [Dd]ot ")
_NO_NAME = re.compile(r"\d[\d,.]*-[a-z]+|(?i:https?|www)")
"""A "12-year" warranty, and how addresses begin."""
SPELT = re.compile(rf"(?:\w-){{2,}}\w(?:\.{TAIL})?")
"""A name letter by letter, as "H-A-L-D-E-N.com"."""
_NOT_OF_KEY = rf"\.{TAIL}$|[^\w]"


@cache
def compiled(pattern: str, flags: int) -> re.Pattern[str]:
    """Return a regular expression, compiled when it is first asked for: most take longer than a short transcript."""
    return re.compile(pattern, flags)


def names_of(sentence: str, *, whole: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield the capitalised names of a text without function words at their ends, and whether they open it.

    Parameters
    ----------
    whole
        Whether the text begins as a sentence does: with a capital, whatever its first word is.
    """
    begin = len(sentence) - len(sentence.lstrip())
    for match in NAME.finditer(sentence):
        if match[0].lower() in STOP_WORDS:  # as most are
            continue
        words = match[0].split()
        opens = match.start() == begin
        while words and words[0].lower() in STOP_WORDS and ((opens and whole) or not _begins_name(words)):
            words = words[1:]
        while words and words[-1].lower() in STOP_WORDS:
            words = words[:-1]
        name = " ".join(words)
        if "ot " in name:
            name = SPOKEN_POINT.sub(".", name)
        for tail in ("'s", "\u2019s"):
            name = name.removesuffix(tail)
        if name and not name.replace(" ", "").isdigit() and not _NO_NAME.fullmatch(name):
            yield name, opens


def _begins_name(words: Sequence[str]) -> bool:
    """Tell whether the first of some capitalised words, all within a sentence, may be of a name."""
    return len(words) > 1 and words[0].lower() in _MAY_BEGIN and words[1].lower() not in STOP_WORDS


def ballot(name: str) -> str | None:
    """Return the key under which votes for a name count, None where they do not."""
    key = key_of(name)
    return key if len(key) > 1 and name.lower() not in STOP_WORDS else None


def key_of(name: str) -> str:
    """Return what spellings of one name have in common: its letters and digits, small, without an address's ending."""
    lower = name.lower()
    return lower if lower.isalnum() else compiled(_NOT_OF_KEY, 0).sub("", lower)  # nothing to leave out, mostly
