"""Every format has a golden file for each example; they change only with --update-goldens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from adcut.cutlist import Cut, CutList, SourceInfo
from adcut.errors import AdcutError
from adcut.writers import WRITERS, format_table, write_cut_list
from adcut.writers.base import WriteOptions

GOLDEN = Path(__file__).parent.parent / "golden"
HOSTILE = "O'Neil & \"Söns\", <50%; #1=\\ 😀 文"
CASES = ("running", "hostile", "open", "nothing")
TIMELINED = tuple(name for name, spec in WRITERS.items() if "timeline" in spec.options)


def example(case: str, running: CutList) -> CutList:
    if case == "hostile":
        return replace(running, cuts=tuple(replace(c, sponsor=HOSTILE) for c in running.cuts))
    if case == "open":
        return CutList((*running.cuts[:2], replace(running.cuts[2], end_ms=None)),
                       source=SourceInfo("ep.md"), model=running.model)
    if case == "nothing":
        return CutList(source=SourceInfo("ep.md", None, 60_000))
    return running


def check(path: Path, text: str, update: bool) -> None:
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    assert path.exists(), f"no golden {path.name}; look at the output, then run pytest tests/writers --update-goldens"
    assert path.read_bytes().decode() == text


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", list(WRITERS))
def test_golden(name: str, case: str, running: CutList, options_for: Callable[..., WriteOptions],
                update_goldens: bool) -> None:
    media = f"{HOSTILE}.mp3" if case == "hostile" else "ep.mp3"
    try:
        text, suffix = write_cut_list(example(case, running), name, options_for(name, media)), WRITERS[name].suffix
    except AdcutError as error:
        text, suffix = f"{type(error).__name__}: {error}\n", "error"
    check(GOLDEN / name / f"{case}.{suffix}", text, update_goldens)


@pytest.mark.parametrize("name", TIMELINED)
def test_golden_of_the_cut_timeline(name: str, running: CutList, update_goldens: bool) -> None:
    text = write_cut_list(running, name, WriteOptions(timeline="cut"))
    check(GOLDEN / name / f"cut_timeline.{WRITERS[name].suffix}", text, update_goldens)


@pytest.mark.parametrize("name", ["cmx3600", "resolve-edl"])
def test_golden_of_drop_frame(name: str, running: CutList, update_goldens: bool) -> None:
    shifted = CutList(tuple(Cut(c.start_ms + 3_540_000, c.end_ms + 3_540_000) for c in running.cuts),
                      source=SourceInfo("ep.md", None, 3_700_000))
    text = write_cut_list(shifted, name, WriteOptions(rate=Fraction(30000, 1001), drop_frame=True))
    check(GOLDEN / name / f"drop_frame.{WRITERS[name].suffix}", text, update_goldens)


def test_golden_of_the_table(update_goldens: bool) -> None:
    text = "\n".join("\t".join(row) for row in format_table()) + "\n"
    check(GOLDEN / "formats.tsv", text, update_goldens)


def test_no_golden_without_a_writer() -> None:
    folders = {path.name for path in GOLDEN.iterdir() if path.is_dir()}
    assert folders >= set(WRITERS)
    for name in WRITERS:
        assert (GOLDEN / name / f"running.{WRITERS[name].suffix}").exists(), name
