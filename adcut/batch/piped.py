"""Standard input as one of the inputs of an output folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adcut.batch.far_manifest import open_manifest
from adcut.batch.job import Job, compose, model_digest
from adcut.batch.naming import STDIN, STDIN_STEM, Places
from adcut.batch.owners import settled
from adcut.batch.plan import Task
from adcut.batch.record import Record, RunKey
from adcut.batch.remote import plain
from adcut.batch.result import figures
from adcut.batch.store import write_outputs
from adcut.errors import AdcutError

if TYPE_CHECKING:
    from adcut.detection import Detection


def keep_piped(job: Job, detection: Detection, out: str) -> tuple[str, ...]:
    """Write the outputs of standard input into an output folder; return what the user should know.

    Raises
    ------
    AdcutError
        One of the outputs cannot be made or written; then there is none.
    """
    files = compose(job, detection, STDIN_STEM).files  # before the folder is made
    root, places = plain(out), Places()
    with open_manifest(root) as manifest:
        task, = settled([Task(0, STDIN, root, STDIN_STEM, 0)], {root: manifest}, job, places)
        try:
            if task.stem != STDIN_STEM:
                files = compose(job, detection, task.stem).files
            outputs = write_outputs(root, task.folder, files, task.source)
        except AdcutError:
            manifest.release(task.base, task.source)
            raise
        transcript = detection.transcript
        record = Record(transcript.sha256 or "", "", RunKey(model_digest(job.model), job.digest()), outputs,
                        figures(detection), transcript.notes)
        manifest.keep(task.base, record)
    if task.known is not None and task.known.sha256 != record.sha256:
        return (f"its outputs take the place of those of an earlier standard input in {out}; to keep both, give the "
                "texts as files",)
    return ()
