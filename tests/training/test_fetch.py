"""Transcripts come from a real git repository, and only with the labelled digest."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from training import corpus, fetch
from training.corpus import LabelError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

FILES = {"a b/one⧸1.srt": b"one\r\n", "two.md": b"two\n", "-dash.txt": b"dash", "t.csv": b'id,text\n1,"A, b"\n2,C\n'}


@pytest.fixture
def base(tmp_path: Path) -> str:
    """A folder of one published repository: owner/repo."""
    home = tmp_path / "published" / "owner" / "repo"
    for name, data in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
    for command in (["init", "--quiet"], ["add", "--all"],
                    ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false", "commit", "-qm", "m"]):
        subprocess.run(["git", "-c", "core.autocrlf=false", *command], cwd=home, check=True)
    return (tmp_path / "published").as_uri()


@pytest.fixture
def label(tmp_path: Path, monkeypatch):
    """Add a label."""
    spans = tmp_path / "spans"
    spans.mkdir()
    monkeypatch.setattr(corpus, "SPANS", spans)

    def add(name: str, origin: str, data: bytes, source: str = "src") -> None:
        entry = {"id": f"{source}/{name}", "file": f"raw/{source}/{name}", "sha256": sha256(data).hexdigest(),
                 "origin": origin}
        with open(spans / f"{source}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    return add


def test_whole_files_and_columns_are_fetched_byte_for_byte(tmp_path, base, label, capsys) -> None:
    label("1.srt", "owner/repo:a b/one⧸1.srt", b"one\r\n")
    label("2.txt", "owner/repo:-dash.txt", b"dash")
    label("3.txt", "owner/repo:t.csv (text column)", b"A, b\nC\n")
    label("4.txt", "owner/repo:t.csv (text column)", b"A, b\nC")
    out = tmp_path / "out"
    assert fetch.main([str(out), "--base", base]) == 0
    assert capsys.readouterr().out == "4 fetched\n"
    assert (out / "raw/src/1.srt").read_bytes() == b"one\r\n"
    assert (out / "raw/src/3.txt").read_bytes() == b"A, b\nC\n"
    assert sorted(p.name for p in out.iterdir()) == ["raw"], "no clone is left"
    shutil.rmtree(tmp_path / "published")
    assert fetch.main([str(out), "--base", base]) == 0
    assert capsys.readouterr().out == "4 present\n"


def test_missing_and_changed_files_are_named_and_not_written(tmp_path, base, label, capsys) -> None:
    label("gone.md", "owner/repo:gone.md", b"x")
    label("changed.md", "owner/repo:two.md", b"as it was labelled")
    label("good.md", "owner/repo:two.md", b"two\n")
    label("other.md", "owner/none:two.md", b"two\n")
    assert fetch.main([str(tmp_path / "out"), "--base", base]) == 1
    out, err = capsys.readouterr()
    assert out == "1 fetched, 1 mismatch, 2 missing\n"
    assert "missing: src/gone.md" in err and "mismatch: src/changed.md" in err and "missing: src/other.md" in err
    assert [p.name for p in (tmp_path / "out/raw/src").iterdir()] == ["good.md"]


def test_what_no_repository_holds_is_skipped_and_said(tmp_path, base, label, capsys) -> None:
    label("746.md", "Software Engineering Daily, episode 746", b"x")
    label("p.txt", "owner/repo:p.pdf (text of the PDF)", b"x")
    label("opt.md", "--upload-pack=x/repo:two.md", b"x")
    assert fetch.main([str(tmp_path / "out"), "--base", base]) == 0
    out, err = capsys.readouterr()
    assert out == "3 skipped\n" and err.count("skipped: ") == 3


def test_only_one_source(tmp_path, base, label, capsys) -> None:
    label("1.md", "owner/repo:two.md", b"two\n", "one")
    label("2.md", "owner/repo:two.md", b"two\n", "two")
    assert fetch.main([str(tmp_path / "out"), "--base", base, "--only", "two"]) == 0
    assert [p.name for p in (tmp_path / "out/raw").iterdir()] == ["two"]
    with pytest.raises(SystemExit, match="2"):
        fetch.main([str(tmp_path), "--only", "three"])
    assert "choose from one, two" in capsys.readouterr().err


@pytest.mark.parametrize("file", ["raw/../../x", "/etc/x", "x"])
def test_a_file_outside_raw_is_refused(tmp_path: Path, file: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(json.dumps({"id": "a/b", "file": file, "sha256": "0", "origin": "o/r:p"}) + "\n")
    with pytest.raises(LabelError, match="raw/"):
        fetch.read_origins([path])


def test_packed_files(tmp_path, monkeypatch) -> None:
    zstandard = pytest.importorskip("zstandard", reason="needs the package zstandard")
    assert fetch._decompress(zstandard.ZstdCompressor().compress(b"text" * 99)) == b"text" * 99
    with pytest.raises(fetch.FetchError, match="unpacked"):
        fetch._decompress(b"no archive")
    monkeypatch.setattr(fetch, "MAX_BYTES", 100)
    with pytest.raises(fetch.FetchError, match="more than"):
        fetch._decompress(zstandard.ZstdCompressor().compress(b"text" * 99))


def test_packed_files_without_zstandard_say_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(fetch.FetchError, match="pip install zstandard"):
        fetch._decompress(b"")


def test_every_shipped_origin_is_understood() -> None:
    origins = fetch.read_origins()
    assert {o.id.split("/")[0] for o in origins if o.repository is None} == {"sed"}
    assert not [o.path for o in origins if o.path.endswith(")")]
