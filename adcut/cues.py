"""Cue classes: small families of words whose density tells ads from talk, whatever the show.

A class is a clue the second stage weighs, never a rule: sponsor talk uses most of them, and so does
much content.
"""

from __future__ import annotations

import numpy as np

from adcut.tokens import Tokens, hash_word

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
    "legal": "terms apply conditions restrictions vary required void participating details prohibited",
    "product": "app product products company brand service customers quality easy easily simple simply designed "
               "features feature feel love perfect ingredients delicious fresh healthy comfortable fast best",
    "return": "back now anyway alright okay so welcome lets",
    "story": "said he she they was had did his her him",
    "filler": "like yeah um uh mean know right oh okay no",
}  # fmt: skip


def _table() -> tuple[np.ndarray, np.ndarray]:
    """Return sorted word hashes and, bit by bit, the classes each belongs to."""
    members: dict[int, int] = {}
    for number, words in enumerate(CUES.values()):
        for word in words.split():
            key = hash_word(word)
            members[key] = members.get(key, 0) | (1 << number)
    keys = sorted(members)
    return np.array(keys, np.uint64), np.array([members[k] for k in keys], np.int64)


_HASHES, _CLASSES = _table()


def cue_counts(tokens: Tokens) -> np.ndarray:
    """Return how many words of each class each sentence has, shape (n, classes), float64."""
    n = len(tokens.first) - 1
    counts = np.zeros((n, len(CUES)))
    if tokens.words.size == 0:
        return counts
    place = np.minimum(np.searchsorted(_HASHES, tokens.words), _HASHES.size - 1)
    hit = np.flatnonzero(_HASHES[place] == tokens.words)
    classes, sentence = _CLASSES[place[hit]], tokens.sentence[hit]
    for number in range(len(CUES)):
        inside = (classes >> number) & 1 == 1
        counts[:, number] = np.bincount(sentence[inside], minlength=n)
    return counts
