"""Times that stand in running text: `[00:12:31]`, `\\[04:12\\]`, `[inaudible 00:09:58]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from adcut.timing import ms_from_stamp

#: H:MM:SS or MM:SS with an optional fraction.
CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
#: A time alone in brackets. The Changelog writes `\[04:12\]` and, in old files, `\[\\04:12\\\]`.
BRACKETED = rf"\\?\[(?:\\\\)?(?P<clock>{CLOCK})(?:\\\\)?\\?\]"

_CLOCK = re.compile(CLOCK)
_BRACKETED = re.compile(rf"{BRACKETED}[ \t]*")
#: Anything short in brackets, where times may stand beside words.
_IN_BRACKETS = re.compile(r"\[[^\[\]\r\n]{4,80}\]|\((?:inaudible|unintelligible|crosstalk|indistinct)[^()\r\n]{4,60}\)",
                          re.IGNORECASE)


class Stretch(NamedTuple):
    """Text that one time leads: where its stamp begins, where its text lies, and the time."""

    start: int
    speech_start: int
    stop: int
    ms: int | None


def stretches(text: str, start: int, stop: int) -> Iterator[Stretch]:
    """Split a range at the times that stand alone in brackets inside it.

    The first stretch has no time where the text does not begin with one.

    >>> [(s.start, s.speech_start, s.ms) for s in stretches("a [00:05] b", 0, 11)]
    [(0, 0, None), (2, 10, 5000)]
    """
    begun = speech = start
    ms: int | None = None
    if text.find("[", start, stop) >= 0:
        for match in _BRACKETED.finditer(text, start, stop):
            found = ms_from_stamp(match["clock"])
            if found is None:
                continue
            if text[begun:match.start()].strip() or ms is not None:
                yield Stretch(begun, speech, match.start(), ms)
                begun = match.start()
            speech, ms = match.end(), found
    yield Stretch(begun, speech, stop, ms)


def stamps(text: str, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Yield start, stop and milliseconds of every time in brackets in a range."""
    if text.find(":", start, stop) < 0:
        return
    for bracket in _IN_BRACKETS.finditer(text, start, stop):
        for clock in _CLOCK.finditer(text, bracket.start(), bracket.end()):
            if (ms := ms_from_stamp(clock.group())) is not None:
                yield clock.start(), clock.end(), ms
