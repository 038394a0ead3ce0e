"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator

from adcut.batch.result import CleanResult

#: Seconds between two lines where standard error is no terminal.
LINE_SECONDS = 10.0


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

    with tqdm(results, total=total, unit="file", smoothing=0.05, dynamic_ncols=True, leave=False) as bar:
        yield from bar


def _lines(results: Iterable[CleanResult], total: int, say: Callable[[str], None]) -> Iterator[CleanResult]:
    started = said = time.monotonic()
    for number, result in enumerate(results, start=1):
        yield result
        now = time.monotonic()
        if now - said >= LINE_SECONDS:
            said = now
            rate = number / (now - started)
            say(f"{number:,} of {total:,} files, {rate:,.1f} a second, {(total - number) / rate:,.0f} s left")
