"""No input takes the place of another's outputs, over any number of runs, and each finds its own again."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adcut.batch import Status, clean_many
from adcut.batch.naming import is_name, names
from adcut.cli import cli

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)

CLEANED, UNCHANGED, FAILED = Status.CLEANED, Status.UNCHANGED, Status.FAILED
MANIFEST = ".adcut-manifest.sqlite3"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"Ann: {text} is what we talk about today.\n\nBo: And we talk about it for long.\n")
    return path


def clean(*paths: Path, out: Path | None, **options: object) -> dict[str, tuple[Status, str]]:
    """Return the status of each input and the name that its outputs begin with, by folder and name."""
    results = clean_many(paths, out=out, jobs=1, **options)  # type: ignore[arg-type]
    return {f"{Path(r.path).parent.name}/{Path(r.path).name}": (r.status, Path(r.outputs[0]).name.partition(".clean.")[0])
            for r in results}


def listed(path: Path) -> str:
    return str(json.loads(path.read_text())["source"]["path"])


def adcut_clean(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["clean", *map(str, arguments)], input=stdin, standalone_mode=False)


# Into an output folder, one run after the other

def test_one_stem_in_two_runs_into_one_folder(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x1" / "ep.txt", "One"), write(tmp_path / "x2" / "ep.md", "Two")
    out = tmp_path / "out"
    assert clean(one, out=out) == {"x1/ep.txt": (CLEANED, "ep")}
    truth = batch.outputs(out)
    assert clean(two, out=out) == {"x2/ep.md": (CLEANED, "ep.md")}
    assert {name: data for name, data in batch.outputs(out).items() if name in truth} == truth
    for _ in range(2):
        assert clean(one, out=out) == {"x1/ep.txt": (UNCHANGED, "ep")}
        assert clean(two, out=out) == {"x2/ep.md": (UNCHANGED, "ep.md")}
    assert clean(two, out=out, force=True) == {"x2/ep.md": (CLEANED, "ep.md")}
    assert listed(out / "ep.cuts.json") == "ep.txt"
    assert listed(out / "ep.md.cuts.json") == "ep.md"


def test_one_name_from_many_folders_one_after_the_other(tmp_path: Path) -> None:
    paths = [write(tmp_path / folder / "ep.txt", folder) for folder in ("a", "b", "c", "d/b", "e/b")]
    out = tmp_path / "out"
    expected = ["ep", "ep.txt", "c-ep.txt", "b-ep.txt", "b-ep.txt-1"]
    for status in (CLEANED, UNCHANGED):
        for path, base in zip(paths, expected, strict=True):
            assert list(clean(path, out=out).values()) == [(status, base)]
    assert len(batch.outputs(out)) == 10
    assert list(clean(paths[0], paths[4], out=out).values()) == [(UNCHANGED, "ep"), (UNCHANGED, "b-ep.txt-1")]


def test_folders_with_the_same_tree_one_after_the_other(tmp_path: Path) -> None:
    for folder in ("x1", "x2"):
        write(tmp_path / folder / "season" / "EP.txt" if folder == "x2" else tmp_path / folder / "season" / "ep.txt", folder)
    out = tmp_path / "out"
    for status in (CLEANED, UNCHANGED):
        assert clean(tmp_path / "x1", out=out) == {"season/ep.txt": (status, "ep")}
        assert clean(tmp_path / "x2", out=out) == {"season/EP.txt": (status, "EP.txt")}


def test_a_neighbour_that_comes_later_takes_no_name_away(tmp_path: Path) -> None:
    write(tmp_path / "in" / "ep.md", "One")
    out = tmp_path / "out"
    clean(tmp_path / "in", out=out)
    write(tmp_path / "in" / "ep.txt", "Two")
    assert clean(tmp_path / "in", out=out) == {"in/ep.md": (UNCHANGED, "ep"), "in/ep.txt": (CLEANED, "ep.txt")}
    (tmp_path / "in" / "ep.md").unlink()
    assert clean(tmp_path / "in", out=out) == {"in/ep.txt": (UNCHANGED, "ep.txt")}


def test_a_changed_input_keeps_its_name(tmp_path: Path) -> None:
    path, out = write(tmp_path / "x1" / "ep.txt", "One"), tmp_path / "out"
    clean(path, out=out)
    write(path, "Another")
    assert clean(path, out=out) == {"x1/ep.txt": (CLEANED, "ep")}
    assert len(batch.outputs(out)) == 2


def test_an_input_that_failed_holds_no_name(tmp_path: Path) -> None:
    bad, out = tmp_path / "in" / "ep.txt", tmp_path / "out"
    write(bad, "x").write_bytes(b"\x00\x01")
    assert [r.status for r in clean_many([bad], out=out)] == [FAILED]
    good = write(tmp_path / "in" / "ep.md", "One")
    assert clean(good, out=out) == {"in/ep.md": (CLEANED, "ep")}


def test_two_runs_at_once_share_no_name(tmp_path: Path) -> None:
    for folder in ("x1", "x2"):
        for number in range(12):
            write(tmp_path / folder / f"{number:03}.txt", f"{folder} {number}")
    out = tmp_path / "out"
    both = [subprocess.Popen([sys.executable, "-m", "adcut", "clean", tmp_path / folder, "-o", out, "--quiet"])
            for folder in ("x1", "x2")]
    assert [process.wait() for process in both] == [0, 0]
    lists = [json.loads(path.read_text()) for path in out.glob("*.cuts.json")]
    assert len({entry["source"]["sha256"] for entry in lists}) == len(lists) == 24
    for folder in ("x1", "x2"):
        assert {status for status, _ in clean(tmp_path / folder, out=out).values()} == {UNCHANGED}


# Moved

def test_an_archive_that_was_moved_as_a_whole_is_recognised(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    archive.rename(home / "archive")
    list(clean_many([home / "archive"], out=home / "out"))
    truth = batch.outputs(home / "out")
    home.rename(tmp_path / "new")
    for _ in range(2):
        assert {r.status for r in clean_many([tmp_path / "new" / "archive"], out=tmp_path / "new" / "out")} == {UNCHANGED}
    shutil.copytree(tmp_path / "new", tmp_path / "copy")
    shutil.rmtree(tmp_path / "new")
    for _ in range(2):
        assert {r.status for r in clean_many([tmp_path / "copy" / "archive"], out=tmp_path / "copy" / "out")} == {UNCHANGED}
    assert batch.outputs(tmp_path / "copy" / "out") == truth


def test_another_file_in_the_place_of_one_that_is_gone_is_not_the_same(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x1" / "ep.txt", "One"), write(tmp_path / "x2" / "ep.txt", "Two")
    out = tmp_path / "out"
    clean(one, out=out)
    one.unlink()
    assert clean(two, out=out) == {"x2/ep.txt": (CLEANED, "ep.txt")}
    for path in out.glob("ep.c*"):
        path.unlink()
    three = write(tmp_path / "x3" / "ep.txt", "Three")
    assert clean(three, out=out) == {"x3/ep.txt": (CLEANED, "ep")}  # nothing stands there any more


def test_a_renamed_suffix_takes_the_name_over_and_the_list_says_so(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in" / "ep.txt", "One"), tmp_path / "out"
    clean(tmp_path / "in", out=out)
    path.rename(path.with_suffix(".md"))
    assert clean(tmp_path / "in", out=out) == {"in/ep.md": (CLEANED, "ep")}
    assert listed(out / "ep.cuts.json") == "ep.md"
    assert clean(tmp_path / "in", out=out) == {"in/ep.md": (UNCHANGED, "ep")}


# Manifests that do not say

def as_version_1(out: Path) -> None:
    with closing(sqlite3.connect(out / MANIFEST)) as base:
        base.executescript("DROP TABLE owners; PRAGMA user_version = 1")


def test_a_manifest_of_version_1_is_kept_and_completed(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    list(clean_many([archive], out=out))
    as_version_1(out)
    assert {r.status for r in clean_many([archive], out=out)} == {UNCHANGED}
    with closing(sqlite3.connect(out / MANIFEST)) as base:
        assert base.execute("PRAGMA user_version").fetchone() == (2,)
        assert base.execute("SELECT count(*) FROM owners").fetchone() == (len(batch.NAMES),)
    assert {r.status for r in clean_many([archive], out=out)} == {UNCHANGED}


def test_what_a_manifest_of_version_1_does_not_say_the_cut_list_does(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x1" / "ep.txt", "One"), write(tmp_path / "x2" / "ep.md", "Two")
    out = tmp_path / "out"
    clean(one, out=out)
    as_version_1(out)
    assert clean(two, out=out) == {"x2/ep.md": (CLEANED, "ep.md")}
    assert clean(one, out=out) == {"x1/ep.txt": (UNCHANGED, "ep")}


@pytest.mark.parametrize("change", ["base = '../../x'", "base = x'ff'", "base = 'x'", "source = x'ff'", "source = ''",
                                    "source = '\n'"])
def test_a_damaged_entry_of_an_owner_does_no_harm(change: str, tmp_path: Path) -> None:
    path, out = write(tmp_path / "in" / "ep.txt", "One"), tmp_path / "out"
    clean(tmp_path / "in", out=out)
    with closing(sqlite3.connect(out / MANIFEST)) as base:
        base.execute(f"UPDATE owners SET {change}")
        base.commit()
    for _ in range(2):
        (status, name), = clean(tmp_path / "in", out=out).values()
        assert status is not FAILED
        assert name in ("ep", "ep.txt")
    assert (status, path.exists()) == (UNCHANGED, True)


# Standard input

def test_standard_input_beside_files_of_its_name(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in" / "stdin.txt", "One"), tmp_path / "out"
    piped = write(tmp_path / "other.txt", "Piped").read_bytes()
    for _ in range(2):
        assert adcut_clean("-", path, "-o", out, stdin=piped).return_value == 0
        assert batch.outputs(out).keys() == {"stdin.clean.txt", "stdin.cuts.json", "stdin.txt.clean.txt",
                                             "stdin.txt.cuts.json"}
        assert b"Piped" in batch.outputs(out)["stdin.clean.txt"]


def test_a_file_of_its_name_before_standard_input(tmp_path: Path) -> None:
    path, out = write(tmp_path / "in" / "stdin.txt", "One"), tmp_path / "out"
    adcut_clean(path, "-o", out)
    truth = batch.outputs(out)
    for text in ("Piped", "Piped", "Another"):
        result = adcut_clean("-", "-o", out, stdin=write(tmp_path / "other.txt", text).read_bytes())
        assert ("an earlier standard input" in result.stderr) == (text == "Another")
        assert text.encode() in batch.outputs(out)["stdin-1.clean.txt"]
    assert {name: data for name, data in batch.outputs(out).items() if name in truth} == truth
    assert len(batch.outputs(out)) == 4


# Beside the inputs

def test_one_stem_beside_the_inputs_in_separate_runs(tmp_path: Path) -> None:
    one, two = write(tmp_path / "in" / "ep.txt", "One"), write(tmp_path / "in" / "ep.md", "Two")
    for _ in range(3):
        assert clean(one, out=None) == {"in/ep.txt": (CLEANED, "ep")}
        assert clean(two, out=None) == {"in/ep.md": (CLEANED, "ep.md")}
    assert listed(tmp_path / "in" / "ep.cuts.json") == "ep.txt"
    assert len(batch.outputs(tmp_path / "in")) == 4
    folder = clean(tmp_path / "in", out=None)
    assert {base for _, base in folder.values()} == {"ep.md", "ep.txt"}  # two in one run, as ever
    assert listed(tmp_path / "in" / "ep.cuts.json") == "ep.txt"


def test_without_a_native_list_nothing_is_replaced_that_may_be_anothers(tmp_path: Path) -> None:
    one, two = write(tmp_path / "in" / "ep.txt", "One"), write(tmp_path / "in" / "ep.md", "Two")
    clean(one, out=None, cuts=["csv"])
    truth = batch.outputs(tmp_path / "in")
    clean(two, out=None, cuts=["csv"])
    assert {name: data for name, data in batch.outputs(tmp_path / "in").items() if name in truth} == truth
    assert len(batch.outputs(tmp_path / "in")) == 4


def test_what_is_named_alone_goes_to_its_stem_whatever_lies_beside(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "ep.txt", "One")
    write(tmp_path / "in" / "ep.md", "Two")
    (tmp_path / "in" / "ep.mp3").write_bytes(b"")
    for _ in range(2):
        assert clean(path, out=None) == {"in/ep.txt": (CLEANED, "ep")}


@pytest.mark.parametrize("source", ["shows/b/ep.v1.txt", "-", "s3://bucket/b/ep.txt"])
def test_a_name_is_told_from_others(source: str) -> None:
    tried = names(source, "tree/")
    first = [next(tried) for _ in range(7)]
    assert len(set(first)) == 7
    assert all(is_name(base, source, "tree/") and is_name(base.upper(), source, "tree/") for base in first)
    assert not any(is_name(base, source, "") or is_name(f"{base}x", source, "tree/") for base in first)
