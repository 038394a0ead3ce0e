"""Which files are taken, and that no two share an output and none is overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adcut.batch.job import SCRIPT_SUFFIXES, Job
from adcut.batch.plan import SUMMARY_MARK, Plan, make_plan
from adcut.writers import WRITERS

JOB = Job()


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("A line.\n")


def taken(plan: Plan, folder: Path) -> list[str]:
    return [str(Path(task.source).relative_to(folder)) for task in plan.tasks]


def bases(plan: Plan) -> dict[str, str]:
    return {Path(task.source).name: task.base for task in plan.tasks}


def test_a_folder_gives_its_transcripts_in_the_order_of_their_names(tmp_path: Path) -> None:
    touch(tmp_path, "b.md", "a.srt", "sub/deep/c.VTT", "sub/d.json", "e.text", "f.markdown", "g.txt")
    touch(tmp_path, "x.mp3", "y.csv", "z", ".hidden.md", ".git/h.md", "a.clean.srt", "a.cuts.json")
    plan = make_plan([str(tmp_path)], "out", JOB)
    assert taken(plan, tmp_path) == ["a.srt", "b.md", "e.text", "f.markdown", "g.txt", "sub/d.json", "sub/deep/c.VTT"]
    assert [task.index for task in plan.tasks] == list(range(7))
    assert bases(plan)["c.VTT"] == "sub/deep/c"
    assert plan.tasks[-1].folder == os.path.join("out", "sub", "deep")
    assert plan.kept == {"out"}


def test_a_named_file_is_always_taken(tmp_path: Path) -> None:
    touch(tmp_path, "talk", ".hidden.md", "a.clean.md", "b.log")
    paths = [str(tmp_path / name) for name in ("talk", ".hidden.md", "a.clean.md", "b.log", "missing.md")]
    plan = make_plan(paths, None, JOB)
    assert [task.source for task in plan.tasks] == paths
    assert all(task.root == str(tmp_path) for task in plan.tasks)
    assert plan.kept == frozenset()


def test_each_file_is_taken_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "sub/b.md")
    paths = [tmp_path, tmp_path / "a.md", tmp_path / "sub", tmp_path / "sub" / ".." / "a.md"]
    plan = make_plan(map(str, paths), "out", JOB)
    assert taken(plan, tmp_path) == ["a.md", "sub/b.md"]


def test_each_name_of_a_file_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "a.md")
    monkeypatch.chdir(tmp_path)
    assert [t.source for t in make_plan(["a.md", "./a.md", str(tmp_path / "a.md"), "."], None, JOB).tasks] == ["a.md"]


def test_loops_of_links_end(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "sub/b.md")
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "again").symlink_to(tmp_path / "sub", target_is_directory=True)
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    assert taken(make_plan([str(tmp_path)], "out", JOB), tmp_path) == ["a.md", "sub/b.md", "gone.md"]


def test_links_that_cannot_be_followed_fail_alone(tmp_path: Path) -> None:
    """They ended the run, with a word about standard output."""
    touch(tmp_path, "a.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "loops").symlink_to("loops")
    plan = make_plan([str(tmp_path)], "out", JOB)
    assert taken(plan, tmp_path) == ["a.md", "loop.md", "loops"]
    assert [bool(task.refusal) for task in plan.tasks] == [False, False, True]
    assert "cannot be listed" in (plan.tasks[-1].refusal or "")


def test_only_outputs_of_ours_are_passed_over(tmp_path: Path) -> None:
    """Whatever had .clean. or .cuts. in its name was."""
    names = ["clean.md", "jump.cuts.and.edits.srt", "talk.clean.energy.md", "talk.clean.markdown"]
    own = {name for suffix in SCRIPT_SUFFIXES for name in (f"a.clean.{suffix}", f"a.md-1.clean.{suffix}")}
    for formats in (tuple(WRITERS), tuple(reversed(list(WRITERS)))):
        own |= set(Job(cuts=formats).cut_list_names("talk.clean.energy").values())
    touch(tmp_path, *names, *own)
    assert taken(make_plan([str(tmp_path)], "out", JOB), tmp_path) == names


def test_a_summary_is_no_transcript(tmp_path: Path) -> None:
    touch(tmp_path, "sub/summary.json")
    (tmp_path / "summary.json").write_bytes(SUMMARY_MARK + b', "version": 1}')
    assert taken(make_plan([str(tmp_path)], "out", JOB), tmp_path) == ["sub/summary.json"]


@pytest.mark.parametrize(("names", "expected"), [
    (["a.md", "b.md"], ["a", "b"]),
    (["a.md", "a.srt"], ["a.md", "a.srt"]),
    (["a.md", "A.srt"], ["a.md", "A.srt"]),
    (["a.md", "a.srt", "a.md.txt"], ["a.md", "a.md.txt", "a.srt"]),
    (["x/a.md", "y/a.md"], ["x/a", "y/a"]),
])
def test_names_in_a_folder(names: list[str], expected: list[str], tmp_path: Path) -> None:
    touch(tmp_path, *names)
    plan = make_plan([str(tmp_path)], "out", JOB)
    assert sorted(task.base for task in plan.tasks) == sorted(expected)
    assert len({task.base.casefold() for task in plan.tasks}) == len(names)


def test_the_same_names_from_several_folders(tmp_path: Path) -> None:
    touch(tmp_path, "x/a.md", "y/a.md", "z/x/a.md", "y/b.md")
    plan = make_plan([str(tmp_path / f) for f in ("x", "y", "z/x")], "out", JOB)
    assert [task.base for task in plan.tasks] == ["x-a.md-1", "y-a.md", "b", "x-a.md-2"]


def test_outputs_stay_under_the_output_folder(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.md", "b.md")
    plan = make_plan([str(tmp_path / "in" / ".." / "b.md"), str(tmp_path / "in" / ".." / "in")], "out", JOB)
    assert [task.base for task in plan.tasks] == ["b", "a"]
    assert all(".." not in task.folder for task in plan.tasks)


def test_what_would_overwrite_an_input_is_refused(tmp_path: Path) -> None:
    touch(tmp_path, "a.md", "a.clean.md", "b.md", "b.cuts.json")
    plan = make_plan([str(tmp_path / n) for n in ("a.md", "a.clean.md", "b.md", "b.cuts.json")], None, JOB)
    refused = {Path(t.source).name: t.refusal or "" for t in plan.tasks}
    assert "a.clean.md would overwrite an input" in refused["a.md"]
    assert "b.cuts.json would overwrite an input" in refused["b.md"]
    assert refused["a.clean.md"] == refused["b.cuts.json"] == ""


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    plan = make_plan([str(tmp_path)], None, JOB)
    assert plan.tasks == ()
    assert "no new transcript in this folder" in plan.notes[0]


def test_several_cut_lists_never_share_a_name() -> None:
    names = Job(cuts=("json", "mplayer-edl", "cmx3600")).cut_list_names("ep")
    assert names["json"] == "ep.cuts.json"
    assert len(set(names.values())) == 3
