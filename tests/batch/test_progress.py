"""The time that a run says is left is that of the work: unchanged files cost next to none."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator

import pytest

from adcut.batch import CleanResult, Status, progress


class Clock:
    """A clock that goes on by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        for name in ("monotonic", "time"):
            monkeypatch.setattr(time, name, lambda: self.now)

    def results(self, *parts: tuple[Status, int, float]) -> Iterator[CleanResult]:
        """Yield so many results of a status, each after so many seconds."""
        for status, number, seconds in parts:
            for index in range(number):
                self.now += seconds
                yield CleanResult("x.md", index, status)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


CLEANED, UNCHANGED = Status.CLEANED, Status.UNCHANGED


def test_lines_count_what_was_worked_on(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    said: list[str] = []
    parts = [(UNCHANGED, 1200, 1 / 64), (CLEANED, 10, 2.0)]
    assert len(list(progress.watched(clock.results(*parts), 1300, said.append))) == 1210
    assert said == ["640 of 1,300 files, all unchanged so far",
                    "1,201 of 1,300 files, 1,200 of them unchanged, 0.5 a second, 198 s left",
                    "1,206 of 1,300 files, 1,200 of them unchanged, 0.5 a second, 188 s left"]


def test_lines_of_a_first_run(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    said: list[str] = []
    list(progress.watched(clock.results((CLEANED, 6, 2.0)), 20, said.append))
    assert said == ["5 of 20 files, 0.5 a second, 30 s left"]


def test_the_bar_counts_what_was_worked_on(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    parts = [(UNCHANGED, 1200, 1 / 64), (CLEANED, 10, 2.0)]
    results = progress.watched(clock.results(*parts), 1300, print)
    assert len(list(results)) == 1210
    looks = sys.stderr.getvalue().split("\r")  # type: ignore[attr-defined]
    assert any("0/" in look and "unchanged" in look for look in looks)  # it goes on while nothing is worked on
    last = [look for look in looks if "/100 " in look][-1]
    assert "10/100 [00:20<03:00" in last and "1,200 unchanged" in last
