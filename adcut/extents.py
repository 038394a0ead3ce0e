"""How far reads go: which are one, what beside them is of them, and what within them is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from adcut.handover import hands_over, with_follow_up
from adcut.readspan import ADS, ReadSpan, parts_of, read_of
from adcut.scorer import Scores

__all__ = ["grown", "holes_in", "joined", "parted"]

ENOUGH, HOPELESS = 1.0, 12.0
"""Log-odds that what is beside a read must earn to belong to it, and how far below the best so far no more is looked for:
a sentence or two that are surely no ad cost as much. Of what is won by half as much, more than half is content (round 36
of reports/rounds.md)."""

HOLE_SCORE, HOLE_SHARE, HOLE_WORDS = 0.35, 1.35, 30.0
"""What has so many words fewer of ads than this score would give it, within a run between clear ends, is no ad: the next
read begins too softly to be entered from outside. Of shows that need a low threshold, this much above it at most (round 37
of reports/rounds.md)."""


def joined(reads: Sequence[ReadSpan], scores: Scores, words: np.ndarray, most: float, least: float) -> list[ReadSpan]:
    """Return the reads with those that belong together as one, which keeps the mean score of its parts.

    Parameters
    ----------
    words
        Of each sentence, float64 (n,).
    most, least
        The most words between two such reads, and the least mean score of these.
    """
    result: list[ReadSpan] = []
    for read in sorted(reads, key=lambda read: read.start):
        before = result[-1] if result else None
        if before is not None and before.stop < read.start:
            gap = slice(before.stop, read.start)
            size = words[gap].sum()
            if size <= most and words[gap] @ scores.score[gap] >= least * size:
                parts = [words[r.start : r.stop].sum() for r in (before, read)]
                score = float(np.average([before.score, read.score], weights=parts))
                result[-1] = replace(read_of(scores, words, before.start, read.stop, ADS), score=score)
                continue
        result.append(read)
    return result


def holes_in(reads: Sequence[ReadSpan], scores: Scores, words: np.ndarray, threshold: float) -> list[tuple[int, int]]:
    """Return the stretches within some reads, found with a threshold, that have too few words of ads (HOLE_WORDS)."""
    least = min(HOLE_SCORE, HOLE_SHARE * threshold)
    holes: list[tuple[int, int]] = []
    spans = [(read.start, read.stop) for read in reads]
    while spans:
        start, stop = spans.pop()
        missing = np.concatenate([[0.0], np.cumsum(words[start:stop] * (least - scores.score[start:stop]))])
        gain = missing - np.minimum.accumulate(missing)
        end = int(gain.argmax())
        begin = int(missing[: end + 1].argmin())
        if gain[end] >= HOLE_WORDS:
            if begin > 0 and end < stop - start:  # at an end of the run it is the edges' to say
                holes.append((start + begin, start + end))
            spans += [(start, start + begin), (start + end, stop)]
    return holes


def parted(reads: Sequence[ReadSpan], holes: Sequence[tuple[int, int]], scores: Scores, words: np.ndarray, threshold: float,
            ) -> list[ReadSpan]:
    """Return the reads without some stretches in them; what is left of one has a score of its own, and enough of it."""
    if not holes:
        return list(reads)
    free = np.ones(words.size, bool)
    for start, stop in holes:
        free[start:stop] = False
    result = []
    for read in reads:
        parts = parts_of(read, free)
        result += [read] if parts == [read] else [read_of(scores, words, part.start, part.stop, ADS) for part in parts]
    return [read for read in result if read.score >= threshold]


def grown(texts: Sequence[str], reads: Sequence[ReadSpan], evidence: Sequence[float]) -> list[ReadSpan]:
    """Return sorted reads with what is right beside them and surely of them, and what is said of their sponsor behind that.

    Parameters
    ----------
    evidence
        Of each sentence, shape (n,), how far its log-odds pass those of a sure one, so that no single one settles it.
    """
    result: list[ReadSpan] = []
    for read, limit in zip(reads, [*(read.start for read in reads[1:]), len(texts)], strict=False):
        least = result[-1].stop if result else 0
        start = read.start - _reach((texts[i], evidence[i]) for i in range(read.start - 1, least - 1, -1))
        stop = read.stop + _reach((texts[i], evidence[i]) for i in range(read.stop, limit))
        if stop > read.stop:
            stop = min(with_follow_up(texts, stop), limit)
        result.append(replace(read, start=start, stop=stop))
    return result


def _reach(beside: Iterable[tuple[str, float]]) -> int:
    """Return how many sentences, of those from a read on with their evidence, belong to it: as many as add up to the most,
    if to enough, and none from a hand-over on."""
    reach, most, total = 0, ENOUGH, 0.0
    for number, (text, value) in enumerate(beside, 1):
        total += value
        if total < most - HOPELESS or hands_over(text):
            break
        if total > most:
            reach, most = number, total
    return reach
