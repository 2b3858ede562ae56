"""What becomes of the process that the server forked: a kernel that owes the server nothing but its imports."""

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
# Modules whose functions at exit are about the process itself. Those of others may own what is the server's, such as a
# temporary folder, which the first kernel to end would then remove.
_ABOUT_THE_PROCESS = {"asyncio", "concurrent", "jupyter_client", "logging", "multiprocessing", "tornado", "zmq"}


@dataclass(frozen=True)
class Origin:
    """What a kernel has to know of the server that it was forked from."""

    pid: int
    interpreter: tuple[str, ...]
    read_at_start: Mapping[str, str]
    set_by_imports: Mapping[str, str]
    at_exit: Sequence[Handler]


def live(
    request: Request, origin: Origin, *, connection: socket.socket, standard: Sequence[int], close: Iterable[int]
) -> NoReturn:
    """Be a kernel, then leave without what the interpreter does at its end, which would walk and so copy all memory."""
    code = _SOFTWARE_ERROR
    try:
        _detach(origin, standard=standard, close=close)
        code = _become(request, origin, connection)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        _finish()
        os._exit(code & 0xFF)


def _detach(origin: Origin, *, standard: Sequence[int], close: Iterable[int]) -> None:
    """Have a session, descriptors and signals of its own, and die with the server."""
    os.setsid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != origin.pid:  # it had died before that
        os._exit(_SOFTWARE_ERROR)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for descriptor in close:
        os.close(descriptor)
    for number, descriptor in enumerate(standard):
        os.dup2(descriptor, number)
        os.close(descriptor)


def _become(request: Request, origin: Origin, connection: socket.socket) -> int:
    """Run the kernel in this process, or start a fresh interpreter where that would not be the same."""
    os.chdir(request.cwd)
    command = Command.parse(request.argv)
    if command is None or command.interpreter != origin.interpreter:
        _start_fresh(request, request.argv, origin, connection)
    elif why_not_forked(env=request.env, started_with=origin.read_at_start):
        _start_fresh(request, command.tuned(), origin, connection)
    else:
        _take_environment(request.env, origin)
        _reseed()
        _forget_exits(origin.at_exit)
        application.run(command.arguments, parent=origin.pid, ready=lambda: _tell(connection, "forked"))
    return 0


def _start_fresh(request: Request, argv: Sequence[str], origin: Origin, connection: socket.socket) -> NoReturn:
    _tell(connection, "fresh")
    os.execvpe(argv[0], list(argv), {**request.env, "JPY_PARENT_PID": str(origin.pid)})


def _tell(connection: socket.socket, how: str) -> None:
    connection.sendall(line({"ready": how}))
    connection.close()  # so that the client learns of the server's end from the server's descriptor alone


def _take_environment(env: Mapping[str, str], origin: Origin) -> None:
    os.environ.clear()
    os.environ.update({**origin.set_by_imports, **env, "JPY_PARENT_PID": str(origin.pid)})
    time.tzset()


def _reseed() -> None:
    """Give numpy's global random state a seed of its own; the standard library does that for itself after a fork."""
    if random := sys.modules.get("numpy.random"):
        random.seed()


def _forget_exits(handlers: Iterable[Handler]) -> None:
    """Leave to the server what it has to do at its end."""
    atexit._clear()
    for info in weakref.finalize._registry.values():  # type: ignore[attr-defined]
        info.atexit = False
    for function, args, kwargs in handlers:
        if (getattr(function, "__module__", None) or "").split(".")[0] in _ABOUT_THE_PROCESS:
            atexit.register(function, *args, **kwargs)
    if weakref.finalize._registered_with_atexit:  # type: ignore[attr-defined]
        atexit.register(weakref.finalize._exitfunc)  # type: ignore[attr-defined]


def _finish() -> None:
    """Do what can be seen from outside of an interpreter's end."""
    for step in (threading._shutdown, atexit._run_exitfuncs, sys.stdout.flush, sys.stderr.flush):  # type: ignore[attr-defined]
        with suppress(BaseException):
            step()
