"""Credits in so many words: sentences which say that somebody pays for this show.

"The Long River is supported in part by the Halden Foundation" stands alone as often as not, between a question and its
answer. Stage 2 has learned from few such and looks at what is around them; their words settle it. A study, a bridge or
another's show is paid for as well: what is paid for must be this show, by its kind or by a name of its own. "This show is
brought to you by" is left to the networks, which know it well: those that they doubt are jokes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

__all__ = ["LEAST_EDGE", "LEAST_ODDS", "UNSURE", "plain_credits"]

LEAST_ODDS, LEAST_EDGE = 2.0, 0.5
"""Least log-odds of an ad, and of a read's first and of its last sentence, that an unsure plain credit has. All
eight such that the labelled episodes say are ads; log-odds of 1 make the same reads on shows left out (round 34 of
reports/rounds.md)."""

UNSURE = 0.6
"""Score below which a plain credit is unsure: those above need no help, and more would break reads behind their first
sentence."""

MOST_CHARACTERS = 500
"""Longer sentences are none, and would take long to search."""

_THIS = r"(?:this|today's|tonight's)\s+(?:(?:week's|month's|whole|entire|next|special|following)\s+)?"
_SHOW = (
    rf"(?:(?:{_THIS}|(?:the|our|every|each)\s+)(?:episode|show|podcast|broadcast|edition)|"
    rf"{_THIS}(?:portion|part|half|segment|hour|program(?:me)?|series|stream|video|channel|season|message)|"
    r"the\s+(?:first|second|last|next)\s+(?:half|part|portion|hour|segment)\s+of\s+(?:the|this|our|today's)\s+"
    r"(?:episode|show|podcast|broadcast))"
)
_NAME = (
    r"(?-i:(?!(?:The|This|That|These|It|He|She|They|We|You|I|A|An|My|Our|His|Her|Their|And|But|So|If|When|What|Which|Who)\b)"
    r"[A-Z])[\w'&.]*(?: [\w'&.]+){0,5}?"
)
_PART = r"(?:in part|partly|partially|generously)"
_PAID = r"(?:brought to you|sponsored|supported|presented|underwritten|made possible)"
_NOT_US = (
    r"(?!\s+(?:also |the |our |all of |all )*"
    r"(?:you|listeners|members|patrons|viewers|supporters|subscribers|contributors|donors|(?:people|folks) like)\b)"
)
"""Those who listen may pay as well; asking them is the show's own promotion."""
_BY, _FROM = rf"by\b{_NOT_US}", rf"(?:from|by)\b{_NOT_US}"
_THANKS = r"\b(?:thanks?|thank you|shout-?\s?out|gratitude)\b[^.!?]{0,80}?"
_CREDIT = (
    rf"(?:\b{_SHOW}|^\W*{_NAME}) (?:is|are) (?:{_PART} {_PAID}|{_PAID} {_PART}) {_BY}|"
    rf"\bsupport for (?:{_SHOW}|npr|(?-i:[A-Z])[\w'&.]*(?: [\w'&.]+){{0,4}}?) (?:also |in part )?(?:comes?|is provided) {_FROM}|"
    rf"^\W*(?:additional |major |further |and )?(?:support|funding) (?:also )?comes {_FROM}|"
    rf"{_THANKS} for (?:sponsoring|underwriting)(?:\s+(?:us|me|today)\b|\s+{_SHOW}|\W*$)|"
    r"\b(?:thanks|thank you|shout-?\s?out) (?:so much |very much |again )?"
    r"to (?!you\b|every|all\b|our (?:listeners|patrons|members|guests?)|the listeners|those)[^.!?]{2,60}? "
    rf"for (?:supporting|their support of|(?:their|the) sponsorship of) {_SHOW}\b"
)


def plain_credits(texts: Sequence[str], asked: np.ndarray) -> np.ndarray:
    """Tell of some sentences whether they are credits in so many words, bool (n,); the others are not.

    Parameters
    ----------
    texts
        The sentences.
    asked
        bool (n,), which to look at: those that say something of sponsors are a few of a thousand.
    """
    result = np.zeros(len(texts), bool)
    for i in np.flatnonzero(asked).tolist():
        text = texts[i]
        result[i] = len(text) <= MOST_CHARACTERS and re.search(_CREDIT, text.replace("\u2019", "'"), re.IGNORECASE) is not None
    return result
