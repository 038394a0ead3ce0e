"""Workers that are no part of this process: their working directory and their memory are others."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

import adcut.batch.run
from adcut.batch import Status, clean_many
from adcut.batch.chunks import CHUNK_BYTES
from adcut.batch.pools import Opener, Pool
from adcut.errors import OptionError

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)


class Elsewhere(Executor):
    """Does each call in another working directory, and what goes there and back is pickled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[object]:  # type: ignore[override]
        future: Future[object] = Future()
        call, given = pickle.loads(pickle.dumps((fn, args)))
        with contextlib.chdir(self._folder):
            future.set_result(pickle.loads(pickle.dumps(call(*given))))
        return future


@pytest.fixture
def elsewhere(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in `tmp_path`, and let Dask's workers do so in another folder; return that: it holds other files of the
    same names."""
    other = tmp_path / "elsewhere"
    shutil.copytree(archive, other / "archive")
    for path in (other / "archive").rglob("*.*"):
        path.write_text("Ann: This is another text.\n", encoding="utf-8")

    def cluster(address: str | None, jobs: int) -> Opener:
        @contextlib.contextmanager
        def opened() -> Iterator[Pool]:
            yield Pool(Elsewhere(other), lambda: 1)

        return opened

    monkeypatch.setattr(adcut.batch.run, "cluster", cluster)
    monkeypatch.chdir(tmp_path)
    return other


@pytest.mark.parametrize("out", ["out", None])
def test_relative_paths_are_those_of_the_run(elsewhere: Path, tmp_path: Path, out: str | None) -> None:
    shutil.copytree("archive", "alone")
    list(clean_many(["alone"], jobs=1))
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    results = sorted(clean_many(["archive"], out=out, backend="dask"), key=lambda r: r.index)
    assert {r.status for r in results} == {Status.CLEANED}
    assert results[0].path == os.path.join("archive", "braise-and-blister.vtt")
    assert results[0].outputs[0] == os.path.join(out or "archive", "braise-and-blister.clean.vtt")
    assert batch.outputs(tmp_path / (out or "archive")) == batch.outputs(tmp_path / "alone")
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before
    assert {r.status for r in clean_many(["archive"], out=out, backend="dask")} == {Status.UNCHANGED}
    assert {r.status for r in clean_many(["archive"], out=out, jobs=1)} == {Status.UNCHANGED}


def test_failures_name_paths_as_they_were_given(elsewhere: Path, tmp_path: Path) -> None:
    Path("empty.md").write_bytes(b"")
    Path("wordless.txt").write_text("...\n", encoding="utf-8")
    given = ["gone.md", "empty.md", "wordless.txt"]
    alone = {r.path: r.message for r in clean_many(given, out="out", jobs=1)}
    there = list(clean_many(given, out="out", backend="dask"))
    assert {r.path: r.message for r in there} == alone
    assert not any(str(tmp_path) in repr(vars(r.error)) + repr(r.error) for r in there)
    Path("blocked").mkdir()
    Path("blocked", "season-2").write_bytes(b"")  # where a folder must go
    alone = {r.path: r.message for r in clean_many(["archive"], out="blocked", jobs=1)}
    assert {r.path: r.message for r in clean_many(["archive"], out="blocked", backend="dask")} == alone


def test_a_model_is_found_from_everywhere(elsewhere: Path) -> None:
    data = Path(adcut.__file__).with_name("data")
    shutil.copytree(data, "model")
    results = list(clean_many([os.path.join("archive", "reference.md")], out="out", model=os.path.join("model", "model.json"),
                              backend="dask"))
    assert [r.message for r in results] == [""]


@pytest.mark.parametrize("workers", [{"jobs": 2}, {"backend": "dask"}, {"scheduler": "tcp://127.0.0.1:1", "jobs": 1}])
@pytest.mark.parametrize(("source", "out"), [
    (None, "memory://adcut-far"), ("memory://adcut-far", "out"), ("memory://adcut-far/x.md", None),
    ("tar://::memory://adcut-far.tar", "out"),
])
def test_other_processes_do_not_share_our_memory(archive: Path, source: str | None, out: str | None,
                                                 workers: dict[str, object]) -> None:
    with pytest.raises(OptionError, match=r"memory://.*: is in the memory of this process"):
        clean_many([archive, source or archive], out=out, **workers)  # type: ignore[arg-type]


def test_memory_is_worked_on_in_this_process_where_nothing_is_said(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adcut[dask]'")
    (tmp_path / "in").mkdir()
    for name in ("one.txt", "two.txt"):  # enough for two processes
        (tmp_path / "in" / name).write_text("Welcome back to the show.\n\n" + "\n" * 2 * CHUNK_BYTES, encoding="utf-8")
    memory = fsspec.filesystem("memory")
    try:
        results = list(clean_many([tmp_path / "in"], out="memory://adcut-far"))
        assert [r.message for r in results] == ["", ""]
        assert all(memory.exists(path) for r in results for path in r.outputs)
    finally:
        memory.rm("/adcut-far", recursive=True)
