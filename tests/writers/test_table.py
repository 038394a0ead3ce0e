"""The table of writers, and what it refuses before a writer is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from adcut.categories import Category
from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import (
    DurationRequiredError,
    FrameRateRequiredError,
    OptionError,
    UnknownFormatError,
    UnrepresentableError,
    UntimedTranscriptError,
)
from adcut.writers import WRITERS, format_table, spec, write_cut_list
from adcut.writers.base import WriteOptions

NAMES = list(WRITERS)
#: The order of the contract.
ORDER = ["json", "mplayer-edl", "sponsorblock", "comskip", "csv", "cmx3600", "fcpxml", "otio", "losslesscut",
         "losslesscut-csv", "ffmpeg-concat", "ffmpeg-filter", "mpv-edl", "auto-editor", "mkv-chapters", "audacity",
         "ffmetadata", "podcast-chapters", "podlove", "audition", "reaper", "resolve-edl", "webvtt-chapters"]


def test_every_format_of_the_contract_is_there() -> None:
    assert NAMES == ORDER


def test_suffixes_do_not_collide() -> None:
    suffixes = [WRITERS[n].suffix for n in NAMES]
    assert len(set(suffixes)) == len(suffixes)


def test_the_table_says_all_that_the_specs_say() -> None:
    rows = format_table()
    assert [row[0] for row in rows] == ["format", *ORDER]
    assert all(len(row) == len(rows[0]) and all(row) for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_unknown_names_and_untimed_lists(name: str, options_for: Callable[..., WriteOptions]) -> None:
    with pytest.raises(UnknownFormatError, match="known"):
        spec(name + "x")
    untimed = CutList((Cut(None, None),), source=SourceInfo("ep.txt", None, 60_000))
    if name == "json":
        assert '"start": null' in write_cut_list(untimed, name)
    else:
        with pytest.raises(UntimedTranscriptError, match="json"):
            write_cut_list(untimed, name, options_for(name))


@pytest.mark.parametrize("name", NAMES)
def test_options_that_a_format_does_not_take_are_errors(name: str, running: CutList,
                                                        options_for: Callable[..., WriteOptions]) -> None:
    given = {"rate": Fraction(25), "drop_frame": True, "media": "ep.mp3", "action": 0, "timeline": "cut"}
    for option, value in given.items():
        if option not in WRITERS[name].options:
            with pytest.raises(OptionError, match=name):
                write_cut_list(running, name, replace(options_for(name), **{option: value}))


@pytest.mark.parametrize("name", [n for n in NAMES if WRITERS[n].needs_rate])
def test_a_rate_is_asked_for(name: str, running: CutList) -> None:
    with pytest.raises(FrameRateRequiredError, match="--rate"):
        write_cut_list(running, name)


@pytest.mark.parametrize("name", [n for n in NAMES if WRITERS[n].needs_duration])
def test_a_duration_is_asked_for(name: str, running: CutList, options_for: Callable[..., WriteOptions]) -> None:
    unknown = replace(running, source=SourceInfo("ep.md"))
    with pytest.raises(DurationRequiredError, match="--duration"):
        write_cut_list(unknown, name, options_for(name))


@pytest.mark.parametrize("name", [n for n in NAMES if WRITERS[n].needs_media])
def test_the_media_is_asked_for(name: str, running: CutList, options_for: Callable[..., WriteOptions]) -> None:
    with pytest.raises(OptionError, match="--media"):
        write_cut_list(running, name, replace(options_for(name), media=None))


@pytest.mark.parametrize("name", ["cmx3600", "fcpxml", "resolve-edl", "comskip"])
def test_ranges_without_a_frame_are_reported(name: str, options_for: Callable[..., WriteOptions]) -> None:
    short = CutList((Cut(10_001, 10_003),), source=SourceInfo(None, None, 60_000))
    with pytest.raises(UnrepresentableError, match=r"10\.001"):
        write_cut_list(short, name, options_for(name))
    if name != "resolve-edl":
        close = CutList((Cut(5_000, 10_001), Cut(10_003, 20_000)), source=SourceInfo(None, None, 60_000))
        with pytest.raises(UnrepresentableError, match="what is kept"):
            write_cut_list(close, name, options_for(name))


@pytest.mark.parametrize("name", [n for n in NAMES if WRITERS[n].direction == "keep"])
def test_a_list_that_keeps_nothing_is_an_error(name: str, options_for: Callable[..., WriteOptions]) -> None:
    with pytest.raises(UnrepresentableError, match="keeps nothing"):
        write_cut_list(CutList((Cut(0, 60_000),), source=SourceInfo(None, None, 60_000)), name, options_for(name))


@pytest.mark.parametrize("name", ["audacity", "audition", "reaper", "resolve-edl"])
def test_line_ends_in_a_name_are_an_error_where_nothing_quotes_them(
        name: str, options_for: Callable[..., WriteOptions]) -> None:
    for sponsor in ("Ac\nme", "Ac\rme"):
        with pytest.raises(UnrepresentableError, match="character"):
            write_cut_list(CutList((Cut(0, 2_000, sponsor=sponsor),)), name, options_for(name))


@pytest.mark.parametrize("name", NAMES)
def test_half_of_a_surrogate_pair_never_reaches_a_file(name: str, options_for: Callable[..., WriteOptions]) -> None:
    broken = CutList((Cut(1_000, 3_000, sponsor="\ud800"),), source=SourceInfo(None, None, 60_000))
    try:
        write_cut_list(broken, name, options_for(name)).encode()
    except UnrepresentableError as error:
        assert error.format == name


def test_limits_of_cmx3600() -> None:
    many = CutList(tuple(Cut(n * 2_000 + 1_000, n * 2_000 + 2_000) for n in range(1_000)),
                   source=SourceInfo(None, None, 2_001_000))
    with pytest.raises(UnrepresentableError, match="999"):
        write_cut_list(many, "cmx3600", WriteOptions(rate=Fraction(25)))
    with pytest.raises(UnrepresentableError, match="24 hours"):
        write_cut_list(CutList(source=SourceInfo(None, None, 90_000_000)), "cmx3600", WriteOptions(rate=Fraction(25)))
    with pytest.raises(UnrepresentableError, match="two digits"):
        write_cut_list(CutList(source=SourceInfo(None, None, 60_000)), "cmx3600", WriteOptions(rate=Fraction(120)))
    with pytest.raises(OptionError, match="drop-frame"):
        write_cut_list(CutList(source=SourceInfo(None, None, 60_000)), "cmx3600",
                       WriteOptions(rate=Fraction(25), drop_frame=True))


def test_rules_of_the_sponsorblock_server() -> None:
    for cuts, why in (((Cut(0, 999),), "999 ms"), ((Cut(0, 50_000),), "80 %"),
                      ((Cut(0, 5_000, Category.CONTENT),), "content")):
        with pytest.raises(UnrepresentableError, match=why):
            write_cut_list(CutList(cuts, source=SourceInfo(None, None, 60_000)), "sponsorblock")


def test_actions_of_mplayer_edl(running: CutList) -> None:
    assert write_cut_list(running, "mplayer-edl").splitlines()[0] == "10.500\t22.000\t3"
    assert write_cut_list(running, "mplayer-edl", WriteOptions(action=0)).splitlines()[0] == "10.500\t22.000\t0"
    for action in (1, 2, 4):
        with pytest.raises(OptionError, match="action"):
            write_cut_list(running, "mplayer-edl", WriteOptions(action=action))


def test_auto_editor_asks_for_the_frames_of_a_video(running: CutList) -> None:
    with pytest.raises(FrameRateRequiredError):
        write_cut_list(running, "auto-editor", WriteOptions(media="ep.mp4"))
    options = WriteOptions(rate=Fraction(25), media="ep.mp4")
    assert '"timebase": "25/1"' in write_cut_list(running, "auto-editor", options)
