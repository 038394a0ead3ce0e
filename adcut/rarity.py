"""Words that are rare in general and how they spread over the episode.

An unknown brand is a rare word said several times within a few sentences and nowhere else; a name
of the episode's topic is rare too, but comes back.
"""

from __future__ import annotations

import numpy as np

from adcut.tokens import Tokens

__all__ = ["RARITY_BITS", "RARITY_COLUMNS", "rarity_counts"]

RARITY_BITS = 17
RARITY_UNIT = 7.0 / 255
"""The table holds -log(share of episodes with the word + 0.001) in this unit, uint8."""

RARE = 2.5
"""A word with at least this rarity (said in fewer than about 8 % of episodes) is rare."""

NEAR, FAR = 12, 30
"""Sentences: said again so near makes a cluster; said beyond this is "elsewhere"."""

RARITY_COLUMNS = ("burst", "burst4", "elsewhere", "once", "again", "rare")


def rarity_counts(tokens: Tokens, table: np.ndarray) -> np.ndarray:
    """Return for each sentence the summed rarity of its rare words by how they spread, (n, 6).

    burst: said at least twice near by and not elsewhere; burst4: four times; elsewhere: said
    elsewhere too; once: said only here; again: three times near by; rare: all rare words.
    """
    n = len(tokens.first) - 1
    result = np.zeros((n, len(RARITY_COLUMNS)))
    rarity = table[(tokens.words >> np.uint64(64 - RARITY_BITS)).astype(np.int64)] * RARITY_UNIT
    rare = np.flatnonzero(rarity >= RARE)
    if rare.size == 0:
        return result
    order = np.argsort(tokens.words[rare], kind="stable")
    rare = rare[order]
    words, sentence, weight = tokens.words[rare], tokens.sentence[rare], rarity[rare]
    fresh = np.concatenate([[True], words[1:] != words[:-1]])
    number = np.cumsum(fresh) - 1
    key = number * (n + 4 * FAR) + sentence
    near = np.searchsorted(key, key + NEAR, "right") - np.searchsorted(key, key - NEAR, "left")
    wide = np.searchsorted(key, key + FAR, "right") - np.searchsorted(key, key - FAR, "left")
    said = np.bincount(number)[number]
    only_here = said == wide
    for column, chosen in enumerate(
        ((near >= 2) & only_here, (near >= 4) & only_here, ~only_here, said == 1, near >= 3)
    ):
        result[:, column] = np.bincount(sentence, weights=weight * chosen, minlength=n)
    result[:, 5] = np.bincount(sentence, weights=weight, minlength=n)
    return result
