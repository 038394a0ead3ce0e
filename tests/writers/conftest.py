"""Example lists, a counted sound, and the flag that regenerates goldens."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from adcut.categories import Category
from adcut.cutlist import Cut, CutList, PolicyInfo, SourceInfo
from adcut.writers import WRITERS
from adcut.writers.base import WriteOptions

#: Samples a second of the generated sound: a millisecond is 16 of them.
SAMPLE_RATE = 16_000


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write tests/golden/ anew")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens", default=False))


@pytest.fixture(scope="session")
def running() -> CutList:
    """The running example: 60 s, two reads back to back, one to the end."""
    return CutList(
        (Cut(10_500, 20_250, Category.SPONSOR, 0.97, "Acme", 0, 400, (3, 5), (100, 300), "This is", "acme.com."),
         Cut(20_250, 22_000, Category.CROSS_PROMO, 0.9, None, 400, 0, (5, 6), (300, 350), "From the", "show."),
         Cut(51_040, 60_000, Category.SPONSOR, 0.88, "Bolt", 0, 0, (9, 11), (700, 800), "One more", "bolt.io.")),
        marks=(Cut(1_000, 2_000, Category.SELF_PROMO, 0.7),),
        source=SourceInfo("ep.md", "0" * 64, 60_000), model=("adcut-en", "1.0.0"),
        policy=PolicyInfo(("sponsor", "cross_promo"), 0.8))


@pytest.fixture(scope="session")
def options_for() -> Callable[..., WriteOptions]:
    """What a format needs and takes: rate 30 where it must, the media name where it can."""
    def build(name: str, media: str = "ep.mp3", rate: Fraction | None = None) -> WriteOptions:
        target = WRITERS[name]
        options = WriteOptions()
        if target.needs_rate or (rate is not None and "rate" in target.options):
            options = replace(options, rate=rate or Fraction(30))
        return replace(options, media=media) if "media" in target.options else options

    return build


def _ffmpegs() -> dict[str, str | None]:
    try:
        import imageio_ffmpeg

        wheel = imageio_ffmpeg.get_ffmpeg_exe()
    except (ImportError, RuntimeError):
        wheel = None
    return {"path": shutil.which("ffmpeg"), "wheel": wheel}


@pytest.fixture(scope="session", params=["path", "wheel"])
def ffmpeg(request: pytest.FixtureRequest) -> str:
    """Two real versions of ffmpeg: that of the machine and that of the imageio-ffmpeg wheel."""
    found = _ffmpegs()[request.param]
    if found is None:
        pytest.skip(f"needs ffmpeg ({'imageio-ffmpeg' if request.param == 'wheel' else 'Debian package ffmpeg'})")
    return found


@pytest.fixture(scope="session")
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a consumer and fail with its own words."""
    def call(*command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, timeout=120,
                              check=False, stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace")
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return done

    return call


def _tones() -> np.ndarray:
    """A minute with another tone each second: 300 Hz, 340 Hz, ..., int16."""
    seconds = np.arange(60 * SAMPLE_RATE) // SAMPLE_RATE
    phase = 2 * np.pi * (300 + 40 * seconds) * np.arange(60 * SAMPLE_RATE) / SAMPLE_RATE
    return (12_000 * np.sin(phase)).astype("<i2")


@pytest.fixture(scope="session")
def tones() -> np.ndarray:
    return _tones()


@pytest.fixture(scope="session")
def tone_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tones") / "ep.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(_tones().tobytes())
    return path


@pytest.fixture(scope="session")
def read_wave() -> Callable[[Path], np.ndarray]:
    def read(path: Path) -> np.ndarray:
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (SAMPLE_RATE, 1, 2)
            return np.frombuffer(file.readframes(file.getnframes()), "<i2")

    return read


@pytest.fixture(scope="session")
def heard() -> Callable[[np.ndarray], list[int]]:
    """Which second of the source sounds at the middle of each quarter of a second."""
    def listen(sound: np.ndarray) -> list[int]:
        window = SAMPLE_RATE // 4
        found = []
        for start in range(0, len(sound) - window + 1, window):
            spectrum = np.abs(np.fft.rfft(sound[start:start + window] * np.hanning(window)))
            found.append(round((np.argmax(spectrum) * SAMPLE_RATE / window - 300) / 40))
        return found

    return listen
