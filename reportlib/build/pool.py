"""A pool of processes with a time limit for each task; a process that dies fails only its task."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Generic, TypeVar

from reportlib.build.signals import CAN_BLOCK, refuse_signals, signals_blocked, signals_calling
from reportlib.kernels import install_lazy, plain_reason
from reportlib.surroundings import uncollected

Task = TypeVar("Task")
Result = TypeVar("Result")
_STANDARD = 2
"""The highest file descriptor of standard input, output and error."""
GRACE = 30.0
"""Seconds after its limit at which a task is killed."""


@dataclass(frozen=True)
class Died:
    """The result of a task whose process died; `late` is whether it was killed at its time limit."""

    late: bool = False


class _Worker(Generic[Task, Result]):
    def __init__(self, work: Callable[[Task], Result], environment: Mapping[str, str], *, forked: bool) -> None:
        context: BaseContext = multiprocessing.get_context("fork" if forked else "spawn")
        self.connection, theirs = context.Pipe()
        arguments: tuple[object, ...] = (theirs, pickle.dumps(work), dict(environment))
        if forked:
            arguments = (_open_files().keys() - {theirs.fileno()}, *arguments)
        serve = _serve_forked if forked else _serve
        self.process: BaseProcess = context.Process(target=serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
        if not forked and CAN_BLOCK:
            resource_tracker.ensure_running()  # else multiprocessing starts it with the first process, and unblocks signals
        with signals_blocked(), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # about native threads, whose libraries handle a fork
            self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.deadline = float("inf")

    def begin(self, task: Task, limit: float) -> None:
        self.task, self.deadline = task, time.monotonic() + limit + GRACE
        with suppress(OSError):  # it died while idle, which its sentinel will show
            self.connection.send(task)

    def result(self) -> Result | Died | None:
        try:
            if self.connection.poll():
                result: Result = self.connection.recv()
                return result
        except (EOFError, OSError):
            self.process.join()
            return Died()
        if not self.process.is_alive():
            return Died()
        if time.monotonic() > self.deadline:
            self.end()
            return Died(late=True)
        return None

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Prefetched(Generic[Task]):
    """An iterator over tasks that prepares the next task while others run."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks, self._ready = iter(tasks), list[Task]()

    def prepare(self) -> None:
        self._ready = self._ready or list(islice(self._tasks, 1))

    def take(self) -> Task | None:
        self.prepare()
        return self._ready.pop() if self._ready else None


class Pool(Generic[Task, Result]):
    """Up to `size` processes that each do `work` on one task after another.

    Parameters
    ----------
    work
        A module-level function; an exception in it ends its process.
    environment
        Environment variables of every process.
    limit
        Seconds that a task may take; its process is killed `GRACE` seconds later.

    Notes
    -----
    The processes are forked from this one if it can be forked; else they are spawned. They keep no lock and no open file of this
    process, and exit when it ends.
    """

    def __init__(self, work: Callable[[Task], Result], *, size: int, environment: Mapping[str, str], limit: float) -> None:
        self._work, self._size, self._environment, self._limit = work, size, environment, limit
        self._workers: list[_Worker[Task, Result]] = []
        self._awake, self._wake = multiprocessing.Pipe(duplex=False)
        self.stopping = self.ended = False

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Yield each task with its result when it is done; after `stop`, only tasks that had begun."""
        upcoming = _Prefetched(tasks)
        with signals_calling(self.stop):
            while busy := self._feed(upcoming):
                upcoming.prepare()
                yield from self._finished(busy)

    def begin(self, tasks: int) -> None:
        """Start the processes before the first of `tasks` tasks is ready."""
        for _ in range(min(tasks, self._size) - len(self._workers)):
            self._workers.append(self._new())

    def _feed(self, upcoming: _Prefetched[Task]) -> list[_Worker[Task, Result]]:
        while not self.stopping and sum(worker.task is not None for worker in self._workers) < self._size:
            task = upcoming.take()
            if task is None:
                break
            self._idle().begin(task, self._limit)
        return [worker for worker in self._workers if worker.task is not None]

    def _idle(self) -> _Worker[Task, Result]:
        for worker in self._workers:
            if worker.task is None and worker.process.is_alive():
                return worker
        self._workers.append(self._new())
        return self._workers[-1]

    def _new(self) -> _Worker[Task, Result]:
        return _Worker(self._work, self._environment, forked=_may_fork())

    def _finished(self, busy: list[_Worker[Task, Result]]) -> Iterator[tuple[Task, Result | Died]]:
        events: list[Connection | int] = [
            *(worker.connection for worker in busy),
            *(worker.process.sentinel for worker in busy),
            self._awake,
        ]
        wait(events, timeout=max(0.0, min(worker.deadline for worker in busy) - time.monotonic()))
        while self._awake.poll():
            self._awake.recv_bytes()
        if self.ended:
            for worker in busy:
                worker.process.kill()
        for worker in busy:
            result = worker.result()
            if result is not None and worker.task is not None:
                task, worker.task = worker.task, None
                if isinstance(result, Died):
                    worker.end()
                    self._workers.remove(worker)
                yield task, result

    def stop(self) -> None:
        """Begin no more tasks; at the second call, kill the running ones. Only sets flags, so signal handlers may call it."""
        self.ended = self.stopping
        self.stopping = True
        self._wake.send_bytes(b".")

    def close(self) -> None:
        """Kill every process."""
        for worker in self._workers:
            worker.end()

    def __enter__(self) -> Pool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _may_fork() -> bool:
    """Whether this process can be forked: it has one thread and no event loop, because more threads or a loop stop in a fork."""
    if threading.active_count() > 1 or plain_reason() is not None:
        return False
    return not any("[eventpoll]" in file for file in _open_files().values())


def _open_files() -> dict[int, str]:
    files = {}
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the descriptor by which the folder was read is closed
            files[int(entry.name)] = str(entry.readlink())
    return {number: file for number, file in files.items() if number > _STANDARD}


def _serve_forked(inherited: Iterable[int], connection: Connection, pickled: bytes, environment: dict[str, str]) -> None:
    """Run `_serve` in a fork, without the build's open files: its lock, and the pipe that keeps the kernels' server alive."""
    gc.freeze()  # the collector of this process does not touch these objects, so they are not copied
    null = os.open(os.devnull, os.O_RDWR)
    for number in set(inherited) - {null}:  # `null` may have got the number of one that was closed already
        os.dup2(null, number, inheritable=False)  # the number stays taken, as an object of the build may close it later
    _serve(connection, pickled, environment)


def _serve(connection: Connection, pickled: bytes, environment: dict[str, str]) -> None:
    refuse_signals()
    os.environ.update(environment)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    install_lazy()  # before the work's own imports
    with uncollected():
        work: Callable[[object], object] = pickle.loads(pickled)  # may import for seconds, so the thread above starts first
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        with uncollected():
            result = work(task)
        connection.send(result)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
