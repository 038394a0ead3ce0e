"""What a stranger's file may not do: reach outside of the output folder, run a program, or break a document."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest

import adcut
from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import AdcutError
from adcut.timing import rate_from_text
from adcut.writers import WRITERS, write_cut_list
from adcut.writers.base import WriteOptions

ROOT = Path(__file__).parents[2]
EPISODES = ROOT / "labeled" / "authored" / "episodes"
MODULES = sorted((ROOT / "adcut").rglob("*.py"))
HOSTILE = ['<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>&a;', "]]><b a=\"1\" c='2'>&amp;&#0;", "a\nb\rc\td",
           "'; rm -rf /",
           "../../etc/passwd", "=1+1", "\u2028\u202e", "a" * 5_000, "\\'\"`$(x)", "|;#%"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "adcut")))
def test_no_module_can_run_what_it_reads(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in ("eval", "exec", "compile", "os.system", "os.popen", "pickle.load", "pickle.loads",
                                "joblib.load", "marshal.loads", "yaml.load"), f"{name} in line {node.lineno}"
            for keyword in node.keywords:
                text = ast.unparse(keyword)
                assert text not in ("shell=True", "allow_pickle=True"), f"{text} in line {node.lineno}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            assert not names & {"pickle", "marshal", "shelve", "xml.sax", "lxml"}, f"line {node.lineno}"


def options(format: str, media: str) -> WriteOptions:
    spec = WRITERS[format]
    return WriteOptions(rate=rate_from_text("25") if spec.needs_rate else None,
                        media=media if "media" in spec.options else None)


def written(format: str, name: str) -> str:
    """Return a list in which the sponsor, the transcript and the media are called `name`."""
    listed = CutList((Cut(1_000, 2_000, sponsor=name),), source=SourceInfo(name, None, 10_000))
    return write_cut_list(listed, format, options(format, name))


def test_xml_is_written_and_never_read() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(
                    ("ElementTree.parse", "ElementTree.fromstring", "ElementTree.iterparse", "ElementTree.XML")):
                pytest.fail(f"{path.name} reads XML in line {node.lineno}")


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format", ["fcpxml", "mkv-chapters", "podlove"])
def test_names_cannot_break_out_of_xml(format: str, name: str) -> None:
    def tags(text: str) -> list[str]:
        return [element.tag for element in ElementTree.fromstring(text.partition("?>")[2].encode()).iter()]

    try:
        text = written(format, name)
    except AdcutError:
        return
    assert tags(text) == tags(written(format, "Acme"))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("format", ["mplayer-edl", "comskip", "ffmpeg-concat", "ffmpeg-filter", "audacity",
                                    "resolve-edl", "cmx3600", "webvtt-chapters"])
def test_names_cannot_add_lines(format: str, name: str) -> None:
    """Formats that hold a name in a line; mpv-edl counts its characters instead, ffmetadata escapes line ends."""
    try:
        text = written(format, name)
    except AdcutError:
        return
    assert text.count("\n") == written(format, "Acme").count("\n")


@pytest.mark.parametrize("name", ["../up.md", "a/../../up.md", "/tmp/adcut-absolute.md"])
def test_a_path_in_a_cut_list_is_never_followed(tmp_path: Path, name: str) -> None:
    listed = CutList((Cut(0, 1_000),), source=SourceInfo(name, "0" * 64, 10_000))
    adcut.write(listed, tmp_path / "in" / "list.json")
    before = sorted(tmp_path.rglob("*"))
    for format in WRITERS:
        with suppress(AdcutError):
            write_cut_list(listed, format, options(format, "a.mp3"))
    assert sorted(tmp_path.rglob("*")) == before
    assert not os.path.exists("/tmp/adcut-absolute.clean.md")


def test_outputs_stay_under_the_output_folder(tmp_path: Path) -> None:
    """Neither a link in the input tree nor one in the output tree leads a file outside."""
    outside, given, out = tmp_path / "outside", tmp_path / "in", tmp_path / "out"
    for folder in (outside, given / "season", out):
        folder.mkdir(parents=True)
    (given / "season" / "a.md").write_bytes((EPISODES / "founder-notes.md").read_bytes())
    (given / "link").symlink_to(outside)
    (out / "season").symlink_to(outside)
    done = subprocess.run([sys.executable, "-m", "adcut", "clean", str(given), "-o", str(out), "--jobs", "1"],
                          cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300)
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert list(outside.iterdir()) == []


HOSTILE_SPEECH = "Ann: Hi \x1b[2J\x1b]0;x\x07 \x9b31m\u202e there.\n\nBo: Today's show was brought to you by \x1b[31mAcme.\n"


@pytest.mark.parametrize("command", [["score"], ["score", "--explain"], ["cuts", "--to", "csv"], ["clean"]])
def test_no_control_character_reaches_the_terminal(command: list[str], tmp_path: Path) -> None:
    """Neither of the speech nor of a file's name, in tables and messages; escape sequences move and hide what is shown."""
    path = tmp_path / "a\x1b[2J\x9b.txt"
    path.write_text(HOSTILE_SPEECH)
    for given in (path, tmp_path / "\x1b[2J\x9b none.txt"):
        done = subprocess.run([sys.executable, "-m", "adcut", *command, str(given)], cwd=tmp_path, capture_output=True,
                              text=True, check=False, timeout=300, env={**os.environ, "FORCE_COLOR": "1"})
        shown = done.stdout + done.stderr
        assert shown
        assert not {c for c in shown if c in "\u202e\x07" or ("\x1b" <= c < " ") or "\x7f" <= c < "\xa0"}


def test_a_list_of_thousands_of_cuts_is_refused_before_ffmpeg_works(tmp_path: Path, tone_file: Path, one_ffmpeg: str) -> None:
    """A graph of 29,000 parts ran for hours."""
    from adcut.errors import MediaError
    from adcut.media import apply

    listed = CutList(tuple(Cut(2 * n, 2 * n + 1) for n in range(29_000)))
    with pytest.raises(MediaError, match="29,000 cuts"):
        apply(listed, str(tone_file), str(tmp_path / "a.wav"), ffmpeg=one_ffmpeg)
    assert list(tmp_path.iterdir()) == []


def test_media_names_are_never_options() -> None:
    from adcut.ffmpeg import source

    for name in ("-y.mp3", "-i", "http://a/b.mp3", "concat:a|b", "pipe:0", "a'b\nc.mp3"):
        arguments = source(name)
        assert arguments[-2:] == ["-i", f"file:{name}"]
        assert arguments[arguments.index("-protocol_whitelist") + 1] == "file,pipe"
