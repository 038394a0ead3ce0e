"""Real ffmpegs, a sound in which every second can be told from the others, and interrupts that arrive."""

from __future__ import annotations

import shutil
import signal
import subprocess
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

#: Samples a second of the generated sound: a millisecond is 16 of them.
SAMPLE_RATE = 16_000


if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # started in the background: the programs that tests interrupt would ignore it as well
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "pthread_sigmask"):
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


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
def one_ffmpeg() -> str:
    """Any ffmpeg, for what does not depend on its version."""
    for found in _ffmpegs().values():
        if found is not None:
            return found
    pytest.skip("needs ffmpeg (Debian package ffmpeg, or imageio-ffmpeg)")


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
