"""Marking by several processes of this computer, or by the workers of a cluster.

Only some work is under way at a time, so a large class needs no more memory than a small one.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ontherecord.errors import OnTheRecordError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from ontherecord.grading.marking import Marked, Work
    from ontherecord.grading.run import Pair, Spread

AHEAD = 3
"""How much work each worker has waiting."""

TOGETHER, TOGETHER_BYTES = 8, 1_000_000
"""How many learners' work a process of this computer takes at a time, and how much of it."""

TRIES = 2
REFUSED = "Marking it ended the process that did it, twice. It was left out, and has no mark."
CONNECT_SECONDS = 10
PIPE_SECONDS = 1


class NoCluster(OnTheRecordError):
    """A cluster that cannot be used."""


@contextmanager
def in_processes(workers: int, sandboxed: bool = True) -> Iterator[Spread]:
    """As many processes of this computer, with one sandbox for all of them."""
    if sys.platform != "linux":
        yield partial(_in_processes, workers)
        return
    # A fork need not load again what is loaded here, the sandbox's part included.
    from ontherecord.grading.box.running import shared_jail

    with shared_jail(sandboxed):
        from ontherecord import questions

        for type in questions.TYPES:
            questions.class_of(type)
        yield partial(_in_processes, workers)


def _in_processes(workers: int, pairs: Iterable[Pair]) -> Iterator[tuple[Hashable, Marked]]:
    waiting = _Waiting(pairs)
    again: list[Pair] = []
    while True:
        # A pool is broken when one process of it dies; who did it is found one by one.
        with _pool(workers) as pool:
            lost: list[Pair] = []
            yield from _shared_out(pool, workers, waiting, lost)
            again += lost
        if not lost:
            break
    for place, work in again:
        for _ in range(TRIES):
            with _pool(1) as pool:
                lost = []
                yield from _shared_out(pool, 1, _Waiting([(place, work)]), lost)
            if not lost:
                break
        else:
            yield place, work.unmarked(REFUSED)
    if running := sys.modules.get("ontherecord.grading.box.running"):
        # It takes a moment, in which the results are written.
        running.finish_shared()


class _Waiting:
    """Work that is still to be done, a little of it read ahead."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = iter(pairs)
        self._ahead: deque[Pair] = deque()

    def some(self, workers: int) -> list[Pair]:
        """What one process does next: several at a time, which takes less to hand over.

        Towards the end one at a time, so that all processes end together; empty at the end.
        """
        most = 2 * workers * TOGETHER
        while len(self._ahead) < most and sum(map(_size, self._ahead)) < TOGETHER_BYTES:
            if (pair := next(self._pairs, None)) is None:
                break
            self._ahead.append(pair)
        taken: list[Pair] = []
        count = len(self._ahead) // (2 * workers)
        while self._ahead and (not taken or len(taken) < count):
            taken.append(self._ahead.popleft())
        return taken


def _size(pair: Pair) -> int:
    return sum(len(content) for _, content in pair[1].contents)


def _mark_all(works: Iterable[Work]) -> list[Marked]:
    from ontherecord.grading.marking import mark

    return [mark(work) for work in works]


def _shared_out(
    pool: Executor, workers: int, waiting: _Waiting, lost: list[Pair]
) -> Iterator[tuple[Hashable, Marked]]:
    """The marks as they come; work that was under way when the pool broke is added to `lost`."""
    # Not above: the sandbox begins to load before all else does.
    from concurrent.futures import BrokenExecutor
    from queue import SimpleQueue

    under_way: dict[Future[list[Marked]], list[Pair]] = {}
    finished: SimpleQueue[Future[list[Marked]]] = SimpleQueue()
    broken = False
    while True:
        while not broken and len(under_way) < AHEAD * workers:
            pairs = waiting.some(workers)
            if not pairs:
                break
            try:
                future = pool.submit(_mark_all, [work for _, work in pairs])
            except BrokenExecutor:
                broken = True
                lost += pairs
            else:
                under_way[future] = pairs
                future.add_done_callback(finished.put)
        if not under_way:
            return
        done = finished.get()
        pairs = under_way.pop(done)
        try:
            marks = done.result()
        except BrokenExecutor:
            broken = True
            lost += pairs
        else:
            yield from zip((place for place, _ in pairs), marks, strict=True)


@contextmanager
def _pool(workers: int) -> Iterator[Executor]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    context = get_context("fork" if sys.platform == "linux" else "spawn")
    places = context.SimpleQueue()
    for place in _places(workers):
        places.put(place)
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(places,))
    try:
        yield pool
    except BaseException:
        for process in list((pool._processes or {}).values()):
            process.terminate()
        _let_go(pool._call_queue)
        pool.shutdown(cancel_futures=True)
        raise
    if pool._broken:
        _let_go(pool._call_queue)
    pool.shutdown()


def _let_go(queue: Any) -> None:
    """Ends the thread that writes to processes that have died.

    Before 3.11.5 Python waits for ever for it when the pipe is full.
    """
    writer = queue._thread
    if writer is not None:
        writer.join(PIPE_SECONDS)
        if writer.is_alive():
            queue._reader.close()


def _places(workers: int) -> list[set[int] | None]:
    """The processors that each worker keeps to; None where it may run on all.

    With a worker for each processor they only get in each other's way by moving about.
    """
    if not hasattr(os, "sched_getaffinity") or len(ours := os.sched_getaffinity(0)) != workers:
        return [None] * workers
    return [{processor} for processor in sorted(ours)]


def _begin(places: Any) -> None:
    # Ctrl+C is for the process that the teacher sees; it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if place := places.get():
        os.sched_setaffinity(0, place)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    if sys.platform == "linux":
        from ontherecord.grading.box import kernel

        kernel.end_with_parent()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def cluster(address: str) -> Iterator[Spread]:
    """The workers of the dask scheduler at that address, such as `tcp://10.0.0.5:8786`.

    Raises NoCluster when dask is not installed or nobody answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(
            "Marking on several computers needs dask.",
            "It is not installed.",
            "Install it: pip install 'ontherecord[cluster]'.",
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(
            f"No scheduler answers at {address} ({type(error).__name__}).",
            "It is the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786.",
            "Check the address, and that the scheduler runs.",
        ) from None
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise NoCluster(
                f"The scheduler at {address} has no workers.",
                "At least one is needed.",
                f"Start one: dask worker {address}.",
            )
        yield partial(_in_cluster, client, workers)


def _in_cluster(
    client: object, workers: int, pairs: Iterable[Pair]
) -> Iterator[tuple[Hashable, Marked]]:
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    from ontherecord.grading.marking import mark

    waiting = iter(pairs)
    under_way = {}
    finished = as_completed(loop=client.loop)
    while True:
        while len(under_way) < AHEAD * workers and (pair := next(waiting, None)) is not None:
            # Not by its content: two learners may hand in the same bytes.
            future = client.submit(mark, pair[1], pure=False)
            under_way[future] = pair
            finished.add(future)
        if not under_way:
            return
        future = next(finished)
        place, work = under_way.pop(future)
        try:
            yield place, future.result()
        except KilledWorker:
            yield place, work.unmarked(REFUSED)
        finally:
            future.release()
