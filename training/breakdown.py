"""Which labelled reads are found: by length, place, category and kind of show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from adcut.spans import ReadSpan
from training.corpus import ADS, CONTENT
from training.measures import POSITIVE
from training.pipeline import Prepared

__all__ = ["LENGTHS", "PLACES", "LabelledRead", "found_by", "labelled_reads"]

LENGTHS = ("under 25", "25-49", "50-99", "100-199", "200-399", "400 and more")
_LENGTH_EDGES = (25, 50, 100, 200, 400)
PLACES = ("first 150 words", "first tenth", "first half", "second half", "last tenth", "last 150 words")
_MINUTE = 150
"""Words in a minute."""
FOUND = 0.5
"""A read is found when so much of its words is cut."""


@dataclass(frozen=True, slots=True)
class LabelledRead:
    """A labelled ad read: group of its show, category, words, where it begins, and the share of its words that is cut."""

    group: str
    category: str
    words: int
    length: str
    place: str
    cut: float


def labelled_reads(prepared: Prepared, groups: Sequence[str], reads: Sequence[Sequence[ReadSpan]],
                   ) -> Iterator[LabelledRead]:
    """Yield every labelled sponsor and cross_promo read of the real episodes."""
    for episode, group, found in zip(prepared.episodes, groups, reads, strict=True):
        if group == "authored":
            continue
        cut = np.zeros(len(episode.category), bool)
        for read in found:
            if read.category in ADS:
                cut[read.start : read.stop] = True
        before = np.concatenate([[0], np.cumsum(episode.words)])
        for span in episode.label.spans:
            inside = np.flatnonzero((episode.start < span.end) & (episode.end > span.start) & (episode.category != CONTENT))
            if span.category not in POSITIVE or inside.size == 0:
                continue
            words = int(episode.words[inside].sum())
            first, last = int(before[inside[0]]), int(before[-1] - before[inside[-1] + 1])
            yield LabelledRead(group, span.category, words, LENGTHS[int(np.searchsorted(_LENGTH_EDGES, words, "right"))],
                               _place(first, last, int(before[-1])),
                               float(episode.words[inside][cut[inside]].sum() / max(words, 1)))


def _place(first: int, last: int, total: int) -> str:
    if first < _MINUTE:
        return PLACES[0]
    if last < _MINUTE:
        return PLACES[5]
    share = first / max(total, 1)
    return PLACES[1 + int(np.searchsorted((0.1, 0.5, 0.9), share, "right"))]


def found_by(reads: Sequence[LabelledRead], what: str) -> list[tuple[str, int, int, float]]:
    """Return by each value of a field of the reads: how many there are, how many are found, the share of words cut."""
    order = {"length": LENGTHS, "place": PLACES}.get(what) or sorted({getattr(read, what) for read in reads})
    result = []
    for value in order:
        mine = [read for read in reads if getattr(read, what) == value]
        words = sum(read.words for read in mine)
        result.append((value, len(mine), sum(read.cut >= FOUND for read in mine),
                       sum(read.cut * read.words for read in mine) / max(words, 1)))
    return result
