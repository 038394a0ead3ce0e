"""The measures of DESIGN.md, as counts that add up and rates computed from them.

Words are `\\w+` matches of the decoded file; positive are the ranges of sponsor and cross_promo;
`ad_pivot` ranges are left out on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from adcut.transcript import Transcript
from training.corpus import Span

POSITIVE = ("sponsor", "cross_promo")
MERGE_CHARACTERS = 150
MERGE_SECONDS = 3.0
MATCH = 0.5
WORDS_PER_HOUR = 10_000.0
"""Speech rate where a file has no times: 167 words a minute, the median of the timed sources."""

_WORD = re.compile(r"\w+")
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of one or many episodes; adding two gives those of both together.

    tp, fp, fn: words; words: all that count; breaks: F0.5 of each episode that has one; start_errors,
    end_errors: distances of matched break edges in words, start_seconds, end_seconds: in seconds,
    where the file has times; false_breaks: predicted in the `clean`
    episodes, those without ads.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0
    words: int = 0
    breaks: tuple[float, ...] = ()
    start_errors: tuple[float, ...] = ()
    end_errors: tuple[float, ...] = ()
    start_seconds: tuple[float, ...] = ()
    end_seconds: tuple[float, ...] = ()
    false_breaks: int = 0
    clean: int = 0
    episodes: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def precision(self) -> float:
        """Share of predicted words that are ads; 1 where nothing is predicted: nothing was cut wrongly."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of ad words that are predicted; 1 where there is none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of word precision and recall; 1 where there are no ads and none predicted."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 1.0

    @property
    def break_f05(self) -> float:
        """Mean F0.5 of the breaks over the episodes that enter."""
        return float(np.mean(self.breaks)) if self.breaks else float("nan")

    @property
    def content_lost(self) -> float:
        """Seconds of content cut in an hour, by words."""
        return 3600.0 * self.fp / self.words if self.words else 0.0

    @property
    def ad_left(self) -> float:
        """Share of ad words left in."""
        return 1.0 - self.recall


def matches(predicted: Sequence[Range], true: Sequence[Range]) -> list[tuple[int, int]]:
    """Return the pairs (predicted, true) that overlap by at least half their union, best first."""
    pairs = []
    for i, (a, b) in enumerate(predicted):
        for j, (c, d) in enumerate(true):
            inside = min(b, d) - max(a, c)
            if inside > 0:
                pairs.append((inside / (max(b, d) - min(a, c)), i, j))
    taken: list[tuple[int, int]] = []
    for overlap, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1:])):
        if overlap >= MATCH and all(i != p and j != t for p, t in taken):
            taken.append((i, j))
    return taken


def break_f05(predicted: int, true: int, matched: int) -> float | None:
    """Return the F0.5 of an episode; None where there is nothing to find and nothing was found."""
    if not true:
        return 0.0 if predicted else None
    if not matched:
        return 0.0
    precision, recall = matched / predicted, matched / true
    return 1.25 * precision * recall / (0.25 * precision + recall)


def measure(transcript: Transcript, spans: Sequence[Span], predicted: Sequence[tuple[int, int]]) -> Counts:
    """Return the counts of one episode from its transcript, its labels and the ranges predicted.

    Parameters
    ----------
    predicted
        Half-open code-point ranges of what would be cut.
    """
    place = np.array([m.start() for m in _WORD.finditer(transcript.text)], np.int64)
    masked = [(s.start, s.end) for s in spans if s.category == "ad_pivot"]
    counted = ~_inside(place, masked)
    truth_ranges = [(s.start, s.end) for s in spans if s.category in POSITIVE]
    truth, guess = _inside(place, truth_ranges) & counted, _inside(place, predicted) & counted
    seconds = _seconds(transcript)
    true_breaks = _breaks(truth_ranges, seconds)
    found_breaks = [r for r in _breaks(predicted, seconds) if not _mostly(r, masked)]
    pairs = matches(found_breaks, true_breaks)
    value = break_f05(len(found_breaks), len(true_breaks), len(pairs))

    def distances(edge: int) -> tuple[float, ...]:
        found, true = ([r[edge] for r in breaks] for breaks in (found_breaks, true_breaks))
        return tuple(float(abs(np.searchsorted(place, found[i]) - np.searchsorted(place, true[j]))) for i, j in pairs)

    def second_distances(edge: int) -> tuple[float, ...]:
        if seconds is None:
            return ()
        return tuple(abs(float(np.interp(found_breaks[i][edge], *seconds) - np.interp(true_breaks[j][edge], *seconds)))
                     for i, j in pairs)

    return Counts(
        int((truth & guess).sum()), int((guess & ~truth).sum()), int((truth & ~guess).sum()), int(counted.sum()),
        () if value is None else (value,), distances(0), distances(1), second_distances(0), second_distances(1),
        0 if true_breaks else len(found_breaks), 0 if true_breaks else 1, 1,
    )  # fmt: skip


def _seconds(transcript: Transcript) -> tuple[np.ndarray, np.ndarray] | None:
    """Return places in the file and their times in seconds, to interpolate between; None without times."""
    segments = (s for p in transcript.paragraphs for s in p.segments)
    known = [(s.source[0], s.start_ms / 1000) for s in segments if s.start_ms is not None]
    if len(known) < 2:
        return None
    places, times = zip(*sorted(known), strict=True)
    return np.array(places, float), np.maximum.accumulate(np.array(times))


def _breaks(ranges: Sequence[Range], seconds: tuple[np.ndarray, np.ndarray] | None) -> list[Range]:
    """Return the breaks that reads make up: joined at small gaps, in seconds where there are times."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if result:
            last = result[-1][1]
            near = start - last <= MERGE_CHARACTERS
            if seconds is not None:
                near = start - last <= 2 or np.interp(start, *seconds) - np.interp(last, *seconds) <= MERGE_SECONDS
            if near:
                result[-1] = (result[-1][0], max(last, end))
                continue
        result.append((start, end))
    return result


def _inside(place: np.ndarray, ranges: Iterable[tuple[int, int]]) -> np.ndarray:
    result = np.zeros(place.size, bool)
    for start, end in ranges:
        result[np.searchsorted(place, start) : np.searchsorted(place, end)] = True
    return result


def _mostly(range_: Range, masked: Sequence[Range]) -> bool:
    """Tell whether most of a range lies in masked ranges, so that it neither counts for nor against."""
    covered = sum(max(0.0, min(range_[1], b) - max(range_[0], a)) for a, b in masked)
    return 2 * covered > range_[1] - range_[0]
