"""Stage 1: a linear model over the n-grams of a sentence and of its neighbourhood.

Every known n-gram has one weight a head and role: in the sentence itself, in the one before, in the
one after, or in the window of five on either side. The raw scores of all sentences are table
look-ups and sums; nothing is materialised per sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from adcut.tokens import Tokens, bigrams, trigrams
from adcut.vocabulary import Vocabulary, slots_of
from adcut.windows import lagged, running_total, window_sum

__all__ = ["HEADS", "ROLES", "WINDOW", "LinearModel", "Role", "ngram_counts", "ngram_hashes", "raw_scores"]

HEADS = ("ad", "self_promo", "interaction", "cross_promo", "start", "end")
"""What stage 1 looks for in a sentence: an ad, a category, the first and the last sentence of an ad read."""

WINDOW = 5
"""Sentences on either side that make up the window role, the sentence itself included."""


@dataclass(frozen=True, slots=True)
class Role:
    """A place of n-grams relative to the sentence scored.

    longest: words in the longest n-gram; strength: factor of its features, against the others.
    """

    name: str
    longest: int
    strength: float


ROLES = (Role("here", 3, 1.0), Role("before", 2, 0.5), Role("after", 2, 0.5), Role("around", 1, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """Weights of the known n-grams.

    tables: in the order of ROLES, int8 (slots up to the role's longest, heads); scale: float64
    (roles, heads), what one unit of a table is worth; bias: float64 (heads,); packed: the tables with
    the weights of each slot, raised by RAISED, as the bytes of one uint64.
    """

    vocabulary: Vocabulary
    tables: tuple[np.ndarray, ...]
    scale: np.ndarray
    bias: np.ndarray
    packed: tuple[np.ndarray, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "packed", tuple(_packed(table) for table in self.tables))


RAISED = 128
"""Added to an int8 so that it is a byte from 0 on."""

_EVEN_BYTES = np.uint64(0x00FF00FF00FF00FF)
_LANE, _HALF_LANE = np.uint64(16), np.uint64(8)
_LANE_MASK = np.uint64(0xFFFF)
MOST_IN_LANE = 257
"""So many bytes add up to no more than 16 bits hold."""


def _packed(table: np.ndarray) -> np.ndarray:
    """Return the rows of an int8 table with at most eight columns as one uint64 each."""
    wide = np.zeros((len(table), 8), np.uint8)
    raised = table.view(np.uint8) ^ np.uint8(RAISED)
    for column in range(table.shape[1]):  # all at once, so short rows take three times as long
        wide[:, column] = raised[:, column]
    packed: np.ndarray = wide.view("<u8")[:, 0]
    return packed


def _only(chosen: np.ndarray, slots: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return some of the slots, told by a mask, and where their stretches begin now."""
    before = np.empty(slots.size + 1, np.int64)
    before[0] = 0
    np.cumsum(chosen, out=before[1:])
    return slots.take(np.flatnonzero(chosen)), before.take(edges)


def _row_sums(packed: np.ndarray, rows: np.ndarray, edges: np.ndarray, columns: int) -> np.ndarray:
    """Return the sums of table rows over the sentences' stretches of `rows`, shape (n, columns), float64, exact.

    Parameters
    ----------
    packed
        The table, as LinearModel holds it: eight sums in two passes instead of a pass a column.
    edges
        Where the stretches of a sentence begin and end, one for each length of n-grams: (lengths, n + 1).
    """
    counts = (edges[:, 1:] - edges[:, :-1]).sum(axis=0)
    values = packed.take(rows).astype(np.uint64, copy=False)
    halves = (values & _EVEN_BYTES, (values >> _HALF_LANE) & _EVEN_BYTES)
    sums: np.ndarray
    if counts.size and counts.max() > MOST_IN_LANE:
        sums = np.empty((counts.size, columns))
        for column in range(columns):
            lane = (halves[column % 2] >> (_LANE * np.uint64(column // 2))) & _LANE_MASK
            sums[:, column] = _stretches(lane, edges)
    else:
        added = np.stack([_stretches(half, edges) for half in halves], axis=1)
        lanes = added.astype("<u8", copy=False).view("<u2")  # of the even columns, and then of the odd ones
        sums = lanes.take([column % 2 * 4 + column // 2 for column in range(columns)], axis=1).astype(np.float64)
    sums -= float(RAISED) * counts[:, None]
    return sums


def _stretches(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the sums of values over stretches; sums of unsigned integers may run over and still differ right."""
    total = np.empty(values.size + 1, np.uint64)
    total[0] = 0
    np.cumsum(values, out=total[1:])
    at = total.take(edges)
    sums: np.ndarray = (at[:, 1:] - at[:, :-1]).sum(axis=0)
    return sums


def ngram_hashes(tokens: Tokens) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the hashes of all words, pairs and triples, their sentences, and their lengths."""
    words, sentence = tokens.words, tokens.sentence
    hashes, places = [words], [sentence]
    if words.size >= 2:
        inside = sentence[1:] == sentence[:-1]
        hashes.append(bigrams(words)[inside])
        places.append(sentence[1:][inside])
    if words.size >= 3:
        inside = sentence[2:] == sentence[:-2]
        hashes.append(trigrams(words)[inside])
        places.append(sentence[2:][inside])
    lengths = np.repeat(np.arange(1, len(hashes) + 1), [h.size for h in hashes])
    return np.concatenate(hashes), np.concatenate(places), lengths


def ngram_counts(tokens: Tokens, longest: int) -> np.ndarray:
    """Return how many n-grams up to `longest` words each sentence has, known or not, shape (n,)."""
    words = np.diff(tokens.first)
    return words + sum((np.maximum(words - k, 0) for k in range(1, longest)), np.zeros_like(words))


def _known(tokens: Tokens, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Return the slots of all known words, then pairs, then triples, and where those of the sentences begin, (3, n + 1).

    The n-grams are looked up as if the transcript were one sentence, and those across a border then
    dropped: borders are few, and to leave them out before takes a pass over all n-grams. A place before the
    first word is then one of the last, where no n-gram begins.
    """
    words, first = tokens.words, tokens.first
    kinds = [slots_of(vocabulary, words)]
    for longest, hashes_of in ((2, bigrams), (3, trigrams)):
        slots = np.zeros_like(kinds[0])
        if words.size >= longest:
            slots[: 1 - longest] = slots_of(vocabulary, hashes_of(words))
            for back in range(1, longest):
                slots[first[1:] - back] = 0
        kinds.append(slots)
    slots = np.concatenate(kinds)
    known = (slots > 0) & (slots < vocabulary.slots(len(kinds)))
    return _only(known, slots, first + words.size * np.arange(len(kinds))[:, None])


def raw_scores(tokens: Tokens, model: LinearModel) -> np.ndarray:
    """Return the raw scores of all sentences, shape (n, heads), float64, in log-odds."""
    n, heads = len(tokens.first) - 1, len(HEADS)
    total = np.broadcast_to(model.bias, (n, heads)).copy()
    slots, edges = _known(tokens, model.vocabulary)
    if slots.size == 0:
        return total
    chosen = {}
    for longest in sorted({role.longest for role in ROLES}, reverse=True):
        if longest < len(edges):
            slots, edges = _only(slots < model.vocabulary.slots(longest), slots, edges)
        chosen[longest] = slots, edges
    for number, role in enumerate(ROLES):
        sums = _row_sums(model.packed[number], *chosen[role.longest], heads)
        counts = ngram_counts(tokens, role.longest).astype(np.float64)
        if role.name == "before":
            sums, counts = lagged(sums, -1, 0.0), lagged(counts, -1, 0.0)
        elif role.name == "after":
            sums, counts = lagged(sums, 1, 0.0), lagged(counts, 1, 0.0)
        elif role.name == "around":
            sums = window_sum(running_total(sums), -WINDOW, WINDOW)
            counts = window_sum(running_total(counts), -WINDOW, WINDOW)
        total += sums * (model.scale[number] * role.strength) / np.sqrt(np.maximum(counts, 1.0))[:, None]
    return total
