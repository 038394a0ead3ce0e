"""Runs that end badly lose nothing, claim nothing, and leave nothing after the next run."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import adcut.batch

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL and fork are POSIX")

COPIES = 14
"""Copies of the archive beside it: so many files that a run that was interrupted when it had recorded one is not done."""
KILLER = Path(__file__).with_name("killed.py")


class Killer:
    """The process that forks runs and kills them."""

    def __init__(self, out: Path, archive: Path) -> None:
        self.process = subprocess.Popen([sys.executable, str(KILLER), str(out), str(archive)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, kind: str, value: float, force: bool = False) -> int | None:
        """Run once, killed at a point or not; return the number of events, None if it was killed."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{kind} {value} {'force' if force else ''}\n")
        self.process.stdin.flush()
        status, *count = map(int, self.process.stdout.readline().split())
        assert status in (0, -signal.SIGKILL)
        return count[0] if count else None


@pytest.fixture
def killer(tmp_path: Path, archive: Path) -> Iterator[Killer]:
    held = Killer(tmp_path / "out", archive)
    with held.process:
        yield held
        assert held.process.stdin
        held.process.stdin.close()


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the outputs of a run that nobody disturbs."""
    folder = tmp_path_factory.mktemp("truth")
    batch.make_archive(folder / "archive")
    for result in adcut.batch.clean_many([folder / "archive"], out=folder / "out", jobs=1):
        assert result.error is None
    return batch.outputs(folder / "out")


@pytest.mark.parametrize(("kind", "points"), [("events", 51), ("seconds", 30)])
def test_kills_at_random_points(kind: str, points: int, tmp_path: Path, truth: dict[str, bytes],
                                killer: Killer) -> None:
    random = np.random.default_rng(20240 + len(kind))
    out = tmp_path / "out"
    events = killer.run("events", 0)
    assert events
    began = time.monotonic()
    killer.run("events", 0, force=True)
    length = time.monotonic() - began
    assert batch.outputs(out) == truth
    killed = 0
    for number in range(points):
        if number % 3 == 0:
            shutil.rmtree(out)
        point = int(random.integers(1, events + 1)) if kind == "events" else float(random.uniform(0, length))
        killed += killer.run(kind, point, force=number % 3 != 0) is None
        if out.exists():
            batch.assert_sound(out, truth)
        if number % 3 == 2:
            killer.run("events", 0)
            assert batch.outputs(out) == truth
            assert not batch.temporaries(out)
            assert len(batch.recorded(out)) == len(batch.NAMES)
    assert killed == points or kind == "seconds"  # a run may end before its second comes


def alive_in_group(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("whole", [True, False], ids=["the-whole-group", "the-parent-alone"])
def test_kill_with_worker_processes(whole: bool, tmp_path: Path, archive: Path, truth: dict[str, bytes],
                                    run_adcut: batch.Adcut) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-m", "adcut", "clean", archive, "-o", out, "--jobs", "2", "--quiet"],
                               start_new_session=True)
    while not batch.outputs(out) and process.poll() is None:
        time.sleep(0.01)
    if whole:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    batch.assert_sound(out, truth)
    waited = time.monotonic() + 20
    while alive_in_group(process.pid) and time.monotonic() < waited:
        time.sleep(0.05)
    assert not alive_in_group(process.pid), "workers outlive the run"
    run_adcut("clean", archive, "-o", out, "--quiet")
    assert batch.outputs(out) == truth
    assert not batch.temporaries(out)


def worker_ids(parent: int) -> list[int]:
    """Return the processes that a process started and that do the work."""
    listed = subprocess.run(["ps", "-ww", "-o", "pid=", "-o", "args=", "--ppid", str(parent)],
                            capture_output=True, text=True, check=False).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if "LokyProcess" in line]


def test_a_killed_worker_costs_nothing(tmp_path: Path, archive: Path, truth: dict[str, bytes]) -> None:
    for copy in range(5):
        shutil.copytree(archive, archive / f"copy-{copy}", ignore=shutil.ignore_patterns("copy-*"))
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-m", "adcut", "clean", archive, "-o", out, "--jobs", "2"],
                               stdout=subprocess.PIPE, text=True)
    with process:
        while not batch.outputs(out) and process.poll() is None:
            time.sleep(0.01)
        found = worker_ids(process.pid)
        if found:
            os.kill(found[0], signal.SIGKILL)
        printed, _ = process.communicate()
    assert process.returncode == 0
    assert found
    assert "48 cleaned, 0 unchanged, 0 failed" in printed
    assert len(batch.outputs(out)) == 6 * len(truth)
    assert not batch.temporaries(out)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_in_order(jobs: str, tmp_path: Path, archive: Path, truth: dict[str, bytes],
                                    run_adcut: batch.Adcut) -> None:
    for copy in range(COPIES):
        shutil.copytree(archive, archive / f"copy-{copy}", ignore=shutil.ignore_patterns("copy-*"))
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-m", "adcut", "clean", archive, "-o", out, "--jobs", jobs],
                               stderr=subprocess.PIPE, text=True, start_new_session=True)
    with process:
        while not batch.recorded(out) and process.poll() is None:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "the same command goes on from there" in said
    assert not batch.temporaries(out)
    assert 0 < len(batch.recorded(out)) < (1 + COPIES) * len(batch.NAMES)
    assert run_adcut("clean", archive, "-o", out).stdout.startswith(f"files   {(1 + COPIES) * len(batch.NAMES)} ")
    assert len(batch.outputs(out)) == (1 + COPIES) * len(truth)


def test_two_runs_at_once_do_not_mix(tmp_path: Path, archive: Path, run_adcut: batch.Adcut) -> None:
    policies = (("--cut", "sponsor"), ("--cut", "self_promo,interaction"))
    for number, policy in enumerate(policies):
        run_adcut("clean", archive, "-o", f"truth-{number}", *policy)
    truths = [batch.outputs(tmp_path / f"truth-{n}") for n in range(2)]
    out = tmp_path / "out"
    for _ in range(2):
        both = [subprocess.Popen([sys.executable, "-m", "adcut", "clean", archive, "-o", out, "--force", "--quiet", *p])
                for p in policies]
        assert [p.wait() for p in both] == [0, 0]
        found = batch.outputs(out)
        assert found.keys() == truths[0].keys()
        for script in (n for n in found if ".clean." in n):
            pair = (script, f"{script.partition('.clean.')[0]}.cuts.json")
            assert any(all(found[n] == truth[n] for n in pair) for truth in truths), f"{script} is of two runs"
        assert not batch.temporaries(out)
    run_adcut("clean", archive, "-o", out, *policies[0])
    assert batch.outputs(out) == truths[0]
