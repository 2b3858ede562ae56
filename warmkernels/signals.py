"""Defer signals that would end a process in the middle of its clean-up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_END_SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def signals_deferred() -> Iterator[None]:
    """A context that defers the signals that end this process, and raises each once afterwards.

    In threads other than the main one it does nothing, because only the main thread handles signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    received: set[int] = set()
    before = {number: signal.getsignal(number) for number in _END_SIGNALS}
    handled = {number: handler for number, handler in before.items() if handler not in (None, signal.SIG_IGN)}
    for number in handled:
        signal.signal(number, lambda signum, _: received.add(signum))
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
        for number in sorted(received):
            signal.raise_signal(number)
