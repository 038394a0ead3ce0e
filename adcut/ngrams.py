"""Stage 1: a linear model over the n-grams of a sentence and of its neighbourhood.

Every known n-gram has one weight a role and head of the role: in the sentence itself, in the one before, in the
one after, or in the window of five on either side. The raw scores of all sentences are table
look-ups and sums; nothing is materialised per sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from adcut.tokens import Tokens, bigrams, trigrams
from adcut.vocabulary import Vocabulary, are_known, entries_of, slots_in
from adcut.windows import running_total, window_sum

__all__ = ["HEADS", "ROLES", "WINDOW", "LinearModel", "Role", "ngram_counts", "ngram_hashes", "raw_scores"]

HEADS = ("ad", "cross_promo", "start", "end", "self_promo", "interaction")
"""What stage 1 looks for in a sentence: an ad, a category, the first and the last sentence of an ad read."""

BESIDE_HEADS = HEADS[:4]
"""What the sentences right before and after have a say in; more would take a table more, and look-ups are what
stage 1 takes time for."""

LONGEST = 3
"""Words in the longest n-grams."""

WINDOW = 5
"""Sentences on either side that make up the window role, the sentence itself included."""


@dataclass(frozen=True, slots=True)
class Role:
    """A place of n-grams relative to the sentence scored.

    longest: words in the longest n-gram; strength: factor of its features, against the others; heads: the first
    of HEADS, those that it has a say in.
    """

    name: str
    longest: int
    strength: float
    heads: tuple[str, ...] = HEADS


ROLES = (Role("here", 3, 1.0), Role("before", 2, 0.5, BESIDE_HEADS), Role("after", 2, 0.5, BESIDE_HEADS),
         Role("around", 1, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class LinearModel:
    """Weights of the known n-grams.

    tables: in the order of ROLES, int8 (slots up to the role's longest, the role's heads); scale: float64
    (roles, heads), what one unit of a table is worth, 0 for heads that a role has not; bias: float64 (heads,);
    packed: for each of LOOKED_UP the weights of each slot, raised by RAISED, as the bytes of one uint64.
    """

    vocabulary: Vocabulary
    tables: tuple[np.ndarray, ...]
    scale: np.ndarray
    bias: np.ndarray
    packed: tuple[np.ndarray, ...] = field(init=False)

    def __post_init__(self) -> None:
        packed = tuple(_packed([self.tables[number] for number in roles]) for roles in LOOKED_UP)
        object.__setattr__(self, "packed", packed)


LOOKED_UP = ((0,), (1, 2), (3,))
"""The numbers of the roles whose weights one look-up gives."""

RAISED = 128
"""Added to an int8 so that it is a byte from 0 on."""

LANES = 8
"""Weights that one look-up gives: the bytes of a uint64."""

_EACH_BYTE = np.uint64(0x0101010101010101)
_EVEN_BYTES = np.uint64(0x00FF00FF00FF00FF)
_HALF_LANE = np.uint64(8)
MOST_IN_LANE = 257
"""So many bytes add up to no more than 16 bits hold."""


def _packed(tables: Sequence[np.ndarray]) -> np.ndarray:
    """Return the rows of int8 tables with at most eight columns in all as one uint64 each."""
    wide = np.zeros((len(tables[0]), LANES), np.uint8)
    column = 0
    for table in tables:
        raised = table.view(np.uint8) ^ np.uint8(RAISED)
        for own in range(table.shape[1]):  # all at once, so short rows take three times as long
            wide[:, column] = raised[:, own]
            column += 1
    packed: np.ndarray = wide.view("<u8")[:, 0]
    return packed


def _row_sums(packed: np.ndarray, rows: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the sums of table rows over the sentences' stretches of `rows`, shape (LANES, n), float64, exact.

    Parameters
    ----------
    packed
        A table, as LinearModel holds it: eight sums in two passes instead of a pass a column.
    edges
        Where the stretches of a sentence begin and end, one for each length of n-grams: (lengths, n + 1).
    """
    ends = edges.sum(axis=0)
    counts = ends[1:] - ends[:-1]
    values = packed.take(rows).astype(np.uint64, copy=False)
    added = np.empty((2, counts.size), "<u8")
    for mine, half in zip(added, (values & _EVEN_BYTES, (values >> _HALF_LANE) & _EVEN_BYTES), strict=True):
        mine[:] = _stretches(half, edges)
    by_lane = added.view("<u2").reshape(2, counts.size, LANES // 2).transpose(2, 0, 1)
    sums: np.ndarray = by_lane.reshape(LANES, counts.size).astype(np.float64)
    for long in np.flatnonzero(counts > MOST_IN_LANE).tolist():
        own = np.concatenate([values[begin:end] for begin, end in edges[:, long : long + 2].tolist()])
        sums[:, long] = own.astype("<u8", copy=False).view(np.uint8).reshape(-1, LANES).sum(axis=0)
    sums -= float(RAISED) * counts
    return sums


def _stretches(values: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Return the sums of values over stretches; sums of unsigned integers may run over and still differ right."""
    total = np.empty(values.size + 1, np.uint64)
    total[0] = 0
    np.cumsum(values, out=total[1:])
    at = total.take(edges).sum(axis=0)
    sums: np.ndarray = at[1:] - at[:-1]
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
    words: np.ndarray = tokens.first[1:] - tokens.first[:-1]
    return sum((np.maximum(words - k, 0) for k in range(1, longest)), words)


def _known(tokens: Tokens, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """Return the slots of all known words, then pairs, then triples, and where those of the sentences begin, (3, n + 1).

    The n-grams are looked up as if the transcript were one sentence, and those across a border then
    dropped: borders are few, and to leave them out before takes a pass over all n-grams. A place before the
    first word is then one of the last, where no n-gram begins.
    """
    words, first = tokens.words, tokens.first
    entries = np.zeros((LONGEST, words.size), np.uint32)
    known = np.zeros((LONGEST, words.size), bool)
    for length, hashes_of in enumerate((None, bigrams, trigrams), 1):
        if words.size < length:
            break
        found, mine = entries[length - 1, : words.size + 1 - length], known[length - 1]
        found[:] = entries_of(vocabulary, words if hashes_of is None else hashes_of(words))
        mine[: found.size] = are_known(vocabulary, found, length)
        for back in range(1, length):
            mine[first[1:] - back] = False
    slots = slots_in(entries.ravel().take(np.flatnonzero(known.ravel())))
    return slots, _counted(known.ravel(), first + words.size * np.arange(LONGEST)[:, None])


def _counted(flags: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return how many flags are set before some places, int64 of the shape of `at`: by eights, in a third of the time."""
    padded = np.zeros(flags.size // 8 * 8 + 8, bool)
    padded[: flags.size] = flags
    # a byte holds what is set up to it in its eight
    upto = (padded.view("<u8") * _EACH_BYTE).astype("<u8", copy=False).view(np.uint8)
    before = np.zeros(upto.size // 8, np.int64)
    np.cumsum(upto[7:-1:8], out=before[1:])
    counted: np.ndarray = before.take(at >> 3) + upto.take(at) - padded.take(at)
    return counted


def raw_scores(tokens: Tokens, model: LinearModel) -> np.ndarray:
    """Return the raw scores of all sentences, shape (n, heads), float64, in log-odds."""
    total = np.repeat(model.bias[:, None], len(tokens.first) - 1, axis=1)
    if tokens.words.size == 0:
        return total.T
    slots, edges = _known(tokens, model.vocabulary)
    counts = {longest: ngram_counts(tokens, longest) for longest in range(1, LONGEST + 1)}
    for packed, numbers in zip(model.packed, LOOKED_UP, strict=True):
        longest, begin = ROLES[numbers[0]].longest, 0
        sums, count = _row_sums(packed, slots[: edges[longest - 1, -1]], edges[:longest]), counts[longest]
        for number in numbers:
            role, width = ROLES[number], len(ROLES[number].heads)
            mine = sums[begin : begin + width]
            begin += width
            if role.name == "around":
                mine = window_sum(running_total(mine.T), -WINDOW, WINDOW).T
                count = window_sum(running_total(count), -WINDOW, WINDOW)
            scores = mine * (model.scale[number, :width, None] * role.strength) / np.sqrt(np.maximum(count, 1.0))
            if role.name == "before":
                total[:width, 1:] += scores[:, :-1]
            elif role.name == "after":
                total[:width, :-1] += scores[:, 1:]
            else:
                total[:width] += scores
    return total.T
