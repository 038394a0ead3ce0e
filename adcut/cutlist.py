"""Cut lists: which time ranges of an episode go, and the set algebra on them.

Pure functions on integer milliseconds; all ranges are half-open. The native JSON form is in
writers/native.py.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import overload

from adcut.categories import Category
from adcut.errors import (
    CutListError,
    DurationRequiredError,
    NegativeRangeError,
    OutOfDurationError,
    UntimedTranscriptError,
)
from adcut.timing import ms_from_seconds


@dataclass(frozen=True, slots=True, order=True)
class TimeRange:
    """A half-open range of time `[start_ms, end_ms)` in milliseconds.

    Raises
    ------
    NegativeRangeError
        The range starts below zero or ends before it starts.
    """

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if self.start_ms < 0 or self.end_ms < self.start_ms:
            raise NegativeRangeError(self.start_ms / 1000, self.end_ms / 1000)

    @property
    def start(self) -> float:
        """Start in seconds."""
        return self.start_ms / 1000

    @property
    def end(self) -> float:
        """End in seconds."""
        return self.end_ms / 1000

    @property
    def length_ms(self) -> int:
        """Length in milliseconds."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Cut:
    """A found read: when it is, what it is, and where it stands in the transcript.

    start_ms, end_ms: None where the transcript gives no time there.
    score: calibrated P(ad) in [0, 1]; None where a person made the entry.
    start_margin_ms, end_margin_ms: 0 where the time stands in the transcript, else the plausible
        error of an interpolated time.
    paragraphs: half-open span of paragraph indices; source: half-open range of code points.
    extra: keys of the native file that this version does not know, kept as they are.
    """

    start_ms: int | None
    end_ms: int | None
    category: Category = Category.SPONSOR
    score: float | None = None
    sponsor: str | None = None
    start_margin_ms: int = 0
    end_margin_ms: int = 0
    paragraphs: tuple[int, int] | None = None
    source: tuple[int, int] | None = None
    first_words: str = ""
    last_words: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.start_ms is not None and self.start_ms < 0) or (
            self.start_ms is not None and self.end_ms is not None and self.end_ms < self.start_ms
        ):
            raise NegativeRangeError(self.start, self.end)

    @property
    def start(self) -> float | None:
        """Start in seconds, None where unknown."""
        return None if self.start_ms is None else self.start_ms / 1000

    @property
    def end(self) -> float | None:
        """End in seconds, None where open."""
        return None if self.end_ms is None else self.end_ms / 1000


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The transcript that a cut list was made from."""

    path: str | None = None
    sha256: str | None = None
    duration_ms: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyInfo:
    """What was cut: categories, and the least score."""

    cut: tuple[str, ...] = ()
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class CutList(Sequence[Cut]):
    """The cuts of one episode, sorted and disjoint; behaves as a sequence of `Cut`.

    `marks` holds what was found and not cut. Touching cuts (reads back to back) stay separate
    entries; `merged()` joins them.

    Raises
    ------
    CutListError
        Timed cuts overlap or are out of order, or an open end is not the last.
    """

    cuts: tuple[Cut, ...] = ()
    marks: tuple[Cut, ...] = ()
    source: SourceInfo = SourceInfo()
    model: tuple[str, str] | None = None
    policy: PolicyInfo = PolicyInfo()
    extra: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        end: int | None = 0
        for number, cut in enumerate(self.cuts, start=1):
            if cut.start_ms is None:
                continue
            if end is None or cut.start_ms < end:
                raise CutListError(f"cut {number} starts at {cut.start} s, before the cut ahead of it ends; "
                                   "cut lists are sorted and disjoint")
            end = cut.end_ms
        duration = self.source.duration_ms
        if duration is not None and end is not None and self.cuts and end > duration:
            raise OutOfDurationError(end / 1000, duration / 1000)

    @overload
    def __getitem__(self, index: int) -> Cut: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Cut, ...]: ...
    def __getitem__(self, index: int | slice) -> Cut | tuple[Cut, ...]:
        return self.cuts[index]

    def __len__(self) -> int:
        return len(self.cuts)

    def __iter__(self) -> Iterator[Cut]:
        return iter(self.cuts)

    @property
    def is_timed(self) -> bool:
        """Whether every start is known, and every end but that of the last cut."""
        return all(c.start_ms is not None for c in self.cuts) and all(
            c.end_ms is not None for c in self.cuts[:-1])

    @property
    def duration(self) -> float | None:
        """Length of the episode in seconds, None where unknown."""
        return None if self.source.duration_ms is None else self.source.duration_ms / 1000

    def with_duration(self, duration: float | None) -> CutList:
        """Return the list for an episode of `duration` seconds: an open last end closes there."""
        if duration is None:
            return self
        return self.closed(ms_from_seconds(duration))

    def closed(self, duration_ms: int) -> CutList:
        """Return the list for an episode of `duration_ms`: an open last end closes there."""
        def close(entries: tuple[Cut, ...]) -> tuple[Cut, ...]:
            if not entries or entries[-1].end_ms is not None or entries[-1].start_ms is None:
                return entries
            if entries[-1].start_ms > duration_ms:
                raise OutOfDurationError(entries[-1].start_ms / 1000, duration_ms / 1000)
            return (*entries[:-1], replace(entries[-1], end_ms=duration_ms))

        return replace(self, cuts=close(self.cuts), marks=close(self.marks),
                       source=replace(self.source, duration_ms=duration_ms))

    def ranges(self, format: str = "a list of time ranges") -> tuple[TimeRange, ...]:
        """Return the time ranges of the cuts, one an entry, touching ones apart.

        Raises
        ------
        UntimedTranscriptError
            A start is unknown, or an end before the last.
        DurationRequiredError
            The last end is open; `format` names who asks.
        """
        if not self.is_timed:
            raise UntimedTranscriptError(self.source.path, format)
        if self.cuts and self.cuts[-1].end_ms is None:
            raise DurationRequiredError(format)
        return tuple(TimeRange(c.start_ms, c.end_ms) for c in self.cuts
                     if c.start_ms is not None and c.end_ms is not None)

    def merged(self, format: str = "a list of time ranges") -> tuple[TimeRange, ...]:
        """Return the time ranges of the cuts, touching ones joined and empty ones left out."""
        return merge(self.ranges(format))

    def complement(self, duration: float | None = None) -> tuple[TimeRange, ...]:
        """Return the keep list: what the cuts leave of an episode of `duration` seconds.

        Raises
        ------
        DurationRequiredError
            Neither `duration` nor the list says how long the episode is.
        OutOfDurationError
            A cut reaches past `duration`.
        """
        closed = self.with_duration(duration)
        if closed.source.duration_ms is None:
            raise DurationRequiredError("the keep list")
        return complement(closed.ranges("the keep list"), closed.source.duration_ms)

    def retiming(self) -> Retiming:
        """Return the map from times of the source to times of the cut media.

        An open last end is taken as endless: nothing follows it.

        Raises
        ------
        UntimedTranscriptError
            A start is unknown, or an end before the last.
        """
        if not self.is_timed:
            raise UntimedTranscriptError(self.source.path, "shifting times")
        endless = 1 << 60
        return Retiming.of(TimeRange(c.start_ms, endless if c.end_ms is None else c.end_ms)
                           for c in self.cuts if c.start_ms is not None)


def merge(ranges: Iterable[TimeRange], gap_ms: int = 0) -> tuple[TimeRange, ...]:
    """Return sorted, disjoint ranges: overlapping ones, and those at most `gap_ms` apart, joined.

    Empty ranges are left out. Idempotent.

    >>> merge([TimeRange(5, 9), TimeRange(0, 5)])
    (TimeRange(start_ms=0, end_ms=9),)
    """
    result: list[TimeRange] = []
    for item in sorted(r for r in ranges if r.length_ms):
        if result and item.start_ms <= result[-1].end_ms + gap_ms:
            result[-1] = TimeRange(result[-1].start_ms, max(result[-1].end_ms, item.end_ms))
        else:
            result.append(item)
    return tuple(result)


def complement(ranges: Iterable[TimeRange], duration_ms: int) -> tuple[TimeRange, ...]:
    """Return what `ranges` leave of `[0, duration_ms)`; complement twice is `merge`.

    Raises
    ------
    OutOfDurationError
        A range ends after `duration_ms`.

    >>> complement([TimeRange(2, 4)], 10)
    (TimeRange(start_ms=0, end_ms=2), TimeRange(start_ms=4, end_ms=10))
    """
    kept: list[TimeRange] = []
    position = 0
    for item in merge(ranges):
        if item.end_ms > duration_ms:
            raise OutOfDurationError(item.end_ms / 1000, duration_ms / 1000)
        if item.start_ms > position:
            kept.append(TimeRange(position, item.start_ms))
        position = item.end_ms
    if position < duration_ms:
        kept.append(TimeRange(position, duration_ms))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Retiming:
    """The map from times of the source to times of the cut media; call it with milliseconds.

    Monotone, so the order of times is kept; a time inside a cut maps to where the cut was.

    >>> retime = Retiming.of([TimeRange(2000, 4000)])
    >>> retime(1000), retime(3000), retime(5000)
    (1000, 2000, 3000)
    """

    merged: tuple[TimeRange, ...]
    removed_before: tuple[int, ...]

    @classmethod
    def of(cls, ranges: Iterable[TimeRange]) -> Retiming:
        """Return the map for cutting out `ranges`."""
        merged = merge(ranges)
        return cls(merged, (0, *accumulate(r.length_ms for r in merged)))

    def __call__(self, ms: int) -> int:
        """Return where `ms` of the source stands on the cut timeline."""
        number = bisect_right(self.merged, ms, key=lambda r: r.start_ms)
        if not number:
            return ms
        last = self.merged[number - 1]
        return ms - self.removed_before[number - 1] - (min(ms, last.end_ms) - last.start_ms)
