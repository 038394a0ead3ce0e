"""Tasks for workers with another working directory: with absolute paths there, and as they were given here."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace

from adcut.batch.job import Job
from adcut.batch.plan import Task
from adcut.batch.remote import is_url, join
from adcut.batch.result import shown
from adcut.batch.work import Done
from adcut.errors import AdcutError


def absolute(path: str) -> str:
    """Return a path that means the same in every working directory; a URL does already."""
    return path if is_url(path) else os.path.abspath(path)


class Elsewhere:
    """The work of a run as it is handed to workers elsewhere, and the way back."""

    def __init__(self, job: Job, tasks: Iterable[Task]) -> None:
        self._given = {task.index: task for task in tasks}
        self._model = job.model
        self.job = job if job.model is None else replace(job, model=os.path.abspath(job.model))
        self.tasks = [replace(task, source=absolute(task.source), root=absolute(task.root))
                      for task in self._given.values()]

    def back(self, done: Done) -> Done:
        """Return what came of a task with every path as it was given."""
        task, result = self._given[done.task.index], done.result
        outputs = tuple(join(task.folder, os.path.basename(path)) for path in result.outputs)
        if result.error is not None:
            self._restore(result.error, done.task, task)
        return Done(task, replace(result, path=task.source, outputs=outputs), done.record)

    def _restore(self, error: AdcutError, there: Task, here: Task) -> None:
        """Put the given paths into an error that a worker raised."""
        pairs = [(there.source, here.source), (there.root, here.root)]
        if self._model is not None:
            pairs.append((os.path.abspath(self._model), self._model))
        for full, given in dict.fromkeys(pairs):
            if full != given and full != os.sep:
                for form in {(full, given), (shown(full), shown(given))}:
                    error.args = tuple(_replaced(value, *form) for value in error.args)
                    error.__dict__.update({name: _replaced(value, *form) for name, value in error.__dict__.items()})


def _replaced(value: object, full: str, given: str) -> object:
    """Return a text with a path put for another, but where that is a part of a longer name."""
    if not isinstance(value, str):
        return value
    return re.sub(r"(?<![^\s:;,('\"])" + re.escape(full) + r"(?=[/\\:;,)'\"\s]|$)", lambda _: given, value)
