"""Files in parcels for the workers: as even in work as whole files allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from adcut.batch.plan import Task

#: A chunk is closed at this many bytes: six transcripts of an hour, half a second of work, so that
#: handing it over costs little and an interrupt waits little.
CHUNK_BYTES = 512 * 1024
#: ... or at this many files: opening, writing and syncing a file counts too.
CHUNK_FILES = 16


#: A chunk gets this share of the work of a worker that is left: the last chunks are small, so that all
#: workers end at nearly the same time.
SHARE = 4


def in_chunks(tasks: Iterable[Task], workers: int) -> Iterator[tuple[Task, ...]]:
    """Yield the tasks in chunks: those with files larger than a chunk first, largest first, so that none
    of them starts last and holds the others up; then the rest in order, in chunks that get smaller.

    Parameters
    ----------
    workers
        How many chunks are worked on at once; a run of few files is cut finer, so that all have work.
    """
    kept = list(tasks)
    left = sum(task.size for task in kept)
    largest = _limit(left, workers)
    large = sorted((t for t in kept if t.size > largest), key=lambda t: (-t.size, t.index))
    yield from ((task,) for task in large)
    left -= sum(task.size for task in large)
    chunk: list[Task] = []
    size = 0
    for task in kept:
        if task.size > largest:
            continue
        if chunk and (size + task.size > _limit(left, workers) or len(chunk) == CHUNK_FILES):
            yield tuple(chunk)
            left -= size
            chunk, size = [], 0
        chunk.append(task)
        size += task.size
    if chunk:
        yield tuple(chunk)


def _limit(left: int, workers: int) -> int:
    """Return how many bytes a chunk may hold while so many are left to hand over."""
    return min(CHUNK_BYTES, max(1, left // (SHARE * workers)))
