"""Inputs of earlier runs that are gone are told with what is left of them, and nothing is removed."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from adcut.cli import cli

_SPEC = importlib.util.spec_from_file_location("batch_conftest", Path(__file__).with_name("conftest.py"))
assert _SPEC and _SPEC.loader
batch = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(batch)


def adcut_clean(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["clean", *map(str, arguments)], standalone_mode=False)


def vanished(out: Path) -> list[dict[str, object]]:
    held = json.loads((out / "summary.json").read_text())["vanished"]
    assert isinstance(held, list)
    return held


@pytest.fixture
def out(archive: Path, tmp_path: Path) -> Path:
    """Return the output folder of a run over the archive."""
    result = adcut_clean(archive, "-o", tmp_path / "out")
    assert result.return_value == 0
    assert vanished(tmp_path / "out") == []
    return tmp_path / "out"


def test_a_removed_input_is_told_with_its_outputs(archive: Path, out: Path) -> None:
    truth = batch.outputs(out)
    gone = archive / "season-2" / "lighthouse-keeper.srt"
    gone.unlink()
    outputs = [str(out / "season-2" / f"lighthouse-keeper.{ending}") for ending in ("clean.srt", "cuts.json")]
    for _ in range(2):
        result = adcut_clean(archive, "-o", out)
        assert result.return_value == 0
        assert vanished(out) == [{"path": str(gone), "outputs": outputs, "renamed_to": None}]
        assert result.stderr.count(f"{gone}: is no longer there, and {', '.join(outputs)} still are; remove them") == 1
    assert batch.outputs(out) == truth
    assert "no longer" not in adcut_clean(archive, "-o", out, "--quiet").stderr
    Path(outputs[0]).unlink()
    adcut_clean(archive, "-o", out)
    assert [entry["outputs"] for entry in vanished(out)] == [outputs[1:]]
    Path(outputs[1]).unlink()
    assert "no longer" not in adcut_clean(archive, "-o", out).stderr
    assert vanished(out) == []


def test_a_renamed_input_is_told_with_its_new_name(archive: Path, out: Path) -> None:
    (archive / "reference.md").rename(archive / "renamed.md")
    for _ in range(2):
        result = adcut_clean(archive, "-o", out)
        assert f"reference.md: is no longer there ({archive / 'renamed.md'} holds the same text)" in result.stderr
        entry, = vanished(out)
        assert (entry["path"], entry["renamed_to"]) == (str(archive / "reference.md"), str(archive / "renamed.md"))


def test_only_the_folders_of_the_run_are_looked_at(archive: Path, out: Path, tmp_path: Path) -> None:
    (archive / "reference.md").unlink()
    shutil.copytree(archive / "season-2", tmp_path / "other" / "season-2")
    assert "no longer" not in adcut_clean(tmp_path / "other", "-o", out).stderr
    assert "no longer" not in adcut_clean(archive / "founder-notes.md", "-o", out).stderr
    assert "no longer" not in adcut_clean(archive / "season-2", "-o", out).stderr
    assert "reference.md: is no longer" in adcut_clean(archive, "-o", out).stderr


def test_a_folder_whose_files_are_all_gone(archive: Path, out: Path) -> None:
    for path in archive.rglob("*.*"):
        path.unlink()
    result = adcut_clean(archive, "-o", out)
    assert result.return_value == 0
    assert len(vanished(out)) == len(batch.NAMES)
    assert result.stderr.count("is no longer there") == len(batch.NAMES)


def test_many_are_told_in_a_few_lines(archive: Path, out: Path) -> None:
    shutil.copytree(archive, archive / "copy")
    adcut_clean(archive, "-o", out)
    for path in (*archive.glob("*.*"), *archive.glob("copy/**/*.*")):
        path.unlink()
    result = adcut_clean(archive, "-o", out)
    assert result.stderr.count("is no longer there") == 10
    count = len(vanished(out))
    assert f"... and {count - 10} others that are no longer there" in result.stderr


def test_beside_the_inputs(archive: Path) -> None:
    adcut_clean(archive)
    (archive / "reference.md").unlink()
    result = adcut_clean(archive)
    assert f"reference.md: is no longer there, and {archive / 'reference.clean.md'}" in result.stderr
    assert (archive / "reference.clean.md").exists()


def test_a_link_that_leads_nowhere_is_there(archive: Path, out: Path, tmp_path: Path) -> None:
    (archive / "reference.md").rename(tmp_path / "reference.md")
    (archive / "reference.md").symlink_to(tmp_path / "reference.md")
    (tmp_path / "reference.md").unlink()
    result = adcut_clean(archive, "-o", out)
    assert result.return_value == 1
    assert "no longer" not in result.stderr
