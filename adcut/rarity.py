"""Words that are rare in general, how they spread over the episode, and what else is said with them.

An unknown brand is a rare word said several times within a few sentences and nowhere else, or again
in another read; a name of the episode's topic is rare too, but comes back in plain talk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from adcut.tokens import Tokens

__all__ = ["ECHO_COLUMNS", "RARITY_BITS", "SPREAD_COLUMNS", "RareWords", "echo_sums", "rare_words", "spread_sums"]

RARITY_BITS = 17
RARITY_UNIT = 7.0 / 255
"""The table holds -log(share of episodes with the word + 0.001) in this unit, uint8."""

RARE = 2.5
"""A word with at least this rarity (said in fewer than about 8 % of episodes) is rare."""

_RARE_UNITS = next(units for units in range(256) if units * RARITY_UNIT >= RARE)
"""The same in units of the table, so that only rare words need a number of their own."""

NEAR, FAR = 12, 30
"""Sentences: said again so near makes a cluster; said beyond this is "elsewhere"."""

SPREAD_COLUMNS = ("burst", "burst4", "elsewhere", "once", "again", "rare")
ECHO_COLUMNS = ("echo in ads", "echo in talk", "echo near")


@dataclass(frozen=True, slots=True, eq=False)
class RareWords:
    """The rare words of a transcript, sorted by word and then by place.

    sentences: of the transcript; sentence, weight (rarity): of each occurrence; near, wide:
    half-open ranges of the occurrences of the same word within NEAR and FAR sentences; all: likewise
    in the whole episode.
    """

    sentences: int
    sentence: np.ndarray
    weight: np.ndarray
    near: tuple[np.ndarray, np.ndarray]
    wide: tuple[np.ndarray, np.ndarray]
    all: tuple[np.ndarray, np.ndarray]


def rare_words(tokens: Tokens, table: np.ndarray) -> RareWords:
    """Find the rare words of a transcript by the model's table of rarities."""
    n = len(tokens.first) - 1
    units = table.take((tokens.words >> np.uint64(64 - RARITY_BITS)).view(np.int64))
    rare = np.flatnonzero(units >= _RARE_UNITS)
    rare = rare[np.argsort(tokens.words[rare], kind="stable")]
    words, sentence = tokens.words[rare], tokens.sentence[rare]
    fresh = np.ones(rare.size, bool)
    fresh[1:] = words[1:] != words[:-1]
    number = np.cumsum(fresh) - 1
    key = number * (n + 4 * FAR) + sentence
    firsts = np.append(np.flatnonzero(fresh), rare.size)
    return RareWords(
        n, sentence, units[rare] * RARITY_UNIT,
        (np.searchsorted(key, key - NEAR, "left"), np.searchsorted(key, key + NEAR, "right")),
        (np.searchsorted(key, key - FAR, "left"), np.searchsorted(key, key + FAR, "right")),
        (firsts[number], firsts[number + 1]),
    )  # fmt: skip


def _by_sentence(rare: RareWords, columns: list[np.ndarray]) -> np.ndarray:
    result = np.zeros((rare.sentences, len(columns)))
    if rare.sentence.size:
        for number, values in enumerate(columns):
            result[:, number] = np.bincount(rare.sentence, weights=values, minlength=rare.sentences)
    return result


def spread_sums(rare: RareWords) -> np.ndarray:
    """Return for each sentence the summed rarity of its rare words by how they spread, (n, 6).

    burst: said at least twice near by and not elsewhere; burst4: four times; elsewhere: said
    elsewhere too; once: said only here; again: three times near by; rare: all rare words.
    """
    near = rare.near[1] - rare.near[0]
    said = rare.all[1] - rare.all[0]
    only_here = said == rare.wide[1] - rare.wide[0]
    chosen = ((near >= 2) & only_here, (near >= 4) & only_here, ~only_here, said == 1, near >= 3)
    return _by_sentence(rare, [*(rare.weight * c for c in chosen), rare.weight])


def echo_sums(rare: RareWords, share: np.ndarray) -> np.ndarray:
    """Return for each sentence how ad-like its rare words are where else they are said, (n, 3).

    Parameters
    ----------
    share
        P(ad) of each sentence by stage 1.
    """
    total = np.concatenate([[0.0], np.cumsum(share[rare.sentence])])

    def part(bounds: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        result: np.ndarray = total[bounds[1]] - total[bounds[0]]
        return result

    times = (rare.all[1] - rare.all[0]) - (rare.wide[1] - rare.wide[0])
    ads = part(rare.all) - part(rare.wide)
    beside = part(rare.near) - share[rare.sentence]
    others = np.maximum(rare.near[1] - rare.near[0] - 1, 0)
    return _by_sentence(rare, [
        rare.weight * ads / (times + 0.5), rare.weight * (times - ads) / (times + 0.5),
        rare.weight * np.clip(beside, 0.0, None) / (others + 0.5),
    ])  # fmt: skip
