"""mkvmerge, mpv, WebVTT readers, and the published rules of SponsorBlock, Podcasting 2.0, Podlove, auto-editor."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from adcut.cutlist import CutList
from adcut.writers import write_cut_list
from adcut.writers.base import WriteOptions

Run = Callable[..., subprocess.CompletedProcess]
HOSTILE = "O'Neil & \"S\", <50%; #1=\\ 😀 文 --> x"


def tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name} (Debian package {package})")
    return found


def play(run: Run, source: Path, folder: Path) -> np.ndarray:
    """Let mpv play a file as fast as it can, and return what is to be heard."""
    out = folder / "played.pcm"
    run(tool("mpv", "mpv"), "--no-config", "--no-video", "--untimed", "--no-terminal", "--ao=pcm",
        f"--ao-pcm-file={out}", "--ao-pcm-waveheader=no", "--audio-channels=mono", "--audio-format=s16",
        "--gapless-audio=yes", source)
    return np.frombuffer(out.read_bytes(), "<i2")


def check_sound(sound: np.ndarray, heard: Callable) -> None:
    assert abs(len(sound) / 16_000 - 39.54) < 0.15
    seconds = set(heard(sound))
    assert {*range(10), *range(22, 51)} <= seconds <= {*range(11), *range(22, 52)}


@pytest.mark.parametrize("name", ["ep.wav", f"{HOSTILE}.wav", " x.wav"])
def test_mpv_plays_the_edl(run: Run, running: CutList, tone_file: Path, tmp_path: Path,
                           heard: Callable, name: str) -> None:
    tool("mpv", "mpv")
    (tmp_path / name).write_bytes(tone_file.read_bytes())
    edl = tmp_path / "cut.edl"
    edl.write_bytes(write_cut_list(running, "mpv-edl", WriteOptions(media=name)).encode())
    check_sound(play(run, edl, tmp_path), heard)


def test_mpv_plays_an_open_tail(run: Run, running: CutList, tone_file: Path, tmp_path: Path) -> None:
    tool("mpv", "mpv")
    edl = tone_file.with_name("tail.edl")
    edl.write_text(write_cut_list(replace(running, cuts=running.cuts[:2]), "mpv-edl", WriteOptions(media="ep.wav")))
    assert abs(len(play(run, edl, tmp_path)) / 16_000 - 48.5) < 0.15


def test_mkvmerge_takes_the_ordered_edition_and_mpv_skips(run: Run, running: CutList, tone_file: Path, tmp_path: Path,
                                                          heard: Callable) -> None:
    etree = pytest.importorskip("lxml.etree", reason="needs lxml")
    merge, extract = tool("mkvmerge", "mkvtoolnix"), tool("mkvextract", "mkvtoolnix")
    chapters, out = tmp_path / "cut.chapters.xml", tmp_path / "out.mka"
    chapters.write_bytes(write_cut_list(running, "mkv-chapters").encode())
    run(merge, "-q", "-o", out, "--chapters", chapters, tone_file)
    back = etree.fromstring(run(extract, out, "chapters", "-").stdout.lstrip("\ufeff").encode())
    assert back.findtext("EditionEntry/EditionFlagOrdered") == "1"
    assert [(a.findtext("ChapterTimeStart"), a.findtext("ChapterTimeEnd")) for a in back.iter("ChapterAtom")] == [
        ("00:00:00.000000000", "00:00:10.500000000"), ("00:00:22.000000000", "00:00:51.040000000")]
    if shutil.which("mpv"):
        check_sound(play(run, out, tmp_path), heard)


def test_webvtt_readers_take_the_chapters(running: CutList, tmp_path: Path) -> None:
    webvtt = pytest.importorskip("webvtt", reason="needs webvtt-py")
    pysubs2 = pytest.importorskip("pysubs2", reason="needs pysubs2")
    hostile = replace(running, cuts=tuple(replace(c, sponsor=HOSTILE) for c in running.cuts))
    path = tmp_path / "cut.vtt"
    path.write_text(write_cut_list(hostile, "webvtt-chapters"), encoding="utf-8")
    captions = list(webvtt.read(str(path)))
    assert [(c.start, c.end) for c in captions] == [
        ("00:00:00.000", "00:00:10.500"), ("00:00:10.500", "00:00:20.250"), ("00:00:20.250", "00:00:22.000"),
        ("00:00:22.000", "00:00:51.040"), ("00:00:51.040", "00:01:00.000")]
    assert html.unescape(captions[1].text) == f"Ad: {HOSTILE}"
    assert [(e.start, e.end) for e in pysubs2.load(str(path))][1] == (10_500, 20_250)
    broken = replace(running, cuts=tuple(replace(c, sponsor="a\n\nb") for c in running.cuts))
    path.write_text(write_cut_list(broken, "webvtt-chapters"), encoding="utf-8")
    assert html.unescape(list(webvtt.read(str(path)))[1].text) == "Ad: a\n\nb"


def test_podlove_is_of_its_schema(running: CutList) -> None:
    etree = pytest.importorskip("lxml.etree", reason="needs lxml")
    hostile = replace(running, cuts=tuple(replace(c, sponsor=HOSTILE + "\n\t") for c in running.cuts))
    root = etree.fromstring(write_cut_list(hostile, "podlove").encode())
    assert root.tag == "{http://podlove.org/simple-chapters}chapters"
    assert root.get("version") == "1.2"
    times = [c.get("start") for c in root]
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", t) for t in times)
    assert times == sorted(times)
    assert root[1].get("title") == f"Ad: {HOSTILE}\n\t"


@pytest.mark.parametrize("timeline", ["source", "cut"])
def test_podcasting_20_rules(running: CutList, timeline: str) -> None:
    """Rules: podcast-namespace docs/examples/chapters/jsonChapters.md, version 1.2."""
    document = json.loads(write_cut_list(running, "podcast-chapters", WriteOptions(timeline=timeline)))
    assert re.fullmatch(r"1\.\d+\.\d+", document["version"])
    starts = [c["startTime"] for c in document["chapters"]]
    assert starts == sorted(starts)
    for chapter in document["chapters"]:
        assert set(chapter) <= {"startTime", "endTime", "title", "img", "url", "toc", "location"}
        assert isinstance(chapter["startTime"], int | float)
        assert chapter["endTime"] > chapter["startTime"]
        assert chapter.get("toc", True) is (not chapter["title"].startswith(("Ad", "Promo")))
    assert document["chapters"][-1]["endTime"] == (60 if timeline == "source" else 39.54)


def test_sponsorblock_rules(running: CutList) -> None:
    """Rules: SponsorBlockServer src/routes/postSkipSegments.ts; yt-dlp reads the same keys."""
    segments = json.loads(write_cut_list(running, "sponsorblock"))
    support = {"sponsor": {"skip", "mute", "full"}, "selfpromo": {"skip", "mute", "full"},
               "interaction": {"skip", "mute"}}
    for segment in segments:
        start, end = segment["segment"]
        assert isinstance(start, float)
        assert isinstance(end, float)
        assert 0 <= start < end <= segment["videoDuration"]
        assert segment["actionType"] in support[segment["category"]]
        assert end - start >= 1 or segment["category"] != "sponsor"
        assert segment["description"] == ""
    assert [s["category"] for s in segments] == ["sponsor", "selfpromo", "sponsor"]


def test_auto_editor_rules(running: CutList) -> None:
    """Rules: auto-editor docs/src/docs/v1.md; its binary cannot be had offline."""
    timeline = json.loads(write_cut_list(running, "auto-editor", WriteOptions(media="ep.mp3")))
    chunks = timeline["chunks"]
    assert timeline["version"] == "1"
    assert chunks[0][0] == 0
    assert chunks[-1][1] == 60_000
    assert all(isinstance(n, int) for chunk in chunks for n in chunk)
    assert all(a[1] == b[0] for a, b in pairwise(chunks))
    assert [c[:2] for c in chunks if c[2] == 1] == [[0, 10_500], [22_000, 51_040]]
    assert {c[2] for c in chunks} == {1, 99999}
