"""ffmpeg itself takes the ffmpeg formats; what it leaves is measured and heard."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.writers import write_cut_list
from adcut.writers.base import WriteOptions

Run = Callable[..., subprocess.CompletedProcess]
HOSTILE = "O'Neil & \"S\", <50%; #1=\\ 😀 文.wav"


def graph_option(ffmpeg: str, path: Path) -> list[str]:
    """`-/filter_complex FILE`, or the option that version 7 replaced by it."""
    version = subprocess.run([ffmpeg, "-version"], capture_output=True, text=True, check=True).stdout
    major = int(re.search(r"version n?(\d+)", version)[1])
    return ["-/filter_complex" if major >= 7 else "-filter_complex_script", str(path)]


def kept_samples(cut_list: CutList, sound: np.ndarray, rate: int = 16_000) -> np.ndarray:
    return np.concatenate([sound[r.start_ms * rate // 1000:r.end_ms * rate // 1000] for r in cut_list.complement()])


@pytest.mark.parametrize("cuts", [((10_500, 20_250), (20_250, 22_000), (51_040, 60_000)), ((0, 3_001), (7_777, 7_778)),
                                  ((59_999, 60_000),), ()])
def test_the_filter_graph_is_exact_to_the_sample(ffmpeg: str, run: Run, tone_file: Path, tones: np.ndarray,
                                                 read_wave: Callable, tmp_path: Path, cuts: tuple) -> None:
    cut_list = CutList(tuple(Cut(*c) for c in cuts), source=SourceInfo(None, None, 60_000))
    graph = tmp_path / "cut.ffgraph"
    graph.write_text(write_cut_list(cut_list, "ffmpeg-filter"))
    run(ffmpeg, "-v", "error", "-i", tone_file, *graph_option(ffmpeg, graph), "-map", "[a]", tmp_path / "out.wav")
    assert np.array_equal(read_wave(tmp_path / "out.wav"), kept_samples(cut_list, tones))


def test_the_filter_graph_of_a_video_keeps_picture_and_sound_together(ffmpeg: str, run: Run, running: CutList,
                                                                      tone_file: Path, tmp_path: Path) -> None:
    video = tmp_path / "ep.mkv"
    run(ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=60", "-i", tone_file, "-c:v", "mpeg4",
        "-c:a", "pcm_s16le", video)
    graph = tmp_path / "cut.ffgraph"
    graph.write_text(write_cut_list(running, "ffmpeg-filter", WriteOptions(media="ep.mkv")))
    done = run(ffmpeg, "-i", video, *graph_option(ffmpeg, graph), "-map", "[v]", "-map", "[a]", "-c:v", "mpeg4",
               "-c:a", "pcm_s16le", tmp_path / "out.mkv")
    kept = sum(r.length_ms for r in running.complement()) / 1000
    frames = int(re.findall(r"frame=\s*(\d+)", done.stderr)[-1])
    assert abs(frames / 25 - kept) <= 3 / 25


@pytest.mark.parametrize(("suffix", "codec", "packet"), [("wav", "pcm_s16le", 0.3), ("mp3", "libmp3lame", 0.08)])
def test_the_concat_script_cuts_at_packets(ffmpeg: str, run: Run, running: CutList, tone_file: Path, tmp_path: Path,
                                           read_wave: Callable, heard: Callable, suffix: str, codec: str,
                                           packet: float) -> None:
    media = tmp_path / f"ep.{suffix}"
    run(ffmpeg, "-v", "error", "-i", tone_file, "-c:a", codec, "-b:a", "64k", media)
    script = tmp_path / "cut.ffconcat"
    script.write_text(write_cut_list(running, "ffmpeg-concat", WriteOptions(media=media.name)))
    out = tmp_path / f"out.{suffix}"
    run(ffmpeg, "-v", "error", "-f", "concat", "-safe", "0", "-i", script, "-c", "copy", out)
    run(ffmpeg, "-v", "error", "-i", out, "-c:a", "pcm_s16le", tmp_path / "decoded.wav")
    sound = read_wave(tmp_path / "decoded.wav")
    assert abs(len(sound) / 16_000 - 39.54) <= packet * 2
    assert set(heard(sound)) <= {*range(11), *range(22, 52)}
    assert set(heard(sound)) >= {*range(10), *range(22, 51)}


@pytest.mark.parametrize("name", [HOSTILE, "-x.wav", "ep:1.wav", " lead.wav"])
def test_the_concat_script_finds_hostile_names(ffmpeg: str, run: Run, running: CutList, tone_file: Path, tmp_path: Path,
                                               name: str) -> None:
    (tmp_path / name).write_bytes(tone_file.read_bytes())
    script = tmp_path / "cut.ffconcat"
    script.write_text(write_cut_list(running, "ffmpeg-concat", WriteOptions(media=name)), encoding="utf-8")
    run(ffmpeg, "-v", "error", "-f", "concat", "-safe", "0", "-i", script, "-c", "copy", tmp_path / "out.wav")
    (tmp_path / "absolute.ffconcat").write_text(
        write_cut_list(running, "ffmpeg-concat", WriteOptions(media=str(tmp_path / name))), encoding="utf-8")
    run(ffmpeg, "-v", "error", "-f", "concat", "-safe", "0", "-i", tmp_path / "absolute.ffconcat", "-c", "copy",
        tmp_path / "out2.wav")
    assert (tmp_path / "out.wav").stat().st_size == (tmp_path / "out2.wav").stat().st_size


@pytest.mark.parametrize("timeline", ["source", "cut"])
def test_ffmetadata_chapters_come_back(ffmpeg: str, run: Run, running: CutList, tone_file: Path, tmp_path: Path,
                                       timeline: str) -> None:
    hostile = "A=1; #2 \\ \n\"q\" 'x' 😀, 50%"
    cut_list = replace(running, cuts=tuple(replace(c, sponsor=hostile) for c in running.cuts))
    meta = tmp_path / "cut.ffmeta"
    meta.write_bytes(write_cut_list(cut_list, "ffmetadata", WriteOptions(timeline=timeline)).encode())
    out = tmp_path / "out.mka"
    run(ffmpeg, "-v", "error", "-i", tone_file, "-f", "ffmetadata", "-i", meta, "-map_chapters", "1", "-c", "copy", out)
    dump = run(ffmpeg, "-v", "error", "-i", out, "-f", "ffmetadata", "-").stdout
    found = [(round(int(a) / 10**6), round(int(b) / 10**6), re.sub(r"\\(.)", r"\1", t, flags=re.DOTALL))
             for a, b, t in re.findall(r"START=(\d+)\nEND=(\d+)\ntitle=((?:[^\\\n]|\\.)*)", dump, re.DOTALL)]
    assert found == ([(0, 10_500, "Show"), (10_500, 20_250, f"Ad: {hostile}"), (20_250, 22_000, f"Promo: {hostile}"),
                      (22_000, 51_040, "Show"), (51_040, 60_000, f"Ad: {hostile}")] if timeline == "source" else
                     [(0, 10_500, "Show"), (10_500, 39_540, "Show")])
