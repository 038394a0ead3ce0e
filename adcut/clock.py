"""When a place in the text is spoken: exact where the file says so, interpolated with a margin, or None.

The file's times are anchors at text places. Between two anchors time runs with the characters
spoken; before the first and after the last it is unknown. Anchors that contradict the order of the
text (a cue out of order, a backward stamp) are left out by the longest rising sequence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
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


class _Anchors(NamedTuple):
    """Places in the text, ascending, and their times in milliseconds."""

    places: list[int]
    ms: list[int]


def _rising(places: list[int], times: list[int]) -> _Anchors:
    """Return the longest sequence of anchors whose times do not fall, by place."""
    if places == sorted(places) and times == sorted(times):  # nearly always
        return _Anchors(places, times)
    items = sorted(zip(places, times, strict=True))
    times = [ms for _, ms in items]
    if times != sorted(times):
        items = _longest_rising(items)
        times = [ms for _, ms in items]
    return _Anchors([place for place, _ in items], times)


def _longest_rising(items: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    tails: list[int] = []
    members: list[int] = []
    before: list[int] = []
    for number, (_, ms) in enumerate(items):
        at = bisect_right(tails, ms) if tails and ms < tails[-1] else len(tails)
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
        starts: list[int] = []
        start_ms: list[int] = []
        ends: list[int] = []
        end_ms: list[int] = []
        for paragraph in transcript.paragraphs:
            self._base.append(total)
            # look-ups by name, and one loop over segments and words alike, take half as long again
            for offset, stop, _, begun, ended, _, words in paragraph.segments:
                if begun is not None:
                    starts.append(total + offset)
                    start_ms.append(begun)
                if ended is not None:
                    ends.append(total + stop)
                    end_ms.append(ended)
                for at, until, from_ms, to_ms in words:
                    if from_ms is not None:
                        starts.append(total + at)
                        start_ms.append(from_ms)
                    if to_ms is not None:
                        ends.append(total + until)
                        end_ms.append(to_ms)
            total += len(paragraph.text) + 1
        if transcript.duration_ms is not None and (starts or ends) and total:
            ends.append(total - 1)
            end_ms.append(max(transcript.duration_ms, *start_ms, *end_ms))
        self._starts, self._ends = _rising(starts, start_ms), _rising(ends, end_ms)

    @property
    def is_timed(self) -> bool:
        """Whether the transcript states any time."""
        return bool(self._starts.places or self._ends.places)

    @cached_property
    def _anchors(self) -> _Anchors:
        """Starts and ends together."""
        return _rising([*self._starts.places, *self._ends.places], [*self._starts.ms, *self._ends.ms])

    def start(self, paragraph: int, offset: int) -> Moment:
        """Return when the character at `offset` begins to be spoken."""
        place = self._base[paragraph] + offset
        places, times = self._starts
        at = bisect_left(places, place)
        return Moment(times[at], 0) if at < len(places) and places[at] == place else self._between(place)

    def end(self, paragraph: int, offset: int) -> Moment:
        """Return when the character before `offset` has been spoken.

        Where the file states no end there, the next start right after it is the end; an end that
        overlaps the next start gives way to it, so that no content goes with a cut.
        """
        place = self._base[paragraph] + offset
        places, times = self._starts
        following = bisect_left(places, place)
        next_start = times[following] if following < len(places) else None
        touching = following < len(places) and places[following] <= place + 1
        until = bisect_right(self._ends.places, place)
        if until and self._ends.places[until - 1] == place:
            exact = self._ends.ms[until - 1]
            begun = times[following - 1] if following else 0
            overlaps = touching and next_start is not None and begun < next_start < exact
            return Moment(next_start if overlaps else exact, 0)
        if touching:
            return Moment(next_start, 0)
        return self._between(place)

    def _between(self, place: int) -> Moment:
        places, times = self._anchors
        right = bisect_right(places, place)
        if right == 0 or right == len(places):
            return UNKNOWN
        left_place, right_place = places[right - 1], places[right]
        left_ms, right_ms = times[right - 1], times[right]
        share = (place - left_place) / (right_place - left_place)
        gap = right_ms - left_ms
        ms = left_ms + round(gap * share)
        margin = MARGIN_SQRT_MS * (gap * share * (1 - share)) ** 0.5
        return Moment(ms, max(1, round(min(margin, ms - left_ms, right_ms - ms))) if gap else 0)
