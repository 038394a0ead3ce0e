"""File systems that remember what they listed, as those of object stores do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adcut.batch import Status, clean_many, remote

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adcut[dask]'")

from fsspec.implementations.memory import MemoryFileSystem  # noqa: E402

TEXT = b"Ann: Welcome back to the show.\n\nBo: Glad to be here.\n"


class Remembering(MemoryFileSystem):  # type: ignore[misc]
    """The memory file system, with a listing cache."""

    protocol = "remembering"
    found: dict[str, Any] = {}  # noqa: RUF012 one for all, as the files are
    infos: dict[str, Any] = {}  # noqa: RUF012

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("remembering://", "memory://")))

    def find(self, path: str, *args: Any, **options: Any) -> Any:
        if path not in self.found:
            self.found[path] = super().find(path, *args, **options)
            self.infos.update(self.found[path])
        return self.found[path]

    def info(self, path: str, **options: Any) -> Any:
        path = self._strip_protocol(path)
        return self.infos[path] if path in self.infos else super().info(path, **options)

    def invalidate_cache(self, path: str | None = None) -> None:
        self.found.clear()
        if path is None:
            self.infos.clear()
        else:
            self.infos.pop(self._strip_protocol(path), None)


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """Return the memory file system; what is done there, `remembering://` does not hear of."""
    fsspec.register_implementation("remembering", Remembering, clobber=True)
    memory = fsspec.filesystem("memory")
    memory.pipe_file("/adcut-seen/one.txt", TEXT)
    memory.pipe_file("/adcut-seen/two.txt", TEXT)
    try:
        yield memory
    finally:
        memory.rm("/adcut-seen", recursive=True)


def statuses(out: Path) -> dict[str, Status]:
    return {r.path.rpartition("/")[2]: r.status for r in clean_many(["remembering://adcut-seen"], out=out, jobs=1)}


def test_a_second_run_sees_what_was_changed_added_and_removed(memory: MemoryFileSystem, tmp_path: Path) -> None:
    assert statuses(tmp_path / "out") == {"one.txt": Status.CLEANED, "two.txt": Status.CLEANED}
    assert statuses(tmp_path / "out") == {"one.txt": Status.UNCHANGED, "two.txt": Status.UNCHANGED}
    memory.pipe_file("/adcut-seen/one.txt", TEXT.replace(b"Glad", b"Good"))
    memory.pipe_file("/adcut-seen/three.txt", TEXT)
    memory.rm("/adcut-seen/two.txt")
    assert statuses(tmp_path / "out") == {"one.txt": Status.CLEANED, "three.txt": Status.CLEANED}
    assert (tmp_path / "out" / "one.clean.txt").read_bytes() == TEXT.replace(b"Glad", b"Good")


def test_a_stamp_is_no_older_than_what_was_read(memory: MemoryFileSystem) -> None:
    url = "remembering://adcut-seen/one.txt"
    remote.listing("remembering://adcut-seen")
    memory.pipe_file("/adcut-seen/one.txt", TEXT * 2)
    data, stamp, size = remote.read(url, 1000)
    assert (data, size) == (TEXT * 2, len(TEXT) * 2)
    remote.forget_listings([url])
    assert stamp == remote.stamp(url) != ""
