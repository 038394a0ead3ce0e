"""The n-grams that the model knows, and their slots: one table look-up per n-gram of a transcript.

An n-gram is known when several shows say it. What only one show says (its sponsors, its hosts) would
be learned by heart and would keep the model from learning what all ads have in common.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["INDEX_BITS", "MOST_NGRAMS", "Vocabulary", "are_known", "build_index", "entries_of", "slots_in", "slots_of"]

INDEX_BITS = 19
_MARK_BITS = 12
_MARK = np.uint64((1 << _MARK_BITS) - 1)
MOST_NGRAMS = (1 << (32 - _MARK_BITS)) - 2
"""So many an entry of the index can name: slot 0 is none, and the slot behind the last is a number as well."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Known n-grams: slots 1 .. sizes[0] are words, then pairs, then triples; slot 0 is "unknown".

    index: uint32 (2 ** INDEX_BITS,), slot and a mark of the hash that tells strangers off, 0 = empty.
    sizes: how many words, pairs and triples.
    """

    index: np.ndarray
    sizes: tuple[int, int, int]

    def slots(self, longest: int) -> int:
        """Return the number of slots of n-grams up to `longest` words, slot 0 included."""
        return 1 + sum(self.sizes[:longest])


def entries_of(vocabulary: Vocabulary, hashes: np.ndarray) -> np.ndarray:
    """Return the entry of each n-gram in the index, slot and mark, 0 where there is none; uint32."""
    bucket = (hashes >> np.uint64(64 - INDEX_BITS)).view(np.int64)
    mark = (hashes & _MARK).astype(np.uint32)
    entry: np.ndarray = vocabulary.index.take(bucket)
    miss = np.flatnonzero((entry & np.uint32(_MARK)) != mark)
    other = vocabulary.index.take(bucket.take(miss) ^ 1)
    other *= (other & np.uint32(_MARK)) == mark.take(miss)  # a third of the time of setting what differs to 0
    entry[miss] = other
    return entry


def are_known(vocabulary: Vocabulary, entries: np.ndarray, length: int) -> np.ndarray:
    """Tell which entries of n-grams of so many words have the slot of such: any other is a stranger's."""
    least = np.uint32(vocabulary.slots(length - 1) << _MARK_BITS)
    size = np.uint32(vocabulary.sizes[length - 1] << _MARK_BITS)
    known: np.ndarray = entries - least < size  # what is too small runs over, and is then too large
    return known


def slots_in(entries: np.ndarray) -> np.ndarray:
    """Return the slots of entries; int64."""
    slots: np.ndarray = (entries >> np.uint32(_MARK_BITS)).astype(np.int64)
    return slots


def slots_of(vocabulary: Vocabulary, hashes: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the slot of each n-gram, 0 where unknown; int64.

    Parameters
    ----------
    lengths
        How many words each has.
    """
    entries = entries_of(vocabulary, hashes)
    known = np.zeros(entries.size, bool)
    for length in (1, 2, 3):
        known |= (lengths == length) & are_known(vocabulary, entries, length)
    return slots_in(entries) * known


def build_index(hashes: np.ndarray) -> np.ndarray:
    """Return the index of some n-grams, given in slot order from slot 1 on.

    An n-gram that finds both its places taken is left out, so the more telling ones come first.
    """
    index = np.zeros(1 << INDEX_BITS, np.uint32)
    for shift in (0, 1):
        bucket = (hashes >> np.uint64(64 - INDEX_BITS)).astype(np.int64) ^ shift
        entry = (np.arange(1, hashes.size + 1, dtype=np.uint32) << np.uint32(_MARK_BITS)) | (
            hashes & _MARK).astype(np.uint32)
        placed = entries_of(Vocabulary(index, (0, 0, 0)), hashes) > 0
        free = np.flatnonzero((index[bucket] == 0) & ~placed)
        _, first = np.unique(bucket[free], return_index=True)
        chosen = free[first]
        index[bucket[chosen]] = entry[chosen]
    return index
