"""Where sentences begin in speech that was written down without full stops, by the words around each gap.

The log-odds that a sentence begins at a gap are a sum of the weights of `NGRAMS` words around it, fitted on transcripts
that have full stops (training/boundaries.py). The weights know nothing of advertisements.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from adcut.errors import ModelIntegrityError, ModelMissingError
from adcut.tokens import bigrams, tokenize, trigrams

__all__ = ["FILE", "NGRAMS", "SLOT_BITS", "begin_odds", "slots"]

FILE = Path(__file__).parent / "data" / "boundaries.npz"
"""weights: int8 (2 ** SLOT_BITS,); unit: float64, the log-odds that 1 of them is worth; bias: float64, the log-odds
of a gap whose words have no weight."""

SLOT_BITS = 18
"""N-grams share 2 ** SLOT_BITS slots by their hash; in a quarter as many they are in each other's way (round 34 of
reports/rounds.md)."""

NGRAMS = ((-1,), (0,), (-2,), (1,), (-2, -1), (-1, 0), (0, 1), (-3, -2, -1), (-2, -1, 0), (-1, 0, 1), (0, 1, 2))
"""The words that count at a gap, from the first behind it: 0 is that, -1 the last before it."""

_BEFORE, _BEHIND = 3, 2
_MIX = 0x9E3779B97F4A7C15
_SALTS = tuple(np.uint64((2 * number + 1) * _MIX & (1 << 64) - 1) for number in range(len(NGRAMS)))
"""Odd, so that no information is lost: the same words have a slot of their own in each place around a gap."""


def slots(words: np.ndarray, at: np.ndarray) -> Iterator[np.ndarray]:
    """Yield for each of NGRAMS its slot at some gaps, int64 of the shape of `at`.

    Parameters
    ----------
    words
        uint64 (m,), hashes of words as `tokenize` gives them.
    at
        int64 (k,), 0 to m: the gaps, by the number of the first word behind.
    """
    around = np.concatenate([np.zeros(_BEFORE, np.uint64), words, np.zeros(_BEHIND + 1, np.uint64)])
    by_length = {1: around, 2: bigrams(around), 3: trigrams(around)}
    for ngram, salt in zip(NGRAMS, _SALTS, strict=True):
        values = by_length[len(ngram)].take(at + (ngram[0] + _BEFORE))
        yield (values * salt >> np.uint64(64 - SLOT_BITS)).view(np.int64)


def begin_odds(words: Sequence[str]) -> np.ndarray:
    """Return the log-odds that a sentence begins with each of some words, float64 (n,); case does not matter.

    >>> words = "and that was all thanks for listening to us".split()
    >>> words[1 + int(begin_odds(words)[1:].argmax())]
    'thanks'
    """
    weights, unit, bias = _table()
    tokens = tokenize(words)
    total = np.zeros(len(words), np.int64)
    for places in slots(tokens.words, tokens.first[:-1]):
        total += weights.take(places)
    return total * unit + bias


_EXPECTED = f"{1 << SLOT_BITS} weights of one byte, their unit and a bias"


@lru_cache(maxsize=1)
def _table() -> tuple[np.ndarray, float, float]:
    try:
        with np.load(FILE, allow_pickle=False) as arrays:
            weights, unit, bias = arrays["weights"], float(arrays["unit"]), float(arrays["bias"])
    except FileNotFoundError:
        raise ModelMissingError(str(FILE)) from None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelIntegrityError(_EXPECTED, str(error), str(FILE)) from error
    if weights.dtype != np.int8 or weights.shape != (1 << SLOT_BITS,) or not np.isfinite([unit, bias]).all():
        raise ModelIntegrityError(_EXPECTED, f"{weights.dtype} weights of shape {weights.shape}", str(FILE))
    return weights, unit, bias
