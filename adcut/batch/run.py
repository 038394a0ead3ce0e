"""A run over many files: plan, skip what is done, do the rest, remember it."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Generator, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

from adcut.batch import remote
from adcut.batch.chunks import CHUNK_BYTES, in_chunks
from adcut.batch.dispatch import dispatch
from adcut.batch.elsewhere import Elsewhere
from adcut.batch.far_manifest import open_manifest
from adcut.batch.job import Job, model_digest
from adcut.batch.leftovers import sweep
from adcut.batch.manifest import MANIFEST_NAME
from adcut.batch.naming import Places
from adcut.batch.owners import settled
from adcut.batch.plan import Plan, Task, make_plan
from adcut.batch.pools import Opener, cluster, here, processes
from adcut.batch.record import RunKey
from adcut.batch.remote import forget_listings, is_in_memory, is_url, join
from adcut.batch.result import CleanResult
from adcut.batch.stamps import Stamps
from adcut.batch.store import is_gone
from adcut.batch.vanished import Vanished, vanished
from adcut.batch.work import Done, is_current, unchanged
from adcut.errors import OptionError

BACKENDS = ("loky", "dask")


@dataclass(frozen=True, slots=True)
class Workers:
    """Who does the work: `jobs` processes (None: as many as this machine has cores and the run has
    work for) of a backend, loky or dask; scheduler: the address of a Dask cluster."""

    jobs: int | None = None
    backend: str | None = None
    scheduler: str | None = None

    @property
    def local(self) -> bool:
        """Whether the workers are processes of this machine that live as long as the run."""
        return self.backend != "dask" and self.scheduler is None

    def within_reach(self, places: Iterable[str]) -> Workers:
        """Return the workers for inputs and outputs at `places`: this process where no other one finds them.

        Raises
        ------
        OptionError
            More of them were asked for.
        """
        own = next(filter(is_in_memory, places), None)
        if own is None:
            return self
        if not self.local or (self.jobs or 1) > 1:
            raise OptionError(f"{own}: is in the memory of this process, and other processes do not find it; give one "
                              "job without the dask backend, or another place")
        return replace(self, jobs=1)

    def check(self) -> None:
        """Refuse what does not go together.

        Raises
        ------
        OptionError
            An unknown backend, no worker at all, or a scheduler without Dask.
        """
        if self.backend not in (None, *BACKENDS):
            raise OptionError(f"unknown backend {self.backend!r}; choose from {', '.join(BACKENDS)}")
        if self.backend == "loky" and self.scheduler is not None:
            raise OptionError("a scheduler belongs to the dask backend; leave out one of the two")
        if self.jobs is not None and self.jobs < 1:
            raise OptionError(f"{self.jobs} workers do no work; give at least one")


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was planned; `results()` carries it out."""

    plan: Plan
    job: Job
    workers: Workers = Workers()
    force: bool = False

    def results(self, tell: Callable[[Vanished], None] | None = None) -> Generator[CleanResult, None, None]:
        """Do what is new or changed and yield the result of every file, as they complete.

        Closing the iterator ends the run in order; all that was written is remembered, also what was
        not yielded. Nothing is made where nothing can be done.

        Parameters
        ----------
        tell
            Called at the end with each input that was done in an earlier run and is gone.
        """
        key = RunKey(model_digest(self.job.model), self.job.digest())
        places = Places()
        with ExitStack() as stack:
            manifests = {root: stack.enter_context(open_manifest(root)) for root in sorted(self._roots())}
            self._sweep(manifests.keys())
            if not self.workers.local:
                stack.callback(self._sweep, ())  # a cluster puts others in the place of workers that die

            def record(done: Done) -> None:
                if (manifest := manifests.get(done.task.root)) is None:
                    return
                if done.record is not None:
                    manifest.keep(done.task.base, done.record)
                else:
                    manifest.release(done.task.base, places.identity(done.task.source))

            todo: list[Task] = []
            stamps = Stamps(self.plan, manifests)
            for task in settled(self.plan.tasks, manifests, self.job, places):
                # What was made otherwise proves nothing; its figures would only be carried to the workers and back.
                known = None if self.force or task.known is None or task.known.key != key else task.known
                if known is not None and task.refusal is None and is_current(task, known, key, stamps):
                    yield unchanged(task, known).result
                else:
                    todo.append(replace(task, known=known))
            for root, manifest in manifests.items():
                manifest.announce(working=any(task.root == root for task in todo))
            todo.sort(key=lambda task: task.index)
            with closing(self._done(key, todo, record)) as work:
                for done in work:
                    yield done.result
            if tell is not None:
                for gone in vanished(self.plan, manifests, places):
                    tell(gone)

    @property
    def has_work(self) -> bool:
        """Whether any of the files is there to be done."""
        return any(map(_is_there, self.plan.tasks))

    def _roots(self) -> set[str]:
        """Return the output folders whose manifests are opened: those with work, and those that have one."""
        found = {root for root in self.plan.kept if not is_gone(join(root, MANIFEST_NAME))}
        for task in self.plan.tasks:
            if found == self.plan.kept:
                break
            if task.root in self.plan.kept and _is_there(task):
                found.add(task.root)
        return found

    def _done(self, key: RunKey, todo: Sequence[Task], record: Callable[[Done], None]) -> Generator[Done, None, None]:
        if not todo:
            return
        jobs = self._jobs(todo)
        if not self.workers.local:  # their workers may have other working directories
            there = Elsewhere(self.job, todo)
            with closing(dispatch(there.job, key, self._opener(jobs), in_chunks(there.tasks, jobs),
                                  lambda done: record(there.back(done)))) as work:
                for done in work:
                    yield there.back(done)
        elif jobs == 1:
            yield from dispatch(self.job, key, here, ((task,) for task in todo), record)
        else:
            yield from dispatch(self.job, key, self._opener(jobs), in_chunks(todo, jobs), record)

    def _sweep(self, watched: Container[str]) -> None:
        """Remove leftovers from the folders of the run but those whose manifests know when to."""
        for folder in {task.folder for task in self.plan.tasks if task.root not in watched}:
            remote.sweep(folder, deep=False) if is_url(folder) else sweep(folder, deep=False)

    def _jobs(self, todo: Sequence[Task]) -> int:
        """Return how many workers there is work for; a process costs as much to start as a chunk to do."""
        if self.workers.jobs is not None:
            return min(self.workers.jobs, len(todo))
        work = sum(task.size for task in todo) // CHUNK_BYTES
        if work < 2:
            return 1
        from joblib import cpu_count

        return int(min(cpu_count(), work, len(todo)))

    def _opener(self, jobs: int) -> Opener:
        return processes(jobs, self.job.model) if self.workers.local else cluster(self.workers.scheduler, jobs)


def _is_there(task: Task) -> bool:
    """Whether a file is there to be done; of a URL that is known only when it is read."""
    return task.refusal is None and (is_url(task.source) or os.path.exists(task.source))


def prepare(paths: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str] | None, job: Job, workers: Workers,
            *, force: bool = False) -> Run:
    """Return a run over files and folders, planned and checked; nothing is read or written yet.

    Raises
    ------
    AdcutError
        Options that no file can be done with.
    """
    job.check()
    workers.check()
    inputs, output = [os.fspath(p) for p in paths], None if out is None else os.fspath(out)
    places = inputs if output is None else [*inputs, output]
    workers = workers.within_reach(places)
    forget_listings(places)
    return Run(make_plan(inputs, output, job), job, workers, force)
