"""Small archives of the project's own episodes, and what is true of every output folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

EPISODES = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"
#: Episodes of several formats, with and without ads, that the tests of this folder work on.
NAMES = ("reference.md", "founder-notes.md", "lighthouse-keeper.srt", "braise-and-blister.vtt", "lights-out.json",
         "brothers-bad-advice.txt", "night-shift-asr.txt", "touchline.md")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a folder with transcripts, some of them in folders of their own."""
    make_archive(tmp_path / "archive")
    return tmp_path / "archive"


def make_archive(folder: Path) -> None:
    """Make the folder of `archive`."""
    for number, name in enumerate(NAMES):
        place = folder / ("season-2" if number % 3 == 2 else "")
        place.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EPISODES / name, place / name)


Adcut = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run_adcut(tmp_path: Path) -> Adcut:
    """Return a function that runs the command as a process of its own."""
    def call(*arguments: object, status: int | None = 0, **options: object) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([sys.executable, "-m", "adcut", *map(str, arguments)], capture_output=True, text=True,
                              cwd=tmp_path, **options)  # type: ignore[call-overload]
        assert status is None or done.returncode == status, done.stderr
        return done

    return call


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the scripts and cut lists under a folder by their place in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file() and (".clean." in p.name or ".cuts." in p.name)}


def temporaries(folder: Path) -> list[Path]:
    """Return the files under a folder that are neither outputs, summary nor manifest."""
    return [p for p in folder.rglob("*") if p.is_file() and ".clean." not in p.name and ".cuts." not in p.name
            and p.name not in ("summary.json", "summary.csv", ".adcut-manifest.sqlite3")]


def recorded(folder: Path) -> dict[str, dict[str, str]]:
    """Return what the manifest holds: base -> output name -> digest."""
    path = folder / ".adcut-manifest.sqlite3"
    if not path.exists():
        return {}
    base = sqlite3.connect(path)
    try:
        rows = base.execute("SELECT base, outputs FROM files").fetchall()
    except sqlite3.OperationalError:
        return {}  # killed before the tables were made
    finally:
        base.close()
    return {name: {item[0]: item[1] for item in json.loads(held)} for name, held in rows}


def assert_sound(folder: Path, truth: dict[str, bytes]) -> None:
    """Assert that nothing is torn, and nothing recorded that does not stand there."""
    for name, data in outputs(folder).items():
        assert data == truth[name], f"{name} is torn"
    for base, written in recorded(folder).items():
        for name, digest in written.items():
            path = folder / os.path.dirname(base) / name
            assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, f"{name} is recorded and not there"
