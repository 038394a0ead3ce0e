"""`adcut clean` and `clean_many`: outputs, failures that stay alone, resuming, order, the summary."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import adcut
from adcut.batch import CleanResult, Status, clean_many
from adcut.batch.chunks import CHUNK_BYTES, in_chunks
from adcut.batch.dispatch import Chunk, dispatch
from adcut.batch.job import Job
from adcut.batch.manifest import Manifest
from adcut.batch.plan import Task
from adcut.batch.pools import Opener
from adcut.batch.progress import in_order
from adcut.batch.record import RunKey
from adcut.batch.work import Done
from adcut.cli import cli, main
from adcut.errors import OptionError, OutputError

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)


def adcut_clean(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["clean", *map(str, arguments)], input=stdin, standalone_mode=False)


def messages(text: str) -> list[str]:
    """Return the lines on standard error that are no progress: slow machines have more of those."""
    return [line for line in text.splitlines() if not re.search(r"\d of \d+ files, ", line)]


def statuses(archive: Path, out: Path | None, **options: object) -> list[Status]:
    results = list(clean_many([archive], out=out, **options))  # type: ignore[arg-type]
    return [r.status for r in sorted(results, key=lambda r: r.index)]


CLEANED, UNCHANGED, FAILED = Status.CLEANED, Status.UNCHANGED, Status.FAILED
COUNT = len(batch.NAMES)


# What is written

def test_outputs_stand_beside_their_inputs(archive: Path) -> None:
    before = {p: p.read_bytes() for p in archive.rglob("*") if p.is_file()}
    assert adcut_clean(archive).return_value == 0
    assert {p: p.read_bytes() for p in before} == before
    assert "reference.clean.md" in batch.outputs(archive)
    assert "reference.cuts.json" in batch.outputs(archive)
    assert len(batch.outputs(archive)) == 2 * COUNT
    assert len(list(archive.rglob("*"))) == 2 * COUNT + COUNT + 2  # a folder, and the manifest


def test_outputs_are_those_of_the_library(archive: Path, tmp_path: Path) -> None:
    adcut_clean(archive, "-o", tmp_path / "out")
    detection = adcut.detect(adcut.read(archive / "reference.md"))
    adcut.write(detection.clean(), tmp_path / "script.md")
    adcut.write(detection.to_cut_list(), tmp_path / "cuts.json")
    assert (tmp_path / "out" / "reference.clean.md").read_bytes() == (tmp_path / "script.md").read_bytes()
    assert (tmp_path / "out" / "reference.cuts.json").read_bytes() == (tmp_path / "cuts.json").read_bytes()


def test_formats_and_options(archive: Path, tmp_path: Path) -> None:
    result = adcut_clean(archive / "reference.md", "-o", tmp_path, "--transcript", "txt", "--cuts", "mplayer-edl",
                         "--cuts", "cmx3600", "--rate", "25", "--duration", "36000", "--cut", "sponsor,self_promo",
                         "--retime")
    assert result.return_value == 0
    assert {p.name for p in tmp_path.glob("reference*")} == {"reference.clean.txt", "reference.cuts.edl",
                                                             "reference.cuts.cmx.edl"}


def test_standard_input_goes_to_standard_output(archive: Path, tmp_path: Path) -> None:
    data = (archive / "reference.md").read_bytes()
    script = adcut.detect(adcut.read_bytes(data)).clean().text.encode()
    result = adcut_clean("-", stdin=data)
    assert result.stdout_bytes == script
    result = adcut_clean("-", "-o", tmp_path / "out", stdin=data)
    assert result.stdout_bytes == b""
    assert batch.outputs(tmp_path / "out").keys() == {"stdin.clean.md", "stdin.cuts.json"}
    assert batch.outputs(tmp_path / "out")["stdin.clean.md"] == script


def test_standard_input_beside_files_and_its_failure(archive: Path, tmp_path: Path) -> None:
    result = adcut_clean("-", archive / "reference.md", "-o", tmp_path / "out", stdin=b"\x00\x01\x02" * 50)
    assert result.return_value == 1
    assert result.stderr.startswith("adcut: stdin")
    assert "reference.clean.md" in batch.outputs(tmp_path / "out")


@pytest.mark.parametrize("arguments", [
    ["--cuts", "vhs"], ["--transcript", "docx"], ["--cuts", "cmx3600"], ["--rate", "25"], ["--cut", "content"],
    ["--mode", "balanced", "--threshold", "0.5"], ["--jobs", "0"], ["--backend", "threads"],
    ["--backend", "loky", "--scheduler", "tcp://x:1"],
])
def test_options_that_cannot_be_are_usage_errors(arguments: list[str], archive: Path,
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", str(archive), *arguments]) == 2
    assert "Usage: adcut clean" in capsys.readouterr().err
    assert not batch.outputs(archive)


# Failures

@pytest.fixture
def bad_archive(archive: Path) -> Path:
    (archive / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (archive / "empty.txt").write_bytes(b"")
    (archive / "not-a-transcript.json").write_text('{"a": [1, 2')
    (archive / "gone.md").symlink_to(archive / "nowhere.md")
    (archive / "loop.md").symlink_to("loop.md")
    (archive / "loops").symlink_to("loops")
    os.mkfifo(archive / "pipe.txt")
    with open(archive / "giant.txt", "wb") as file:
        file.truncate(1 << 30)
    return archive


BAD = {"binary.txt", "empty.txt", "not-a-transcript.json", "gone.md", "pipe.txt", "giant.txt", "loop.md", "loops"}
LINKS = ("gone.md", "loop.md", "loops")  # they come last


@pytest.mark.parametrize("jobs", [1, 2])
def test_bad_inputs_fail_alone(jobs: int, bad_archive: Path, tmp_path: Path, run_adcut: batch.Adcut) -> None:
    done = run_adcut("clean", bad_archive, tmp_path / "missing.md", "-o", "out", "--jobs", jobs, status=1)
    lines = messages(done.stderr)
    assert len(lines) == len(BAD) + 1
    named = [next((name for name in (*BAD, "missing.md") if name in line), None) for line in lines]
    assert named == [*sorted(BAD - {*LINKS}), *LINKS, "missing.md"]
    assert all(line.startswith(f"adcut: {tmp_path}") and ";" in line for line in lines)
    assert "Traceback" not in done.stderr
    assert len(batch.outputs(tmp_path / "out")) == 2 * COUNT
    again = run_adcut("clean", bad_archive, "-o", "out", "--jobs", 1, status=1)
    assert f"{COUNT} unchanged, {len(BAD)} failed" in again.stdout


def test_a_fault_of_ours_stays_with_its_file(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("adcut.batch.work.figures", fail)
    results = list(clean_many([archive], out=tmp_path / "out", jobs=1))
    assert len(results) == COUNT
    assert all("RecursionError (too deep)" in r.message and r.message.startswith(r.path) for r in results)


def test_a_link_out_of_the_output_folder_is_not_followed(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "season-2").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    results = list(clean_many([archive], out=tmp_path / "out", jobs=1))
    assert {r.status for r in results if "season-2" in r.path} == {FAILED}
    assert not list((tmp_path / "elsewhere").iterdir())
    assert {r.status for r in results if "season-2" not in r.path} == {CLEANED}


def test_all_or_none_of_the_outputs_of_a_file(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "reference.cuts.json").mkdir(parents=True)  # nothing can take this name
    results = {Path(r.path).name: r for r in clean_many([archive], out=tmp_path / "out", jobs=1)}
    assert isinstance(results["reference.md"].error, OutputError)
    assert "reference" not in batch.recorded(tmp_path / "out")
    assert not batch.temporaries(tmp_path / "out")


@pytest.mark.parametrize(("name", "data"), [
    ("a.vtt", b"WEBVTT\n"), ("a.vtt", b"WEBVTT\n\nNOTE of nobody\n"), ("a.json", b"[]"), ("a.json", b'{"segments": []}'),
    ("a.json", b'{"segments": [{"start": 0, "end": 1, "text": "  "}]}'), ("a.txt", b"***\n\n---\n"), ("a.txt", b""),
    ("a.txt", b" \n\t\n"), ("a.txt", b"\xef\xbb\xbf"), ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n...\n"),
    ("a.md", b"[SPONSOR MESSAGE]\n"), ("a.md", b"**[00:00:01] JM:**\n")])
def test_what_holds_no_speech_fails_alone(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "good.txt").write_text("A word.\n")
    result = adcut_clean(tmp_path / "in", "-o", tmp_path / "out")
    assert result.return_value == 1
    line, = messages(result.stderr)
    assert line.startswith(f"adcut: {tmp_path / 'in' / name}: the transcript ")
    assert line.endswith(("holds no speech; give a file with words in it", "is empty; give a file with text in it"))
    assert batch.outputs(tmp_path / "out").keys() == {"good.clean.txt", "good.cuts.json"}


def test_standard_input_without_speech(tmp_path: Path) -> None:
    for options in ([], ["-o", tmp_path / "out"]):
        result = adcut_clean("-", *options, stdin=b"WEBVTT\n")
        assert (result.return_value, result.stdout) == (1, "")
        assert result.stderr == "adcut: stdin: the transcript holds no speech; give a file with words in it\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["nosuch/", "nosuch", "nosuch/ep.md", "empty"])
def test_where_nothing_can_be_done_nothing_is_made(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = adcut_clean(f"{tmp_path}/{name}", "-o", tmp_path / "out")
    assert result.return_value == (0 if name == "empty" else 1)
    assert result.stderr.startswith(f"adcut: {tmp_path}/{name}: ")
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["empty"]
    adcut_clean(tmp_path / "empty")
    assert not list((tmp_path / "empty").iterdir())


def test_a_mistyped_path_leaves_the_summary_as_it_was(archive: Path, tmp_path: Path) -> None:
    adcut_clean(archive, "-o", tmp_path / "out")
    before = (tmp_path / "out" / "summary.json").read_bytes()
    assert adcut_clean(tmp_path / "archvie", "-o", tmp_path / "out").return_value == 1
    assert (tmp_path / "out" / "summary.json").read_bytes() == before


def test_a_summary_takes_no_place_of_another_file(archive: Path, tmp_path: Path) -> None:
    """It took that of an input of this name, and of a table of the user's."""
    texts = {"summary.json": (archive / "season-2" / "lighthouse-keeper.srt").read_bytes(), "summary.csv": b"name,hours\na,1\n"}
    for name, data in texts.items():
        (archive / name).write_bytes(data)
    for status in ("cleaned", "unchanged"):
        result = adcut_clean(archive, "-o", archive)
        assert f"{COUNT + 1} {status}" in result.stdout
        assert result.return_value == 1
        assert {name: (archive / name).read_bytes() for name in texts} == texts
        lines = messages(result.stderr)
        assert [line.partition(": is no summary of adcut")[0] for line in lines] == [f"adcut: {archive / n}" for n in texts]
    (archive / "summary.csv").unlink()
    assert len(messages(adcut_clean(archive, "-o", archive).stderr)) == 1
    assert (archive / "summary.csv").read_text().startswith("path,status,format,")
    assert len(messages(adcut_clean(archive, "-o", archive).stderr)) == 1  # it is ours, and replaced
    assert adcut_clean(archive, "-o", tmp_path / "out").return_value == 0
    assert adcut_clean(archive, "-o", tmp_path / "out").return_value == 0


# Resuming

@pytest.mark.parametrize("jobs", [1, 2])
def test_who_leaves_early_finds_all_recorded_that_was_written(jobs: int, archive: Path, tmp_path: Path) -> None:
    for copy in range(3):
        shutil.copytree(archive, archive / f"copy-{copy}", ignore=shutil.ignore_patterns("copy-*"))
    out = tmp_path / "out"
    results = clean_many([archive], out=out, jobs=jobs)
    first = next(results)
    results.close()
    assert first.status is CLEANED
    written = {name for held in batch.recorded(out).values() for name in held}
    assert {Path(name).name for name in batch.outputs(out)} == written
    assert len(batch.outputs(out)) == 2 * len(batch.recorded(out))
    assert 0 < len(batch.recorded(out)) < 4 * COUNT
    count = len(batch.recorded(out))
    assert statuses(archive, out).count(UNCHANGED) == count
    for _ in clean_many([archive], out=tmp_path / "other", jobs=jobs):
        break
    assert len(batch.outputs(tmp_path / "other")) == 2 * len(batch.recorded(tmp_path / "other"))


def test_a_second_run_does_what_is_new_or_changed(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert statuses(archive, out) == [CLEANED] * COUNT
    assert statuses(archive, out) == [UNCHANGED] * COUNT
    (archive / "new.md").write_text("**JM:** A new episode, and a short one.\n")
    changed = archive / "reference.md"
    changed.write_text(changed.read_text() + "\n\n**[00:59:59] JM:** One more thing.\n")
    results = {Path(r.path).name: r.status for r in clean_many([archive], out=out)}
    assert {name for name, status in results.items() if status is CLEANED} == {"new.md", "reference.md"}
    assert statuses(archive, out, force=True) == [CLEANED] * (COUNT + 1)


def test_a_change_with_the_old_times_is_seen(archive: Path, tmp_path: Path) -> None:
    path = archive / "reference.md"
    past = time.time_ns() - 10**12
    os.utime(path, ns=(past, past))
    statuses(archive, tmp_path / "out")
    data = path.read_bytes()
    path.write_bytes(data[:-3] + b"?" + data[-2:])
    os.utime(path, ns=(past, past))
    assert statuses(archive, tmp_path / "out").count(CLEANED) == 1


def test_a_touched_input_is_read_and_not_done_again(archive: Path, tmp_path: Path) -> None:
    statuses(archive, tmp_path / "out")
    for path in archive.rglob("*.md"):
        os.utime(path)
    assert statuses(archive, tmp_path / "out") == [UNCHANGED] * COUNT


@pytest.mark.parametrize("harm", [Path.unlink, lambda p: p.write_text("torn")])
def test_outputs_that_were_harmed_are_made_again(harm: object, archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    statuses(archive, out)
    truth = batch.outputs(out)
    harm(out / "reference.cuts.json")  # type: ignore[operator]
    assert statuses(archive, out).count(CLEANED) == 1
    assert batch.outputs(out) == truth


def test_outputs_without_stamps_are_read(archive: Path, tmp_path: Path) -> None:
    """Those that were gone counted as current: they have no stamps either."""
    time.sleep(2.1)  # the times of inputs that changed just now prove nothing
    out = tmp_path / "out"
    statuses(archive, out)
    with closing(sqlite3.connect(out / ".adcut-manifest.sqlite3")) as base:
        rows = base.execute("SELECT base, outputs FROM files").fetchall()
        base.executemany("UPDATE files SET outputs = ? WHERE base = ?",
                         [(json.dumps([[name, sha256, ""] for name, sha256, _ in json.loads(held)]), key) for key, held in rows])
        base.commit()
    for path in out.glob("reference.*"):
        path.unlink()
    results = {Path(r.path).name: r.status for r in clean_many([archive], out=out)}
    assert [name for name, status in results.items() if status is not UNCHANGED] == ["reference.md"]
    assert {path.name for path in out.glob("reference.*")} == {"reference.clean.md", "reference.cuts.json"}


def test_a_moved_output_folder_is_recognised(archive: Path, tmp_path: Path) -> None:
    statuses(archive, tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "moved")
    assert statuses(archive, tmp_path / "moved") == [UNCHANGED] * COUNT


@pytest.mark.parametrize("options", [{"cut": ["sponsor"]}, {"threshold": 0.99}, {"transcript": "txt"}, {"retime": True},
                                     {"cuts": ["json", "csv"]}])
def test_other_options_do_all_anew(options: dict[str, object], archive: Path, tmp_path: Path) -> None:
    for name in batch.NAMES:
        if not name.startswith("reference"):
            next(archive.rglob(name)).unlink()
    assert statuses(archive, tmp_path / "out", duration=90000.0) == [CLEANED]
    assert statuses(archive, tmp_path / "out", duration=90000.0, **options) == [CLEANED]
    assert statuses(archive, tmp_path / "out", duration=90000.0, **options) == [UNCHANGED]


def test_workers_get_no_records_that_prove_nothing(archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carried: list[Task] = []

    def spied(job: Job, key: RunKey, opener: Opener, chunks: Iterable[Chunk], *rest: Any) -> Iterator[Done]:
        parcels = list(chunks)
        carried.extend(task for chunk in parcels for task in chunk)
        return dispatch(job, key, opener, parcels, *rest)

    statuses(archive, tmp_path / "out")
    monkeypatch.setattr("adcut.batch.run.dispatch", spied)
    assert statuses(archive, tmp_path / "out", threshold=0.99) == [CLEANED] * COUNT
    assert [task.known for task in carried] == [None] * COUNT
    for path in archive.rglob("*.*"):
        os.utime(path)
    assert statuses(archive, tmp_path / "out", threshold=0.99) == [UNCHANGED] * COUNT
    assert None not in [task.known for task in carried[COUNT:]]


def test_named_files_without_an_output_folder_are_always_done(archive: Path) -> None:
    for _ in range(2):
        assert [r.status for r in clean_many([archive / "reference.md"])] == [CLEANED]
    assert not (archive / ".adcut-manifest.sqlite3").exists()


def test_a_folder_without_an_output_folder_is_resumed(archive: Path) -> None:
    assert statuses(archive, None) == [CLEANED] * COUNT
    assert statuses(archive, None) == [UNCHANGED] * COUNT


def test_a_broken_or_foreign_manifest_is_refused(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    statuses(archive, out)
    base = sqlite3.connect(out / ".adcut-manifest.sqlite3")
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(OutputError, match="version 99"):
        statuses(archive, out)
    (out / ".adcut-manifest.sqlite3").write_bytes(b"no database at all, but long enough to look like one" * 100)
    with pytest.raises(OutputError, match="delete the file to do all anew"):
        statuses(archive, out)


def test_the_advice_on_a_manifest_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them were told to delete it: done while another run writes it, that loses what the run records."""
    monkeypatch.setattr("adcut.batch.manifest.LOCK_SECONDS", 0.1)
    path = tmp_path / "out" / ".adcut-manifest.sqlite3"

    def advice() -> str:
        with pytest.raises(OutputError) as caught, Manifest(str(tmp_path / "out")):
            pass
        return str(caught.value)

    with Manifest(str(tmp_path / "out")):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("BEGIN EXCLUSIVE")
        locked = advice()
    assert "another run is writing it (database is locked); wait for that run" in locked
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA user_version = 99")
    newer = advice()
    assert "take a newer adcut" in newer
    path.unlink()
    path.mkdir()
    closed = advice()
    assert "cannot be used (unable to open database file); check the folder, the permissions" in closed
    assert not any("delete" in text for text in (locked, newer, closed))
    path.rmdir()
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE runs (a)")
    assert "is damaged, or no manifest" in advice()
    path.write_bytes(b"no database at all, but long enough to look like one" * 100)
    assert "is damaged, or no manifest (file is not a database); delete the file to do all anew" in advice()


@pytest.mark.parametrize("change", [
    "figures = '{}'", "figures = 'x'", "figures = x'ff'", "figures = json_set(figures, '$.words', 'x')",
    "figures = json_set(figures, '$.seconds', -1)", "outputs = 'null'", "outputs = '[[1]]'", "outputs = '[[3, 4, 5]]'",
    """outputs = '[["../../x", "a", "b"]]'""", "notes = '3'", "notes = '[1]'"])
def test_a_damaged_entry_of_a_manifest_is_done_anew(change: str, archive: Path, tmp_path: Path) -> None:
    """It ended in a traceback, and so did every further run."""
    out = tmp_path / "out"
    statuses(archive, out)
    with closing(sqlite3.connect(out / ".adcut-manifest.sqlite3")) as base:
        base.execute(f"UPDATE files SET {change}")
        base.commit()
    assert statuses(archive, out) == [CLEANED] * COUNT
    assert statuses(archive, out) == [UNCHANGED] * COUNT


@pytest.mark.parametrize("entry", [("x", "y"), ("x", 1.0), (b"\xff", 1e999), ("0" * 8 + "-" + "9" * 30 + "-1", 1.0)])
def test_a_damaged_entry_of_a_run_is_passed_over(entry: tuple[object, object], archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    statuses(archive, out)
    with closing(sqlite3.connect(out / ".adcut-manifest.sqlite3")) as base:
        base.execute("INSERT INTO runs VALUES (?, ?)", entry)
        base.commit()
    assert statuses(archive, out) == [UNCHANGED] * COUNT


# Order and summary

def test_nothing_depends_on_the_workers(archive: Path, tmp_path: Path, run_adcut: batch.Adcut) -> None:
    (archive / "bad.txt").write_bytes(b"")
    said = [run_adcut("clean", archive, "-o", f"out-{jobs}", "--jobs", jobs, status=1) for jobs in (1, 2)]
    assert said[0].stdout.replace("out-1", "out-2") == said[1].stdout
    assert messages(said[0].stderr) == messages(said[1].stderr)
    for name in ("summary.json", "summary.csv"):
        assert (tmp_path / "out-1" / name).read_bytes() == (tmp_path / "out-2" / name).read_bytes()
    assert batch.outputs(tmp_path / "out-1") == batch.outputs(tmp_path / "out-2")


def test_the_summary_adds_up(archive: Path, tmp_path: Path) -> None:
    (archive / "bad.txt").write_bytes(b"")
    out = tmp_path / "out"
    result = adcut_clean(archive, "-o", out)
    held = json.loads((out / "summary.json").read_text())
    assert held["format"] == "adcut-summary"
    assert held["files"] == {"all": COUNT + 1, "cleaned": COUNT, "unchanged": 0, "failed": 1}
    rows = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text())))
    assert len(rows) == COUNT + 1
    assert [row["path"] for row in rows if row["status"] == "failed"] == [str(archive / "bad.txt")]
    lists = [json.loads(path.read_text()) for path in out.rglob("*.cuts.json")]
    timed = [cut["end"] - cut["start"] for entry in lists for cut in entry["cuts"]
             if None not in (cut["start"], cut["end"])]
    assert held["total"]["seconds_cut"] == pytest.approx(sum(timed), abs=0.01)
    assert held["total"]["cuts"] == sum(len(entry["cuts"]) for entry in lists) > 0
    assert held["total"]["reads"] == sum(len(entry["cuts"]) + len(entry["marks"]) for entry in lists)
    assert held["total"]["seconds_cut"] == pytest.approx(sum(float(row["seconds_cut"] or 0) for row in rows), abs=0.01)
    assert sum(c["cuts"] for c in held["categories"].values()) == held["total"]["cuts"]
    assert f"files   {COUNT + 1} ({COUNT} cleaned, 0 unchanged, 1 failed)" in result.stdout
    assert adcut_clean(archive, "-o", out).return_value == 1
    again = json.loads((out / "summary.json").read_text())
    assert {**again, "files": None} == {**held, "files": None}


def summary_of(folder: Path, *names: str) -> tuple[dict[str, object], list[dict[str, str]], str]:
    """Return the summary of episodes as JSON, as rows, and as the table."""
    (folder / "in").mkdir(parents=True)
    for name in names:
        shutil.copyfile(batch.EPISODES / name, folder / "in" / name)
    result = adcut_clean(folder / "in", "-o", folder / "out")
    return (json.loads((folder / "out" / "summary.json").read_text()),
            list(csv.DictReader(io.StringIO((folder / "out" / "summary.csv").read_text()))), result.stdout)


UNTIMED, TIMED = ("brothers-bad-advice.txt", "night-shift-asr.txt"), "lighthouse-keeper.srt"


def test_seconds_cut_of_untimed_shows_are_unknown(tmp_path: Path) -> None:
    """They were 0, which says that nothing was cut."""
    held, rows, table = summary_of(tmp_path, *UNTIMED)
    total = held["total"]
    assert isinstance(total, dict)
    assert total["cuts"] == total["cuts_untimed"] > 0
    assert total["seconds_cut"] is None
    for row in rows:
        assert (row["hours"], row["seconds_cut"] == "") == ("", row["cuts"] != "0")
        assert row["cuts_untimed"] == row["cuts"]
    assert re.search(r"^all +\d+ +\d+ +- +[\d,]+$", table, re.M)
    assert f"{total['cuts']} of {total['cuts']} cut reads are in text without times" in table


def test_totals_are_of_the_timed_shows_and_say_what_they_leave_out(tmp_path: Path) -> None:
    timed, _, _ = summary_of(tmp_path / "timed", TIMED)
    untimed, _, _ = summary_of(tmp_path / "untimed", *UNTIMED)
    both, rows, table = summary_of(tmp_path / "both", TIMED, *UNTIMED)
    sums = [held["total"] for held in (timed, untimed, both)]
    assert all(isinstance(total, dict) for total in sums)
    assert sums[2]["seconds_cut"] == sums[0]["seconds_cut"] > 0  # type: ignore[index]
    assert sums[0]["cuts_untimed"] == 0  # type: ignore[index]
    assert sums[2]["cuts_untimed"] == sums[1]["cuts"] == sum(int(row["cuts_untimed"]) for row in rows)  # type: ignore[index]
    assert f"{sums[1]['cuts']} of {sums[2]['cuts']} cut reads are in text without times" in table  # type: ignore[index]


def test_quiet_prints_failures_only(archive: Path, tmp_path: Path) -> None:
    (archive / "bad.txt").write_bytes(b"")
    result = adcut_clean(archive, "-o", tmp_path / "out", "--quiet")
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


def test_results_come_in_order() -> None:
    results = [CleanResult(str(i), i, CLEANED) for i in (2, 0, 3, 1)]
    assert [r.index for r in in_order(results)] == [0, 1, 2, 3]


def test_chunks_hold_every_file_once_and_large_ones_come_first() -> None:
    sizes = [10, CHUNK_BYTES * 3, 20, 0, CHUNK_BYTES * 9, *[CHUNK_BYTES // 3] * 50]
    tasks = [Task(i, str(i), "out", str(i), size) for i, size in enumerate(sizes)]
    chunks = list(in_chunks(tasks, 2))
    assert sorted(t.index for chunk in chunks for t in chunk) == list(range(len(tasks)))
    assert [chunk[0].index for chunk in chunks[:2]] == [4, 1]
    assert all(len(chunk) == 1 or sum(t.size for t in chunk) <= CHUNK_BYTES for chunk in chunks)
    assert max(len(chunk) for chunk in chunks) > 1
    assert len(chunks[-1]) == 1  # so that no worker waits long for the last one


def test_options_are_checked_before_anything_is_done(archive: Path) -> None:
    with pytest.raises(OptionError):
        clean_many([archive], jobs=0)
    with pytest.raises(adcut.FormatError):
        clean_many([archive], cuts=["vhs"])


# Other places

def test_urls_are_read_written_and_resumed(archive: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adcut[dask]'")
    memory = fsspec.filesystem("memory")
    memory.put(f"{archive}/", "/adcut-in/", recursive=True)
    try:
        first = list(clean_many(["memory://adcut-in"], out="memory://adcut-out/x", jobs=1))
        assert {r.status for r in first} == {CLEANED}
        assert {r.status for r in clean_many(["memory://adcut-in"], out="memory://adcut-out/x", jobs=1)} == {UNCHANGED}
        list(clean_many([archive], jobs=1))
        for name, data in batch.outputs(archive).items():
            assert memory.cat_file(f"/adcut-out/x/{name}") == data
        missing, = clean_many(["memory://adcut-in/none.md"], out="memory://adcut-out/x", jobs=1)
        assert missing.message.startswith("memory://adcut-in/none.md: cannot be read")
        unknown, = clean_many(["nowhere://a/b.md"], out="memory://adcut-out/x", jobs=1)
        assert "Protocol not known" in unknown.message
    finally:
        memory.rm("/adcut-in", recursive=True)
        memory.rm("/adcut-out", recursive=True)


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST"])
def test_all_outputs_go_where_a_file_url_says(archive: Path, tmp_path: Path, host: str,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    url = f"file://{host}{(tmp_path / 'my out').as_uri().removeprefix('file://')}"
    assert adcut_clean(archive / "reference.md", "-o", url).return_value == 0
    assert set(tmp_path.iterdir()) - before == {tmp_path / "my out"}
    assert {p.name for p in (tmp_path / "my out").iterdir()} == {
        "reference.clean.md", "reference.cuts.json", "summary.json", "summary.csv", ".adcut-manifest.sqlite3"}
    data = (archive / "reference.md").read_bytes()
    assert adcut_clean("-", "-o", url, stdin=data).return_value == 0
    assert set(tmp_path.iterdir()) - before == {tmp_path / "my out"}


def test_file_urls_of_other_machines_and_of_files_are_refused(archive: Path, tmp_path: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    elsewhere = "file://nas/shows"
    for arguments in ([str(archive), "-o", elsewhere], [elsewhere, "-o", str(tmp_path / "out")]):
        assert main(["clean", *arguments]) == 2
        assert f"{elsewhere}: is on the machine 'nas', and file:// reaches this one alone" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["clean", str(archive), "-o", (archive / "reference.md").as_uri()]) == 2
    assert "is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["tar://{}/none.tar", "zip://{}/none.zip", "tar://::file://{}/held.tar"])
def test_places_that_cannot_be_written_are_named(archive: Path, tmp_path: Path, run_adcut: batch.Adcut, place: str) -> None:
    pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'adcut[dask]'")
    with tarfile.open(tmp_path / "held.tar", "w"):
        pass
    url = place.format(tmp_path)
    done = run_adcut("clean", archive / "reference.md", "-o", url, status=1)
    assert done.stderr.startswith(f"adcut: {url}/"), done.stderr  # and not: standard output cannot be written
    assert "cannot be opened" in done.stderr and "archives (tar, zip) hold no outputs" in done.stderr
    assert done.stderr.count("\n") == 1


def test_names_that_are_no_text(archive: Path, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    try:
        shutil.copyfile(archive / "reference.md", archive / name)
    except OSError:
        pytest.skip("the file system takes only text as names")
    assert set(statuses(archive, tmp_path / "out")) == {CLEANED}
    assert set(statuses(archive, tmp_path / "out")) == {UNCHANGED}
    assert adcut_clean(archive, "-o", tmp_path / "out").return_value == 0


def test_a_path_of_no_letters_is_said_to_be_none(tmp_path: Path) -> None:
    failed, = clean_many([""], out=tmp_path / "out", jobs=1)
    assert failed.message.startswith("input: cannot be read")
