"""A place that is far: what is asked of it, and what killed runs left there. It is this disk behind another scheme."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from adcut.batch import Status, clean_many, far_manifest, manifest, remote, stamps, work
from adcut.batch.leftovers import STALE_SECONDS
from adcut.batch.manifest import MANIFEST_NAME
from adcut.cli import main
from adcut.errors import OutputError
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


def leave(folder: Path) -> set[str]:
    """Leave temporary files of four runs in a folder; return the owners of those that must stay."""
    machine, process, _ = owner().split("-")
    folder.mkdir(parents=True, exist_ok=True)
    old = time.time() - STALE_SECONDS - 60
    names = {f"{machine}-{process}-1": old, owner(): old, "00000000-1-1": time.time(), "00000000-1-2": old}
    for name, changed in names.items():
        path = folder / f"{TEMPORARY_MARK}{name}-99.clean.txt"
        path.write_bytes(b"half")
        os.utime(path, (changed, changed))
    return {owner(), "00000000-1-1"}  # this process lives, and of another machine's nothing is known


def left_in(folder: Path) -> set[str]:
    return {path.name.removeprefix(TEMPORARY_MARK).removesuffix("-99.clean.txt") for path in folder.glob(f"{TEMPORARY_MARK}*")}


def test_leftovers_are_removed_after_a_killed_run_and_looked_for_only_then(far: str, tmp_path: Path) -> None:
    assert statuses(far) == {Status.CLEANED}
    stay = leave(tmp_path / "out" / "deep")
    assert statuses(far) == {Status.UNCHANGED}
    assert len(left_in(tmp_path / "out" / "deep")) == 4
    machine, process, _ = owner().split("-")
    with closing(sqlite3.connect(tmp_path / "out" / MANIFEST_NAME)) as base, base:
        base.execute("INSERT INTO runs VALUES (?, ?)", (f"{machine}-{process}-1", time.time()))
    assert statuses(far) == {Status.UNCHANGED}
    assert left_in(tmp_path / "out" / "deep") == stay


def test_leftovers_beside_an_input_that_is_named_are_removed(far: str, tmp_path: Path) -> None:
    stay = leave(tmp_path / "in")
    assert [r.status for r in clean_many([f"{far}/in/00.txt"], jobs=1)] == [Status.CLEANED]
    assert left_in(tmp_path / "in") == stay


def test_copies_of_manifests_that_killed_runs_left_on_this_machine_are_removed(
        far: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    stay = leave(tmp_path / "tmp")
    for path in (tmp_path / "tmp").iterdir():
        path.unlink()
        path.mkdir()
        (path / MANIFEST_NAME).write_bytes(b"half")
    assert statuses(far) == {Status.CLEANED}
    assert left_in(tmp_path / "tmp") == {*stay, "00000000-1-2"}  # age tells nothing of a folder that is in use


def test_a_manifest_that_takes_long_is_laid_back_less_often(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    now, laid = [0.0], []

    def upload(url: str, local: str) -> None:
        laid.append(now[0])
        now[0] += 30.0

    monkeypatch.setattr(remote, "upload", upload)
    monkeypatch.setattr(far_manifest.time, "monotonic", lambda: now[0])
    with far_manifest.open_manifest(f"{far}/out") as held:
        for minute in range(1, 31):
            now[0] = max(now[0], minute * 60.0)
            held.claim(f"{minute}", f"{minute}")
            held.release(f"{minute}", f"{minute}")
    assert laid[0] == 60.0
    assert laid[-1] >= 1800.0  # at the end, whatever was due
    assert min(after - before for before, after in pairwise(laid[:-1])) >= 30.0 / far_manifest.COPY_SHARE


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


def test_what_two_runs_recorded_at_the_same_time_stays(far: str, tmp_path: Path) -> None:
    for folder in ("more", "third"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "07.srt").write_text(f"1\n00:00:01,000 --> 00:00:03,000\nIt is the {folder} seven.\n")
    with closing(clean_many([f"{far}/in"], out=f"{far}/out", jobs=1)) as first:
        next(first)
        second, = clean_many([f"{far}/more"], out=f"{far}/out", jobs=1)
        list(first)
    third, = clean_many([f"{far}/third"], out=f"{far}/out", jobs=1)
    assert not set(second.outputs) & set(third.outputs)
    assert "more seven" in (tmp_path / "out" / "07.srt.clean.srt").read_text()
    again = {r.status for r in clean_many([f"{far}/in", f"{far}/more", f"{far}/third"], out=f"{far}/out", jobs=1)}
    assert again == {Status.UNCHANGED}


def test_a_run_that_ended_is_not_brought_back_by_what_others_copied(far: str, tmp_path: Path) -> None:
    def runs() -> list[str]:
        with closing(sqlite3.connect(tmp_path / "out" / MANIFEST_NAME)) as base:
            return [name for name, in base.execute("SELECT owner FROM runs")]

    with far_manifest.open_manifest(f"{far}/out") as held:
        held.claim("one", "one")
        held.announce(working=True)
        assert runs() == [owner()]
        with closing(sqlite3.connect(tmp_path / "out" / MANIFEST_NAME)) as base, base:  # another run lays its copy back
            base.execute("INSERT INTO runs VALUES (?, ?)", ("00000000-1-1", time.time()))
    assert runs() == ["00000000-1-1"]


def test_a_manifest_that_cannot_be_laid_back_now_may_be_later(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []
    upload = remote.upload

    def failing(url: str, local: str) -> None:
        tries.append(1)
        if len(tries) == 2:
            raise OutputError("a passing failure")
        upload(url, local)

    monkeypatch.setattr(remote, "upload", failing)
    monkeypatch.setattr(far_manifest, "COPY_SECONDS", 0.0)
    monkeypatch.setattr(far_manifest, "COPY_SHARE", 1e9)
    monkeypatch.setattr(manifest, "FLUSH_SECONDS", 0.0)
    assert statuses(far) == {Status.CLEANED}
    assert len(tries) > 2
    assert statuses(far) == {Status.UNCHANGED}


@pytest.mark.parametrize("name", ["Ep [Bonus].txt", "What?.txt", "star*.txt"])
def test_names_with_signs_of_patterns(name: str, far: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Far, "mv", fsspec.AbstractFileSystem.mv)
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / name).write_text("Ann: It is an odd name.\n")
    assert [r.message for r in clean_many([f"{far}/odd"], out=f"{far}/out", jobs=1)] == [""]
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")) == sorted(
        [f"{name[:-4]}.clean.txt", f"{name[:-4]}.cuts.json"])
    assert not list((tmp_path / "out").glob(f"{TEMPORARY_MARK}*"))


def test_a_server_that_renames_to_free_names_only(far: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Far.mv

    def careful(self: Far, old: str, new: str) -> None:
        if self.exists(new):
            raise FileExistsError(new)
        rename(self, old, new)

    monkeypatch.setattr(Far, "mv", careful)
    assert statuses(far) == {Status.CLEANED}
    (tmp_path / "in" / "03.txt").write_text("Ann: This is another text, and a longer one than it was.\n")
    assert statuses(far) == {Status.CLEANED, Status.UNCHANGED}
    assert "another text" in (tmp_path / "out" / "03.clean.txt").read_text()


def test_listings_that_say_less_than_the_files_themselves(far: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = Far.find

    def bare(self: Far, path: str, **options: Any) -> Any:
        return {name: {"size": info["size"]} for name, info in find(self, path, **options).items()}

    assert statuses(far) == {Status.CLEANED}
    monkeypatch.setattr(Far, "find", bare)
    monkeypatch.setattr(work, "_cleaned", lambda *given: pytest.fail("a file was read"))
    assert statuses(far) == {Status.UNCHANGED}


def test_an_output_folder_in_the_input_folder(far: str, tmp_path: Path) -> None:
    def run() -> int:
        return main(["clean", f"{far}/in", "-o", f"{far}/in/out", "--jobs", "1", "--quiet"])

    assert [run(), run()] == [0, 0]
    assert (tmp_path / "in" / "out" / "summary.json").is_file()


def test_a_transcript_called_summary_is_taken(far: str, tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "summary.json").write_text('{"segments": [{"start": 0, "end": 2, "text": "It is a talk."}]}')
    assert [r.status for r in clean_many([f"{far}/odd"], out=f"{far}/out", jobs=1)] == [Status.CLEANED]


@pytest.mark.parametrize(("given", "meant"), [
    ("memory://", "memory://"), ("far:///", "far:///"), ("memory://a//", "memory://a"), ("s3://b/c/", "s3://b/c"),
])  # fmt: skip
def test_the_root_of_a_place_stays_one(given: str, meant: str) -> None:
    assert remote.plain(given) == meant
    assert remote.is_url(remote.plain(given))


def test_an_upload_appears_whole(far: str, tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"all of it")
    remote.upload(f"{far}/out/deep/there", str(tmp_path / "here"))
    assert [path.name for path in (tmp_path / "out" / "deep").iterdir()] == ["there"]
    assert (tmp_path / "out" / "deep" / "there").read_bytes() == b"all of it"


def test_the_manifest_is_laid_back(far: str, tmp_path: Path) -> None:
    assert statuses(far) == {Status.CLEANED}
    assert (tmp_path / "out" / MANIFEST_NAME).stat().st_size > 0
