"""Phrases that hand over to the show: where a run of ad sentences begins or ends with one, it is content.

"Now, back to the show" belongs to the show (labeled/README.md, boundary rules), but stands so close
to reads, and to so few of them in training, that the edges of stage 2 cannot be sure of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["trimmed", "with_thanks"]

MOST_CHARACTERS = 160
"""Longer sentences say more than a hand-over."""

_HANDOVER = (
    r"(?i)\W*(?:(?:and|so|but|okay|ok|alright|all right|now|well|with that|then)\W+){0,3}"
    r"(?:(?:let'?s |let us |we(?:'ll|'re)? )?(?:now |get(?:ting)? )?(?:right )?"
    r"back (?:in)?to (?:the|our|my|this|today'?s)\b|"
    r"(?:let'?s|let us) (?:get (?:right |back |straight )?(?:in)?to|(?:dive|jump) (?:right )?in|get started)\b|"
    r"(?:here(?:'s| is)|this is) (?:my|our|the) (?:conversation|interview|chat|discussion|talk) with\b|"
    r"on with the show\b)"
)


_THANKS = (
    r"(?i)\W*(?:(?:and|so|again|once more|our|a|big|huge|special|many)\W+){0,4}(?:thanks|thank you|shout-?\s?out)"
    r"(?: again| so much| very much)?,? to (?!you\b|every|all\b|our (?:listeners|patrons|members|guests?)|the listeners)"
    r"[^.!?]{2,60}? for (?:sponsoring|supporting|(?:their|the) (?:support|sponsorship)|making (?:this|the show|it) possible)\b"
)


def with_thanks(texts: Sequence[str], stop: int) -> int:
    """Return where a read that ends before sentence `stop` ends if thanks to its sponsor follow at once."""
    follows = stop < len(texts) and len(texts[stop]) <= MOST_CHARACTERS and re.match(_THANKS, texts[stop]) is not None
    return stop + 1 if follows else stop


def trimmed(texts: Sequence[str], start: int, stop: int) -> tuple[int, int]:
    """Return a span of sentences without hand-overs at its ends; never empty."""
    while stop - start > 1 and _hands_over(texts[start]):
        start += 1
    while stop - start > 1 and _hands_over(texts[stop - 1]):
        stop -= 1
    return start, stop


def _hands_over(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and re.match(_HANDOVER, text.replace("\u2019", "'")) is not None
