"""Damaged transcripts, cut lists and model headers go to every command: a bounded part of `python -m tests.fuzz.commands`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.seeds import ROOT

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="fork is POSIX"),
              pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg (Debian package ffmpeg)")]


def test_commands_take_damaged_files_or_refuse_them(tmp_path: Path) -> None:
    given = {name: value for name, value in os.environ.items() if name != "ADCUT_CORPUS"}
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.commands", "--count", "6", "--seed", "2", "--output",
                           str(tmp_path / "record.json")], cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {name: found["commands"] for name, found in json.loads((tmp_path / "record.json").read_text())["inputs"].items()} \
        == {"authored": 6, "cut lists": 18, "model headers": 3}
