"""Machines that misbehave: disks that are small or read-only, clocks that jump, memory that runs out, files that change."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import adcut
from adcut.batch.result import Status
from adcut.errors import OutputError
from adcut.files import TEMPORARY_MARK

EPISODES = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"
NAMES = ("founder-notes.md", "lighthouse-keeper.srt", "lights-out.json", "reference.md")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and mounts are POSIX")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes((EPISODES / name).read_bytes())
    return folder


@pytest.fixture
def truth(archive: Path, tmp_path: Path) -> dict[str, bytes]:
    """Return the outputs of a run that nothing disturbs."""
    assert {r.status for r in adcut.clean_many([archive], out=tmp_path / "truth", jobs=1)} == {Status.CLEANED}
    return outputs(tmp_path / "truth")


def outputs(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*.c[lu]*")) if p.is_file()}


def leftovers(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if TEMPORARY_MARK in p.name]


def adcut_command(*arguments: object, before: Callable[[], None] | None = None,
                  **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "adcut", *map(str, arguments)], capture_output=True, text=True,
                          timeout=300, check=False, preexec_fn=before, env={**os.environ, **environment})
    assert "Traceback" not in done.stderr, done.stderr
    return done


# --- the disk


def without_privileges() -> None:
    """Have even root's program refused what permissions refuse: its capabilities to pass over them are dropped."""
    if os.geteuid() == 0:
        for capability in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER (linux/capability.h)
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="capabilities and tmpfs are Linux")


@needs_linux
@pytest.mark.parametrize("command", ["cuts", "review", "clean"])
def test_a_read_only_folder(command: str, archive: Path, tmp_path: Path, truth: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    target = {"cuts": out / "a.json", "review": out / "a.html", "clean": out}[command]
    paths = [archive] if command == "clean" else [archive / "reference.md"]
    done = adcut_command(command, *paths, "-o", target, before=without_privileges)
    assert done.returncode == 1
    assert ("Permission denied" if command != "clean" else "unable to open") in done.stderr
    assert f"adcut: {out}" in done.stderr and "check the folder" in done.stderr
    assert not list(out.iterdir())
    out.chmod(0o700)
    assert adcut_command(command, *paths, "-o", target, before=without_privileges).returncode == 0
    assert command != "clean" or outputs(out) == truth


@needs_linux
def test_unreadable_inputs_fail_alone(archive: Path, tmp_path: Path, truth: dict[str, bytes]) -> None:
    (archive / "founder-notes.md").chmod(0)
    (archive / "locked").mkdir(mode=0)
    done = adcut_command("clean", archive, "-o", tmp_path / "out", "--jobs", "1", before=without_privileges)
    assert done.returncode == 1
    assert "founder-notes.md: cannot be read (Permission denied)" in done.stderr
    assert outputs(tmp_path / "out") == {n: d for n, d in truth.items() if not n.startswith("founder")}
    (archive / "founder-notes.md").chmod(0o600)
    (archive / "locked").chmod(0o700)
    assert adcut_command("clean", archive, "-o", tmp_path / "out", before=without_privileges).returncode == 0
    assert outputs(tmp_path / "out") == truth


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on a disk of 80 KB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80k", "tmpfs", folder], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("may not mount a disk")
    yield folder
    subprocess.run(["umount", folder], check=True)


@needs_linux
def test_a_disk_that_fills_up_during_a_run(small_disk: Path, archive: Path, truth: dict[str, bytes]) -> None:
    done = adcut_command("clean", archive, "-o", small_disk, "--jobs", "1")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert not leftovers(small_disk)
    assert all(truth[name] == data for name, data in outputs(small_disk).items()), "an output is torn"
    subprocess.run(["mount", "-o", "remount,size=50m", small_disk], check=True)
    assert adcut_command("clean", archive, "-o", small_disk, "--jobs", "1").returncode == 0
    assert outputs(small_disk) == truth


@pytest.mark.parametrize("size", [0, 100, 3_000, 20_000])
def test_files_that_may_not_grow(size: int, archive: Path, tmp_path: Path, truth: dict[str, bytes]) -> None:
    out = tmp_path / "out"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = adcut_command("clean", archive, "-o", out, "--jobs", "1", before=limited)
    assert done.returncode == 1
    assert "File too large" in done.stderr or "cannot be written" in done.stderr or "manifest" in done.stderr
    assert not leftovers(out)
    assert all(truth[name] == data for name, data in outputs(out).items()), "an output is torn"
    assert adcut_command("clean", archive, "-o", out, "--jobs", "1").returncode == 0
    assert outputs(out) == truth


# --- inputs and outputs that change


def gone(path: Path) -> None:
    path.unlink()


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:120])  # in its first sentence: something is said


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


@pytest.mark.parametrize("change", [gone, a_folder, a_pipe, a_loop, cut_off])
def test_inputs_that_change_during_a_run(change: Callable[[Path], None], archive: Path, tmp_path: Path,
                                         truth: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    last = archive / "reference.md"
    results = adcut.clean_many([archive], out=out, jobs=1)
    done = [next(results)]
    assert done[0].path != str(last)
    change(last)
    done += results
    statuses = {Path(result.path).name: result.status for result in done}
    assert statuses.pop("reference.md") is (Status.CLEANED if change is cut_off else Status.FAILED)
    assert set(statuses.values()) == {Status.CLEANED}
    assert not leftovers(out)
    if last.is_dir():
        last.rmdir()
    else:
        last.unlink(missing_ok=True)
    last.write_bytes((EPISODES / "reference.md").read_bytes())
    assert all(result.error is None for result in adcut.clean_many([archive], out=out, jobs=1))
    assert outputs(out) | truth == outputs(out)


def test_an_output_folder_that_goes_during_a_run_is_told(archive: Path, tmp_path: Path,
                                                               truth: dict[str, bytes]) -> None:
    out = tmp_path / "out"
    results = adcut.clean_many([archive], out=out, jobs=1)
    next(results)
    out.rename(tmp_path / "away")
    with pytest.raises(OutputError, match=r"manifest.*check the folder"):
        list(results)
    assert not leftovers(tmp_path)
    assert all(truth[name] == data for name, data in outputs(out).items())
    list(adcut.clean_many([archive], out=out, jobs=1))
    assert outputs(out) == truth


# --- the clock


@pytest.mark.parametrize("seed", range(4))
def test_a_clock_that_jumps(seed: int, archive: Path, tmp_path: Path, truth: dict[str, bytes],
                            monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is years off, and files are from 1970 or from 2100: changes are seen all the same."""
    rng = random.Random(seed)
    years = 3600 * 24 * 365

    def jumping(now: Callable[[], float], unit: float) -> Callable[[], float]:
        return lambda: type(now())(now() + rng.randint(-30 * years, 30 * years) * unit)

    def set_times() -> None:
        for path in archive.iterdir():
            stamp = rng.choice([0, 1, time.time_ns(), 4_102_444_800 * 10**9])
            os.utime(path, ns=(stamp, stamp))

    set_times()
    monkeypatch.setattr(time, "time", jumping(time.time, 1))
    monkeypatch.setattr(time, "time_ns", jumping(time.time_ns, 10**9))
    out = tmp_path / "out"
    for _ in range(3):
        assert all(result.error is None for result in adcut.clean_many([archive], out=out, jobs=1))
        assert outputs(out) == truth
        set_times()
    path = archive / "founder-notes.md"
    path.write_bytes(path.read_bytes().replace(b"the", b"teh"))
    os.utime(path, ns=(0, 0))
    results = {Path(r.path).name: r.status for r in adcut.clean_many([archive], out=out, jobs=1)}
    assert results["founder-notes.md"] is Status.CLEANED
    assert not leftovers(out)


# --- memory


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_memory_that_runs_out_fails_the_large_file_alone(jobs: str, archive: Path, tmp_path: Path,
                                                         truth: dict[str, bytes]) -> None:
    (archive / "large.txt").write_text("We painted the old fence blue today. " * 900_000)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))

    done = adcut_command("clean", archive, "-o", tmp_path / "out", "--jobs", jobs, before=limited,
                         OPENBLAS_NUM_THREADS="1")
    assert done.returncode == 1
    assert "large.txt" in done.stderr and "memory" in done.stderr
    assert outputs(tmp_path / "out") == truth
    assert not leftovers(tmp_path / "out")


#: Stands in for the system, which kills a worker that takes too much memory.
KILLER = """
import os, signal, sys
def killed(event, arguments):
    if event == "open" and "large" in str(arguments[0]) and "loky" in " ".join(sys.orig_argv):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(killed)
"""


def test_a_file_over_which_every_worker_is_killed_fails_alone(archive: Path, tmp_path: Path,
                                                              truth: dict[str, bytes]) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KILLER)
    (archive / "large.txt").write_text("Ann: Hello there.\n\nBo: Hello.\n")
    path = os.pathsep.join(filter(None, [str(tmp_path / "site"), os.environ.get("PYTHONPATH")]))
    done = adcut_command("clean", archive, "-o", tmp_path / "out", "--jobs", "2", PYTHONPATH=path)
    assert done.returncode == 1
    assert "large.txt" in done.stderr and "the worker died over it" in done.stderr
    assert outputs(tmp_path / "out") == truth
    assert not leftovers(tmp_path / "out")
