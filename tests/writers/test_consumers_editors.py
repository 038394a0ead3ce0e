"""OpenTimelineIO and its adapters read the editors' formats; LosslessCut's and Kodi's rules are re-implemented."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.timing import frame_at
from adcut.writers import WRITERS, write_cut_list
from adcut.writers.base import WriteOptions

RATES = [Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30), Fraction(50),
         Fraction(60000, 1001), Fraction(60)]
DROP = [Fraction(30000, 1001), Fraction(60000, 1001)]
HOSTILE = "O'Neil & \"S\", <50%; #1=\\ 😀 文.mp3"


@pytest.fixture
def long(running: CutList) -> CutList:
    """The running example behind an hour, so that drop-frame counting shows."""
    return CutList((Cut(61_000, 95_400), *(Cut(c.start_ms + 3_600_000, c.end_ms + 3_600_000) for c in running.cuts)),
                   source=SourceInfo("ep.md", None, 3_700_000))


def otio_clips(path: Path, adapter: str | None, rate: Fraction | None = None) -> list[list[tuple[int, int, str]]]:
    """Clips of each track: source in and out in frames, and the name."""
    otio = pytest.importorskip("opentimelineio", reason="needs OpenTimelineIO")
    if adapter is not None and adapter not in otio.adapters.available_adapter_names():
        pytest.skip(f"needs the OpenTimelineIO adapter {adapter}")
    arguments = {"rate": float(rate)} if adapter == "cmx_3600" else {}
    timeline = otio.adapters.read_from_file(str(path), adapter, **arguments)
    if not hasattr(timeline, "tracks"):
        timeline = timeline.find_children(descended_from_type=otio.schema.Timeline)[0]
    found = []
    for track in timeline.tracks:
        clips = [(c.source_range, c.name) for c in track.find_clips()]
        found.append([(round(r.start_time.value), round(r.end_time_exclusive().value), name) for r, name in clips])
    return found


def kept(cut_list: CutList, rate: Fraction) -> list[tuple[int, int]]:
    return [(frame_at(r.start_ms, rate), frame_at(r.end_ms, rate)) for r in cut_list.complement()]


@pytest.mark.parametrize(("rate", "drop"), [*((r, False) for r in RATES), *((r, True) for r in DROP)], ids=str)
@pytest.mark.parametrize("media", ["ep.mp3", "ep.mp4"])
def test_otio_reads_cmx3600(long: CutList, tmp_path: Path, rate: Fraction, drop: bool, media: str) -> None:
    path = tmp_path / "cut.edl"
    path.write_text(write_cut_list(long, "cmx3600", WriteOptions(rate=rate, drop_frame=drop, media=media)))
    tracks = otio_clips(path, "cmx_3600", rate)
    assert len(tracks) == (3 if media == "ep.mp4" else 2)
    for track in tracks:
        assert [(start, end) for start, end, _ in track] == kept(long, rate)
        assert {name for _, _, name in track} == {media}


def test_otio_reads_hostile_names_from_cmx3600(long: CutList, tmp_path: Path) -> None:
    path = tmp_path / "cut.edl"
    path.write_text(write_cut_list(long, "cmx3600", WriteOptions(rate=Fraction(25), media=HOSTILE)), encoding="utf-8")
    assert {name for track in otio_clips(path, "cmx_3600", Fraction(25)) for _, _, name in track} == {HOSTILE}


@pytest.mark.parametrize("rate", RATES, ids=str)
@pytest.mark.parametrize("media", ["/x/ep.mp3", HOSTILE])
def test_otio_reads_fcpxml(long: CutList, tmp_path: Path, rate: Fraction, media: str) -> None:
    path = tmp_path / "cut.fcpxml"
    path.write_text(write_cut_list(long, "fcpxml", WriteOptions(rate=rate, media=media)), encoding="utf-8")
    tracks = [track for track in otio_clips(path, "fcpx_xml") if track]
    assert tracks
    whole = int(rate)  # the adapter cuts the fraction off every rate and counts seconds in what is left
    for track in tracks:
        expected = [tuple(int(frame / rate * whole) for frame in edges) for edges in kept(long, rate)]
        assert [start for start, _, _ in track] == [start for start, _ in expected]
        assert all(abs(got[1] - want[1]) <= (whole != rate) for got, want in zip(track, expected, strict=True))
        assert {name for _, _, name in track} == {Path(media).stem}


@pytest.mark.parametrize("media", ["ep.mp3", "/x/ep.mp4", HOSTILE])
@pytest.mark.parametrize("rate", [None, Fraction(24000, 1001), Fraction(25)], ids=str)
def test_otio_reads_otio(long: CutList, tmp_path: Path, rate: Fraction | None, media: str) -> None:
    otio = pytest.importorskip("opentimelineio", reason="needs OpenTimelineIO")
    path = tmp_path / "cut.otio"
    path.write_text(write_cut_list(long, "otio", WriteOptions(rate=rate, media=media)), encoding="utf-8")
    for track in otio_clips(path, None):
        assert [(start, end) for start, end, _ in track] == kept(long, rate or Fraction(1000))
    timeline = otio.adapters.read_from_file(str(path))
    assert [t.kind for t in timeline.tracks] == (["Video", "Audio"] if media.endswith("mp4") else ["Audio"])
    clip = timeline.tracks[0][0]
    assert otio.url_utils.filepath_from_url(clip.media_reference.target_url).removeprefix("./") == media
    whole, part = clip.available_range(), clip.source_range
    assert whole.start_time <= part.start_time < part.end_time_exclusive() <= whole.end_time_exclusive()
    fcp = tmp_path / "cut.xml"
    if rate is not None and "fcp_xml" in otio.adapters.available_adapter_names():
        otio.adapters.write_to_file(timeline, str(fcp), "fcp_xml")  # what Premiere opens
        assert fcp.stat().st_size


def test_otio_reads_the_events_of_resolve_markers(long: CutList, tmp_path: Path) -> None:
    rate = Fraction(25)
    path = tmp_path / "markers.edl"
    path.write_text(write_cut_list(long, "resolve-edl", WriteOptions(rate=rate)))
    starts = [start - 3600 * 25 for start, _, _ in otio_clips(path, "cmx_3600", rate)[0]]
    assert starts == [frame_at(c.start_ms, rate) for c in long]
    marker = re.compile(r"^ \|C:ResolveColor\w+ \|M:[^|]* \|D:(\d+)$", re.MULTILINE)
    assert [int(n) for n in marker.findall(path.read_text())] == [
        frame_at(c.end_ms, rate) - frame_at(c.start_ms, rate) for c in long]


# LosslessCut, re-implemented from its sources: src/renderer/src/types.ts (schema), edlFormats.ts (EDL, CSV, FCPXML).

def losslesscut_project(text: str) -> dict:
    json5 = pytest.importorskip("json5", reason="needs json5")
    project = json5.loads(text)
    assert project["version"] == 2
    assert set(project) <= {"version", "mediaFileName", "cutSegments"}
    assert isinstance(project.get("mediaFileName", ""), str)
    for segment in project["cutSegments"]:
        assert set(segment) <= {"start", "end", "name", "tags", "selected"}
        assert isinstance(segment["start"], int | float)
        assert isinstance(segment["end"], int | float)
        assert isinstance(segment["name"], str)
        assert isinstance(segment.get("selected", True), bool)
        assert all(isinstance(k, str) and isinstance(v, str) for k, v in segment.get("tags", {}).items())
        assert 0 <= segment["start"] < segment["end"]
    return project


def test_losslesscut_opens_the_project(running: CutList) -> None:
    text = write_cut_list(replace(running, cuts=(replace(running[0], sponsor="A\nB\t\"'😀"), *running.cuts[1:])),
                          "losslesscut", WriteOptions(media="folder/ep.mp3"))
    project = losslesscut_project(text)
    assert json.loads(text) == project
    assert project["mediaFileName"] == "ep.mp3"
    exported = [(s["start"], s["end"]) for s in project["cutSegments"] if s.get("selected", True)]
    assert exported == [(0, 10.5), (22, 51.04)]
    hidden = [(s["start"], s["end"]) for s in project["cutSegments"] if not s.get("selected", True)]
    assert hidden == [(10.5, 20.25), (20.25, 22), (51.04, 60)]
    assert WRITERS["losslesscut"].file_name == "{stem}-proj.llc"


def test_losslesscut_imports_the_csv(running: CutList) -> None:
    rows = [line.split(",") for line in write_cut_list(running, "losslesscut-csv").splitlines()]
    assert rows[0] == ["Start", "End", "Name"]
    assert all(re.fullmatch(r"\d+(\.\d{1,3})?", field) for row in rows[1:] for field in row[:2])
    assert [(float(a), float(b)) for a, b, _ in rows[1:]] == [(0, 10.5), (22, 51.04)]


def test_losslesscut_reads_fcpxml(running: CutList) -> None:
    etree = pytest.importorskip("lxml.etree", reason="needs lxml")
    root = etree.fromstring(write_cut_list(running, "fcpxml", WriteOptions(rate=Fraction(30), media="ep.mp3")).encode())
    clips = root.findall("library/event/project/sequence/spine/asset-clip")
    time = re.compile(r"(\d+)/(\d+)s")
    found = [tuple(Fraction(*map(int, time.fullmatch(c.get(k)).groups())) for k in ("start", "duration"))
             for c in clips]
    assert found == [(0, Fraction(21, 2)), (22, Fraction(871, 30))]


@pytest.mark.parametrize("action", [0, 3])
def test_losslesscut_reads_mplayer_edl(running: CutList, action: int) -> None:
    text = write_cut_list(running, "mplayer-edl", WriteOptions(action=action))
    found = [re.fullmatch(r"\s*(\S+)\s+(\S+)\s+([0-3])\s*", line).groups() for line in text.splitlines()]
    assert found == [("10.500", "22.000", str(action)), ("51.040", "60.000", str(action))]


# Kodi, re-implemented from xbmc/cores/VideoPlayer/Edl.cpp: an edit with an edge inside another, ends
# included, is refused; times are milliseconds.

def kodi_edits(ranges: list[tuple[float, float]]) -> list[tuple[int, int]]:
    edits: list[tuple[int, int]] = []
    for start, end in ((int(a * 1000 + 0.5), int(b * 1000 + 0.5)) for a, b in ranges):
        inside = any(s <= edge <= e for s, e in edits for edge in (start, end))
        around = any(start < s and end > e for s, e in edits)
        if not inside and not around and 0 <= start < end:
            edits.append((start, end))
    return edits


def test_kodi_takes_every_edit(long: CutList) -> None:
    lines = [line.split("\t") for line in write_cut_list(long, "mplayer-edl").splitlines()]
    assert all(re.fullmatch(r"\d+\.\d{3}", field) for line in lines for field in line[:2])
    taken = kodi_edits([(float(a), float(b)) for a, b, _ in lines])
    assert taken == [(r.start_ms, r.end_ms) for r in long.merged()]
    refused = kodi_edits([(c.start, c.end) for c in long])
    assert len(refused) < len(long), "the rule must bite where touching cuts are not merged"


def test_kodi_reads_comskip(long: CutList) -> None:
    head, dashes, *rest = write_cut_list(long, "comskip").splitlines()
    rate = int(re.fullmatch(r"FILE PROCESSING COMPLETE +\d+ FRAMES AT +(\d+)", head)[1]) / 100
    assert set(dashes) == {"-"}
    taken = kodi_edits([tuple(int(f) / rate for f in re.fullmatch(r"(\d+)\t(\d+)", line).groups()) for line in rest])
    assert taken == [(r.start_ms, r.end_ms) for r in long.merged()]
