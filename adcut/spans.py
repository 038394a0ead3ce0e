"""Scores -> ad reads: where each begins and ends, what it is, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from adcut.categories import Category
from adcut.decoding import best_runs
from adcut.errors import OptionError
from adcut.extents import grown, holes_in, joined, parted
from adcut.handover import trimmed, with_follow_up
from adcut.memberships import memberships
from adcut.mentions import mentions_in
from adcut.own_offers import MentionsOf, own_offers
from adcut.readspan import ADS, HOUSE, NAMES, ReadSpan, evidence_of, left_by, parts_of, read_of
from adcut.scorer import Scores
from adcut.sentences import Sentences
from adcut.signoff import sign_offs
from adcut.splitting import split_run
from adcut.sponsors import Surroundings, credited_in
from adcut.structure import edge_evidence

if TYPE_CHECKING:
    from adcut.artifact import Model

__all__ = ["ReadSpan", "SpanPolicy", "find_reads"]

PAID = ("sponsor", "cross_promo")
HOUSE_THRESHOLD = 0.3
"""Least score of a reported self_promo or interaction read."""

HOUSE_COST = 1.0
"""Log-odds it costs to begin and to end such a read."""

SWEEP_COST = 4.0
SWEEP_WORDS, SWEEP_GAP = 40.0, 800.0
"""What the sweep of high-recall takes: log-odds it costs to begin and to end what is swept up, its fewest words, and
the most words between two cuts that it closes."""

SWEEP_ALONE = 0.026
"""Least score of what is swept up where no ad is sure: shows without ads have doubts as well. By rounds 35 and 36 of
reports/rounds.md, as are the figures above."""

LEFT_WORDS = 8.0
"""Fewest words that are a read of their own beside an own offer of the show, but where they name a sponsor."""

SURE = 0.97
"""Score from which a sentence is neither looked at as what the show sells its members nor as its sign-off."""

UNSURE = 0.001
"""A read that only the review threshold finds has a score at least so much below the cut threshold."""

OutsideOf = Callable[..., Surroundings]
"""Gives what is said outside some spans of sentences, (start, stop) each: the same twice is looked at once."""

_AD = -1
"""Of a sentence in a run of ads: not the show's own."""


@dataclass(frozen=True, slots=True)
class SpanPolicy:
    """How scores become reads.

    Attributes
    ----------
    threshold
        Least score of a read that is cut, in [0, 1].
    review_threshold
        Least score of an ad that is reported at all.
    sweep_after
        Where given, reads are found as with this threshold. What else has the threshold, or SWEEP_ALONE where no ad was
        found, is then swept up in what they leave, whatever its edges, with gaps between ads.
    edge_weight
        Factor of the log-odds of a read's first and last sentence in the costs of beginning and
        ending a run: where nothing sounds like an edge, a run must earn more.
    edge_cost
        Log-odds that beginning and ending cost besides.
    edge_range
        Least and greatest log-odds of an edge that count.
    credit_edges, credit_score
        Log-odds of being the first and the last sentence of a read that a sentence has besides where it names a
        sponsor in so many words ("brought to you by") and has more than such a score: few of the reads that stage 2
        has learned from are that short.
    evidence_limit
        Log-odds to which one sentence's evidence is clipped, so that no single sentence makes an ad.
    sure_score
        Score from which a sentence beside a cut read counts for belonging to it, whatever its edges say; that of a cut,
        where it is higher. Sentences count together: a few may have less, and one alone needs more (ENOUGH).
    gap_words, gap_share, gap_score
        Cut reads at most so many words and such a share of the episode's words apart, with a mean score
        of at least so much between them, are one: hosts wander off into stories and come back. By rounds
        32, 35 and 36 (reports/rounds.md), as are the other figures.
    """

    threshold: float
    review_threshold: float
    sweep_after: float | None = None
    edge_weight: float = 7.0
    edge_cost: float = 5.0
    edge_range: tuple[float, float] = (-10.0, 4.0)
    credit_edges: float = 1.0
    credit_score: float = 0.6
    evidence_limit: float = 4.0
    sure_score: float = 0.83
    gap_words: float = 800.0
    gap_share: float = 0.08
    gap_score: float = 0.09

    @classmethod
    def for_mode(cls, model: Model, mode: str = "balanced", threshold: float | None = None) -> SpanPolicy:
        """Return the policy of a mode; a threshold overrides the mode's, and its sweep.

        Raises
        ------
        OptionError
            The model knows no such mode.
        """
        if mode not in model.thresholds or mode == "review":
            known = ", ".join(sorted(model.thresholds.keys() - {"review"}))
            raise OptionError(f"unknown mode {mode!r}; choose from {known}")
        return cls.of_thresholds(model.thresholds if threshold is None else {**model.thresholds, mode: threshold}, mode,
                                 sweeps=threshold is None)

    @classmethod
    def of_thresholds(cls, thresholds: Mapping[str, float], mode: str, *, sweeps: bool = True) -> SpanPolicy:
        """Return the policy that thresholds give a mode; only high-recall sweeps."""
        after = max(thresholds["balanced"], thresholds[mode]) if sweeps and mode == "high-recall" else None
        return cls(thresholds[mode], min(thresholds["review"], thresholds[mode] if after is None else after), after)


def find_reads(sentences: Sentences, scores: Scores, policy: SpanPolicy) -> list[ReadSpan]:
    """Return the reads of a transcript, sorted and disjoint; content is no read.

    Ads that reach the threshold at their edges' cost come first, without what has too few words of ads within them
    (`holes_in`), the show's sign-off (`sign_offs`), and what it offers itself among them (`memberships`, `own_offers`),
    which is reported as its own promotion; what only the review threshold finds, the show's
    own promotion and, where the policy sweeps, every doubt fill the room that the ads leave. Where
    the evidence at the cut threshold does not pay for the edges of a read, it stays below the threshold, whatever
    its mean.
    """
    texts, words = sentences.texts, np.diff(scores.tokens.first).astype(np.float64) + 0.5
    layout = edge_evidence(sentences)
    named = scores.credits & (scores.score > policy.credit_score)
    edges = scores.edges + layout + policy.credit_edges * named[:, None]
    cost = policy.edge_cost - policy.edge_weight * np.clip(edges, *policy.edge_range)
    first = policy.threshold if policy.sweep_after is None else policy.sweep_after

    def ads(threshold: float, free: np.ndarray) -> list[ReadSpan]:
        runs = _runs(scores.log_odds, cost, threshold, free, policy.evidence_limit)
        return _reads(texts, scores, words, free, runs, threshold, ADS)

    sure = ads(first, np.ones(words.size, bool))
    most = min(policy.gap_words, policy.gap_share * float(words.sum()))
    holes = holes_in(sure, scores, words, first)
    found = parted(joined(sure, scores, words, most, policy.gap_score), holes, scores, words, first)
    evidence = np.minimum(evidence_of(scores.log_odds, max(policy.sure_score, first)), policy.evidence_limit)
    found = grown(texts, found, evidence.tolist())
    mentions = cache(lambda start, stop: mentions_in(texts[start:stop]))
    outside = cache(lambda *spans: Surroundings(_between(texts, spans)))
    found, kept_as = _without_own(texts, found, scores, words, mentions, outside)
    scores, own_part = _as_own(scores, kept_as), kept_as != _AD
    least = policy.threshold if found else max(policy.threshold, SWEEP_ALONE)
    if policy.review_threshold < first:
        doubtful = ads(policy.review_threshold, left_by(found, words.size) & ~own_part)
        found += [replace(read, score=min(read.score, first - UNSURE)) for read in doubtful]
    house = scores.category_scores[:, HOUSE].sum(axis=1)
    house_odds = np.log(house + 1e-6) - np.log(1.000001 - house)
    free = left_by(found, words.size)
    runs = _runs(house_odds, HOUSE_COST - layout, HOUSE_THRESHOLD, free, policy.evidence_limit)
    own = _reads(texts, scores, words, free, runs, HOUSE_THRESHOLD, HOUSE)
    if policy.sweep_after is None:
        return _split(texts, scores, words, _in_order([*found, *own]), mentions, outside)
    swept = _swept(found, scores, words, free & ~own_part, least, policy.evidence_limit)
    own = [part for read in own for part in parts_of(read, left_by(swept, words.size))]
    return _in_order([*_split(texts, scores, words, _in_order([*found, *own]), mentions, outside), *swept])


def _in_order(reads: Sequence[ReadSpan]) -> list[ReadSpan]:
    return sorted(reads, key=lambda read: read.start)


def _reads(texts: Sequence[str], scores: Scores, words: np.ndarray, free: np.ndarray, runs: Sequence[tuple[int, int]],
           threshold: float, group: slice) -> list[ReadSpan]:
    """Return the reads that runs of sentences are, where their mean score reaches a threshold; ads with what is said
    of their sponsor right behind them."""
    result = []
    for (start, stop), limit in zip(runs, [*(start for start, _ in runs[1:]), free.size], strict=False):
        start, stop = trimmed(texts, start, stop)
        read = read_of(scores, words, start, stop, group)
        if read.score >= threshold:
            following = free[stop : min(with_follow_up(texts, stop), limit)] if group == ADS else free[:0]
            result.append(replace(read, stop=stop + int(following.cumprod().sum())))
    return result


def _without_own(texts: Sequence[str], reads: Sequence[ReadSpan], scores: Scores, words: np.ndarray, mentions: MentionsOf,
                 outside: OutsideOf) -> tuple[list[ReadSpan], np.ndarray]:
    """Return some sorted reads without what is the show's own in them, its offers and its sign-off, and of n sentences the
    category of those that are, _AD of the others, (n,); the few words that a read leaves beside them are of its own offer."""
    own, credits = np.full(len(texts), _AD), scores.credits.tolist()
    doubted = scores.score < SURE
    for read in reads:
        rows = (np.flatnonzero(doubted[read.start : read.stop]) + read.start).tolist()
        for start, stop in memberships(mentions(read.start, read.stop), read.start, credits, scores.edges, rows):
            own[start:stop] = NAMES.index(Category.SELF_PROMO)
        for start, stop in sign_offs(texts, read.start, read.stop, credits, rows):
            own[start:stop] = NAMES.index(Category.CONTENT)
    spans = _spans(part for read in reads for part in parts_of(read, own == _AD))
    around = partial(outside, *_spans(reads))
    for start, stop, category in own_offers(texts, spans, credits, around, mentions):
        own[start:stop] = NAMES.index(category)
    if (own == _AD).all():
        return list(reads), own
    result = []
    for read in reads:
        for part in parts_of(read, own == _AD):
            start, stop = (part.start, part.stop) if part == read else trimmed(texts, part.start, part.stop)
            if part == read or words[start:stop].sum() >= LEFT_WORDS or scores.credits[start:stop].any():
                result.append(replace(part, start=start, stop=stop))
            else:
                own[part.start : part.stop] = HOUSE.start
    return result, own


def _as_own(scores: Scores, own: np.ndarray) -> Scores:
    """Return the scores with the shares of ads as those of other categories where `own`, (n,), names one."""
    rows = np.flatnonzero(own != _AD)
    if not rows.size:
        return scores
    shares = scores.category_scores.copy()
    shares[rows, own[rows]] += shares[rows, ADS].sum(axis=1)
    shares[rows, ADS] = 0.0
    return replace(scores, category_scores=shares)


def _spans(reads: Iterable[ReadSpan]) -> list[tuple[int, int]]:
    return [(read.start, read.stop) for read in reads]


def _between(texts: Sequence[str], spans: Sequence[tuple[int, int]]) -> str:
    """Return what is said outside some sorted spans of sentences."""
    said: list[str] = []
    begin = 0
    for start, stop in spans:
        said += texts[begin:start]
        begin = stop
    return " ".join([*said, *texts[begin:]])


def _swept(found: Sequence[ReadSpan], scores: Scores, words: np.ndarray, free: np.ndarray, least: float, limit: float,
           ) -> list[ReadSpan]:
    """Return runs of what is left that has a least score, whatever their edges, and short gaps between them and the ads.

    Parameters
    ----------
    found, free
        The ads found so far, and the sentences that are left, bool (n,).
    least, limit
        The least score of what is swept up, and the log-odds to which one sentence's evidence is clipped.

    Returns
    -------
    reads without a name, whose score is at least `least`: that of a gap may be less, and it is cut for its
    neighbours.
    """
    cost = np.full((words.size, 2), SWEEP_COST)
    runs = [read_of(scores, words, start, stop, ADS)
            for start, stop in _runs(scores.log_odds, cost, least, free, limit)
            if words[start:stop].sum() >= SWEEP_WORDS]
    ads = _in_order([*found, *runs])
    gaps = []
    for before, after in pairwise(ads):
        size = words[before.stop : after.start].sum()
        beside = max(words[read.start : read.stop].sum() for read in (before, after))
        if 0 < size <= min(SWEEP_GAP, beside) and free[before.stop : after.start].all():
            gaps.append(replace(read_of(scores, words, before.stop, after.start, ADS), category=before.category))
    result: list[ReadSpan] = []
    for read in _in_order([*runs, *gaps]):
        if result and result[-1].stop == read.start:
            read = replace(read_of(scores, words, result.pop().start, read.stop, ADS), category=read.category)
        result.append(replace(read, score=max(read.score, least)))
    return result


def _split(texts: Sequence[str], scores: Scores, words: np.ndarray, reads: list[ReadSpan], mentions: MentionsOf,
           outside: OutsideOf) -> list[ReadSpan]:
    """Return the reads with those of different sponsors apart and with the sponsors' names."""
    said = {read: mentions(read.start, read.stop) for read in reads if read.category in PAID}
    if not said:
        return reads
    around = outside(*_spans(said)).where_pay(frozenset[str]().union(*map(credited_in, said.values())))
    result = []
    for read in reads:
        if read not in said:
            result.append(read)
            continue
        parts = split_run(said[read], scores.edges, read.start, around)
        for start, stop, sponsor in parts:
            category = read.category if len(parts) == 1 else read_of(scores, words, start, stop, ADS).category
            result.append(ReadSpan(start, stop, category, read.score, sponsor))
    return result


def _runs(log_odds: np.ndarray, cost: np.ndarray, threshold: float, free: np.ndarray, limit: float,
          ) -> list[tuple[int, int]]:
    """Return the best runs where a sentence counts for an ad when its score passes the threshold."""
    evidence = np.clip(evidence_of(log_odds, threshold), -limit, limit)
    evidence[~free] = -1e6
    return best_runs(evidence, cost[:, 0], np.concatenate([[0.0], cost[:, 1]]))
