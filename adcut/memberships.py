"""Where a run of ads goes on with what the show asks of its listeners: to become members, to listen without ads.

Such a pitch stands between sponsors as one of them, with a price and an address. What it sells tells it from them: of 135
sentences of the labelled episodes that sell an episode without ads, one is a sponsor's, and of 209 that ask to become a
member or subscriber, three (tests/detector/test_memberships.py). How far it goes the edges around it tell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adcut.handover import with_small_print
from adcut.mentions import Mentions
from adcut.names import compiled, key_of

__all__ = ["memberships"]

MOST_CHARACTERS = 400
"""A longer sentence is none, and would take long to search."""

MOST_WORDS = 250
"""A longer pitch is left, as the words of many ads around one such sentence."""

MOST_BEHIND = 3
"""So many sentences behind it no sponsor gives an address or a code: ads for ad-free listening do."""

_SELLS = (
    r"\b(?:ads?|sponsor|commercial|advert)[ -]free\b(?! (?:audible|titles?|books?|games?|browsing|music)\b)|"
    r"\b(?:without|with no|no|skip) (?:(?:any|all|of|the|these) ){0,3}(?:ads|adverts|commercials)\b|"
    r"\bbecome an? (?:(?:monthly|sustaining|paid|paying|premium|annual) )?"
    r"(?:subscriber|member|patron|supporter|donor)\b(?! (?:of|like)\b)|"
    r"\byou(?:'ll| will)? (?:also )?get\b[^.!?]{0,60}\bbonus (?:episodes?|content|shows?)\b"
)
_PAYS_AS_WELL = r"\b(?:listeners|viewers) like you\b|\b(?:and|also) by (?:the |our )?(?:members|listeners|donors)\b"
"""In a credit this stands behind the sponsor's name; alone it asks."""
_SAID = ("free", "without", "no a", "no c", "skip", "become a", "bonus", "like you", "by the ", "by our ",
         "by members", "by listeners", "by donors")  # fmt: skip
"""Each has one of these."""
_CALL = r"\b(?:promo|offer|discount|coupon) |\bcode\b|\bwherever you (?:get|listen|find)\b"
_OF_MEMBERS = frozenset(
    "apple club donate give insider insiders join member members membership newsletter patreon plus podcasts premium subscribe "
    "support supporters".split()
)
"""Paths and hosts of addresses where one becomes a member."""


def memberships(said: Mentions, start: int, credits: Sequence[bool], edges: np.ndarray) -> list[tuple[int, int]]:
    """Return the stretches of a run of sentences in which the show sells membership, as half-open spans.

    Parameters
    ----------
    said
        What the sentences of the run say; it begins with sentence `start`.
    credits
        Which sentences of the episode name a sponsor in so many words.
    edges
        Log-odds of each sentence being the first and the last of a read, shape (n, 2).
    """
    texts = said.sentences
    cores = _cores(texts, credits[start : start + len(texts)])
    if not cores:
        return []
    calls = sorted({*_calls(said), *(i for i in range(len(texts)) if credits[start + i] and i not in cores)})
    run = slice(start, start + len(texts))
    clear = np.concatenate([[np.inf], edges[run][1:, 0] + edges[run][:-1, 1]])
    result: list[tuple[int, int]] = []
    for core in cores:
        behind = next((call for call in calls if call >= core), len(texts))
        sold_by_others = behind - core <= MOST_BEHIND and behind < len(texts) and not credits[start + behind]
        if sold_by_others or (result and core < result[-1][1] - start):
            continue
        before = max((call + 1 for call in calls if call < core), default=0)
        before = min(with_small_print(texts, before), core) if before else 0
        after = min((call for call in calls if call > core), default=len(texts))
        begin = before + int(clear[before : core + 1].argmax())
        ends = after == len(texts) or credits[start + after]  # else the next sponsor's read begins somewhere before its call
        end = after if ends else core + 1 + int(clear[core + 1 : after + 1].argmax())
        if sum(text.count(" ") + 1 for text in texts[begin:end]) <= MOST_WORDS:
            result.append((start + begin, start + end))
    return result


def _cores(texts: Sequence[str], credits: Sequence[bool]) -> list[int]:
    """Return the sentences that sell membership: few runs have a word of theirs."""
    whole = " ".join(texts).lower()
    words = [said for said in _SAID if said in whole]
    result = []
    for i, text in enumerate(texts if words else ()):
        lower = text.lower().replace("\u2019", "'")
        if len(lower) <= MOST_CHARACTERS and any(said in lower for said in words):
            sells = compiled(_SELLS, 0).search(lower) or (not credits[i] and compiled(_PAYS_AS_WELL, 0).search(lower))
            result += [i] if sells else []
    return result


def _calls(said: Mentions) -> list[int]:
    """Return the sentences that give an address where nobody becomes a member, a code, or where a podcast is found."""
    result = [i for i, text in enumerate(said.sentences) if compiled(_CALL, 0).search(text.lower())]
    number = 0
    for (begin, _), base_span, path_span in said.addresses:
        while said.begins[number + 1] <= begin:
            number += 1
        hosts = said.text[begin : base_span[0]].lower().split(".")
        path = key_of(said.text[slice(*path_span)]) if path_span else ""
        if not _OF_MEMBERS.intersection([path, key_of(said.text[slice(*base_span)]), *hosts]):
            result.append(number)
    return result
