"""Signals that would end a process in the middle of what it has to finish."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def held_back() -> Iterator[None]:
    """Let signals that end this process wait until a block is done; then they are raised, each once.

    They are answered by the main thread alone, so in another one there is nothing to hold back.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: set[int] = set()
    before = {number: signal.getsignal(number) for number in _ENDING}
    handled = {number: handler for number, handler in before.items() if handler not in (None, signal.SIG_IGN)}
    for number in handled:
        signal.signal(number, lambda signum, _: came.add(signum))
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, handler)
        for number in sorted(came):
            signal.raise_signal(number)
