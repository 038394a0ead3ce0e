"""Media is cut by a list: what is left is measured to the sample and heard."""

from __future__ import annotations

import re
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import MediaError, OptionError, OutputError, UntimedTranscriptError
from adcut.ffmpeg import Ffmpeg, MediaChapter
from adcut.media import ApplyOptions, apply
from adcut.silence import SilenceOptions

Run = Callable[..., subprocess.CompletedProcess]
RATE = 44_100
CUTS = ((10_500, 20_250), (20_250, 22_000), (33_333, 34_001), (51_040, 60_000))
KEPT = ((0, 10_500), (22_000, 33_333), (34_001, 51_040))


def cut_list(*cuts: tuple[int, int | None], duration_ms: int | None = 60_000) -> CutList:
    return CutList(tuple(Cut(*c) for c in cuts), source=SourceInfo("ep.md", None, duration_ms))


def samples(ms: int, rate: int) -> int:
    return (ms * rate + 500) // 1000


def expected(sound: np.ndarray, kept: tuple, rate: int) -> np.ndarray:
    return np.concatenate([sound[samples(a, rate):samples(b, rate)] for a, b in kept])


def write_wave(path: Path, sound: np.ndarray, rate: int) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.ndim if sound.ndim == 1 else sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.astype("<i2").tobytes())
    return path


def read_any(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        found = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return found.reshape(-1, file.getnchannels()).squeeze()


@pytest.fixture(scope="module")
def noise() -> np.ndarray:
    return np.random.default_rng(5).integers(-30_000, 30_000, 60 * RATE).astype("<i2")


@pytest.fixture(scope="module")
def noise_file(tmp_path_factory: pytest.TempPathFactory, noise: np.ndarray) -> Path:
    return write_wave(tmp_path_factory.mktemp("noise") / "ep.wav", noise, RATE)


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_every_kept_sample_and_no_other(ffmpeg: str, run: Run, noise: np.ndarray, noise_file: Path, tmp_path: Path,
                                        suffix: str) -> None:
    media = noise_file
    if suffix != "wav":
        media = tmp_path / f"ep.{suffix}"
        run(ffmpeg, "-v", "error", "-i", noise_file, media)
    seen: list[float] = []
    applied = apply(cut_list(*CUTS), str(media), str(tmp_path / f"out.{suffix}"), ffmpeg=ffmpeg, progress=seen.append)
    run(ffmpeg, "-v", "error", "-i", tmp_path / f"out.{suffix}", tmp_path / "back.wav")
    assert np.array_equal(read_any(tmp_path / "back.wav"), expected(noise, KEPT, RATE))
    assert applied.length_ms == round(len(expected(noise, KEPT, RATE)) * 1000 / RATE)
    assert applied.drift_ms is None
    assert applied.notes == ()
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1, abs=0.01)


def test_stereo_and_an_open_end(ffmpeg: str, noise: np.ndarray, tmp_path: Path) -> None:
    sound = np.column_stack([noise[:RATE * 20], noise[-RATE * 20:]])
    media = write_wave(tmp_path / "ep.wav", sound, RATE)
    apply(cut_list((0, 1_001), (15_000, None), duration_ms=None), str(media), str(tmp_path / "out.wav"), ffmpeg=ffmpeg)
    assert np.array_equal(read_any(tmp_path / "out.wav"), sound[samples(1_001, RATE):15 * RATE])


@pytest.mark.parametrize(("suffix", "codec"), [("mp3", "libmp3lame"), ("m4a", "aac"), ("ogg", "libvorbis"),
                                               ("opus", "libopus")])
def test_lossy_media_keep_what_is_heard(ffmpeg: str, run: Run, tone_file: Path, tmp_path: Path, heard: Callable,
                                        suffix: str, codec: str) -> None:
    media, out = tmp_path / f"ep.{suffix}", tmp_path / f"out.{suffix}"
    run(ffmpeg, "-v", "error", "-i", tone_file, "-c:a", codec, "-b:a", "48k", media)
    applied = apply(cut_list((10_000, 22_000), (51_000, 60_000)), str(media), str(out), ffmpeg=ffmpeg)
    run(ffmpeg, "-v", "error", "-i", out, "-ar", "16000", "-c:a", "pcm_s16le", tmp_path / "back.wav")
    sound = read_any(tmp_path / "back.wav")
    assert abs(len(sound) / 16_000 - 39) < 0.08
    assert abs(applied.length_ms - 39_000) < 80
    assert heard(sound)[:39 * 4] == [second for second in (*range(10), *range(22, 51)) for _ in range(4)]
    assert Ffmpeg(ffmpeg).probe(str(out)).audio[0].codec == Ffmpeg(ffmpeg).probe(str(media)).audio[0].codec


@pytest.mark.parametrize(("suffix", "codec"), [("wav", "pcm_s16le"), ("mp3", "libmp3lame")])
def test_a_packet_copy_says_its_drift(ffmpeg: str, run: Run, tone_file: Path, tmp_path: Path, heard: Callable,
                                      suffix: str, codec: str) -> None:
    media, out = tmp_path / f"ep.{suffix}", tmp_path / f"out.{suffix}"
    run(ffmpeg, "-v", "error", "-i", tone_file, "-c:a", codec, "-b:a", "48k", "-metadata", "title=T", media)
    applied = apply(cut_list(*CUTS), str(media), str(out), ApplyOptions(copy=True), ffmpeg=ffmpeg)
    run(ffmpeg, "-v", "error", "-i", out, "-c:a", "pcm_s16le", tmp_path / "back.wav")
    sound = read_any(tmp_path / "back.wav")
    kept_ms = sum(b - a for a, b in KEPT)
    assert applied.drift_ms is not None
    assert abs(len(sound) / 16 - kept_ms - applied.drift_ms) < 80
    packet = 256 if suffix == "wav" else 72
    assert abs(applied.drift_ms) < 2 * packet * len(KEPT)
    assert applied.retiming(60_000) == pytest.approx(kept_ms + applied.drift_ms, abs=3 * packet)
    assert {*range(10), *range(22, 33), *range(35, 51)} <= set(heard(sound)) <= {*range(11), *range(22, 52)}


def test_a_crossfade_shortens_by_its_length_and_keeps_level(ffmpeg: str, tmp_path: Path) -> None:
    media = write_wave(tmp_path / "ep.wav", np.full(60 * RATE, 10_000), RATE)
    out = tmp_path / "out.wav"
    applied = apply(cut_list(*CUTS), str(media), str(out), ApplyOptions(crossfade_ms=250), ffmpeg=ffmpeg)
    sound = read_any(out)
    kept = sum(samples(b, RATE) - samples(a, RATE) for a, b in KEPT)
    assert abs(len(sound) - (kept - 2 * samples(250, RATE))) <= 2
    assert np.abs(sound - 10_000).max() <= 2
    assert applied.retiming(60_000) == sum(b - a for a, b in KEPT) - 500
    assert applied.retiming(25_000) == 25_000 - 11_500 - 250


def test_a_crossfade_mixes_both_sides(one_ffmpeg: str, tone_file: Path, tmp_path: Path, heard: Callable) -> None:
    out = tmp_path / "out.wav"
    apply(cut_list((10_000, 20_000)), str(tone_file), str(out), ApplyOptions(crossfade_ms=500), ffmpeg=one_ffmpeg)
    assert heard(read_any(out)[:20 * 16_000]) == [
        *(s for s in range(9) for _ in range(4)), 9, 9, 9, 20, 20, 20,
        *(s for s in range(21, 31) for _ in range(4))][:80]


@pytest.mark.parametrize("sound", ["mute", "beep"])
@pytest.mark.parametrize("cuts", [((10_500, 20_250), (51_040, 60_000)), ((0, 3_333),), ((7_001, None),),
                                  ((0, 60_000),)])
def test_replaced_cuts_leave_the_rest_alone(ffmpeg: str, noise: np.ndarray, noise_file: Path, tmp_path: Path,
                                            sound: str, cuts: tuple) -> None:
    out = tmp_path / "out.wav"
    applied = apply(cut_list(*cuts), str(noise_file), str(out), ApplyOptions(replace=sound), ffmpeg=ffmpeg)
    made = read_any(out).astype(int)
    assert len(made) == len(noise)
    inside = np.zeros(len(noise), bool)
    for start, end in cuts:
        inside[samples(start, RATE):samples(60_000 if end is None else end, RATE)] = True
    assert np.array_equal(made[~inside], noise[~inside])
    assert applied.retiming(33_000) == 33_000
    replaced = made[inside]
    if sound == "mute":
        assert not replaced.any()
    else:
        window = replaced[:RATE]
        tone = np.argmax(np.abs(np.fft.rfft(window))) * RATE / len(window)
        assert tone == pytest.approx(1000, abs=1)
        assert 3_000 < np.abs(window).max() < 3_500


def quiet(sound: np.ndarray, *ranges: tuple[int, int]) -> np.ndarray:
    sound = sound.copy()
    for start, end in ranges:
        sound[samples(start, RATE):samples(end, RATE)] = 0
    return sound


def test_edges_move_into_silences(ffmpeg: str, noise: np.ndarray, tmp_path: Path) -> None:
    sound = quiet(noise, (9_000, 9_400), (20_000, 20_200), (21_600, 22_000), (40_000, 41_000), (53_500, 54_000))
    media = write_wave(tmp_path / "ep.wav", sound, RATE)
    applied = apply(cut_list((10_000, 20_300), (42_600, 52_000), (57_000, 60_000)), str(media),
                    str(tmp_path / "out.wav"), ApplyOptions(silence=SilenceOptions()), ffmpeg=ffmpeg)
    assert [(r.start_ms, r.end_ms) for r in applied.cuts] == [(9_200, 21_800), (42_600, 53_750), (57_000, 60_000)]
    assert [(m.from_ms, m.to_ms) for m in applied.moves] == [(10_000, 9_200), (20_300, 21_800), (52_000, 53_750)]
    assert len(read_any(tmp_path / "out.wav")) == sum(
        samples(b, RATE) - samples(a, RATE) for a, b in ((0, 9_200), (21_800, 42_600), (53_750, 57_000)))


@pytest.fixture
def tagged(ffmpeg: str, run: Run, tone_file: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Make a file with tags, chapters and, where the container takes one, a cover."""
    def make(suffix: str, cover: bool = True) -> Path:
        picture, meta, path = tmp_path / "c.png", tmp_path / "c.ffmeta", tmp_path / f"ep.{suffix}"
        run(ffmpeg, "-v", "error", "-y", "-f", "lavfi", "-i", "color=red:s=32x32", "-frames:v", "1", picture)
        meta.write_text(";FFMETADATA1\ntitle=Ep \\; 1\nartist=Änn\n" + "".join(
            f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={a}\nEND={b}\ntitle={t}\n"
            for a, b, t in ((0, 5_000, "Intro"), (5_000, 21_000, "Talk \\= 1"), (21_000, 21_900, "Ad"),
                            (21_900, 60_000, "More"))), encoding="utf-8")
        inputs = ["-i", tone_file, "-f", "ffmetadata", "-i", meta, *(["-i", picture] if cover else [])]
        maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
        art = ["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"] if cover else []
        run(ffmpeg, "-v", "error", "-y", *inputs, *maps, *art, path)
        return path

    return make


@pytest.mark.parametrize("copy", [False, True])
@pytest.mark.parametrize(("suffix", "cover"), [("mp3", True), ("m4a", True), ("mka", False)])
def test_tags_cover_and_chapters_come_along(ffmpeg: str, run: Run, tagged: Callable, tmp_path: Path, suffix: str,
                                            cover: bool, copy: bool) -> None:
    media, out = tagged(suffix, cover), tmp_path / f"out.{suffix}"
    applied = apply(cut_list((10_000, 22_000), (51_000, 60_000)), str(media), str(out), ApplyOptions(copy=copy),
                    ffmpeg=ffmpeg)
    info = Ffmpeg(ffmpeg).probe(str(out))
    assert info.chapters == applied.chapters
    near = 80 if copy else 0
    assert [c.title for c in info.chapters] == ["Intro", "Talk = 1", "More"]
    for chapter, (start, end) in zip(info.chapters, ((0, 5_000), (5_000, 10_000), (10_000, 39_000)), strict=True):
        assert abs(chapter.start_ms - start) <= near
        assert abs(chapter.end_ms - end) <= near
    assert (info.cover is not None) == cover
    dump = run(ffmpeg, "-i", out, "-f", "ffmetadata", "-")
    assert "Ep ; 1" in dump.stderr
    assert "Änn" in dump.stderr
    assert applied.notes == ()


def test_what_a_container_cannot_hold_is_said(ffmpeg: str, run: Run, tagged: Callable, tmp_path: Path) -> None:
    for suffix in ("wav", "opus"):
        out = str(tmp_path / f"out.{suffix}")
        applied = apply(cut_list((10_000, 22_000)), str(tagged("mp3")), out, ffmpeg=ffmpeg)
        assert [n.split(":")[0] for n in applied.notes] == ["the cover is left out", "the chapters are left out"]
        assert Ffmpeg(ffmpeg).probe(out).chapters == ()
    media = tmp_path / "ep.opus"
    run(ffmpeg, "-v", "error", "-i", tmp_path / "ep.mp3", "-map", "0:a", "-map_chapters", "-1", media)
    apply(cut_list((10_000, 22_000)), str(media), str(tmp_path / "out.mp3"), ffmpeg=ffmpeg)
    assert "Ep ; 1" in run(ffmpeg, "-i", tmp_path / "out.mp3", "-f", "null", "-").stderr


def test_video_is_cut_with_its_sound(ffmpeg: str, run: Run, tone_file: Path, tmp_path: Path, heard: Callable) -> None:
    media, out = tmp_path / "ep.mkv", tmp_path / "out.mkv"
    run(ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=64x64:r=25:d=60", "-i", tone_file, "-c:v", "mpeg4",
        "-c:a", "pcm_s16le", media)
    apply(cut_list((10_000, 22_000), (51_000, 60_000)), str(media), str(out), ffmpeg=ffmpeg)
    run(ffmpeg, "-v", "error", "-i", out, "-map", "0:a", tmp_path / "back.wav")
    assert heard(read_any(tmp_path / "back.wav"))[:39 * 4] == [
        s for s in (*range(10), *range(22, 51)) for _ in range(4)]
    frames = re.findall(r"frame=\s*(\d+)", run(ffmpeg, "-i", out, "-map", "0:v", "-f", "null", "-").stderr)
    assert abs(int(frames[-1]) - 39 * 25) <= 2
    muted = apply(cut_list((10_000, 22_000)), str(media), str(tmp_path / "muted.mkv"), ApplyOptions(replace="mute"),
                  ffmpeg=ffmpeg)
    assert abs(muted.length_ms - 60_000) <= 40
    alone = apply(cut_list((10_000, 22_000)), str(media), str(tmp_path / "alone.wav"), ffmpeg=ffmpeg)
    assert "picture is left out" in alone.notes[0]
    with pytest.raises(MediaError, match="crossfade is for sound"):
        apply(cut_list((10_000, 22_000)), str(media), str(out), ApplyOptions(crossfade_ms=50), ffmpeg=ffmpeg)


@pytest.mark.parametrize("name", ["-x.wav", "a'b\"c;$(touch y) %d &.wav", "concat:a|b.wav", "😀 文,=[0].wav",
                                  "two\nlines.wav"])
def test_hostile_names(ffmpeg: str, noise: np.ndarray, noise_file: Path, tmp_path: Path, name: str,
                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(noise_file.read_bytes())
    out = "-out " + name
    apply(cut_list(*CUTS), name, out, ffmpeg=ffmpeg)
    assert np.array_equal(read_any(Path(out)), expected(noise, KEPT, RATE))
    apply(cut_list(*CUTS), name, out, ApplyOptions(copy=True), ffmpeg=ffmpeg)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, out])


def test_a_long_graph_goes_through_a_file(ffmpeg: str, noise: np.ndarray, noise_file: Path, tmp_path: Path,
                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adcut.cutting._MOST_INLINE", 10)
    apply(cut_list(*CUTS), str(noise_file), str(tmp_path / "out.wav"), ffmpeg=ffmpeg)
    assert np.array_equal(read_any(tmp_path / "out.wav"), expected(noise, KEPT, RATE))


def test_an_hour(one_ffmpeg: str, tmp_path: Path) -> None:
    """Sixty minutes less a list, at most a sample off."""
    rate = 8_000
    hour = np.random.default_rng(6).integers(-9_000, 9_000, 3600 * rate).astype("<i2")
    media = write_wave(tmp_path / "hour.wav", hour, rate)
    cuts = ((0, 31_250), (209_000, 348_000), (1_800_001, 1_861_617), (3_540_123, 3_600_000))
    apply(cut_list(*cuts, duration_ms=3_600_000), str(media), str(tmp_path / "out.wav"), ffmpeg=one_ffmpeg)
    kept = ((31_250, 209_000), (348_000, 1_800_001), (1_861_617, 3_540_123))
    assert np.array_equal(read_any(tmp_path / "out.wav"), expected(hour, kept, rate))


# What goes wrong, and what is left behind then.

def refused(error: type[Exception], match: str, cuts: CutList, media: object, out: Path, **given: object) -> None:
    before = {p.name: p.stat().st_size for p in out.parent.iterdir()} if out.parent.is_dir() else {}
    with pytest.raises(error, match=match):
        apply(cuts, str(media), str(out), **given)
    after = {p.name: p.stat().st_size for p in out.parent.iterdir()} if out.parent.is_dir() else {}
    assert after == before


def test_refusals_leave_nothing(one_ffmpeg: str, run: Run, noise_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.wav"
    out.write_bytes(b"old")
    text, silent = tmp_path / "ep.txt", tmp_path / "silent.mkv"
    text.write_text("no media")
    run(one_ffmpeg, "-v", "error", "-f", "lavfi", "-i", "testsrc=s=32x32:d=1", "-c:v", "mpeg4", silent)
    given = {"ffmpeg": one_ffmpeg}
    ok = cut_list((1_000, 2_000))
    refused(MediaError, "no such file", ok, tmp_path / "none.wav", out, **given)
    refused(MediaError, "no such file", ok, tmp_path, out, **given)
    refused(MediaError, "not media", ok, text, out, **given)
    refused(MediaError, "no audio", ok, silent, out, **given)
    refused(MediaError, "60.000 s long", cut_list((10_000, 61_500), duration_ms=70_000), noise_file, out, **given)
    refused(MediaError, "60.000 s long", cut_list((61_500, None), duration_ms=None), noise_file, out, **given)
    refused(MediaError, "cuts all", cut_list((0, 60_000)), noise_file, out, **given)
    refused(MediaError, "suffix", ok, noise_file, tmp_path / "out", **given)
    refused(MediaError, "ffmpeg failed", ok, noise_file, tmp_path / "out.nonsense", **given)
    refused(MediaError, "shorter than", cut_list((10_000, 20_000), (20_050, 30_000)), noise_file, out,
            options=ApplyOptions(crossfade_ms=50), **given)
    refused(UntimedTranscriptError, "times", CutList((Cut(None, None),)), noise_file, out, **given)
    refused(MediaError, "--ffmpeg", ok, noise_file, out, ffmpeg=str(tmp_path / "none"))
    refused(OutputError, "folder", ok, noise_file, text / "out.wav", **given)
    assert out.read_bytes() == b"old"


def test_no_input_is_overwritten(one_ffmpeg: str, noise_file: Path, tmp_path: Path) -> None:
    media, link, listed = tmp_path / "ep.wav", tmp_path / "link.wav", tmp_path / "list.wav"
    media.write_bytes(noise_file.read_bytes())
    link.hardlink_to(media)
    listed.write_text("{}")
    for out in (media, link, listed):
        refused(OutputError, "input", cut_list((0, 1_000)), media, out, ffmpeg=one_ffmpeg, inputs=[str(listed)])


def test_an_interrupt_leaves_nothing(one_ffmpeg: str, noise_file: Path, tmp_path: Path) -> None:
    def stop(done: float) -> None:
        raise KeyboardInterrupt

    refused(KeyboardInterrupt, "^$", cut_list(*CUTS), noise_file, tmp_path / "out.wav", ffmpeg=one_ffmpeg,
            progress=stop)


def test_an_output_gets_the_permissions_of_a_new_file(one_ffmpeg: str, noise_file: Path, tmp_path: Path) -> None:
    apply(cut_list(*CUTS), str(noise_file), str(tmp_path / "new" / "out.wav"), ffmpeg=one_ffmpeg)
    (tmp_path / "plain").touch()
    assert (tmp_path / "new" / "out.wav").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_media_that_ends_before_it_says_is_reported(one_ffmpeg: str, noise_file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.flac"
    subprocess.run([one_ffmpeg, "-v", "error", "-i", noise_file, broken], check=True)
    broken.write_bytes(broken.read_bytes()[:2_000_000])
    refused(MediaError, "came out|failed", cut_list((1_000, 2_000)), broken, tmp_path / "out.flac", ffmpeg=one_ffmpeg)


def test_another_length_than_the_transcripts_is_said(one_ffmpeg: str, noise_file: Path, tmp_path: Path) -> None:
    applied = apply(cut_list((1_000, 2_000), duration_ms=55_000), str(noise_file), str(tmp_path / "out.wav"),
                    ffmpeg=one_ffmpeg)
    assert "60.000 s long" in applied.notes[0]


def test_without_any_ffmpeg(noise_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("adcut.ffmpeg._from_wheel", lambda: None)
    refused(MediaError, r"adcut\[media\]", cut_list((0, 1_000)), noise_file, tmp_path / "out.wav")


@pytest.mark.parametrize("given", [{"copy": True, "crossfade_ms": 5}, {"copy": True, "replace": "beep"},
                                   {"crossfade_ms": 5, "replace": "mute"}, {"crossfade_ms": -1}])
def test_options_that_exclude_each_other(given: dict) -> None:
    with pytest.raises(OptionError):
        ApplyOptions(**given)


def test_the_probe_is_not_fooled_by_tags(ffmpeg: str, run: Run, noise_file: Path, tmp_path: Path) -> None:
    media = tmp_path / "ep.mka"
    run(ffmpeg, "-v", "error", "-i", noise_file,
        "-metadata", "title=x\n  Stream #0:7: Video: h264\n  Duration: 09:00:00.00",
        "-metadata", "comment=[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=9\ntitle=fake\n", "-c", "copy", media)
    info = Ffmpeg(ffmpeg).probe(str(media))
    assert (info.video, info.chapters, info.duration_ms) == (False, (), 60_000)
    assert MediaChapter(0, 9_000, "fake") not in info.chapters
