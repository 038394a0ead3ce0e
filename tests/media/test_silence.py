"""Edges go to the middle of the nearest silence in reach, and a list stays a list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adcut.cutlist import TimeRange, merge
from adcut.errors import OptionError
from adcut.silence import SilenceOptions, snapped

ranges = st.lists(st.tuples(st.integers(0, 60_000), st.integers(1, 9_000)).map(lambda p: TimeRange(p[0], sum(p))))


@settings(max_examples=200, deadline=None)
@given(ranges.map(merge), ranges, st.integers(0, 5_000), st.none() | st.integers(60_000, 80_000))
def test_snapped_lists_are_sorted_disjoint_and_near(cuts: tuple, silences: list, reach: int, end: int | None) -> None:
    options = SilenceOptions(reach_ms=reach)
    result, moves = snapped(cuts, silences, options, end)
    assert len(result) == len(cuts)
    assert all(r.length_ms > 0 for r in result)
    assert all(a.end_ms < b.start_ms for a, b in pairwise(result))
    middles = {(s.start_ms + s.end_ms) // 2 for s in silences}
    edges = [(a, b) for cut, new in zip(cuts, result, strict=True)
             for a, b in ((cut.start_ms, new.start_ms), (cut.end_ms, new.end_ms)) if a != b]
    assert edges == [(m.from_ms, m.to_ms) for m in moves]
    assert all(abs(a - b) <= reach and b in middles for a, b in edges)
    assert all(a != 0 and (end is None or a < end) for a, _ in edges)


def test_a_cut_that_begins_at_the_end_of_the_media_stays() -> None:
    cuts = (TimeRange(60_000, 60_001),)
    assert snapped(cuts, [TimeRange(54_999, 55_001)], SilenceOptions(reach_ms=5_000), 60_000) == (cuts, ())


def test_an_edge_between_two_silences_takes_the_nearer() -> None:
    silences = [TimeRange(4_000, 4_400), TimeRange(5_700, 6_100)]
    result, moves = snapped([TimeRange(5_000, 20_000)], silences, SilenceOptions(), None)
    assert result == (TimeRange(4_200, 20_000),)
    assert [(m.from_ms, m.to_ms) for m in moves] == [(5_000, 4_200)]


@pytest.mark.parametrize("given_options", [{"threshold_db": 1}, {"least_ms": 0}, {"reach_ms": -1}])
def test_options_outside_their_range(given_options: dict) -> None:
    with pytest.raises(OptionError):
        SilenceOptions(**given_options)
