"""The signals that end a build (`END_SIGNALS`), and what processes do on them."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

END_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""The signals that end a build: Ctrl-C, termination by an operator or the system, and the end of a terminal."""
CAN_BLOCK = hasattr(signal, "pthread_sigmask")
"""Whether this system can block signals; Windows cannot."""


def signals_as_interrupt() -> AbstractContextManager[None]:
    """A context in which a signal that ends a build acts as Ctrl-C, unless the process ignores the signal."""
    return _handled(END_SIGNALS[1:], signal.default_int_handler)


def signals_calling(stop: Callable[[], None]) -> AbstractContextManager[None]:
    """A context in which a signal that ends a build calls `stop` instead of ending this process."""
    return _handled(END_SIGNALS, lambda _, __: stop())


@contextmanager
def _handled(numbers: Iterable[signal.Signals], handler: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers if _can_handle(number)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _can_handle(number: signal.Signals) -> bool:
    return threading.current_thread() is threading.main_thread() and signal.getsignal(number) is not signal.SIG_IGN


@contextmanager
def signals_blocked() -> Iterator[None]:
    """Block the signals that end a build while a child process starts.

    The child starts with these signals blocked, and unblocks them by `refuse_signals`.
    """
    if not CAN_BLOCK:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, END_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def refuse_signals() -> None:
    """Ignore the signals that end a build, in a process of the pool: the pool ends its processes itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in END_SIGNALS[1:]:  # not SIG_IGN: the processes' kernels would inherit it
        signal.signal(number, lambda *_: None)
    if CAN_BLOCK:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, END_SIGNALS)  # otherwise its kernels could not be interrupted
