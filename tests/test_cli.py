"""The commands as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from adcut.cli import COMMANDS, cli, main

ROOT = Path(__file__).parent.parent
SAMPLE = str(ROOT / "labeled" / "authored" / "episodes" / "reference.md")


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "adcut", *arguments], input=data, capture_output=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.help
    assert f"adcut {name}" in (ROOT / "README.md").read_text()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_the_readme_is_what_the_program_prints() -> None:
    from training.docs import README, rendered

    text = README.read_text(encoding="utf-8")
    assert rendered(text) == text, "run `make docs`"


def test_standard_input_gives_the_same_list_as_the_file() -> None:
    from_file = json.loads(run("cuts", SAMPLE).stdout)
    from_input = json.loads(run("cuts", "-", "--to", "json", data=Path(SAMPLE).read_bytes()).stdout)
    assert from_input["cuts"] == from_file["cuts"]
    assert from_input["source"]["sha256"] == from_file["source"]["sha256"]


def test_a_list_is_converted_like_the_transcript_it_came_from(tmp_path: Path) -> None:
    native = tmp_path / "e.cuts.json"
    assert run("cuts", SAMPLE, "--duration", "900", "-o", str(native)).returncode == 0
    direct = run("cuts", SAMPLE, "--duration", "900", "--to", "audacity").stdout
    assert run("cuts", str(native), "--to", "audacity").stdout == direct
    assert len(direct.splitlines()) >= 4


def test_score_prints_one_object_a_paragraph() -> None:
    lines = run("score", SAMPLE, "--format", "jsonl").stdout.decode().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [e["index"] for e in entries] == list(range(len(entries)))
    assert set(entries[0]) == {"index", "start", "end", "speaker", "score", "category", "source", "text"}
    assert all(0 <= e["score"] <= 1 for e in entries)
    assert entries[6]["speaker"] == "TR"


def test_score_takes_an_input_format_too() -> None:
    assert run("score", SAMPLE, "--format", "csv", "--format", "sed").returncode == 0
    assert run("score", SAMPLE, "--format", "srt").returncode == 1


@pytest.mark.parametrize("arguments", [
    ["cuts"], ["cuts", SAMPLE, "--to", "no-such"], ["cuts", SAMPLE, "--rate", "fast"],
    ["score", SAMPLE, "--cut", "content"],
    ["cuts", SAMPLE, "--mode", "balanced", "--threshold", "0.5"], ["cuts", SAMPLE, "--threshold", "2"],
    ["clean", SAMPLE, "--cuts", "no-such"], ["no-such"],
])
def test_usage_errors_are_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "Error" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [
    ["cuts", "no-such-file.srt"], ["cuts", SAMPLE, "--to", "cmx3600", "--duration", "900"],
    ["cuts", SAMPLE, "--to", "comskip"], ["cuts", SAMPLE, "--model", "no-such.npz"],
])
def test_failures_are_one_with_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("adcut: ")
    assert len(err.splitlines()) == 1


def test_an_output_never_covers_its_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "e.md"
    copy.write_bytes(Path(SAMPLE).read_bytes())
    assert main(["cuts", str(copy), "-o", str(copy)]) == 1
    assert "never overwrites" in capsys.readouterr().err
    assert copy.read_bytes() == Path(SAMPLE).read_bytes()


def test_a_reader_of_the_output_may_leave() -> None:
    shell = subprocess.Popen([sys.executable, "-m", "adcut", "score", SAMPLE], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    assert shell.stdout is not None
    assert shell.stderr is not None
    shell.stdout.readline()
    shell.stdout.close()
    errors = shell.stderr.read()
    shell.stderr.close()
    shell.wait()
    assert not errors


