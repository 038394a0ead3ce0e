"""What a worker does with one file: read, detect, compose, write; a failure stays with the file."""

from __future__ import annotations

import os

from adcut.api import read_bytes
from adcut.batch.job import Job, compose
from adcut.batch.plan import Task
from adcut.batch.result import CleanResult, Status, figures
from adcut.batch.store import read_input, write_output
from adcut.errors import AdcutError


def clean_file(job: Job, task: Task) -> CleanResult:
    """Clean one file; whatever happens to it is in the result, nothing is raised."""
    try:
        return _cleaned(job, task)
    except AdcutError as error:
        return failed(task, error)
    except Exception as error:  # noqa: BLE001 a fault met in one file of a million must not end the run
        return failed(task, AdcutError(f"{task.source}: {type(error).__name__} ({error}); this is a fault of adcut, "
                                       "please report it with the file"))


def failed(task: Task, error: AdcutError) -> CleanResult:
    """Return the result of a file that could not be done."""
    return CleanResult(task.source, task.index, Status.FAILED, error=error)


def _cleaned(job: Job, task: Task) -> CleanResult:
    if task.refusal is not None:
        raise AdcutError(f"{task.source}: {task.refusal}")
    transcript = read_bytes(read_input(task.source), format=job.format, path=task.source)
    detection = job.detect(transcript)
    outputs = compose(job, detection, task.stem)
    paths = []
    for name, data in outputs.files.items():
        path = os.path.join(task.folder, name)
        write_output(task.root, path, data, task.source)
        paths.append(path)
    return CleanResult(task.source, task.index, Status.CLEANED, tuple(paths), figures(detection),
                       notes=transcript.notes)
