"""Import what notebooks use, in surroundings like a notebook's."""

from __future__ import annotations

import atexit
import builtins
import io
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import InteractiveShell

# Modules that a kernel imports only while it starts and runs its first cells.
_OF_A_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completer", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.debugger_backport", "IPython.core.displaypub", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "tornado.platform.asyncio", "encodings.unicode_escape"),
    *("faulthandler", "pdb", "psutil", "sqlite3"),
)

Handler = tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]


class ThreadsLeftError(RuntimeError):
    """Warming up left a thread: locks that it holds would stay locked in a fork."""


@dataclass
class Preloaded:
    """What kernels need to know about the imports."""

    at_exit: list[Handler] = field(default_factory=list)
    """Functions registered to run at exit."""


def preload(names: Iterable[str], *, warm: str = "") -> Preloaded:
    """Import modules, then call the function `warm` (``module:function``) for what they load lazily.

    Imports may start native threads that handle forks, as linear algebra libraries do, but no Python threads. `warm` may leave no
    threads at all.

    Raises
    ------
    ThreadsLeftError
        When a thread is left that a fork would lack.
    """
    preloaded = Preloaded()
    with _recording(preloaded.at_exit):
        with redirect_stderr(io.StringIO()):  # the debugger warns of frozen modules, which nobody can change
            _import(_OF_A_KERNEL)
        with _in_a_notebook():
            _import(names)
            before = _threads()
            if warm:
                _call(warm)
    if threading.active_count() > 1 or _threads() > before:
        raise ThreadsLeftError(", ".join(thread.name for thread in threading.enumerate()[1:]) or "a native one")
    return preloaded


def _import(names: Iterable[str]) -> None:
    for name in names:
        with suppress(Exception):  # the cell that imports it will show the error
            import_module(name)


def _call(path: str) -> None:
    module, _, function = path.partition(":")
    getattr(import_module(module), function)()


def _threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


@contextmanager
def _recording(handlers: list[Handler]) -> Iterator[None]:
    """Record the functions that are registered with atexit, because atexit cannot list them."""
    register = atexit.register

    def record(function: Callable[..., object], *args: Any, **kwargs: Any) -> Callable[..., object]:
        handlers.append((function, args, kwargs))
        return register(function, *args, **kwargs)

    with patch.object(atexit, "register", record):
        yield


@contextmanager
def _in_a_notebook() -> Iterator[None]:
    """Let libraries that check their surroundings at import find a notebook.

    plotly chooses its renderer by the shell; pandas chooses its number of columns by a built-in name, and its encoding by the
    standard output.
    """
    shell = ZMQInteractiveShell.__new__(ZMQInteractiveShell)
    shell.kernel = object()
    with (
        patch.object(InteractiveShell, "_instance", shell),
        patch.object(ZMQInteractiveShell, "_instance", shell),
        patch.object(builtins, "get_ipython", lambda: shell, create=True),
        patch.object(sys, "stdout", io.TextIOWrapper(Path(os.devnull).open("wb"), encoding="UTF-8")) as output,
    ):
        yield
    output.close()
