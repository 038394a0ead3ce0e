"""Times are exact integers; only this module rounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adcut import timing
from adcut.errors import OptionError

NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(("text", "ms"), [
    ("00:03:29", 209_000), ("3:29", 209_000), ("75:00", 4_500_000), ("100:00:00.5", 360_000_500),
    ("00:00:01,000", 1000), ("06,5", 6_500), ("12.3456", 12_346), ("1:60:00", None), ("1:75", None), ("x", None),
    ("", None), ("-1", None), ("1:2:3:4", None),
])
def test_clock_texts(text: str, ms: int | None) -> None:
    assert timing.ms_from_stamp(text) == ms


@given(st.integers(0, 10**9))
def test_a_stamp_reads_back(ms: int) -> None:
    assert timing.ms_from_stamp(timing.stamp(ms)) == ms


@given(st.integers(0, 10**8), st.sampled_from(["00:00:01,000", "0:00:00.000", "12.345", "00:00.000"]))
def test_a_stamp_keeps_the_shape_of_its_template(ms: int, template: str) -> None:
    written = timing.stamp_like(ms, template)
    assert timing.ms_from_stamp(written) == ms
    assert ("," in written) == ("," in template)


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from([Fraction(24), NTSC, Fraction(60000, 1001)]))
def test_frames_keep_order(a: int, b: int, rate: Fraction) -> None:
    first, second = sorted((a, b))
    assert timing.frame_at(first, rate) <= timing.frame_at(second, rate)


@given(st.integers(0, 10**7), st.sampled_from([Fraction(25), NTSC, Fraction(1000)]))
def test_a_frame_finds_itself_again(frame: int, rate: Fraction) -> None:
    assert timing.frame_at(timing.ms_at_frame(frame, rate), rate) == frame


def test_ten_hours_land_where_exact_arithmetic_says() -> None:
    ten_hours = 36_000_000
    # 36,000 s * 30000 / 1001 = 1,078,921.08 frames; drop-frame numbers run 36 ms behind the clock by then
    assert timing.frame_at(ten_hours, NTSC) == 1_078_921
    assert timing.timecode(1_078_921, NTSC, drop=True) == "10:00:00;01"


def test_drop_frame_counts_as_smpte_says() -> None:
    assert timing.timecode(1799, NTSC, drop=True) == "00:00:59;29"
    assert timing.timecode(1800, NTSC, drop=True) == "00:01:00;02"
    assert timing.timecode(17982, NTSC, drop=True) == "00:10:00;00"
    with pytest.raises(OptionError):
        timing.timecode(1, Fraction(25), drop=True)


@pytest.mark.parametrize("bad", ["nan", "inf", "1e400", "abc", "1e12"])
def test_seconds_that_are_none(bad: str) -> None:
    with pytest.raises(OptionError):
        timing.ms_from_seconds(bad)
    with pytest.raises(OptionError):
        timing.ms_from_seconds(float("nan"))


@pytest.mark.parametrize("bad", ["0", "abc", "1/0", "-25", "100000"])
def test_rates_that_are_none(bad: str) -> None:
    with pytest.raises(OptionError):
        timing.rate_from_text(bad)
