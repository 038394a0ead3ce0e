"""A place that is far: what is asked of it, and what killed runs left there. It is this disk behind another scheme."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adcut.batch import Status, clean_many, manifest, remote, stamps
from adcut.batch.leftovers import STALE_SECONDS
from adcut.batch.manifest import MANIFEST_NAME
from adcut.files import TEMPORARY_MARK
from adcut.owner import owner

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adcut[dask]'")

from fsspec.implementations.local import LocalFileSystem  # noqa: E402

FILES = stamps.LISTED_FROM + 5


class Far(LocalFileSystem):  # type: ignore[misc]
    """This disk, whose files appear while they are written."""

    protocol = "far"
    asked: list[str] = []  # noqa: RUF012 one for all
    broken = False

    @classmethod
    def _strip_protocol(cls, path: Any, *args: Any) -> str:
        return str(super()._strip_protocol(str(path).removeprefix("far://")))

    def info(self, path: str, **options: Any) -> Any:
        self.asked.append(self._strip_protocol(path))
        return super().info(path, **options)

    def find(self, path: str, *args: Any, **options: Any) -> Any:
        if self.broken:
            raise OSError("no listing today")
        return LocalFileSystem().find(self._strip_protocol(path), *args, **options)


@pytest.fixture
def far(tmp_path: Path) -> Iterator[str]:
    """Return the URL of a folder with transcripts in `in`."""
    fsspec.register_implementation("far", Far, clobber=True)
    (tmp_path / "in").mkdir()
    for number in range(FILES):
        (tmp_path / "in" / f"{number:02}.txt").write_text(f"Ann: This is episode {number} of our show.\n")
    Far.broken = False
    yield f"far://{tmp_path}"
    Far.broken = False


def statuses(url: str) -> set[Status]:
    Far.asked.clear()
    return {result.status for result in clean_many([f"{url}/in"], out=f"{url}/out", jobs=1)}


def test_nothing_to_do_is_known_from_listings(far: str) -> None:
    assert statuses(far) == {Status.CLEANED}
    assert len(Far.asked) > FILES
    assert statuses(far) == {Status.UNCHANGED}
    assert [path for path in Far.asked if path.endswith(".txt")] == []


def test_what_changed_since_is_seen_in_listings(far: str, tmp_path: Path) -> None:
    assert statuses(far) == {Status.CLEANED}
    (tmp_path / "in" / "03.txt").write_text("Ann: This is another text, and a longer one than it was.\n")
    (tmp_path / "out" / "04.clean.txt").unlink()
    done = {Path(r.path).name for r in clean_many([f"{far}/in"], out=f"{far}/out", jobs=1) if r.status is Status.CLEANED}
    assert done == {"03.txt", "04.txt"}
    assert (tmp_path / "out" / "04.clean.txt").read_text() == "Ann: This is episode 4 of our show.\n"


def test_files_are_asked_for_where_nothing_is_listed(far: str) -> None:
    assert statuses(far) == {Status.CLEANED}
    paths = [f"{far}/in/{number:02}.txt" for number in range(FILES)]
    Far.broken = True
    Far.asked.clear()
    assert {r.status for r in clean_many(paths, out=f"{far}/out", jobs=1)} == {Status.UNCHANGED}
    assert len(Far.asked) > FILES


def test_few_files_are_asked_for_one_by_one(far: str) -> None:
    assert statuses(far) == {Status.CLEANED}
    Far.asked.clear()
    assert [r.status for r in clean_many([f"{far}/in/00.txt"], out=f"{far}/out", jobs=1)] == [Status.UNCHANGED]
    assert sum(path.endswith("00.clean.txt") for path in Far.asked) == 1


def test_leftovers_of_killed_runs_are_removed(far: str, tmp_path: Path) -> None:
    machine, process, _ = owner().split("-")
    folder = tmp_path / "out" / "deep"
    folder.mkdir(parents=True)
    old = time.time() - STALE_SECONDS - 60
    names = {f"{machine}-{process}-1": old, owner(): old, "00000000-1-1": time.time(), "00000000-1-2": old}
    for name, changed in names.items():
        path = folder / f"{TEMPORARY_MARK}{name}-00.clean.txt"
        path.write_bytes(b"half")
        os.utime(path, (changed, changed))
    assert statuses(far) == {Status.CLEANED}
    left = {path.name.removeprefix(TEMPORARY_MARK).removesuffix("-00.clean.txt") for path in folder.iterdir()}
    assert left == {owner(), "00000000-1-1"}  # this process lives, and of another machine's nothing is known


def test_a_manifest_that_takes_long_is_laid_back_less_often(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now, laid = [0.0], []

    def upload(url: str, local: str) -> None:
        laid.append(now[0])
        now[0] += 30.0

    monkeypatch.setattr(manifest, "upload", upload)
    monkeypatch.setattr(manifest.time, "monotonic", lambda: now[0])
    with manifest.open_manifest(f"{far}/out") as held:
        for minute in range(1, 31):
            now[0] = max(now[0], minute * 60.0)
            held.claim(f"{minute}", f"{minute}")
            held.release(f"{minute}", f"{minute}")
    assert laid[0] == 60.0
    assert laid[-1] >= 1800.0  # at the end, whatever was due
    assert min(after - before for before, after in pairwise(laid[:-1])) >= 30.0 / manifest.COPY_SHARE


def test_a_run_that_begins_while_another_goes_on_takes_other_names(far: str, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "07.srt").write_text("1\n00:00:01,000 --> 00:00:03,000\nIt is another seven.\n")
    with closing(clean_many([f"{far}/in"], out=f"{far}/out", jobs=1)) as first:
        next(first)
        second, = clean_many([f"{far}/more"], out=f"{far}/out", jobs=1)
        assert {result.status for result in first} == {Status.CLEANED}
    assert second.status is Status.CLEANED
    assert all(Path(path).name.startswith("07.srt.") for path in second.outputs)
    assert (tmp_path / "out" / "07.clean.txt").read_text() == "Ann: This is episode 7 of our show.\n"


def test_an_upload_appears_whole(far: str, tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"all of it")
    remote.upload(f"{far}/out/deep/there", str(tmp_path / "here"))
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["there"]
    assert (tmp_path / "out" / "deep" / "there").read_bytes() == b"all of it"


def test_the_manifest_is_laid_back(far: str, tmp_path: Path) -> None:
    assert statuses(far) == {Status.CLEANED}
    assert (tmp_path / "out" / MANIFEST_NAME).stat().st_size > 0
