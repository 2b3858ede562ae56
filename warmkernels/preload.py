"""Import what notebooks use before there is any kernel, as if there were one."""

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

# What a kernel imports only while it starts and runs its first cells.
_OF_A_KERNEL = (
    *("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completer", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.debugger_backport", "IPython.core.displaypub", "IPython.core.logger"),
    *("IPython.extensions.storemagic", "tornado.platform.asyncio", "encodings.unicode_escape"),
    *("faulthandler", "pdb", "psutil", "sqlite3"),
)

Handler = tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]


class ThreadsLeftError(RuntimeError):
    """Warming up left a thread; locks that it holds would stay locked for ever in a forked process."""


@dataclass
class Preloaded:
    """What importing left behind that a kernel has to know of."""

    at_exit: list[Handler] = field(default_factory=list)
    """Functions registered to run when the process ends."""


def preload(names: Iterable[str], *, warm: str = "") -> Preloaded:
    """Import modules, then call the function `warm`, given as ``module:function``, that uses what is lazy in them.

    Importing may start threads that take care of forks themselves, as those of linear algebra do; using a library may
    not.

    Raises
    ------
    ThreadsLeftError
        Where a thread is left that a fork would cut off.
    """
    preloaded = Preloaded()
    with _recording(preloaded.at_exit):
        with redirect_stderr(io.StringIO()):  # the debugger warns of frozen modules where nobody can do anything about it
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
        with suppress(Exception):  # the cell that imports it will say what is wrong with it
            import_module(name)


def _call(place: str) -> None:
    module, _, function = place.partition(":")
    getattr(import_module(module), function)()


def _threads() -> int:
    return sum(1 for _ in Path("/proc/self/task").iterdir())


@contextmanager
def _recording(handlers: list[Handler]) -> Iterator[None]:
    """Note what is registered with atexit, which offers no way of asking."""
    register = atexit.register

    def record(function: Callable[..., object], *args: Any, **kwargs: Any) -> Callable[..., object]:
        handlers.append((function, args, kwargs))
        return register(function, *args, **kwargs)

    with patch.object(atexit, "register", record):
        yield


@contextmanager
def _in_a_notebook() -> Iterator[None]:
    """Let libraries that look where they are being imported find a notebook.

    plotly chooses its renderer by the shell, pandas how many columns to show by the built-in name and its encoding by
    the standard output.
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
