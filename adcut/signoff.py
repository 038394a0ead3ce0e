"""Where a run of ads goes on with the end of the episode: who made the show, thanks for listening, until next week.

Behind the last ad of an episode these sentences stand as close to it as its small print, and no next ad tells where it
ended. By what they say they are content, also where hosts have taken their leave in short sentences before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from adcut.calls import MOST_BACK, calls, is_credited, is_found, is_of_trailer
from adcut.names import compiled
from adcut.saying import which_say

__all__ = ["sign_offs"]

MOST_CHARACTERS = 300
"""A longer sentence is no sign-off, and would take long to search."""

MOST_WORDS = 200
"""More behind its first sentence are none."""

LEAST_WORDS = 40
"""Fewer before it, without a credit, an address or a code, are of the sign-off."""

MOST_BETWEEN, MOST_LEFT = 2, 30
"""Other sentences between two of a sign-off, or behind the last where the run ends, and the words that these have together."""

_MADE = r"(?:hosted|produced|written|edited|engineered|mixed|recorded|researched|reported|narrated)"
_MAKERS = (
    r"(?:producers?|editors?|engineers?|sound designers?|fact[- ]checkers?|showrunners?|production assistants?|interns?)"
)
_WHO = r"(?:me\b|us\b|(?:the (?:(?:team|folks|people) at )?)?(?-i:(?:Dr|Mr|Mrs|Ms)?\.? ?[A-Z]))"
"""A name, or a host."""
_MAKES = (
    rf"(?:\b(?:is|was|are|were|has been)|'s)(?: also)? {_MADE}(?:(?:,? and|,) (?:presented|{_MADE}))* by {_WHO}|"
    rf"\b(?:our|the|my|executive|senior|associate|supervising|lead|story)(?: executive| senior| associate| supervising| lead)? "
    rf"{_MAKERS}(?:'s|'re| is| are| was| were|,)? {_WHO}|"
    rf"^\W*(?:and )?(?:(?:our|the) )?(?:theme )?(?:music|song)(?:'s| is| was| comes)?(?: (?:composed|written|performed))? "
    rf"(?:\w+ ){{0,4}}?(?:by|from) {_WHO}|"
    rf"^\W*(?:and )?(?:our |the )?(?:sound design|mixing|editing|artwork|fact[- ]checking|technical production)(?:'s| is| was)?"
    rf"(?: [^.!?]{{1,12}})? by {_WHO}|"
    rf"\band (?:the )?(?:sound design|mixing|editing|artwork)(?:'s| is| was)? by {_WHO}"
)
"""Who made the show: as trailers say it of theirs."""
_ENDS = (
    r"\b(?:this|the|our) (?:show|podcast|program(?:me)?|episode) is (?:intended )?(?:only )?for "
    r"(?:entertainment|informational|information|educational)\b|"
    r"^\W*(?:and )?(?:as always,? )?(?:thanks|thank you)"
    r"(?:,? (?:all|everyone|everybody|guys|so much|very much|again|both|as always)){0,3}"
    r",? for (?:listening|watching|tuning in)\b(?! to (?:(?:\w+ ){1,3}with|this (?:ad|message))\b)(?!,? (?:with|says|said)\b)|"
    r"\b(?:see|talk to|catch|hear from) (?:you|ya|y'all)(?: (?:all|guys|folks|again|then|back here)){0,2} "
    r"(?:next (?:week|time|episode|month|\w+day)|tomorrow|soon|on \w+day)\b(?! (?:in|at|for)\b)|"
    r"\bwe(?:'ll|'re| will| are)(?: be)? back (?:next week|tomorrow|(?:next |on )\w+day|with (?:a new|another) episode)\b|"
    r"^\W*(?:and |so )?until (?:next (?:time|week)|tomorrow)\b(?!,? here)|"
    r"^\W*(?:and )?that(?:'s| is) (?:it|all|our show|the show|(?-i:[A-Z])[\w ]{2,30}) for "
    r"(?:this (?:week|episode|show)|today|tonight|(?-i:[A-Z])\w+day)\b"
)
"""What hosts alone say, of their own show."""
_SAID = ("hosted", "produced", "written", "edited ", "engineered", "mixed by", "recorded by", "researched", "reported by",
         "narrated", "producer", "editor", "engineer", "designer", "checker", "showrunner", "intern", "assistant", "theme ",
         "music by", "music is", "music's", "music was", "music from", "music comes", "song is", "song by", "song's", "song was",
         "sound design", "mixing", "editing", "artwork", "checking", "technical production", "entertainment", "informational",
         "educational", "for information", "listening", "watching", "tuning in", "see you", "see ya", "see y'", "talk to you",
         "talk to y", "catch you", "catch y", "hear from y", "back next", "back tomorrow", "back on", "back with", "until next",
         "until tomorrow", " for this week", " for this episode", " for this show", " for today", " for tonight",
         *(f" for {day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")))  # fmt: skip
"""Each sign-off has one of these."""
_LEAVES = (
    r"\W*(?:(?:and|so|okay|all right|alright|well),? ){0,2}(?:"
    r"(?:bye|goodbye|good night|goodnight|cheers|take care|be well|so long|farewell|ta-?ra)\b.{0,30}|"
    r"(?:next (?:time|week|episode|month)|tomorrow|coming up)\b,? .{3,100}|"
    r"(?:i'm|i am|my name is|this (?:is|has been|was)) [A-Z]\S*(?: (?:and )?[A-Z]\S*){0,4}\W*)"
)
"""What hosts say before: bye, what comes next, who they are."""


def sign_offs(texts: Sequence[str], start: int, stop: int, credits: Sequence[bool],
              doubted: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of a run of sentences in which the show signs off, as half-open spans.

    Parameters
    ----------
    texts
        The sentences of the episode.
    start, stop
        The run; half-open.
    credits
        Which sentences name a sponsor in so many words.
    doubted
        Those of the run that may be none of an ad, ascending: with one of them a sign-off begins to be seen.
    """
    result: list[tuple[int, int]] = []
    least = start
    for i, _ in which_say(_SAID, texts, doubted, MOST_CHARACTERS):
        if i < least or not _signs_off(texts[i]) or calls(texts[i]):
            continue
        begin, end, said, left = i, i + 1, 1, 0
        while begin > least and not credits[begin - 1] and _takes_leave(texts[begin - 1]):
            begin, said = begin - 1, said + 1
        words = 0
        for k in range(end, stop):
            size = texts[k].count(" ") + 1
            words += size
            if words > MOST_WORDS or calls(texts[k]):
                break
            if _signs_off(texts[k]) or (not credits[k] and _takes_leave(texts[k])):
                end, said, left = k + 1, said + 1, 0
                continue
            left += size
            if credits[k] or k - end >= MOST_BETWEEN or left > MOST_LEFT:
                break
        else:
            end = stop
        if (end == stop or said > 1) and not _is_of_ad(texts, credits, start, begin, end):
            if _is_little(texts[least:begin], credits[least:begin]):
                begin = least
            result.append((begin, end))
        least = end
    return result


def _is_of_ad(texts: Sequence[str], credits: Sequence[bool], start: int, begin: int, end: int) -> bool:
    """Tell whether what may be a sign-off is what a trailer, or the sponsor that a credit names, says of a show of theirs."""
    if any(compiled(_ENDS, re.IGNORECASE).search(_plain(text)) for text in texts[begin:end]):
        return False
    for i in range(begin - 1, max(start, begin - MOST_BACK) - 1, -1):
        if is_of_trailer(texts[i].lower()):
            return True
        if credits[i]:
            return is_credited(texts, credits, start, begin)
    return any(is_found(text.lower()) for text in texts[end : end + MOST_BETWEEN])


def _is_little(texts: Sequence[str], credits: Sequence[bool]) -> bool:
    """Tell whether what stands before a sign-off in a run is too little for an ad that names nobody and no address."""
    few = sum(text.count(" ") + 1 for text in texts) < LEAST_WORDS
    return few and not any(credits) and not any(map(calls, texts))


def _signs_off(text: str) -> bool:
    said = _plain(text)
    if compiled(_ENDS, re.IGNORECASE).search(said):
        return True
    named = said.title() if said.islower() else said  # where a transcript has no capitals any word may be a name
    return compiled(_MAKES, re.IGNORECASE).search(named) is not None


def _takes_leave(text: str) -> bool:
    return len(text) <= MOST_CHARACTERS and compiled(_LEAVES, 0).fullmatch(_lowered(text)) is not None


def _lowered(text: str) -> str:
    """Return a sentence with a small first letter after signs, so that one pattern knows names from other words."""
    said = _plain(text).strip()
    for i, sign in enumerate(said):
        if sign.isalpha():
            return said[:i] + sign.lower() + said[i + 1 :]
    return said


def _plain(text: str) -> str:
    return text.replace("\u2019", "'")
