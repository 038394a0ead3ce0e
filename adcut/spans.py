"""Scores -> ad reads: where each begins and ends, what it is, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from adcut.categories import Category
from adcut.decoding import best_runs
from adcut.errors import OptionError
from adcut.scorer import Scores
from adcut.sentences import Sentences
from adcut.sponsors import sponsor_of

if TYPE_CHECKING:
    from adcut.artifact import Model

__all__ = ["ReadSpan", "SpanPolicy", "find_reads"]

_NAMES = tuple(category.value for category in Category)


@dataclass(frozen=True, slots=True)
class SpanPolicy:
    """How scores become reads.

    Attributes
    ----------
    threshold
        Least score of a read that is cut, in [0, 1].
    review_threshold
        Least score of a read that is reported at all.
    enter, leave
        Log-odds it costs to begin and to end a run of ad sentences: a run must earn their sum.
    evidence_limit
        Log-odds to which one sentence's evidence is clipped, so that no single sentence makes an ad.
    """

    threshold: float
    review_threshold: float
    enter: float = 4.0
    leave: float = 3.0
    evidence_limit: float = 6.0

    @classmethod
    def for_mode(cls, model: Model, mode: str = "balanced", threshold: float | None = None) -> SpanPolicy:
        """Return the policy of a mode; a threshold overrides the mode's.

        Raises
        ------
        OptionError
            The model knows no such mode.
        """
        if mode not in model.thresholds or mode == "review":
            known = ", ".join(sorted(model.thresholds.keys() - {"review"}))
            raise OptionError(f"unknown mode {mode!r}; choose from {known}")
        chosen = model.thresholds[mode] if threshold is None else threshold
        return cls(chosen, min(model.thresholds["review"], chosen))


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A read: half-open span of sentence indices, category, calibrated score, sponsor or None."""

    start: int
    stop: int
    category: str
    score: float
    sponsor: str | None


def find_reads(sentences: Sentences, scores: Scores, policy: SpanPolicy) -> list[ReadSpan]:
    """Return the reads of a transcript, sorted and disjoint; content is no read."""
    words = np.diff(scores.tokens.first).astype(np.float64) + 0.5
    limit = policy.evidence_limit
    found: list[tuple[int, int, bool]] = []
    for start, stop in best_runs(np.clip(scores.log_odds, -limit, limit), policy.enter, policy.leave):
        found.append((start, stop, True))
    house = scores.category_scores[:, 2:4].sum(axis=1)
    evidence = np.log(house + 1e-4) - np.log(1.0001 - house)
    for start, stop, _ in found:
        evidence[start:stop] = -limit
    found += [(*run, False) for run in best_runs(np.clip(evidence, -limit, limit), policy.enter, policy.leave)]
    reads = []
    for start, stop, is_ad in sorted(found):
        weight = words[start:stop] / words[start:stop].sum()
        shares = weight @ scores.category_scores[start:stop]
        if is_ad:
            category, score = int(np.argmax(shares[:2])), float(weight @ scores.score[start:stop])
        else:
            category, score = 2 + int(np.argmax(shares[2:4])), float(shares[2:4].sum())
        if score >= policy.review_threshold:
            sponsor = sponsor_of(sentences.texts[start:stop]) if category < 2 else None
            reads.append(ReadSpan(start, stop, _NAMES[category], score, sponsor))
    return reads
