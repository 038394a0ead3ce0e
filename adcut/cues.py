"""Cue classes: small families of words whose density tells ads from talk, whatever the show.

A class is a clue the second stage weighs, never a rule: sponsor talk uses most of them, and so does
much content.
"""

from __future__ import annotations

import numpy as np

from adcut.tokens import Tokens, tokenize

__all__ = ["CUES", "cue_counts"]

CUES: dict[str, str] = {
    "address": "dot com slash www org net io co website url link",
    "money": "dollars percent price cost pay cheap affordable money save saving savings off bucks cents",
    "offer": "code promo coupon discount free trial offer offers deal deals checkout shipping special exclusive gift "
             "cart order guarantee guaranteed subscription plan plans risk",
    "you": "you your youre youll youve yourself yours youd",
    "we": "we our us were weve ourselves",
    "i": "i im ive my me id",
    "imperative": "go visit check try get start sign download join use enter click head find learn discover text call "
                  "grab shop order buy book",
    "sponsor": "sponsor sponsors sponsored sponsoring sponsorship supported support supporting brought partner "
               "partners presented thanks thank advertisement advertising ad ads break message word",
    "show": "episode show podcast listen listening listeners guest host season today week",
    "house": "member members membership memberships patreon patron patrons premium merch merchandise shirt shirts donate "
             "donation donations donor donors discord newsletter tour tickets supporters bonus feed",
    "contact": "subscribe subscriber subscribers subscribing rate rating review reviews stars follow instagram twitter "
               "facebook youtube email voicemail feedback submit",
    "legal": "terms apply conditions restrictions vary required void participating details prohibited",
    "product": "app product products company brand service customers quality easy easily simple simply designed "
               "features feature feel love perfect ingredients delicious fresh healthy comfortable fast best",
    "return": "back now anyway alright okay so welcome lets",
    "story": "said he she they was had did his her him",
    "filler": "like yeah um uh mean know right oh okay no",
}  # fmt: skip


_MAYBE_BITS = 16
_NONE = len(CUES)
"""Stands for no further class."""


def _table() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sorted word hashes, their classes (words, most classes of one), and which first bits occur."""
    members: dict[int, list[int]] = {}
    for number, words in enumerate(CUES.values()):
        for key in dict.fromkeys(tokenize(words.split()).words.tolist()):
            members.setdefault(key, []).append(number)
    hashes = np.array(sorted(members), np.uint64)
    classes = np.full((hashes.size, max(map(len, members.values()))), _NONE)
    for row, key in enumerate(sorted(members)):
        classes[row, : len(members[key])] = members[key]
    maybe = np.zeros(1 << _MAYBE_BITS, bool)
    maybe[_first_bits(hashes)] = True
    return hashes, classes, maybe


def _first_bits(hashes: np.ndarray) -> np.ndarray:
    bits: np.ndarray = (hashes >> np.uint64(64 - _MAYBE_BITS)).view(np.int64)
    return bits


_HASHES, _CLASSES, _MAYBE = _table()


def cue_counts(tokens: Tokens) -> np.ndarray:
    """Return how many words of each class each sentence has, shape (n, classes), float64."""
    n, width = len(tokens.first) - 1, _NONE + 1
    likely = np.flatnonzero(_MAYBE.take(_first_bits(tokens.words)))
    words = tokens.words[likely]
    place = np.minimum(np.searchsorted(_HASHES, words), _HASHES.size - 1)
    hit = _HASHES[place] == words
    classes, row = _CLASSES[place[hit]], tokens.sentence[likely[hit]] * width
    counts = np.bincount((classes + row[:, None]).ravel(), minlength=n * width)
    return counts.reshape(n, width)[:, :_NONE].astype(np.float64)
