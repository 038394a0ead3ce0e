"""SIGINT, SIGTERM and SIGKILL at seeded random moments: outputs are whole or absent, and the next run completes.

Half of the signals come at a random audit event (a file opened, renamed, a folder made), half of them after a random
time. Kills of many runs over one archive are tests/batch/test_killed.py.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adcut.files import TEMPORARY_MARK

EPISODES = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"
NAMES = ("reference.md", "founder-notes.md", "lighthouse-keeper.srt")
SIGNALLED = Path(__file__).with_name("signalled.py")
#: Signals sent to each command, half at events and half at times.
ROUNDS = 12
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and fork are POSIX")


class Commands:
    """The process that forks commands and signals them."""

    def __init__(self, said: Path) -> None:
        self.said = said
        self.process = subprocess.Popen([sys.executable, str(SIGNALLED)], text=True, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def run(self, name: str, kind: str, when: float, *arguments: object) -> tuple[int, int]:
        """Run a command that gets a signal; return its exit status and the number of events."""
        assert self.process.stdin and self.process.stdout
        line = json.dumps([name, kind, when, str(self.said), *map(str, arguments)])
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        status, events = map(int, self.process.stdout.readline().split())
        assert "Traceback" not in self.said.read_text(), self.said.read_text()
        return status, events


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    held = Commands(tmp_path / "said.txt")
    with held.process:
        yield held
        assert held.process.stdin
        held.process.stdin.close()


def archive(folder: Path) -> Path:
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes((EPISODES / name).read_bytes())
    return folder


def outputs(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")
            and not p.name.startswith("summary.")}


def leftovers(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if TEMPORARY_MARK in p.name]


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("command", ["cuts", "review", "clean"])
def test_signals_at_random_moments(command: str, name: str, tmp_path: Path, commands: Commands) -> None:
    rng = random.Random(f"{command} {name}")
    given, out = archive(tmp_path / "in"), tmp_path / "out"
    arguments: dict[str, list[object]] = {
        "cuts": ["cuts", given / "reference.md", "-o", out / "a.json"],
        "review": ["review", given / "reference.md", "-o", out / "a.html"],
        "clean": ["clean", given, "-o", out, "--jobs", "1", "--force"],
    }
    begun = time.monotonic()
    status, events = commands.run(name, "events", 0, *arguments[command])
    length = time.monotonic() - begun
    truth = outputs(out)
    assert status == 0 and events and truth
    ended = 0
    for number in range(ROUNDS):
        for path in (p for p in out.rglob("*") if number % 3 == 0 and p.is_file()):
            path.unlink()
        kind, when = ("events", rng.randint(1, events)) if number % 2 else ("seconds", rng.uniform(0, length))
        status, _ = commands.run(name, kind, when, *arguments[command])
        found = outputs(out)
        assert all(truth[path] == data for path, data in found.items()), "an output is torn"
        if status == 0:  # it came too late
            assert found == truth
        elif name == "SIGKILL":
            assert status == -signal.SIGKILL
        elif kind == "events" or status != -signal.Signals[name]:  # at a time: also before it has begun, or when done
            assert status == 130, commands.said.read_text()
            assert not leftovers(out), "an interrupted command leaves nothing behind"
        ended += status != 0
    assert ended >= ROUNDS // 4
    assert commands.run(name, "events", 0, *arguments[command])[0] == 0
    assert outputs(out) == truth
    if command == "clean":
        assert not leftovers(out)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_when_all_is_done_ends_the_process_without_a_word(name: str) -> None:
    program = ("import atexit, signal, sys; from adcut.__main__ import run; sys.argv = ['adcut', 'formats']; "
               f"atexit.register(signal.raise_signal, signal.{name}); run()")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, bool(done.stdout)) == (-signal.Signals[name], "", True)
