"""What is written beside a cut file lines up with what is heard in it; and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from adcut.api import read
from adcut.cli import main
from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.media import ApplyOptions, apply
from adcut.silence import SilenceOptions
from adcut.timeline_files import write_timeline
from adcut.timing import ms_from_stamp, stamp
from adcut.writers.native import to_json

RATE = 16_000


@pytest.fixture
def srt(tmp_path: Path) -> Path:
    """A caption a second, which says the second."""
    path = tmp_path / "ep.srt"
    path.write_text("\n".join(f"{n + 1}\n{stamp(n * 1000, point=',')} --> {stamp(n * 1000 + 1000, point=',')}\n"
                              f"Second {n} is here.\n" for n in range(60)))
    return path


def list_for(srt: Path, *cuts: tuple[int, int], by_source: bool = True) -> CutList:
    """Cut whole captions: times and source ranges agree."""
    transcript = read(srt)
    text = transcript.text

    def source(start: int, end: int) -> tuple[int, int]:
        last = f"Second {end // 1000 - 1} is here."
        return text.index(f"Second {start // 1000} is"), text.index(last) + len(last)

    return CutList(tuple(Cut(a, b, source=source(a, b) if by_source else None) for a, b in cuts),
                   source=SourceInfo("ep.srt", transcript.sha256, 60_000))


def captions(text: str) -> list[tuple[int, int, int]]:
    found = re.findall(r"(\S+) --> (\S+).*\n(?:<v [^>]*>)?Second (\d+) is here\.", text)
    return [(ms_from_stamp(a), ms_from_stamp(b), int(n)) for a, b, n in found]


def second_heard(sound: np.ndarray, at_ms: int) -> int:
    window = sound[max(0, at_ms - 100) * 16:(at_ms + 100) * 16]
    spectrum = np.abs(np.fft.rfft(window * np.hanning(len(window)), RATE))
    return round((np.argmax(spectrum) * RATE / RATE - 300) / 40)


CUTS = ((10_000, 22_000), (33_000, 34_000), (51_000, 60_000))


@pytest.mark.parametrize("options", [ApplyOptions(), ApplyOptions(crossfade_ms=300), ApplyOptions(copy=True),
                                     ApplyOptions(replace="mute")], ids=["cut", "crossfade", "copy", "mute"])
@pytest.mark.parametrize("by_source", [True, False])
def test_captions_line_up_with_the_tones(one_ffmpeg: str, tone_file: Path, read_wave: Callable, srt: Path,
                                         tmp_path: Path, options: ApplyOptions, by_source: bool) -> None:
    listed, out = list_for(srt, *CUTS, by_source=by_source), tmp_path / "made" / "ep.wav"
    applied = apply(listed, str(tone_file), str(out), options, ffmpeg=one_ffmpeg)
    names = write_timeline(applied, listed, read(srt))
    assert sorted(Path(n).name for n in names) == ["ep.chapters.json", "ep.srt", "ep.vtt"]
    sound = read_wave(out)
    for name in ("ep.srt", "ep.vtt"):
        found = captions((out.parent / name).read_text())
        assert [n for _, _, n in found] == [*range(10), *range(22, 33), *range(34, 51)]
        for start, end, second in found:
            assert end - start >= 800
            assert second_heard(sound, (start + end) // 2) == second


def test_snapped_edges_are_those_of_the_timeline(one_ffmpeg: str, run: Callable, tone_file: Path, read_wave: Callable,
                                                 srt: Path, tmp_path: Path) -> None:
    media, out = tmp_path / "quiet.wav", tmp_path / "out.wav"
    run(one_ffmpeg, "-v", "error", "-i", tone_file, "-af", "volume=0:enable='between(t,22.5,23.5)'", media)
    listed = list_for(srt, (10_000, 22_000))
    applied = apply(listed, str(media), str(out), ApplyOptions(silence=SilenceOptions()), ffmpeg=one_ffmpeg)
    assert abs(applied.cuts[0].end_ms - 23_000) < 100
    write_timeline(applied, listed, read(srt))
    found = {n: (a, b) for a, b, n in captions((tmp_path / "out.srt").read_text())}
    sound = read_wave(out)
    for second in (9, 24, 40, 59):
        assert second_heard(sound, sum(found[second]) // 2) == second


def test_chapters_of_the_output(one_ffmpeg: str, tone_file: Path, srt: Path, tmp_path: Path) -> None:
    listed = list_for(srt, *CUTS)
    for options, starts in ((ApplyOptions(), [0, 10, 21]), (ApplyOptions(replace="beep"), [0, 10, 22, 33, 34, 51])):
        applied = apply(listed, str(tone_file), str(tmp_path / "out.wav"), options, ffmpeg=one_ffmpeg)
        write_timeline(applied, listed, read(srt))
        document = json.loads((tmp_path / "out.chapters.json").read_text())
        assert [c["startTime"] for c in document["chapters"]] == starts


def test_the_command(tone_file: Path, srt: Path, tmp_path: Path, read_wave: Callable,
                     capsys: pytest.CaptureFixture[str], one_ffmpeg: str) -> None:
    cuts, out = tmp_path / "ep.cuts.json", tmp_path / "out" / "ep.wav"
    cuts.write_text(to_json(list_for(srt, *CUTS)))
    status = main(["apply", str(cuts), str(tone_file), "-o", str(out), "--write-timeline", "--ffmpeg", one_ffmpeg])
    said = capsys.readouterr()
    assert status == 0
    assert said.out.splitlines() == [str(out), *(str(out.with_suffix(s)) for s in (".srt", ".vtt", ".chapters.json"))]
    assert f"adcut: {out}: 3 ranges cut, 38.000 s long" in said.err
    assert len(read_wave(out)) == 38 * RATE


@pytest.mark.parametrize(("name", "text"), [
    ("ep.edl", "10\t22\t3\n"), ("labels.txt", "10.0\t22.0\tad\n"),
    ("ep-proj.llc", "{version: 2, cutSegments: [{start: 0, end: 10, name: ''}, {start: 22, end: 60, name: ''}]}"),
])
def test_the_command_takes_what_editors_write(one_ffmpeg: str, tone_file: Path, tmp_path: Path, read_wave: Callable,
                                              name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    out = tmp_path / "out.wav"
    assert main(["apply", str(tmp_path / name), str(tone_file), "-o", str(out), "--ffmpeg", one_ffmpeg]) == 0
    assert len(read_wave(out)) == 48 * RATE


def test_what_the_command_says(one_ffmpeg: str, tone_file: Path, srt: Path, tmp_path: Path,
                               capsys: pytest.CaptureFixture[str]) -> None:
    cuts, out = tmp_path / "c.json", tmp_path / "out.wav"
    cuts.write_text(to_json(list_for(srt, (10_000, 22_000))))
    base = ["apply", str(cuts), str(tone_file), "-o", str(out), "--ffmpeg", one_ffmpeg]

    def call(*more: str) -> tuple[int, str]:
        status = main([*base, *more])
        return status, capsys.readouterr().err

    assert "against the list" in call("--copy")[1]
    assert "1 range beeped over, 60.000 s long" in call("--beep")[1]
    assert "1 range muted" in call("--mute")[1]
    for wrong in (["--copy", "--beep"], ["--crossfade", "-5"], ["--transcript", "x"], ["--nonsense"]):
        assert call(*wrong)[0] == 2
    status, said = call("--ffmpeg", str(tmp_path / "none"))
    assert (status, said.count("\n")) == (1, 1)
    assert main(["apply", str(srt), str(tone_file), "-o", str(out)]) == 1
    assert "no cut list" in capsys.readouterr().err
    assert main(["apply", str(tmp_path / "none.json"), str(tone_file), "-o", str(out)]) == 1
    assert main([*base[:2], str(tone_file), "-o", str(cuts), "--ffmpeg", one_ffmpeg]) == 1
    assert json.loads(cuts.read_text())["format"] == "adcut-cutlist"
