"""Disks that fill up, files that vanish, folders that may not be written: whole outputs or none, and words for it.

Killed runs are tests/batch/test_killed.py. The commands run as processes of their own.
"""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import adcut
from adcut.cli import main
from adcut.errors import AdcutError, OutputError, TranscriptParseError
from adcut.files import TEMPORARY_MARK, refuse_special, write_all, write_whole

EPISODES = Path(__file__).parents[2] / "labeled" / "authored" / "episodes"
REFERENCE = EPISODES / "reference.md"
SHORT = EPISODES / "founder-notes.md"
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may do everything")


def adcut_command(*arguments: object, cwd: Path, before: Callable[[], None] | None = None,
                  **options: object) -> subprocess.CompletedProcess[bytes]:
    """Run the command; whatever it does, it does not print a traceback."""
    done = subprocess.run([sys.executable, "-m", "adcut", *map(str_or_path, arguments)], cwd=cwd,
                          capture_output=True, timeout=300, check=False, preexec_fn=before,
                          **options)  # type: ignore[call-overload]
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return done


def str_or_path(argument: object) -> str | bytes:
    return argument if isinstance(argument, bytes) else str(argument)


def assert_failed(done: subprocess.CompletedProcess[bytes], *said: str) -> None:
    assert done.returncode == 1, (done.returncode, done.stderr)
    for words in said:
        assert words in done.stderr.decode("utf-8", "replace")


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*"))


# --- the disk


def limit_file_size(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    done = adcut_command("cuts", REFERENCE, "-o", tmp_path / "out.json", cwd=tmp_path, before=limit_file_size(100))
    assert_failed(done, "out.json", "cannot be written")
    assert left(tmp_path) == []
    assert adcut_command("cuts", REFERENCE, "-o", tmp_path / "out.json", cwd=tmp_path).returncode == 0
    assert left(tmp_path) == ["out.json"]


def test_a_full_disk_leaves_the_old_output_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old")
    assert_failed(adcut_command("cuts", REFERENCE, "-o", out, cwd=tmp_path, before=limit_file_size(100)))
    assert out.read_text() == "old"
    assert left(tmp_path) == ["out.json"]


def test_files_that_belong_together_come_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal written
        written += 1
        if written == 3:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "1").write_bytes(b"old")
    with pytest.raises(OutputError, match="No space left"):
        write_all({str(tmp_path / str(n)): b"new" for n in range(4)})
    assert left(tmp_path) == ["1"]
    assert (tmp_path / "1").read_bytes() == b"old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("command", [("score",), ("cuts",), ("clean", "-")], ids=lambda c: c[0])
def test_a_full_standard_output_is_told(tmp_path: Path, command: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full, REFERENCE.open("rb") as given:
        done = subprocess.run([sys.executable, "-m", "adcut", *command, *(() if "-" in command else (str(REFERENCE),))],
                              stdout=full, stdin=given, stderr=subprocess.PIPE, cwd=tmp_path, check=False, timeout=300)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert done.returncode == 1
    assert b"No space left" in done.stderr


# --- targets


@as_user
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(OutputError, match="permissions"):
        write_whole(folder / "a.json", b"x")


@pytest.mark.parametrize("target", ["file/x.json", "folder", "a\0b", "n" * 300, "", "loop/x"])
def test_targets_that_cannot_be(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    before = left(tmp_path)
    with pytest.raises(AdcutError):
        write_whole(f"{tmp_path}/{target}", b"x")
    assert left(tmp_path) == before


def test_devices_and_pipes_are_not_replaced(tmp_path: Path) -> None:
    """Root once got a file in the place of /dev/null; nothing here touches the real one, should it fail."""
    pipe, link = tmp_path / "pipe.mp3", tmp_path / "link.json"
    os.mkfifo(pipe)
    link.symlink_to("/dev/null")
    before = left(tmp_path)
    for target in (pipe, link):
        with pytest.raises(OutputError, match="is a device or a pipe"):
            write_whole(target, b"x")
    assert left(tmp_path) == before
    assert pipe.is_fifo() and link.is_symlink()
    for name in ("/dev/null", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        with pytest.raises(OutputError, match="is a device or a pipe"):
            refuse_special(name)
    refuse_special("/dev/shm/a.json")


def test_an_input_is_never_overwritten_whatever_it_is_called(tmp_path: Path) -> None:
    given = tmp_path / "a.md"
    given.write_bytes(SHORT.read_bytes())
    (tmp_path / "link.md").symlink_to(given)
    os.link(given, tmp_path / "hard.md")
    for name in (given, tmp_path / "link.md", tmp_path / "hard.md", tmp_path / "." / "a.md"):
        done = adcut_command("cuts", given, "-o", name, cwd=tmp_path)
        assert_failed(done, "never overwrites")
    assert given.read_bytes() == SHORT.read_bytes()


def test_an_output_folder_that_is_removed_during_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    real = os.replace

    def replace(source: str, target: str) -> None:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(folder / "a.json", b"x")
    assert left(tmp_path) == []


# --- inputs


@pytest.mark.parametrize("name", ["nowhere.md", ".", "a\0b", "loop"])
def test_inputs_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(TranscriptParseError, match="cannot be read"):
        adcut.read(f"{tmp_path}/{name}")


@pytest.mark.parametrize("way", [[], ["--copy"], ["--snap-silence"]], ids=lambda way: "".join(way) or "encoded")
def test_no_room_for_temporary_files_is_told(way: list[str], tmp_path: Path, tone_file: Path, one_ffmpeg: str,
                                             monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It was taken for standard output that could not be written."""
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "list.txt").write_text("1.000\t2.000\tad\n")
    for name in ("TemporaryFile", "TemporaryDirectory"):
        monkeypatch.setattr(tempfile, name, full)
    given = ["apply", str(tmp_path / "list.txt"), str(tone_file), "-o", str(tmp_path / "o.wav"), "--ffmpeg", one_ffmpeg]
    assert main([*given, *way]) == 1
    assert "no temporary file can be made (No space left on device)" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["list.txt"]


@as_user
def test_an_input_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(TranscriptParseError, match="cannot be read"):
        adcut.read(path)


def test_one_bad_input_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.md").write_bytes(SHORT.read_bytes())
    (folder / "empty.md").write_bytes(b"")
    (folder / "binary.md").write_bytes(b"\0\1\2" * 100)
    (folder / "gone.md").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    done = adcut_command("clean", folder, "--jobs", "1", "-o", tmp_path / "out", cwd=tmp_path)
    assert_failed(done, "empty.md", "binary.md")
    assert {"good.clean.md", "good.cuts.json"} <= set(left(tmp_path / "out"))
    assert not [name for name in left(tmp_path) if TEMPORARY_MARK in name]


def test_a_pipe_is_read_as_any_program_reads_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    feeder = threading.Thread(target=lambda: pipe.write_bytes(SHORT.read_bytes()))
    feeder.start()
    try:
        assert adcut.read(pipe).paragraphs == adcut.read(SHORT).paragraphs
    finally:
        feeder.join()


def test_a_pipe_that_nobody_writes_to_does_not_stop_a_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    assert_failed(adcut_command("clean", tmp_path / "pipe.md", cwd=tmp_path), "pipe.md")


@pytest.mark.parametrize("name", [b"two\nlines.md", b"caf\xe9 \xff.md", b"-o.md", b"--help.md", b"a;touch x.md",
                                  b"$(x) `y`.md", b" .md", "😀\u202e.md".encode()])
def test_any_file_name_goes_the_whole_way(tmp_path: Path, name: bytes) -> None:
    path = os.path.join(os.fsencode(tmp_path), name)
    Path(os.fsdecode(path)).write_bytes(SHORT.read_bytes())
    for command in (["cuts"], ["score"]):
        done = adcut_command(*command, path, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    done = adcut_command("clean", "--", name, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    stem = os.fsdecode(name).removesuffix(".md")
    assert f"{stem}.clean.md" in left(tmp_path)
    assert f"{stem}.cuts.json" in left(tmp_path)


def test_a_terminal_of_another_encoding_shows_what_it_can(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ann: “We go” → there 😀.\n\nBo: Yes – of course we do.\n\nAnn: Good.\n")
    for command in ("score", "cuts"):
        done = adcut_command(command, tmp_path / "a.txt", cwd=tmp_path,
                             env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
        assert done.returncode == 0, done.stderr


# --- signals


def interrupted(process: subprocess.Popen[bytes]) -> bytes:
    """Press Ctrl-C until it is heard: one that arrives just before a read of a silent pipe waits for its end."""
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        try:
            return process.communicate(timeout=6)[1]
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError("did not leave after 20 interrupts in two minutes")


def test_ctrl_c_says_so_and_leaves_with_130(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-m", "adcut", "score", str(pipe)], cwd=tmp_path,
                          stderr=subprocess.PIPE) as process, open(pipe, "wb") as feeder:  # opens with the reading end
        feeder.write(b"Ann: ")
        feeder.flush()
        try:
            said = interrupted(process)
        finally:
            process.kill()
    assert process.returncode == 130
    assert b"Traceback" not in said
    assert b"interrupted" in said
