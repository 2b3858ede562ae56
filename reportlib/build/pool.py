"""Processes that do one task after another, each in its own time, none of which can take the others down."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Generic, TypeVar

from reportlib.kernels import install_lazy

Task = TypeVar("Task")
Result = TypeVar("Result")
ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that end a build: Ctrl-C, what an operator or the system sends, and the end of a terminal."""
GRACE = 30.0
"""Seconds over its limit after which a task that should have ended itself is ended."""


@dataclass(frozen=True)
class Died:
    """What is known of a task whose process is gone; `late`: it was ended because its time was up."""

    late: bool = False


class _Worker(Generic[Task, Result]):
    """One process, and the task that it is doing."""

    def __init__(self, context: BaseContext, work: Callable[[Task], Result], environment: Mapping[str, str]) -> None:
        self.connection, theirs = context.Pipe()
        given = (theirs, pickle.dumps(work), dict(environment))
        self.process: BaseProcess = context.Process(target=_serve, args=given, daemon=True)  # type: ignore[attr-defined]
        with _deaf():
            self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.deadline = float("inf")

    def begin(self, task: Task, limit: float) -> None:
        """Hand it a task."""
        self.task, self.deadline = task, time.monotonic() + limit + GRACE
        with suppress(OSError):  # it died while idle; its sentinel tells
            self.connection.send(task)

    def result(self) -> Result | Died | None:
        """What became of its task; nothing yet where it is still at it."""
        try:
            if self.connection.poll():
                told: Result = self.connection.recv()
                return told
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
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class _Ahead(Generic[Task]):
    """Tasks of which the next is made while others are done, so that nobody waits for it."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks, self._ready = iter(tasks), list[Task]()

    def prepare(self) -> None:
        """Make the next one."""
        self._ready = self._ready or list(islice(self._tasks, 1))

    def take(self) -> Task | None:
        """The next one; none where there are no more."""
        self.prepare()
        return self._ready.pop() if self._ready else None


class Pool(Generic[Task, Result]):
    """Up to `size` processes that each do `work` on one task after another.

    Parameters
    ----------
    work
        A module-level function; what it raises ends its process.
    environment
        Set in every process.
    limit
        Seconds that a task may take; `work` keeps to it itself, and is ended where it does not.

    Notes
    -----
    The processes are spawned: they inherit no lock and no open file, and leave when this process is gone, however it went.
    A server to fork them from would leave its socket's folder behind when this process is killed, and a Ctrl-C while it
    starts would end it.
    """

    def __init__(self, work: Callable[[Task], Result], *, size: int, environment: Mapping[str, str], limit: float) -> None:
        self._work, self._size, self._environment, self._limit = work, size, environment, limit
        self._context = multiprocessing.get_context("spawn")
        self._workers: list[_Worker[Task, Result]] = []
        self._awake, self._wake = multiprocessing.Pipe(duplex=False)
        self.stopping = self.ended = False

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | Died]]:
        """Every task with its result, as they come; once `stop` is called, only those already begun."""
        upcoming = _Ahead(tasks)
        with _interrupts(self):
            while busy := self._feed(upcoming):
                upcoming.prepare()
                yield from self._finished(busy)

    def _feed(self, upcoming: _Ahead[Task]) -> list[_Worker[Task, Result]]:
        """Give every idle process a task, and return those that have one."""
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
        worker = _Worker(self._context, self._work, self._environment)
        self._workers.append(worker)
        return worker

    def _finished(self, busy: list[_Worker[Task, Result]]) -> Iterator[tuple[Task, Result | Died]]:
        """Wait until something happens, and tell of every task that is done, or was ended."""
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
        """Begin no more tasks; called again, end those that run. Only noted here: signals come in the middle of anything."""
        self.ended = self.stopping
        self.stopping = True
        self._wake.send_bytes(b".")

    def close(self) -> None:
        """End every process."""
        for worker in self._workers:
            worker.end()

    def __enter__(self) -> Pool[Task, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def ending() -> Iterator[None]:
    """While it lasts, all that ends a build is as Ctrl-C is, unless it is ignored."""
    heeded = [number for number in ENDING[1:] if _heeded(number)]
    before = {number: signal.signal(number, signal.default_int_handler) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heeded(number: signal.Signals) -> bool:
    """Whether this process may listen to a signal: not in another thread, and not where it is ignored, as by `nohup`."""
    return threading.current_thread() is threading.main_thread() and signal.getsignal(number) is not signal.SIG_IGN


@contextmanager
def _interrupts(pool: Pool[Task, Result]) -> Iterator[None]:
    """While it lasts, what ends a build stops the pool, not this process."""

    def stop(_: int, __: FrameType | None) -> None:
        pool.stop()

    before = {number: signal.signal(number, stop) for number in ENDING if _heeded(number)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _deaf() -> Iterator[None]:
    """Hold back for a moment what ends a build; a process started meanwhile stays deaf to it until it says otherwise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # multiprocessing starts it with the first process, and lets signals through then
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(connection: Connection, pickled: bytes, environment: dict[str, str]) -> None:
    """The life of one process: tasks in, results out, until the connection ends or the process that began it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in ENDING[1:]:  # a terminal or a service manager sends them to everyone; not ignored, or kernels would ignore them
        signal.signal(number, lambda *_: None)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)  # or else its kernels could not be interrupted
    os.environ.update(environment)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    install_lazy()  # before the work's own imports
    work: Callable[[Task], Result] = pickle.loads(pickled)  # imports for seconds: so not before it is watched whether to leave
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        connection.send(work(task))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
