"""Handing chunks to a pool and taking results back, whatever becomes of the workers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import suppress
from functools import partial

from adcut.batch.job import Job
from adcut.batch.leftovers import sweep
from adcut.batch.plan import Task
from adcut.batch.pools import Opener, Pool
from adcut.batch.record import RunKey
from adcut.batch.work import Done, clean_chunk, failed
from adcut.errors import AdcutError

Chunk = tuple[Task, ...]


class _WorkersDiedError(Exception):
    """Worker processes died over files: those to do again, and the one given up."""

    def __init__(self, again: list[Task], given_up: list[Task]) -> None:
        self.again = again
        self.folders = {task.folder for task in (*again, *given_up)}
        super().__init__(f"{len(again)} files were under way")


def dispatch(job: Job, key: RunKey, opener: Opener, chunks: Iterable[Chunk],
             record: Callable[[Done], None]) -> Generator[Done, None, None]:
    """Do the files of all chunks, record each and yield it once, as they complete.

    A worker process that dies (killed, out of memory) takes along what was under way. Those files
    are then done one at a time, and one under which a worker dies again fails alone.

    On KeyboardInterrupt nothing new is started; what is under way is finished and yielded, then the
    interrupt goes on. Where the iterator is closed, what is under way is finished and recorded.

    Raises
    ------
    AdcutError
        The pool cannot be opened, or its workers cannot do this work at all.
    """
    queue = iter(chunks)
    suspects: deque[Task] = deque()
    while True:
        with opener() as pool:
            call = _Caller(pool, job, key, record)
            try:
                yield from _one_at_a_time(call, suspects)
                yield from _all_at_once(call, queue)
                return
            except _WorkersDiedError as loss:
                suspects.extend(loss.again)
                folders = loss.folders
        for folder in folders:
            sweep(folder, deep=False)


class _Caller:
    """Calls the workers of a pool for chunks, and records what they did before anyone else hears of it."""

    def __init__(self, pool: Pool, job: Job, key: RunKey, record: Callable[[Done], None]) -> None:
        self.pool = pool
        self._record = record
        self._work = partial(clean_chunk, job, key)

    def submit(self, chunk: Chunk) -> Future[list[Done]]:
        """Hand a chunk over; a pool without workers answers through the future too."""
        try:
            return self.pool.executor.submit(self._work, chunk)
        except self.pool.deaths as error:
            future: Future[list[Done]] = Future()
            future.set_exception(error)
            return future

    def answer(self, future: Future[list[Done]]) -> list[Done] | None:
        """Return what a finished call gave; None where its worker died."""
        try:
            answer = future.result()
        except self.pool.deaths:
            return None
        except Exception as error:
            raise AdcutError(f"the workers cannot do the work ({type(error).__name__}: {error}); they need this "
                             "version of adcut, and the cluster a scheduler that runs") from error
        for done in answer:
            self._record(done)
        return answer

    def under_way(self, futures: Iterable[Future[list[Done]]]) -> list[Future[list[Done]]]:
        """Take back the calls that no worker has begun, as far as the pool can tell, and return the others."""
        return [future for future in futures if not (self.pool.recalls and future.cancel())]


def _one_at_a_time(call: _Caller, suspects: deque[Task]) -> Iterator[Done]:
    while suspects:
        task = suspects.popleft()
        answer = call.answer(call.submit((task,)))
        if answer is not None:
            yield from answer
            continue
        yield failed(task, AdcutError("the worker died over it, out of memory perhaps; clean it alone with "
                                      "--jobs 1, on a machine with more"))
        raise _WorkersDiedError([], [task])


def _all_at_once(call: _Caller, queue: Iterator[Chunk]) -> Iterator[Done]:
    waiting: dict[Future[list[Done]], Chunk] = {}
    lost: list[Task] = []
    interrupted = False
    try:
        while True:
            try:
                while not (lost or interrupted) and len(waiting) < call.pool.window():
                    chunk = next(queue, None)
                    if chunk is None:
                        break
                    waiting[call.submit(chunk)] = chunk
                finished = wait(waiting, return_when=FIRST_COMPLETED).done
            except KeyboardInterrupt:
                if interrupted:
                    raise
                interrupted = True
                waiting = {future: waiting[future] for future in call.under_way(waiting)}
                continue
            if not finished:
                break
            for future in finished:
                chunk = waiting.pop(future)
                answer = call.answer(future)
                if answer is None:
                    lost.extend(chunk)
                else:
                    yield from answer
    except (GeneratorExit, KeyboardInterrupt):
        for future in call.under_way(waiting):
            with suppress(AdcutError):  # a worker that cannot do the work has written nothing
                call.answer(future)
        waiting.clear()
        raise
    finally:
        for future in waiting:
            future.cancel()
    if interrupted:
        raise KeyboardInterrupt
    if lost:
        raise _WorkersDiedError(lost, [])
