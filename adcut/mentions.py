"""What a read says that tells its sponsor: lead-ins, thanks, addresses, and names of shows, and where in its text.

A run of ads is searched once, however many parts of it are tried as reads of one sponsor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from adcut.names import NAME, TAIL, compiled, key_of

__all__ = ["BEFORE_SHOW", "LONGEST", "LONGEST_NAME", "OF_THIS_SHOW", "Mentions", "Span", "mentions_in", "shows_in"]

LONGEST = 12_000
"""Characters of a read that are looked at, and of a sentence: the longest labelled read has half of them."""

_JOINED_TAIL = r"(?:store|show|live|link|tech|cloud|online|site|studio|agency|care|club|team|money|news|space|xyz|ly)"
"""Words of the language too: endings only where no space is written before them."""
_LEAD_IN = (
    r"\b(?:(?P<credit>brought to you (?:today |in part |also )?by|(?:is |are |also )?sponsored (?:today |in part )?by|"
    r"presented by|made possible by|(?:is )?supported (?:in part )?by|"
    r"support (?:also )?(?:for [^.!?]{0,60}?)?(?:comes|come|is provided) (?:from|by)|"
    r"message comes? from(?: [\w&']{1,20} sponsors?\s*[.,:]?)?)|"
    r"sponsors? (?:today |this week |for [\w\s']{1,24}? )?(?:is|are)|partner(?:ed|ing|ship)? with|"
    r"thank(?:s| you)(?: so much| very much)? to|friends (?:over )?at|(?:word|message) from|tell you about|"
    r"talk (?:to you )?about|let me tell you about|hear from|check out)[:,]?\s+"
    r"(?:our (?:good )?(?:friends?|sponsors?|partners?)(?: over)?(?: at)?,?\s+|"
    r"the (?:good )?(?:folks|team|people) at\s+)?"
    r"(?P<rest>[^.!?,;:\n]{1,60})"
)
_LEADS = ("brought to you", "sponsor", "presented by", "made possible by", "support", "message", "partner", "thank",
          "friends ", "word from", "tell you about", "talk ", "hear from", "check out")  # fmt: skip
"""With one of these each lead-in begins, but for words before that it needs not."""
_SHOW_SAID = (*((what, (" of ", " for ")) for what in ("episode", "portion", "edition", "support")),
              *((what, (" to ",)) for what in ("listening", "welcome", "back")))  # fmt: skip
"""What "this episode of ..." names is the show."""
OF_THIS_SHOW = tuple((said, endings) for said, endings in _SHOW_SAID if said not in ("support", "listening", "back"))
"""What names this very show: one may be back to New York, and listen to others."""
BEFORE_SHOW = tuple((said + ending).replace(" ", "").encode() for said, endings in _SHOW_SAID for ending in endings)
"""The letters that stand right before the name of a show."""
_SPACE = re.compile(r"\s*")
_FOR_ANYTHING = r"for (?:sponsoring|supporting|making)\b"
_FOR_SPONSORING = rf"(?P<rest>[^.!?,;:\n]{{1,39}}?[^.!?,;:\s])\s*\s{_FOR_ANYTHING}"
"""Slow, as it tries every beginning: worth it only just before what _FOR_ANYTHING finds."""
_BEFORE_FOR = LONGEST_NAME = 40
"""No name that somebody is thanked by has more characters."""
_POINT = r"(?:\.|\sdot\s)"
_ADDRESS = (
    rf"\b(?:www\.)?(?:[a-z0-9-]{{1,63}}\.){{0,4}}(?P<base>[a-z0-9][a-z0-9-]{{1,40}})"
    rf"(?:\s?{_POINT}\s?{TAIL}|{_POINT}{_JOINED_TAIL})\b"
    r"(?:\s?(?:/|\s(?:forward )?slash\s)\s?(?P<path>[a-z][\w-]{2,30}))?"
)
_ADDRESS_TAIL = rf"(?:\.|d(?<=\sd)ot\s)(?:\s?{TAIL}|{_JOINED_TAIL})\b"
"""Stands in each address, and is found ten times as fast: it is tried only at points and at the letter d."""
_BEFORE_TAIL = 320
"""No address has more characters before that."""
_OTHER_CASES = re.compile("[\u0130\u0131\u017f]")
"""Letters that expressions without regard to case take for others than lower() does."""


Span = tuple[int, int]
"""Where something begins and ends in a text."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """What some sentences say.

    sentences: the sentences; text: all of them, one space between; begins: where each begins, and one more. Of
    what is mentioned, in order: lead_ins, the whole, the words that hold the name, and whether it says who pays (a
    credit); thanks, the whole and the words that hold the name; addresses, the
    whole, the name in it and the path (None: there is none); shows, the whole and the key of the name.
    """

    sentences: tuple[str, ...]
    text: str
    begins: tuple[int, ...]
    lead_ins: tuple[tuple[Span, Span, bool], ...]
    thanks: tuple[tuple[Span, Span], ...]
    addresses: tuple[tuple[Span, Span, Span | None], ...]
    shows: tuple[tuple[Span, str], ...]


def mentions_in(sentences: Sequence[str]) -> Mentions:
    """Return what some sentences say; of each the first LONGEST characters count."""
    kept = tuple(sentence[:LONGEST] for sentence in sentences)
    stripped = [sentence.strip() for sentence in kept]
    text = " ".join(stripped)
    lower = text.lower()
    plain = text.isascii() or (len(lower) == len(text) and not _OTHER_CASES.search(text))
    return Mentions(
        kept, text, tuple(accumulate((len(sentence) + 1 for sentence in stripped), initial=0)),
        tuple((match.span(), match.span("rest"), match["credit"] is not None) for match in _lead_ins(text, lower, plain)),
        tuple((match.span(), match.span("rest")) for match in _thanked(text)),
        tuple((match.span(), match.span("base"), match.span("path") if match["path"] else None)
              for match in _addresses(text, lower, plain)),
        tuple(sorted(shows_in(text, lower))))


def _lead_ins(text: str, lower: str, plain: bool) -> Iterator[re.Match[str]]:
    """Yield what `_LEAD_IN` finds in a text without regard to case, its places those in `text`.

    Parameters
    ----------
    lower, plain
        The text in lower case, and whether an expression finds there what it finds in `text` without regard
        to case: in a third of the time.
    """
    if not plain:
        yield from compiled(_LEAD_IN, re.IGNORECASE).finditer(text)
        return
    lead_in, position = compiled(_LEAD_IN, 0), 0
    for at in sorted(at for said in _LEADS for at in _places(lower, said)):
        if at >= position and (match := lead_in.match(lower, at)):
            yield match
            position = match.end()


def _places(text: str, said: str) -> Iterator[int]:
    at = text.find(said)
    while at >= 0:
        yield at
        at = text.find(said, at + 1)


def _thanked(text: str) -> Iterator[re.Match[str]]:
    """Yield what `_FOR_SPONSORING` finds in a text, looked for around what stands in each."""
    position = 0
    for tail in compiled(_FOR_ANYTHING, 0).finditer(text):
        if tail.end() <= position:
            continue
        name_end = len(text[position : tail.start()].rstrip()) + position
        match = compiled(_FOR_SPONSORING, 0).search(text, max(position, name_end - _BEFORE_FOR))
        if match is None:
            return
        yield match
        position = match.end()


def _addresses(text: str, lower: str, plain: bool) -> Iterator[re.Match[str]]:
    """Yield the addresses in a text as `_ADDRESS` finds them, looked for around what stands in each.

    Parameters are those of `_lead_ins`.
    """
    held, flags = (lower, 0) if plain else (text, re.IGNORECASE)
    address, position = compiled(_ADDRESS, flags), 0
    for tail in compiled(_ADDRESS_TAIL, flags).finditer(held):
        if tail.end() <= position:
            continue
        space = held.rfind(" ", position, max(position, tail.start() - 2))  # none stands in an address before its tail
        match = address.search(held, max(position, tail.start() - _BEFORE_TAIL, space + 1))
        if match is None:
            return
        yield match
        position = match.end()


def shows_in(text: str, lower: str, lead_ins: Sequence[tuple[str, Sequence[str]]] = _SHOW_SAID) -> Iterator[tuple[Span, str]]:
    """Yield where a text says that something is a show, and the key of its name; `lower` is the text in lower case."""
    if len(lower) != len(text):
        lower = text
    for said, endings in lead_ins:
        at = lower.find(said)
        while at >= 0:
            begin, at = at, at + len(said)
            for ending in endings:
                if lower.startswith(ending, at):
                    space = _SPACE.match(text, at + len(ending) - 1)
                    if space and (name := NAME.match(text, space.end())):
                        yield (begin, name.end()), key_of(name[0])
            at = lower.find(said, at)
