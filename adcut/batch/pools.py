"""Where the work is done: in this process, in processes of this machine (loky), on a cluster (Dask)."""

from __future__ import annotations

import asyncio
import importlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

from adcut.batch.job import model_digest
from adcut.batch.store import WRITING
from adcut.errors import AdcutError, OptionError

#: Chunks handed over for each worker, so that none waits for the next.
AHEAD = 2
#: How often a worker looks whether the process that started it is still there, in seconds.
_PARENT_SECONDS = 1.0
#: How long a scheduler may take to answer at its address, in seconds.
_ANSWER_SECONDS = 10
#: How long a cluster that answers may take to show a first worker, in seconds.
_CLUSTER_SECONDS = 60
#: Numeric libraries in a worker keep to one thread: the workers are the parallelism.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                             "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Pool:
    """Workers that take calls.

    window: how many calls to have handed over at once (asked anew each time: clusters grow).
    deaths: the errors of a call that say that its worker died.
    recalls: whether a call that can be cancelled is one that no worker has begun.
    """

    executor: Executor
    window: Callable[[], int]
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    recalls: bool = True


#: Opens a pool, and another one after its processes died.
Opener = Callable[[], AbstractContextManager[Pool]]


class _Here(Executor):
    """Does each call at once in this process."""

    def submit(self, fn: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> Future[_T]:
        future: Future[_T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def here() -> Iterator[Pool]:
    """Open a pool that works in this process."""
    yield Pool(_Here(), lambda: 1)


def processes(jobs: int, model: str | None) -> Opener:
    """Return the opener of `jobs` loky processes, each with the model loaded once."""
    @contextmanager
    def opened() -> Iterator[Pool]:
        from joblib.externals.loky import ProcessPoolExecutor

        executor = ProcessPoolExecutor(max_workers=jobs, initializer=_start_worker, initargs=(os.getpid(), model),
                                       env=_ONE_THREAD)
        try:
            with _interrupts_held_back():
                executor.submit(os.getpid)
            yield Pool(executor, lambda: AHEAD * jobs)
        except KeyboardInterrupt:
            executor.shutdown(wait=True, kill_workers=True)
            raise
        finally:
            executor.shutdown(wait=True)

    return opened


def cluster(address: str | None, jobs: int) -> Opener:
    """Return the opener of a Dask cluster: the one at `address`, else one of `jobs` processes here.

    Raises
    ------
    OptionError
        Dask is not installed.
    """
    try:
        distributed: Any = importlib.import_module("distributed")  # Any: part of it has no types
        died = (importlib.import_module("distributed.scheduler").KilledWorker,)
    except ImportError as error:
        raise OptionError("the dask backend needs Dask; pip install 'adcut[dask]'") from error

    @contextmanager
    def opened() -> Iterator[Pool]:
        if address is not None:
            _reach(distributed, address)
        try:
            client = (distributed.Client(address, timeout=_CLUSTER_SECONDS, set_as_default=False) if address else
                      distributed.Client(n_workers=jobs, threads_per_worker=1, dashboard_address=None,
                                         set_as_default=False))
        except (OSError, ValueError) as error:
            raise AdcutError(f"{address or 'this machine'}: no Dask cluster can be opened there ({error}); start one "
                             "with `dask scheduler` and `dask worker`, or leave out the dask backend") from error
        with client:
            try:
                client.wait_for_workers(1, timeout=_CLUSTER_SECONDS)
            except TimeoutError as error:
                raise AdcutError(f"{address}: the scheduler has no workers; start some with `dask worker "
                                 f"{address}`") from error
            with client.get_executor(pure=False) as executor:
                yield Pool(executor, lambda: AHEAD * max(1, sum(client.nthreads().values())), died, recalls=False)

    return opened


def _reach(distributed: ModuleType, address: str) -> None:
    """See that a scheduler answers, before a client is made: one that never got through waits minutes at its end.

    Raises
    ------
    AdcutError
        It is no address, or nothing answers there in time.
    """
    async def answers() -> None:
        communication = await distributed.comm.connect(address, timeout=_ANSWER_SECONDS,
                                                       **distributed.Security().get_connection_args("client"))
        await communication.close()

    with ThreadPoolExecutor(1) as aside:  # the thread that asks may have an event loop already: a notebook has
        try:
            aside.submit(asyncio.run, answers()).result()
        except ValueError as error:
            raise OptionError(f"{address}: is no address of a Dask scheduler ({error}); give one as "
                              "tcp://HOST:8786") from error
        except (OSError, RuntimeError, ImportError) as error:  # nobody is there, or it speaks another protocol
            raise AdcutError(f"{address}: no Dask scheduler answers there ({error}); start one with `dask scheduler`, "
                             "or check the address") from error


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: the run itself decides when they end.

    One that comes meanwhile reaches this process afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(parent: int, model: str | None) -> None:
    """Ready a worker process: Ctrl-C is for the run alone, and no worker outlives the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    try:
        model_digest(model)
    except AdcutError:
        return  # each file then fails with this very error, in words


def _leave_with(parent: int) -> None:
    """End this process once its parent is gone, but not in the middle of a write."""
    while os.getppid() == parent:
        time.sleep(_PARENT_SECONDS)
    with WRITING:
        os._exit(1)
