"""Credits in so many words, sentences which say that somebody pays for this show, and disclaimers, which say that nobody does.

"The show is supported in part by the Halden Foundation" stands alone as often as not, between a question and its answer.
Stage 2 has learned from few such and looks at what is around them; their words settle it. A study, a country or another's
show is paid for as well: what is paid for must be this show, or have a name of its own and be paid for by a foundation
or by "our" courses. "This show is brought to you by" is left to the networks, which know it well: those that they doubt
are jokes. "I'm not sponsored by Halden", "this isn't an ad" and "this show is paid for by people who listen" have the
words of credits, and no ad begins with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from adcut.saying import which_say

__all__ = ["LEAST_EDGE", "LEAST_ODDS", "LEAST_SCORE", "MOST_EDGE", "MOST_ODDS", "UNSURE", "disclaimers", "plain_credits"]

LEAST_ODDS, LEAST_EDGE = 2.0, 0.5
"""Least log-odds of an ad, and of an unsure one to be a read's first and last sentence, that a plain credit has. All
unsure ones that the labelled episodes say are ads; log-odds of 1 make the same reads on shows left out (round 34 of
reports/rounds.md)."""

MOST_ODDS, MOST_EDGE = -2.0, -6.0
"""Most log-odds of an ad, and of being a read's first and last sentence, that a disclaimer has. All 47 that the labelled
episodes say are content or the show's own, but for one in an improvised read (tests/detector/test_credits.py)."""

UNSURE = 0.6
"""Score below which a plain credit is unsure: the edges of those above need no help, and more would break reads behind
their first sentence."""

LEAST_SCORE = 0.01
"""A sentence that the networks give less is no credit, whatever its words."""

MOST_CHARACTERS = 500
"""Longer sentences are none, and would take long to search."""

_SAID = ("support", "sponsor", "underw", "made possible", "brought to you", "presented")
"""Each credit has one of these."""

_THIS = r"(?:this|today's|tonight's) (?:(?:week's|month's|whole|entire|next|special|following) )?"
_SHOW = (
    rf"(?:(?:{_THIS}|(?:the|our|every|each) )(?:episode|show|podcast|broadcast|edition)|"
    rf"{_THIS}(?:half|segment|hour|program(?:me)?|series|stream|video|channel|season|message)|"
    r"(?:this|the (?:first|second|last|next)) (?:half|part|portion|hour|segment) of (?:the|this|our|today's) "
    r"(?:episode|show|podcast|broadcast|program(?:me)?))"
)
_NAME = (
    r"(?:and )?(?-i:(?!(?:The|This|That|These|It|He|She|They|We|You|I|A|An|My|Our|His|Her|Their|But|So|If|When|What|Which|Who|"
    r"Where|Nobody|Everybody|And)\b)[A-Z0-9])[\w'&.%]*(?: [\w'&.]+){0,5}?"
)
_PART = r"(?:in part|partly|partially|generously)"
_PAID = r"(?:brought to you|sponsored|supported|presented|underwritten|made possible)"
_IS = rf"(?:is|are) (?:{_PART} {_PAID}|{_PAID} {_PART}) by\b"
_US = (
    r"\b(?:you|your|yours|listeners?|viewers?|readers?|patrons?|patreon|members?|membership|donors?|donations?|"
    r"contributors?|contributions?|subscribers?|supporters?|fans)\b"
)
_REST = r"(?:[^.!?]|(?-i:(?<=\b[A-Z])\.))"
"""What a sentence goes on with; names have initials: the Alfred P. Sloan Foundation."""
_NOT_US = rf"(?!{_REST}*{_US})"
"""Those who listen may pay as well; asking them is the show's own promotion."""
_PAYER = rf"(?: our\b|{_REST}*? (?:foundation|endowment|fund|trust|corporation)\b)"
_THANKS = r"\b(?:thank you|thanks?|shout-?\s?out|gratitude)\b(?P<whom>[^.!?]{0,80}?)"
_CREDIT = (
    rf"\b{_SHOW} {_IS}{_NOT_US}|^\W*{_NAME} {_IS}{_NOT_US}{_PAYER}|"
    rf"\bsupport for (?:{_SHOW}|npr) (?:also |in part )?(?:comes?|is provided) (?:from|by)\b{_NOT_US}|"
    rf"\bsupport for [^.!?]{{2,80}}? and the following messages? comes? from\b{_NOT_US}|"
    rf"{_THANKS} for (?:sponsoring|underwriting)(?: (?:us|me|today)\b| {_SHOW}|\W*$)|"
    r"\b(?:thanks|thank you|shout-?\s?out) (?:so much |very much |again )?"
    rf"to {_NOT_US}(?!every|all\b|those\b)[^.!?]{{2,60}}? "
    rf"for (?:supporting|their support of|(?:their|the) sponsorship of) {_SHOW}\b"
)


def plain_credits(texts: Sequence[str], asked: np.ndarray) -> np.ndarray:
    """Tell of some sentences whether they are credits in so many words, bool (n,); the others are not.

    Parameters
    ----------
    texts
        The sentences.
    asked
        bool (n,), which to look at.
    """
    result = np.zeros(len(texts), bool)
    for i, lower in which_say(_SAID, texts, np.flatnonzero(asked).tolist(), MOST_CHARACTERS):
        said = " ".join((lower if texts[i].isupper() else texts[i]).replace("\u2019", "'").split())
        found = re.search(_CREDIT, said, re.IGNORECASE)
        result[i] = found is not None and re.search(_US, found["whom"] or "", re.IGNORECASE) is None
    return result


_NOT = (
    r"(?:\bnot|\bnever|\bno longer|n't) "
    r"(?:(?:even|really|actually|officially|currently|yet|being|been|in any way|at all) ){0,2}"
)
"""Nothing but adverbs may stand behind it: who could not be happier to be sponsored is."""
_MANY = (
    r"(?:about|around|over|more|than|all|of|the|these|some|our|you|your|us|a|an|and|few|just|only|other|wonderful|generous|great|"
    r"good|lovely|amazing|kind|loyal|fellow|small|group|community|support|generosity|contributions|from|monthly|paying|"
    r"\d+|hundreds?|thousands?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty)"
)
"""What stands before those who listen and pay: no sponsor's name."""
_OF_PAY = ("sponsor", "paying ", "paid ", "affiliated", " ad", "commercial", "supported ", "made possible", "funded ",
           "brought to you")  # fmt: skip
"""Each disclaimer has one of these."""
_WORK = r"shows?|podcast|program(?:me)?|episode|series|channel|work|journalism|reporting"
_TAKEN_BACK = r"\W*(?:well|okay|actually|but|until|except)\b.{0,80}\b(?:now|am|are|this week)\b"
"""Behind a disclaimer: "Well, actually, as of this week I am"."""
_DISCLAIMS = (
    rf"(?<!you're )(?<!you are ){_NOT}(?:sponsored|affiliated|paid) (?:by|with|to say)\b|"
    rf"{_NOT}(?:sponsoring|paying) (?:us|me|this)\b|"
    rf"{_NOT}a sponsor\b|"
    r"\b(?:this|it|that)(?:'s| is| was)?(?:n't| not) (?:even |really |actually )?"
    r"(?:an? (?:paid )?(?:ad|advert|advertisement|ad read|commercial)\b|sponsored by\b)|"
    r"\b(?:show|podcast|program(?:me)?|episode|we) (?:don't|doesn't|do not|does not|never|has never|have never) "
    r"(?:take|have|run|do|accept|taken|had|run|done|accepted)s? (?:any )?(?:ads|adverts|advertising|sponsors|advertisements)\b"
    r"(?!,? (?:that|which|who|from|unless|if|but|without)\b)|"
    rf"(?:^\W*|\b(?:{_WORK}|this|that|it|we)\b(?: is| are|'s|'re)?(?: \w+){{0,3}} )(?:paid for|supported|made possible|funded|"
    rf"brought to you)(?: \w+){{0,2}}? by (?:{_MANY} ){{0,7}}(?:listeners?|viewers?|people (?:who|that)(?! use)|patrons|members|"
    r"donors|donations|subscribers|supporters)\b(?! in \w+ (?:countries|states)\b)(?![^.!?]{0,60}\b(?:and|also) (?:by|from)\b)"
)


def disclaimers(texts: Sequence[str], asked: np.ndarray) -> np.ndarray:
    """Tell of some sentences whether they say that nobody pays, or only those who listen, bool (n,); the others do not.

    Parameters are those of `plain_credits`.
    """
    result = np.zeros(len(texts), bool)
    for i, lower in which_say(_OF_PAY, texts, np.flatnonzero(asked).tolist(), MOST_CHARACTERS):
        behind = texts[i + 1][:MOST_CHARACTERS].lower() if i + 1 < len(texts) else ""
        result[i] = re.search(_DISCLAIMS, lower) is not None and re.match(_TAKEN_BACK, behind) is None
    return result
