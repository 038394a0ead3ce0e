"""The same work on a Dask cluster: a scheduler and two worker processes on this machine."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import adcut.batch

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)

distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'adcut[dask]'")
pytestmark = [pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX"),
              pytest.mark.filterwarnings("ignore")]  # what Dask and its event loop warn of is theirs

COPIES = 6


class Cluster:
    """A scheduler and its workers, as processes of their own."""

    def __init__(self, folder: Path, stack: contextlib.ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        held = folder / "scheduler.json"
        self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", held)
        while not held.exists():
            time.sleep(0.05)
        self.address = "tcp://" + held.read_text().partition("tcp://")[2].partition('"')[0]
        self.workers = [self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                                    "--local-directory", folder) for _ in range(2)]
        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)

    def _start(self, *arguments: object) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "dask", *map(str, arguments)], cwd=self._folder,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with contextlib.ExitStack() as stack:
        yield Cluster(folder, stack)


@pytest.fixture
def large_archive(archive: Path) -> Path:
    for copy in range(COPIES):
        shutil.copytree(archive, archive / f"copy-{copy}", ignore=shutil.ignore_patterns("copy-*"))
    return archive


def test_a_cluster_does_what_one_process_does_and_a_killed_worker_costs_nothing(
        tmp_path: Path, large_archive: Path, cluster: Cluster) -> None:
    alone = list(adcut.batch.clean_many([large_archive], out=tmp_path / "alone", jobs=1))
    out = tmp_path / "out"
    done: list[adcut.batch.CleanResult] = []
    for result in adcut.batch.clean_many([f"file://{large_archive}"], out=f"file://{out}", backend="dask",
                                         scheduler=cluster.address):
        if not done:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
        done.append(result)
    assert sorted(r.index for r in done) == list(range(len(alone)))
    assert [r.error for r in done] == [None] * len(alone)
    assert {r.index: r.figures for r in done} == {r.index: r.figures for r in alone}
    assert batch.outputs(out) == batch.outputs(tmp_path / "alone")
    assert len(batch.recorded(out)) == len(alone)
    assert not batch.temporaries(out)
    again = adcut.batch.clean_many([large_archive], out=out, backend="dask", scheduler=cluster.address)
    assert {r.status for r in again} == {adcut.batch.Status.UNCHANGED}


def test_a_scheduler_goes_with_dask_alone(archive: Path, run_adcut: batch.Adcut) -> None:
    both = run_adcut("clean", archive, "-o", "out", "--backend", "loky", "--scheduler", "tcp://127.0.0.1:1", status=2)
    assert "a scheduler belongs to the dask backend" in both.stderr


@pytest.mark.parametrize(("address", "said"), [
    ("gibberish", "gibberish: is no address of a Dask scheduler (missing port number in address 'gibberish'); give one as "
                  "tcp://HOST:8786"),
    ("tcp://127.0.0.1:1", "tcp://127.0.0.1:1: no Dask scheduler answers there (Timed out trying to connect to "
                          "tcp://127.0.0.1:1 after 1 s); start one with `dask scheduler`, or check the address"),
])
def test_a_scheduler_that_is_not_there_is_named_in_one_line_and_not_waited_for(
        archive: Path, tmp_path: Path, address: str, said: str) -> None:
    # a process of its own: it was its end that waited, for a client that had never got through
    program = ("import sys, adcut.batch.pools as pools; from adcut.cli import main; pools._ANSWER_SECONDS = 1; "
               "sys.exit(main())")
    begun = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program, "clean", archive, "-o", "out", "--backend", "dask", "--scheduler",
                           address], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"adcut: {said}\n")
    assert time.monotonic() - begun < 45  # on a busy machine; it was 60 and more, or no end at all


def test_without_an_address_the_cluster_is_this_machine(archive: Path, tmp_path: Path,
                                                        run_adcut: batch.Adcut) -> None:
    done = run_adcut("clean", archive, "-o", "out", "--backend", "dask", "--jobs", 1)
    assert "8 cleaned, 0 unchanged, 0 failed" in done.stdout
    assert len(batch.outputs(tmp_path / "out")) == 16
