"""When a place in the text is spoken: exact where the file says so, interpolated with a margin, or None.

The file's times are anchors at text places. Between two anchors time runs with the characters
spoken; before the first and after the last it is unknown. Anchors that contradict the order of the
text (a cue out of order, a backward stamp) are left out by the longest rising sequence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from adcut.transcript import Transcript

#: Plausible error of an interpolated time at fraction x of a gap of T ms: C * sqrt(T * x * (1 - x))
#: (speech rate as a random walk pinned at both anchors), never beyond the nearer anchor. C covers
#: 90 % of the errors measured by `python -m training.margins` on the captioned sources, where
#: captions were hidden and found again: reports/margins.md.
MARGIN_SQRT_MS = 34.6


class Moment(NamedTuple):
    """A time in milliseconds, None where unknown, and its plausible error (0: the file's own)."""

    ms: int | None
    margin_ms: int


UNKNOWN = Moment(None, 0)


def _rising(items: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest subsequence whose times do not fall; items are sorted by place."""
    times = [ms for _, ms in items]
    if times == sorted(times):
        return list(items)
    tails: list[int] = []
    members: list[int] = []
    before: list[int] = []
    for number, (_, ms) in enumerate(items):
        at = bisect_right(tails, ms)
        before.append(members[at - 1] if at else -1)
        if at == len(tails):
            tails.append(ms)
            members.append(number)
        else:
            tails[at] = ms
            members[at] = number
    chain: list[tuple[int, int]] = []
    number = members[-1]
    while number >= 0:
        chain.append(items[number])
        number = before[number]
    return chain[::-1]


class Clock:
    """The times of one transcript's text places.

    A place is (paragraph index, offset in its text); inside it is counted through all paragraphs.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._base: list[int] = []
        total = 0
        starts: list[tuple[int, int]] = []  # place, ms
        ends: list[tuple[int, int]] = []
        for paragraph in transcript.paragraphs:
            self._base.append(total)
            for segment in paragraph.segments:
                if segment.start_ms is not None:
                    starts.append((total + segment.offset, segment.start_ms))
                if segment.end_ms is not None:
                    ends.append((total + segment.stop, segment.end_ms))
                for word in segment.words:
                    if word.start_ms is not None:
                        starts.append((total + word.offset, word.start_ms))
                    if word.end_ms is not None:
                        ends.append((total + word.stop, word.end_ms))
            total += len(paragraph.text) + 1
        if transcript.duration_ms is not None and (starts or ends) and total:
            latest = max(ms for edges in (starts, ends) for _, ms in edges)
            ends.append((total - 1, max(transcript.duration_ms, latest)))
        starts, ends = _rising(sorted(starts)), _rising(sorted(ends))
        self._start_at = dict(reversed(starts))
        self._end_at = dict(ends)
        self._starts = [p for p, _ in starts]
        self._start_ms = [ms for _, ms in starts]
        anchors = _rising(sorted([*starts, *ends]))
        self._places = [p for p, _ in anchors]
        self._ms = [ms for _, ms in anchors]

    @property
    def is_timed(self) -> bool:
        """Whether the transcript states any time."""
        return bool(self._places)

    def start(self, paragraph: int, offset: int) -> Moment:
        """Return when the character at `offset` begins to be spoken."""
        place = self._base[paragraph] + offset
        exact = self._start_at.get(place)
        return Moment(exact, 0) if exact is not None else self._between(place)

    def end(self, paragraph: int, offset: int) -> Moment:
        """Return when the character before `offset` has been spoken.

        Where the file states no end there, the next start right after it is the end; an end that
        overlaps the next start gives way to it, so that no content goes with a cut.
        """
        place = self._base[paragraph] + offset
        following = bisect_left(self._starts, place)
        next_start = self._start_ms[following] if following < len(self._starts) else None
        touching = following < len(self._starts) and self._starts[following] <= place + 1
        exact = self._end_at.get(place)
        if exact is not None:
            begun = self._start_ms[following - 1] if following else 0
            overlaps = touching and next_start is not None and begun < next_start < exact
            return Moment(next_start if overlaps else exact, 0)
        if touching:
            return Moment(next_start, 0)
        return self._between(place)

    def _between(self, place: int) -> Moment:
        right = bisect_right(self._places, place)
        if right == 0 or right == len(self._places):
            return UNKNOWN
        left_place, right_place = self._places[right - 1], self._places[right]
        left_ms, right_ms = self._ms[right - 1], self._ms[right]
        share = (place - left_place) / (right_place - left_place)
        gap = right_ms - left_ms
        ms = left_ms + round(gap * share)
        margin = MARGIN_SQRT_MS * (gap * share * (1 - share)) ** 0.5
        return Moment(ms, max(1, round(min(margin, ms - left_ms, right_ms - ms))) if gap else 0)
