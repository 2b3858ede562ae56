"""The fork server: one process without threads, which forks a kernel for each connection.

It waits by poll(2), because an epoll object would be shared with its children. It learns of a kernel's end by a pidfd, and
reaps the process only when the client has closed the connection: until then the process id is not reused, so a client cannot
signal another process.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warmkernels import child, lazy
from warmkernels.fidelity import read_at_start
from warmkernels.folders import is_own, remove_for_good
from warmkernels.messages import REFUSED, Request, line, user_of
from warmkernels.preload import Preloaded, ThreadsLeftError, preload

_UNREADABLE = (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
_MAX_MESSAGE = 300
"""The most characters of a message about a bad request."""

_CHUNK = 1 << 16
_STANDARD = 3  # input, output, error


@dataclass
class _Kernel:
    client: socket.socket
    request: bytes = b""
    descriptors: list[int] = field(default_factory=list)
    pid: int | None = None
    pidfd: int | None = None


class Server:
    """Forks kernels until its owner dies or closes the lifeline, a pipe from the owner."""

    def __init__(self, listener: socket.socket, lifeline: int, origin: child.Origin) -> None:
        self._listener, self._lifeline, self._origin = listener, lifeline, origin
        self._folder = _read_folder(lifeline)
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._kernels: list[_Kernel] = []
        self._stopped = False

    def serve(self) -> None:
        """Serve until the owner is gone; then kill every kernel and remove the sockets' folder."""
        self._watch(self._lifeline, self._stop)
        self._watch(self._listener.fileno(), self._accept)
        try:
            while not self._stopped:
                for descriptor, _ in self._poll.poll():
                    handler = self._handlers.get(descriptor)  # an earlier handler may have closed it
                    if handler and not self._stopped:
                        handler()
        finally:
            for kernel in list(self._kernels):
                self._drop(kernel)
            gone = _is_closed(self._lifeline)  # else only this process was ended, and the owner's next server uses the folder
            if gone and self._folder and is_own(self._folder):
                signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a living owner ends this process and removes the folder
                remove_for_good(self._folder)

    def _watch(self, descriptor: int, handler: Callable[[], None]) -> None:
        self._handlers[descriptor] = handler
        self._poll.register(descriptor, select.POLLIN)

    def _unwatch(self, descriptor: int) -> None:
        del self._handlers[descriptor]
        self._poll.unregister(descriptor)

    def _stop(self) -> None:
        self._stopped = True

    def _accept(self) -> None:
        client, _ = self._listener.accept()
        if user_of(client) != os.geteuid():
            client.close()
            return
        kernel = _Kernel(client)
        self._kernels.append(kernel)
        self._watch(client.fileno(), lambda: self._read(kernel))

    def _read(self, kernel: _Kernel) -> None:
        """Read the request of a client and fork; if the client closed the connection, end its kernel."""
        data = b""
        descriptors: list[int] = []
        with suppress(OSError):  # an error counts as closed
            data, descriptors, *_ = socket.recv_fds(kernel.client, _CHUNK, _STANDARD)
        kernel.descriptors += descriptors
        kernel.request += data
        if not data:
            self._drop(kernel)
        elif kernel.pid is None and data.endswith(b"\n"):
            self._fork(kernel)

    def _fork(self, kernel: _Kernel) -> None:
        try:
            request = Request.decode(kernel.request)
            if len(kernel.descriptors) != _STANDARD:
                raise ValueError("a kernel needs three descriptors")
            pid = _fork()
        except _UNREADABLE as error:  # no memory for another process, or a client of another version
            print(f"warmkernels: no kernel is forked for this request: {error}"[:_MAX_MESSAGE], file=sys.stderr, flush=True)
            self._drop(kernel)
            return
        if pid == 0:
            child.run_child(
                request, self._origin, connection=kernel.client, standard=kernel.descriptors, close=self._open(kernel)
            )
        kernel.pid, kernel.pidfd = pid, os.pidfd_open(pid)
        self._watch(kernel.pidfd, lambda: self._ended(kernel))
        _close_all(kernel)
        _send(kernel, {"pid": pid})

    def _open(self, kernel: _Kernel) -> list[int]:
        return [descriptor for descriptor in self._handlers if descriptor != kernel.client.fileno()]

    def _ended(self, kernel: _Kernel) -> None:
        """Tell the client how the kernel ended, and leave the process to be reaped later."""
        assert kernel.pidfd is not None
        ended = os.waitid(os.P_PIDFD, kernel.pidfd, os.WEXITED | os.WNOWAIT)
        self._close_pidfd(kernel)
        if ended is not None:
            _send(kernel, {"exit": ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status})

    def _close_pidfd(self, kernel: _Kernel) -> None:
        if kernel.pidfd is not None:
            self._unwatch(kernel.pidfd)
            os.close(kernel.pidfd)
            kernel.pidfd = None

    def _drop(self, kernel: _Kernel) -> None:
        """Close a client's connection, and kill what is left of its kernel and the kernel's children."""
        self._kernels.remove(kernel)
        self._unwatch(kernel.client.fileno())
        kernel.client.close()
        _close_all(kernel)
        if kernel.pid is not None:
            for kill in (os.kill, os.killpg):  # it may not have its group yet
                with suppress(ProcessLookupError):
                    kill(kernel.pid, signal.SIGKILL)
            self._close_pidfd(kernel)
            os.waitpid(kernel.pid, 0)


def _is_closed(pipe: int) -> bool:
    """Whether the other end of a pipe is closed; only for pipes by which nothing more is sent."""
    return bool(select.select([pipe], [], [], 0)[0])


def _read_folder(pipe: int) -> Path | None:
    """Read the path of the sockets' folder, which the owner sends first; None if the owner died before."""
    data = b""
    while not data.endswith(b"\n") and (byte := os.read(pipe, 1)):
        data += byte
    return Path(os.fsdecode(data[:-1])) if data.endswith(b"\n") else None


def _fork() -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():  # Python warns of native threads; `preload` has checked for them
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _send(kernel: _Kernel, fields: dict[str, Any]) -> None:
    with suppress(OSError):  # the client is gone, which `_read` will notice
        kernel.client.sendall(line(fields))


def _close_all(kernel: _Kernel) -> None:
    for descriptor in kernel.descriptors:
        os.close(descriptor)
    kernel.descriptors.clear()


def main(arguments: Sequence[str]) -> int:
    """Import modules, then serve; return the exit code.

    The arguments are the descriptors of the listening socket and of the lifeline (see `Server`), the function to call after the
    imports, and the modules.
    """
    listener, lifeline, warm, *names = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the owner, which then closes the lifeline
    started_with = dict(os.environ)
    lazy.install()
    gc.disable()  # until everything is imported: collections in between would find nothing
    try:
        preloaded = preload(names, warm=warm)
    except ThreadsLeftError as error:
        print(f"warmkernels: kernels will not be forked: warming up left threads: {error}", file=sys.stderr, flush=True)
        return REFUSED
    except Exception:
        traceback.print_exc()
        print("warmkernels: kernels will not be forked: warming up failed", file=sys.stderr, flush=True)
        return REFUSED
    gc.enable()
    gc.freeze()  # the collector of a child does not touch these objects, so they are not copied
    origin = _origin(preloaded, started_with)
    signal.signal(signal.SIGTERM, lambda *_: _exit_once(origin))
    try:
        Server(socket.socket(fileno=int(listener)), int(lifeline), origin).serve()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return 0


def _exit_once(origin: child.Origin) -> None:
    """Exit at a SIGTERM, and ignore further ones, which would interrupt the exit. In a forked child, do nothing."""
    if os.getpid() == origin.pid:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        sys.exit()


def _origin(preloaded: Preloaded, started_with: dict[str, str]) -> child.Origin:
    return child.Origin(
        pid=os.getpid(),
        interpreter=(sys.executable, *sys.orig_argv[1 : -len(sys.argv)]),
        read_at_start=read_at_start(started_with),
        set_by_imports={name: value for name, value in os.environ.items() if started_with.get(name) != value},
        at_exit=preloaded.at_exit,
    )
