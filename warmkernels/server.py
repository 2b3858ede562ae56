"""The fork server: one process without threads that forks a kernel for each connection.

It waits by poll(2), because an epoll object would be shared with its children, and learns of a kernel's end by a pidfd. A
kernel's process is not reaped before its client closes the connection, so nobody can signal another process that was given
its number meanwhile.
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
from warmkernels.folders import is_own, outlast
from warmkernels.messages import REFUSED, Request, line, user_of
from warmkernels.preload import Preloaded, ThreadsLeftError, preload

_UNREADABLE = (OSError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
_LINE = 300
"""The most characters that are said of a request that cannot be met."""

_CHUNK = 1 << 16
_STANDARD = 3  # input, output, error


@dataclass
class _Kernel:
    """One connection, and the kernel that was forked for it."""

    client: socket.socket
    said: bytes = b""
    descriptors: list[int] = field(default_factory=list)
    pid: int | None = None
    pidfd: int | None = None


class Server:
    """Forks kernels until its owner closes the lifeline or dies."""

    def __init__(self, listener: socket.socket, lifeline: int, origin: child.Origin) -> None:
        self._listener, self._lifeline, self._origin = listener, lifeline, origin
        self._folder = _told(lifeline)
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._kernels: list[_Kernel] = []
        self._stopped = False

    def serve(self) -> None:
        """Answer until there is no owner any more; then kill every kernel and remove the folder of the socket."""
        self._watch(self._lifeline, self._stop)
        self._watch(self._listener.fileno(), self._accept)
        try:
            while not self._stopped:
                for descriptor, _ in self._poll.poll():
                    handler = self._handlers.get(descriptor)  # an earlier one may have closed it
                    if handler and not self._stopped:
                        handler()
        finally:
            for kernel in list(self._kernels):
                self._drop(kernel)
            gone = _ended(self._lifeline)  # or else this process alone was told to end, and the owner's next one uses the folder
            if gone and self._folder and is_own(self._folder):
                signal.signal(signal.SIGTERM, signal.SIG_DFL)  # an owner that is there ends this at once, and removes it itself
                outlast(self._folder)

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
        self._watch(client.fileno(), lambda: self._hear(kernel))

    def _hear(self, kernel: _Kernel) -> None:
        """Read on; a client says one thing and then only that it leaves."""
        data = b""
        descriptors: list[int] = []
        with suppress(OSError):  # as good as closed
            data, descriptors, *_ = socket.recv_fds(kernel.client, _CHUNK, _STANDARD)
        kernel.descriptors += descriptors
        kernel.said += data
        if not data:
            self._drop(kernel)
        elif kernel.pid is None and data.endswith(b"\n"):
            self._fork(kernel)

    def _fork(self, kernel: _Kernel) -> None:
        try:
            request = Request.decode(kernel.said)
            if len(kernel.descriptors) != _STANDARD:
                raise ValueError("a kernel needs three descriptors")
            pid = _fork()
        except _UNREADABLE as error:  # no memory for one more, or a client of another version
            print(f"warmkernels: no kernel is forked for this request: {error}"[:_LINE], file=sys.stderr, flush=True)
            self._drop(kernel)
            return
        if pid == 0:
            child.live(request, self._origin, connection=kernel.client, standard=kernel.descriptors, close=self._open(kernel))
        kernel.pid, kernel.pidfd = pid, os.pidfd_open(pid)
        self._watch(kernel.pidfd, lambda: self._ended(kernel))
        _close_all(kernel)
        _say(kernel, {"pid": pid})

    def _open(self, kernel: _Kernel) -> list[int]:
        """Everything this process has open that a new kernel must not hold."""
        return [descriptor for descriptor in self._handlers if descriptor != kernel.client.fileno()]

    def _ended(self, kernel: _Kernel) -> None:
        """Tell how a kernel ended, leaving it to be reaped later."""
        assert kernel.pidfd is not None
        ended = os.waitid(os.P_PIDFD, kernel.pidfd, os.WEXITED | os.WNOWAIT)
        self._close_pidfd(kernel)
        if ended is not None:
            _say(kernel, {"exit": ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status})

    def _close_pidfd(self, kernel: _Kernel) -> None:
        if kernel.pidfd is not None:
            self._unwatch(kernel.pidfd)
            os.close(kernel.pidfd)
            kernel.pidfd = None

    def _drop(self, kernel: _Kernel) -> None:
        """Kill whatever is left of a kernel and of its children."""
        self._kernels.remove(kernel)
        self._unwatch(kernel.client.fileno())
        kernel.client.close()
        _close_all(kernel)
        if kernel.pid is not None:
            for kill in (os.kill, os.killpg):  # it may have been too young yet to have a group
                with suppress(ProcessLookupError):
                    kill(kernel.pid, signal.SIGKILL)
            self._close_pidfd(kernel)
            os.waitpid(kernel.pid, 0)


def _ended(pipe: int) -> bool:
    """Whether nobody holds the other end of a pipe, in which nothing more is said."""
    return bool(select.select([pipe], [], [], 0)[0])


def _told(pipe: int) -> Path | None:
    """The folder of the sockets, which the owner names before it is made; none where it died before that."""
    said = b""
    while not said.endswith(b"\n") and (more := os.read(pipe, 1)):
        said += more
    return Path(os.fsdecode(said[:-1])) if said.endswith(b"\n") else None


def _fork() -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():  # Python warns of native threads; those that may not be there were looked for
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _say(kernel: _Kernel, said: dict[str, Any]) -> None:
    with suppress(OSError):  # gone meanwhile; its end will be read
        kernel.client.sendall(line(said))


def _close_all(kernel: _Kernel) -> None:
    for descriptor in kernel.descriptors:
        os.close(descriptor)
    kernel.descriptors.clear()


def main(arguments: Sequence[str]) -> int:
    """Warm up and serve: descriptors of the listening socket and of the lifeline, warm-up, modules."""
    listener, lifeline, warm, *names = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the owner, who then closes the lifeline
    started_with = dict(os.environ)
    lazy.install()
    try:
        preloaded = preload(names, warm=warm)
    except ThreadsLeftError as error:
        print(f"warmkernels: kernels will not be forked: warming up left threads: {error}", file=sys.stderr, flush=True)
        return REFUSED
    except Exception:
        traceback.print_exc()
        print("warmkernels: kernels will not be forked: warming up failed", file=sys.stderr, flush=True)
        return REFUSED
    gc.collect()
    gc.freeze()  # what is there now is not walked in a child, and so not copied
    origin = _origin(preloaded, started_with)
    signal.signal(signal.SIGTERM, lambda *_: _leave(origin))
    try:
        Server(socket.socket(fileno=int(listener)), int(lifeline), origin).serve()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return 0


def _leave(origin: child.Origin) -> None:
    """Leave once: a second signal would interrupt the leaving. A child just forked has its own way to end."""
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
