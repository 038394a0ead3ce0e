"""Where a run of ads goes on with the end of the episode: who made the show, thanks for listening, until next week.

Behind the last ad of an episode these sentences stand as close to it as its small print, and no next ad tells where it
ended. By what they say they are content, also where hosts have taken their leave in short sentences before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from adcut.mentions import mentions_in
from adcut.names import compiled

__all__ = ["sign_offs"]

MOST_CHARACTERS = 300
"""A longer sentence is no sign-off, and would take long to search."""

MOST_WORDS = 200
"""More behind its first sentence are none."""

LEAST_WORDS = 40
"""Fewer before it, without a credit, an address or a code, are of the sign-off."""

MOST_BETWEEN = 2
"""Other sentences between two of a sign-off, or behind the last where the run ends."""

_MADE = r"(?:hosted|produced|written|edited|engineered|mixed|recorded|researched|reported|narrated)"
_MAKERS = (
    r"(?:producers?|editors?|engineers?|sound designers?|fact[- ]checkers?|showrunners?|production assistants?|interns?)"
)
_SIGNS_OFF = (
    rf"(?:\b(?:is|was|are|were|has been)|'s)(?: also)? {_MADE}(?:(?:,? and|,) (?:presented|{_MADE}))* by (?!over\b)|"
    rf"\b(?:our|the|my|executive|senior|associate|supervising|lead|story)(?: executive| senior| associate| supervising| lead)? "
    rf"{_MAKERS}(?:'s|'re| is| are| was| were)\b|"
    r"\b(?:theme )?(?:music|song)(?:'s| is| was| comes)? [^.!?]{0,24}?\b(?:by|from) |"
    r"\b(?:sound design|mixing|editing|artwork|fact[- ]checking|technical production)(?:'s| is| was)?(?: [^.!?]{1,12})? by |"
    r"\b(?:this|the|our) (?:show|podcast|program(?:me)?|episode) is (?:intended )?(?:only )?for "
    r"(?:entertainment|informational|information|educational)\b|"
    r"^\W*(?:and )?(?:as always,? )?(?:thanks|thank you)"
    r"(?:,? (?:all|everyone|everybody|guys|so much|very much|again|both|as always)){0,3}"
    r",? for (?:listening|watching|tuning in)\b(?! to (?:\w+ ){1,3}with\b)|"
    r"\b(?:see|talk to|catch|hear from) (?:you|ya|y'all)(?: (?:all|guys|folks|again|then|back here)){0,2} "
    r"(?:next (?:week|time|episode|month|\w+day)|tomorrow|soon|on \w+day)\b|"
    r"\bwe(?:'ll|'re| will| are)(?: be)? back (?:next week|tomorrow|(?:next |on )\w+day|with (?:a new|another) episode)\b|"
    r"^\W*(?:and |so )?until (?:next (?:time|week)|tomorrow)\b(?!,? here)|"
    r"^\W*(?:and )?that(?:'s| is) (?:it|all|our show|the show|(?-i:[A-Z])[\w ]{2,30}) for "
    r"(?:this (?:week|episode|show)|today|tonight|(?-i:[A-Z])\w+day)\b"
)
_SAID = ("ed by ", "written", "producer", "editor", "engineer", "designer", "checker", "showrunner", "intern", "assistant",
         "music", "song", "design", "mixing", "editing", "artwork", "technical production", "is for ", "is only for",
         "is intended",
         "listening", "watching", "tuning in", "see you", "see ya", "see y'", "talk to", "catch ", "hear from", "back next",
         "back tomorrow", "back on", "back with", "until next", "until tomorrow", " for this ", " for today", " for tonight",
         *(f" for {day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")))  # fmt: skip
"""Each sign-off has one of these."""
_LEAVES = (
    r"\W*(?:(?:and|so|okay|all right|alright|well),? ){0,2}(?:"
    r"(?:bye|goodbye|good night|goodnight|cheers|take care|be well|so long|farewell|ta-?ra)\b.{0,30}|"
    r"(?:next (?:time|week|episode|month)|tomorrow|coming up)\b,? .{3,100}|"
    r"(?:i'm|i am|my name is|this (?:is|has been|was)) [A-Z]\S*(?: (?:and )?[A-Z]\S*){0,4}\W*)"
)
"""What hosts say before: bye, what comes next, who they are."""
_TRAILER = r"\bwherever you\b|\b(?:on|at|in) (?:apple podcasts|spotify|your (?:favorite |favourite )?podcast)"
"""What trailers say, whose hosts name themselves and their producers as well."""
_CODE = r"\b(?:promo|offer|discount|coupon)\b|\bcode\b"


def sign_offs(texts: Sequence[str], start: int, stop: int, credits: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the stretches of a run of sentences in which the show signs off, as half-open spans.

    Parameters
    ----------
    texts
        The sentences of the episode.
    start, stop
        The run; half-open.
    credits
        Which sentences name a sponsor in so many words.
    """
    result: list[tuple[int, int]] = []
    least = start
    for i in _that_may(texts, start, stop):
        if i < least or not _signs_off(texts[i]) or _calls(texts[i]):
            continue
        begin, end, said = i, i + 1, 1
        while begin > least and not credits[begin - 1] and _takes_leave(texts[begin - 1]):
            begin, said = begin - 1, said + 1
        words = 0
        for k in range(end, stop):
            words += texts[k].count(" ") + 1
            if words > MOST_WORDS or _calls(texts[k]):
                break
            if _signs_off(texts[k]) or (not credits[k] and _takes_leave(texts[k])):
                end, said = k + 1, said + 1
            elif credits[k] or k - end >= MOST_BETWEEN:
                break
        else:
            end = stop
        if end == stop or said > 1:
            if _is_little(texts[least:begin], credits[least:begin]):
                begin = least
            result.append((begin, end))
        least = end
    return result


def _that_may(texts: Sequence[str], start: int, stop: int) -> Iterator[int]:
    """Yield the sentences of a run that may be of a sign-off by a word of theirs: few runs have one."""
    whole = " ".join(texts[start:stop]).lower().replace("\u2019", "'")
    words = [said for said in _SAID if said in whole]
    if words:
        for i in range(start, stop):
            lower = texts[i].lower().replace("\u2019", "'")
            if len(lower) <= MOST_CHARACTERS and any(said in lower for said in words):
                yield i


def _is_little(texts: Sequence[str], credits: Sequence[bool]) -> bool:
    """Tell whether what stands before a sign-off in a run is too little for an ad that names nobody and no address."""
    few = sum(text.count(" ") + 1 for text in texts) < LEAST_WORDS
    return few and not any(credits) and not any(map(_calls, texts))


def _signs_off(text: str) -> bool:
    return compiled(_SIGNS_OFF, re.IGNORECASE).search(text.replace("\u2019", "'")) is not None


def _takes_leave(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and compiled(_LEAVES, 0).fullmatch(_lowered(text)) is not None


def _lowered(text: str) -> str:
    """Return a sentence with a small first letter after signs, so that one pattern knows names from other words."""
    said = text.strip().replace("\u2019", "'")
    for i, sign in enumerate(said):
        if sign.isalpha():
            return said[:i] + sign.lower() + said[i + 1 :]
    return said


def _calls(text: str) -> bool:
    """Tell whether a sentence gives an address, a code, or says where a podcast is found: it is of an ad."""
    lower = text.lower()
    if compiled(_CODE, 0).search(lower) or compiled(_TRAILER, 0).search(lower):
        return True
    return bool(mentions_in([text]).addresses)
