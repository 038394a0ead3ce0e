"""Which n-grams several shows say: the vocabulary of stage 1, and how many shows of each fold know it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from adcut.ngrams import ngram_hashes
from adcut.vocabulary import Vocabulary, build_index, slots_of
from training.corpus import CONTENT
from training.folds import FOLDS
from training.samples import SYNTHETIC, Sample

LEAST_SHOWS = (4, 5, 6)
"""A word, pair or triple is known when so many shows say it; a read that stands alone is a show."""


def show_of(sample: Sample) -> str | None:
    """Return what counts as one show for a sample; None: it says nothing new."""
    if sample.kind != SYNTHETIC:
        return sample.show
    return sample.id if sample.id.startswith("synthetic/0/") else None


def vocabulary_of(samples: Sequence[Sample]) -> tuple[Vocabulary, np.ndarray]:
    """Return the known n-grams and how many shows of each fold say each slot's, uint16 (FOLDS, slots)."""
    said: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    fold: dict[str, int] = {}
    for sample in samples:
        show = show_of(sample)
        if show is not None:
            hashes, places, lengths = ngram_hashes(sample.tokens)
            if sample.kind == SYNTHETIC:
                assert sample.lone is not None
                keep = (sample.lone & (sample.category != CONTENT))[places]
                hashes, lengths = hashes[keep], lengths[keep]
            said.setdefault(show, []).append((hashes, lengths))
            fold[show] = sample.fold
    chosen, sizes = [], []
    for length in (1, 2, 3):
        distinct = [np.unique(np.concatenate([h[n == length] for h, n in parts])) for parts in said.values()]
        hashes, shows = np.unique(np.concatenate(distinct), return_counts=True)
        known = shows >= LEAST_SHOWS[length - 1]
        hashes, shows = hashes[known], shows[known]
        chosen.append(hashes[np.argsort(-shows, kind="stable")])
        sizes.append(int(hashes.size))
    vocabulary = Vocabulary(build_index(np.concatenate(chosen)), (sizes[0], sizes[1], sizes[2]))
    support = np.zeros((FOLDS, vocabulary.slots(3)), np.uint16)
    for show, parts in said.items():
        slots = np.unique(slots_of(vocabulary, *(np.concatenate(joined) for joined in zip(*parts, strict=True))))
        support[fold[show], slots] += 1
    return vocabulary, support
