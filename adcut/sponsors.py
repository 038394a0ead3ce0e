"""The sponsor's name from the words of a read: what it is said to be brought by, its address, what it repeats.

No list of brands: names nobody has heard of are the ones that matter. None when unsure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

__all__ = ["sponsor_of"]

_NAME = r"[A-Z0-9][\w&'\u2019+-]*(?:\.(?:com|io|ai|org|tv|fm|net|co)\b)?"
_RUN = rf"{_NAME}(?:\s+(?:(?:of|and|the|for|&)\s+(?={_NAME}))?{_NAME}){{0,3}}"
_LEAD_IN = re.compile(
    r"(?i:brought to you (?:today |in part )?by|sponsored (?:today )?by|presented by|made possible by|"
    r"support(?:ed)? (?:for [\w\s']{0,40}? )?(?:by|comes from|is provided by|from)|"
    r"sponsors?(?: today| this week| for (?:this|today'?s?) (?:week|episode|show))?,?(?: is| are|:)?|"
    r"partner(?:ed|ing|s|ship)? (?:with|is)|thanks? (?:you )?(?:so much )?to|friends (?:over )?at|"
    r"word from|message from|tell you about|talk about|check out|introducing|welcome)\s+"
    rf"(?i:our (?:friends|sponsors?|partners?)(?: over)?(?: at)?,?\s+|the (?:folks|team|people) at\s+)?"
    rf"(?P<name>{_RUN})"
)
_ADDRESS = re.compile(
    r"(?i)\b(?:www\.)?((?:[a-z0-9][a-z0-9-]{0,62}\s?\.){0,4}[a-z0-9][a-z0-9-]{1,40})\s?(?:\.|\sdot\s)\s?"
    r"(?:com|org|net|io|co|ai|fm|tv|app|dev|me|us|shop|health)\b"
)
_CAPITALISED = re.compile(_RUN)
_PREFIXES = ("get", "try", "go", "join", "use", "the", "my", "shop", "drink", "meet")
_NOT_NAMES = frozenset(
    "i you we he she it they this that these those there here and but so or if when what who why how where in on at "
    "for from with as to our my your his her its their then now well yeah yes no not oh okay ok all let just because "
    "after before every thanks thank also even is are was were do does did can could would should will have has go "
    "get check visit head use plus today right hey hi hello welcome support again code promo mr mrs ms dr monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december america american english internet i'm i've it's that's we're you're let's don't "
    "i'll you'll we'll there's here's sign try one new more most some each whether while with without a an the by of "
    "over out up down off whatever whoever imagine listen look see meet start save get".split()
)


def sponsor_of(sentences: Sequence[str]) -> str | None:
    """Return the name of a read's sponsor as the read writes it, None when unsure."""
    text = " ".join(s.strip() for s in sentences)
    votes: Counter[str] = Counter()
    shown: dict[str, Counter[str]] = {}

    def vote(name: str, weight: float) -> None:
        key = _key(name)
        if len(key) > 1 and key not in _NOT_NAMES:
            votes[key] += weight  # type: ignore[assignment]
            shown.setdefault(key, Counter())[name] += 1

    for sentence in sentences:
        for name in _names(sentence):
            vote(name, 1.0)
    for match in _LEAD_IN.finditer(text):
        for name in _names(match["name"], first_counts=True):
            vote(name, 3.0)
            break
    for match in _ADDRESS.finditer(text):
        base = _key(match[1].split(".")[-1])
        known = [key for key in votes if key == base or (len(key) > 3 and (key in base or base in key))]
        if known:
            votes[max(known, key=lambda key: (votes[key], len(key)))] += 4
        else:
            for prefix in _PREFIXES:
                if base.startswith(prefix) and len(base) > len(prefix) + 3:
                    base = base[len(prefix) :]
                    break
            vote(base.capitalize(), 2.5)
    if not votes:
        return None
    best, weight = max(votes.items(), key=lambda item: (item[1], len(item[0])))
    if weight < 2.5:
        return None
    return max(shown[best].items(), key=lambda item: (item[1], len(item[0])))[0]


def _names(sentence: str, first_counts: bool = False) -> Iterable[str]:
    """Yield the capitalised names of a sentence, without function words at their ends."""
    for match in _CAPITALISED.finditer(sentence):
        words = match[0].split()
        while words and words[0].lower() in _NOT_NAMES:
            words = words[1:]
        while words and words[-1].lower() in (_NOT_NAMES | {"of", "and", "&", "for"}):
            words = words[:-1]
        name = " ".join(words)
        for tail in ("'s", "\u2019s"):
            name = name.removesuffix(tail)
        if name and not name.isdigit():
            yield name


def _key(name: str) -> str:
    return re.sub(r"\.(?:com|io|ai|org|tv|fm|net|co)$|[^\w]", "", name.lower())
