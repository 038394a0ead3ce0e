"""What a worker does: read, detect, compose and write each file; a failure stays with its file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adcut.api import read_bytes
from adcut.batch import store
from adcut.batch.job import Job, compose, model_digest
from adcut.batch.plan import Task
from adcut.batch.record import Record, RunKey, Written
from adcut.batch.remote import join
from adcut.batch.result import CleanResult, Status, figures, shown
from adcut.batch.stamps import Stamps
from adcut.errors import AdcutError, ModelIntegrityError


@dataclass(frozen=True, slots=True)
class Done:
    """A file that left a worker; record: None where it failed."""

    task: Task
    result: CleanResult
    record: Record | None = None


def clean_chunk(job: Job, key: RunKey, tasks: Sequence[Task]) -> list[Done]:
    """Clean the files of a chunk, in order."""
    return [clean_file(job, key, task) for task in tasks]


def clean_file(job: Job, key: RunKey, task: Task) -> Done:
    """Clean one file; whatever happens to it is in the result, nothing is raised."""
    try:
        return _cleaned(job, key, task)
    except AdcutError as error:
        return failed(task, error)
    except MemoryError:
        return failed(task, AdcutError("the memory of this machine does not suffice for it; clean it alone with "
                                       "--jobs 1, on a machine with more"))
    except Exception as error:  # noqa: BLE001 a fault met in one file of a million must not end the run
        return failed(task, AdcutError(f"{type(error).__name__} ({error}); this is a fault of adcut, please report "
                                       "it with the file"))


def failed(task: Task, error: AdcutError) -> Done:
    """Return a file that could not be done."""
    return Done(task, CleanResult(task.source, task.index, Status.FAILED, error=error))


def unchanged(task: Task, record: Record) -> Done:
    """Return a file whose outputs stand from an earlier run."""
    return Done(task, _result(task, Status.UNCHANGED, record), record)


def is_current(task: Task, record: Record, key: RunKey, stamps: Stamps) -> bool:
    """Whether the stamps of input and outputs prove a record, without reading any of them."""
    return record.key == key and stamps.prove(task.source, record.stamp) and all(
        stamps.prove(join(task.folder, written.name), written.stamp) for written in record.outputs)


def _cleaned(job: Job, key: RunKey, task: Task) -> Done:
    if task.refusal is not None:
        raise AdcutError(task.refusal)
    data, stamp = store.read_input(task.source)
    sha256 = hashlib.sha256(data).hexdigest()
    if task.known is not None and task.known.key == key and task.known.sha256 == sha256:
        outputs = _standing(task, task.known.outputs)
        if outputs is not None:
            return unchanged(task, replace(task.known, stamp=stamp, outputs=outputs))
    if key.model != (here := model_digest(job.model)):
        raise ModelIntegrityError(key.model, here, "the model of this worker")
    transcript = read_bytes(data, format=job.format, path=shown(task.source))
    detection = job.detect(transcript)
    files = compose(job, detection, task.stem).files
    outputs = store.write_outputs(task.root, task.folder, files, task.source)
    record = Record(sha256, stamp, key, outputs, figures(detection), transcript.notes)
    return Done(task, _result(task, Status.CLEANED, record), record)


def _standing(task: Task, outputs: Sequence[Written]) -> tuple[Written, ...] | None:
    """Return outputs as they stand with new stamps, None where one is gone or altered."""
    found = []
    for written in outputs:
        path = join(task.folder, written.name)
        stamp = store.stamp(path)
        if store.digest(path) != written.sha256:
            return None
        found.append(replace(written, stamp=stamp))
    return tuple(found)


def _result(task: Task, status: Status, record: Record) -> CleanResult:
    paths = tuple(join(task.folder, written.name) for written in record.outputs)
    return CleanResult(task.source, task.index, status, paths, record.figures, notes=record.notes)
