"""The forked child: resets what it inherited, then runs an IPython kernel."""

from __future__ import annotations

import atexit
import ctypes
import os
import signal
import socket
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from warmkernels import application
from warmkernels.command import Command
from warmkernels.fidelity import why_not_forked
from warmkernels.messages import Request, line
from warmkernels.preload import Handler

_PR_SET_PDEATHSIG = 1
_prctl: Callable[..., int] = ctypes.CDLL(None, use_errno=True).prctl
_SOFTWARE_ERROR = 70
# Modules whose exit handlers concern the process itself. Those of others may remove what belongs to the server, such as a
# temporary folder, when the first kernel ends.
_PROCESS_MODULES = {"asyncio", "concurrent", "jupyter_client", "logging", "multiprocessing", "tornado", "zmq"}


@dataclass(frozen=True)
class Origin:
    """What a kernel needs to know of the server that forked it."""

    pid: int
    interpreter: tuple[str, ...]
    read_at_start: Mapping[str, str]
    set_by_imports: Mapping[str, str]
    at_exit: Sequence[Handler]


def run_child(
    request: Request, origin: Origin, *, connection: socket.socket, standard: Sequence[int], close: Iterable[int]
) -> NoReturn:
    """Run a kernel, then exit without the interpreter's clean-up, which would copy much memory."""
    code = _SOFTWARE_ERROR
    try:
        _detach(origin, standard=standard, close=close)
        code = _run_kernel(request, origin, connection)
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        _clean_up()
        os._exit(code & 0xFF)


def _detach(origin: Origin, *, standard: Sequence[int], close: Iterable[int]) -> None:
    """Start a session, reset descriptors and signals, and have the system kill this process with the server."""
    os.setsid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != origin.pid:  # the server died before that
        os._exit(_SOFTWARE_ERROR)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in close:
        os.close(descriptor)
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)


def _run_kernel(request: Request, origin: Origin, connection: socket.socket) -> int:
    """Run the kernel in this process, or start a fresh interpreter if a fork would differ."""
    os.chdir(request.cwd)
    command = Command.parse(request.argv)
    if command is None or command.interpreter != origin.interpreter:
        _start_fresh(request, request.argv, origin, connection)
    elif why_not_forked(env=request.env, started_with=origin.read_at_start):
        _start_fresh(request, command.tuned(), origin, connection)
    else:
        _take_environment(request.env, origin)
        _reseed()
        _drop_exit_handlers(origin.at_exit)
        application.run(command.arguments, parent=origin.pid, ready=lambda: _report_ready(connection, "forked"))
    return 0


def _start_fresh(request: Request, argv: Sequence[str], origin: Origin, connection: socket.socket) -> NoReturn:
    _report_ready(connection, "fresh")
    os.execvpe(argv[0], list(argv), {**request.env, "JPY_PARENT_PID": str(origin.pid)})


def _report_ready(connection: socket.socket, kind: str) -> None:
    connection.sendall(line({"ready": kind}))
    connection.close()  # the client detects the server's end by the server's descriptor


def _take_environment(env: Mapping[str, str], origin: Origin) -> None:
    os.environ.clear()
    os.environ.update({**origin.set_by_imports, **env, "JPY_PARENT_PID": str(origin.pid)})
    time.tzset()


def _reseed() -> None:
    """Seed numpy's global random state; the standard library does so for itself after a fork."""
    if random := sys.modules.get("numpy.random"):
        random.seed()


def _drop_exit_handlers(handlers: Iterable[Handler]) -> None:
    """Drop inherited exit handlers, except those that each process needs."""
    atexit._clear()
    for info in weakref.finalize._registry.values():  # type: ignore[attr-defined]
        info.atexit = False
    for function, args, kwargs in handlers:
        if (getattr(function, "__module__", None) or "").split(".")[0] in _PROCESS_MODULES:
            atexit.register(function, *args, **kwargs)
    if weakref.finalize._registered_with_atexit:  # type: ignore[attr-defined]
        atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]


def _clean_up() -> None:
    """Do the visible part of the interpreter's clean-up: threads, exit handlers, output."""
    for step in (threading._shutdown, atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush):  # type: ignore[attr-defined]
        with suppress(BaseException):
            step()
