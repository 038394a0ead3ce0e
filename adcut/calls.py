"""What ads call for: codes to enter, podcasts to follow, addresses to go to."""

from __future__ import annotations

from collections.abc import Sequence

from adcut.mentions import mentions_in
from adcut.names import compiled

__all__ = ["MOST_BACK", "calls", "gives_code", "is_credited", "is_found", "is_of_trailer"]

MOST_BACK = 60
"""Sentences before one in which what it belongs to is looked for: few reads have as many."""

_CODE = (
    r"\b(?:(?:promo|offer|coupon|discount|referral) (?:\w+ )?code|"
    r"(?:use|using|enter|with|apply) (?:(?:our|the|my|this|that|special|promo|offer) ){0,3}code|coupon)\b"
)
_FOUND = r"\bwherever you (?:get|listen|find)\b|\b(?:on|at|in) (?:apple podcasts|spotify|your (?:favorite |favourite )?podcast)"
_TRAILER = (
    rf"{_FOUND}|"
    r"\b(?:new|original|other) (?:podcast|show|series)\b|\bpodcast from\b|\bhosts? of\b|"
    r"\byou(?:'ll| will) (?:also |really )?(?:love|like|enjoy)\b|\bnew episodes (?:every|come|drop|are|out|on)\b"
)
"""What trailers say, whose hosts name themselves and their producers as well."""

_NUMBER = r"\b\d[\d-]{5,}\d\b"
"""Of a telephone."""


def gives_code(lower: str) -> bool:
    """Tell whether a sentence, in small letters, gives a code."""
    return ("code" in lower or "coupon" in lower) and compiled(_CODE, 0).search(lower) is not None


def is_found(lower: str) -> bool:
    """Tell whether a sentence, in small letters, says where a podcast is found."""
    return compiled(_FOUND, 0).search(lower) is not None


def is_of_trailer(lower: str) -> bool:
    """Tell whether a sentence, in small letters, says what trailers say."""
    return compiled(_TRAILER, 0).search(lower) is not None


def calls(text: str) -> bool:
    """Tell whether a sentence gives an address or a code, or says what trailers say: it is of an ad."""
    lower = text.lower()
    return gives_code(lower) or is_of_trailer(lower) or bool(mentions_in([text]).addresses)


def is_credited(texts: Sequence[str], credits: Sequence[bool], start: int, at: int) -> bool:
    """Tell whether sentence `at` of a run that begins with `start` is of what a credit before it began: none calls since.

    An address, a code or a number to call ends what a credit names, as a rule.
    """
    for i in range(at - 1, max(start, at - MOST_BACK) - 1, -1):
        if credits[i]:
            return True
        if calls(texts[i]) or compiled(_NUMBER, 0).search(texts[i]):
            return False
    return False
