"""Where a run of ads goes on with what the show asks of its listeners: to become members, to listen without ads.

Such a pitch stands between sponsors as one of them, with a price and an address. Sponsors sell memberships too: it is the
show's where it speaks of its episodes, its listeners or its work, and where no credit has begun a sponsor's read that still
goes on. Of the labelled ads no word is taken for one (tests/detector/test_memberships.py). How far it goes the edges around
it tell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from adcut.calls import gives_code
from adcut.handover import with_small_print
from adcut.mentions import Mentions
from adcut.names import compiled, key_of
from adcut.saying import which_say

__all__ = ["memberships"]

MOST_CHARACTERS = 400
"""A longer sentence is none, and would take long to search."""

MOST_WORDS = 250
"""A longer pitch is left, as the words of many ads around one such sentence."""

MOST_BEHIND = 3
"""So many sentences behind it no sponsor gives an address or a code: ads for ad-free listening do."""

NEAR = 2
"""So many sentences before and behind it may say that it is the show's."""

_SELLS = (
    r"\b(?:ads?|sponsor|commercial|advert)[ -]free\b(?! (?:audible|titles?|books?|games?|browsing|music)\b)|"
    r"\b(?:without|with no|no|skip) (?:(?:any|all|of|the|these) ){0,3}(?:ads|adverts|commercials)\b|"
    r"\bbecome an? (?:(?:monthly|sustaining|paid|paying|premium|annual) )?"
    r"(?:subscriber|member|patron|supporter|donor)\b(?! (?:of|like)\b)|"
    r"\byou(?:'ll| will)? (?:also )?get\b[^.!?]{0,60}\bbonus (?:episodes?|content|shows?)\b"
)
_CREDITS = r"\bsupport\w* (?:\w+ ){0,4}?(?:from|by)\b|\bbrought to you\b|\b(?:sponsored|presented|made possible) by\b"
"""Of sentences with the words of credits, those that are: "sponsor-free" is none."""
_PAYS_AS_WELL = r"\b(?:listeners|viewers) like you\b|\b(?:and|also) by (?:the |our )?(?:members|listeners|donors)\b"
"""In a credit this stands behind the sponsor's name; alone it asks."""
_SAID = ("free", "without", "no a", "no c", "skip", "become a", "bonus", "like you", "by the ", "by our ",
         "by members", "by listeners", "by donors")  # fmt: skip
"""Each has one of these."""
_FOUND = r"\bwherever you (?:get|listen|find)\b"
"""Of trailers; one may become a member on the platforms that they name."""
_OURS = (
    r"\b(?:every|our|all|bonus|extra|the|early) (?:\w+ )?episodes?\b|\b(?:every|the|our) (?:story|stories)\b|"
    r"\b(?:this|the|our) (?:show|podcast|program(?:me)?|feed|archive)\b|"
    r"\b(?:support|help|join|keep) (?:us|our|the show|this|it|me)\b|"
    r"\bour (?:\w+ )?(?:work|journalism|reporting|members|subscribers|supporters|patrons|newsroom|station)\b|"
    r"\bnewsrooms?\b|\blisteners?\b(?! (?:can )?(?:gets?|love|save|receive)\b)|\bmembers of\b|\bpatreon\b|\bthis work\b"
)
"""What hosts say of their show, and no sponsor of its own."""
_OF_MEMBERS = frozenset(
    "apple club donate give insider insiders join member members membership newsletter patreon plus podcasts premium subscribe "
    "support supporters supercast supportingcast memberful".split()
)
"""Paths and hosts of addresses where one becomes a member."""


def memberships(said: Mentions, start: int, credits: Sequence[bool], edges: np.ndarray, doubted: Sequence[int],
                ) -> list[tuple[int, int]]:
    """Return the stretches of a run of sentences in which the show sells membership, as half-open spans.

    Parameters
    ----------
    said
        What the sentences of the run say; it begins with sentence `start`.
    credits
        Which sentences of the episode name a sponsor in so many words.
    edges
        Log-odds of each sentence being the first and the last of a read, shape (n, 2).
    doubted
        Those sentences of the run that may be none of an ad, ascending: one of them sells.
    """
    texts = said.sentences
    run = slice(start, start + len(texts))
    cores = _cores(texts, credits[run], [i - start for i in doubted])
    if not cores:
        return []
    calls, begun = _calls(said), [i for i in range(len(texts)) if credits[start + i] and i not in cores]
    stops = sorted({*calls, *begun})
    clear = np.concatenate([[np.inf], edges[run][1:, 0] + edges[run][:-1, 1]])
    words = np.concatenate([[0], np.cumsum([text.count(" ") + 1 for text in texts])])
    result: list[tuple[int, int]] = []
    least = 0
    for core in sorted(cores):
        at = bisect_left(stops, core)
        before, after = (stops[at - 1] + 1 if at else 0), (stops[at] if at < len(stops) else len(texts))
        is_sponsors = (at > 0 and credits[start + stops[at - 1]] and stops[at - 1] not in calls) or (
            after - core <= MOST_BEHIND and after in calls)
        if core < least or is_sponsors or not _is_ours(texts, core):
            continue
        least = after  # a pitch that is too long is not looked at again
        before = min(with_small_print(texts, before), core) if before else 0
        begin = before + int(clear[before : core + 1].argmax())
        end = core + 1 + int(clear[core + 1 : after + 1].argmax()) if after in calls else after
        if words[end] - words[begin] <= MOST_WORDS:
            result.append((start + begin, start + end))
    return result


def _is_ours(texts: Sequence[str], core: int) -> bool:
    near = " ".join(texts[max(0, core - NEAR) : core + NEAR + 1]).lower()
    return compiled(_OURS, 0).search(near) is not None


def _cores(texts: Sequence[str], credits: Sequence[bool], doubted: Sequence[int]) -> set[int]:
    """Return the sentences that sell membership."""
    return {i for i, lower in which_say(_SAID, texts, doubted, MOST_CHARACTERS)
            if (compiled(_SELLS, 0).search(lower) and not (credits[i] and compiled(_CREDITS, 0).search(lower)))
            or (not credits[i] and compiled(_PAYS_AS_WELL, 0).search(lower))}


def _calls(said: Mentions) -> set[int]:
    """Return the sentences that give an address where nobody becomes a member, a code, or where a podcast is found."""
    result = {i for i, text in enumerate(said.sentences)
              if gives_code(lower := text.lower()) or compiled(_FOUND, 0).search(lower)}
    number = 0
    for (begin, _), base_span, path_span in said.addresses:
        while said.begins[number + 1] <= begin:
            number += 1
        hosts = said.text[begin : base_span[0]].lower().split(".")
        path = key_of(said.text[slice(*path_span)]) if path_span else ""
        if not _OF_MEMBERS.intersection([path, key_of(said.text[slice(*base_span)]), *hosts]):
            result.add(number)
    return result
