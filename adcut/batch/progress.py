"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator

from adcut.batch.result import CleanResult, Status

#: Seconds between two lines where standard error is no terminal.
LINE_SECONDS = 10.0
#: Seconds between two looks of the bar while nothing is worked on.
BAR_SECONDS = 0.1


def watched(results: Iterable[CleanResult], total: int, say: Callable[[str], None]) -> Iterator[CleanResult]:
    """Pass results on and show the progress on standard error.

    Parameters
    ----------
    total
        How many there will be.
    say
        Prints a line, where standard error is no terminal.
    """
    return _bar(results, total) if sys.stderr.isatty() else _lines(results, total, say)


def in_order(results: Iterable[CleanResult]) -> Iterator[CleanResult]:
    """Yield results in the order of the run, each as soon as all before it are there."""
    early: dict[int, CleanResult] = {}
    following = 0
    for result in results:
        early[result.index] = result
        while following in early:
            yield early.pop(following)
            following += 1


def _bar(results: Iterable[CleanResult], total: int) -> Iterator[CleanResult]:
    from tqdm import tqdm

    unchanged, shown = 0, time.monotonic()
    with tqdm(total=total, unit="file", smoothing=0.05, dynamic_ncols=True, leave=False) as bar:
        for result in results:
            yield result
            if result.status is not Status.UNCHANGED:
                bar.update()
                continue
            unchanged += 1
            bar.total -= 1  # the bar is of what is worked on, so that its time left is
            bar.set_postfix_str(f"{unchanged:,} unchanged", refresh=False)
            if not bar.n:
                bar.unpause()  # the clock starts with the work
            if time.monotonic() - shown >= BAR_SECONDS:
                shown = time.monotonic()
                bar.refresh()


def _lines(results: Iterable[CleanResult], total: int, say: Callable[[str], None]) -> Iterator[CleanResult]:
    began = said = time.monotonic()
    worked = 0
    for number, result in enumerate(results, start=1):
        yield result
        now = time.monotonic()
        if result.status is not Status.UNCHANGED:
            worked += 1
        elif not worked:
            began = now
        if now - said >= LINE_SECONDS:
            said = now
            say(f"{number:,} of {total:,} files, " + _pace(worked, number - worked, total - number, now - began))


def _pace(worked: int, unchanged: int, left: int, seconds: float) -> str:
    """Return how fast the work goes and when it ends; what is unchanged costs next to nothing and says nothing of that."""
    if not worked:
        return "all unchanged so far"
    rate = worked / seconds
    return (f"{unchanged:,} of them unchanged, " if unchanged else "") + f"{rate:,.1f} a second, {left / rate:,.0f} s left"
