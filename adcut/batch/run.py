"""A run over many files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace

from adcut.batch.job import Job
from adcut.batch.plan import make_plan
from adcut.batch.result import CleanResult
from adcut.batch.work import clean_file


def clean_many(paths: Iterable[str | os.PathLike[str]], *, out: str | os.PathLike[str] | None = None,
               job: Job | None = None) -> Iterator[CleanResult]:
    """Clean files and folders and yield the result of each."""
    chosen = job or Job()
    chosen.check()
    plan = make_plan([os.fspath(p) for p in paths], None if out is None else os.fspath(out), chosen)
    for task in plan.tasks:
        yield replace(clean_file(chosen, task))
