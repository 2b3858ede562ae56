"""Start, own and stop a fork server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from warmkernels.choice import PASSING, SOCKET, warm_environment
from warmkernels.folders import PrivateFolder, remove_for_good
from warmkernels.messages import REFUSED
from warmkernels.signals import signals_deferred

DEFAULT = ("numpy", "pandas", "plotly", "plotly.express", "plotly.graph_objects", "plotly.io")
"""The modules to import if nothing is known of the notebooks; those that are not installed are left out."""
_BACKLOG = 128
_END_SECONDS = 5.0


class ForkServer:
    """A process that has imported what notebooks use, and forks kernels.

    `start` does not wait: kernels requested meanwhile are forked as soon as the server is ready. When it is closed or its owner
    dies, the server kills its kernels. A process that the owner forks keeps the server alive until that process executes
    another program or closes the files that it inherits.

    Parameters
    ----------
    preload
        Modules to import; those that cannot be imported are left out.
    warm
        ``module:function`` to call after the imports, for what they load lazily. It must leave no threads and no state but
        caches.
    hash_seed
        PYTHONHASHSEED of the server and its kernels; None leaves it as it is.
    options
        Options of the interpreter, as in the kernelspec of the kernels.

    Examples
    --------
    ::

        with ForkServer(preload=["pandas"]) as server:
            os.environ.update(server.environment)
            papermill.execute_notebook("in.ipynb", "out.ipynb", kernel_name="python3")
    """

    def __init__(
        self, *, preload: Sequence[str] = DEFAULT, warm: str = "", hash_seed: str | None = "0", options: Sequence[str] = ()
    ) -> None:
        self._tasks = [warm, *preload]
        self._options = list(options)
        self._hash_seed = hash_seed
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: PrivateFolder | None = None
        self._lifeline = -1
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which jupyter_client gets all kernels of a process from this server."""
        return warm_environment(str(self.socket), hash_seed=self._hash_seed)

    @property
    def socket(self) -> Path:
        """The path of the server's socket; it is the same after a restart."""
        return self.folder.path / "server"

    @property
    def folder(self) -> PrivateFolder:
        """The folder of the sockets, removed when this process ends or is killed."""
        if self._folder is None:
            raise RuntimeError("the fork server has not been started")
        return self._folder

    @property
    def pid(self) -> int | None:
        """The server's process id, if it runs."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server without waiting for it; do nothing if it runs."""
        if self.alive:
            return
        self._release()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            theirs, self._lifeline = os.pipe()
            try:
                self._process = self._run(listener.fileno(), theirs)
            finally:
                os.close(theirs)
            self._make_folder()
            _listen(listener, self.socket)

    def _make_folder(self) -> None:
        """Make the folder, after sending its name to the server, which removes it if this process is killed.

        The name is sent through a pipe, so that nobody else learns it before the folder exists.
        """
        folder = self._folder or PrivateFolder()
        with suppress(BrokenPipeError):  # the server ended at once, which `ensure` detects
            os.write(self._lifeline, os.fsencode(folder.path) + b"\n")
        if self._folder is None:
            folder.make()
            self._folder = folder
        folder.check()

    def ensure(self) -> None:
        """Start the server again if it died, unless it refused to fork."""
        if self._process is None or self._process.poll() not in (None, REFUSED):
            self.start()

    def close(self) -> None:
        """End the server and every kernel that it forked."""
        if self._owner != os.getpid():  # a copy of this object in a forked process
            return
        with signals_deferred():
            self._end()

    def _end(self) -> None:
        self._close_lifeline()
        used = self._folder is not None and (self._folder.path / PASSING).exists()
        if self._folder:  # before the server ends, as it removes the folder if this process is killed now
            self._folder.remove()
        self._release()
        if self._folder:  # again: a kernel may have been making its sockets
            self._folder.remove()
            if used:
                remove_for_good(self._folder.path)
            self._folder = None

    def _run(self, listener: int, lifeline: int) -> subprocess.Popen[bytes]:
        env = {**os.environ, **warm_environment("", hash_seed=self._hash_seed)}
        for name in (SOCKET, "JPY_PARENT_PID"):
            env.pop(name, None)
        main = str(Path(__file__).with_name("__main__.py"))
        return subprocess.Popen(
            [sys.executable, *self._options, main, str(listener), str(lifeline), *self._tasks],
            pass_fds=(listener, lifeline),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env=env,
        )

    def _release(self) -> None:
        """End the server: if it is ready, by closing the lifeline (a pipe); if it still imports modules, by SIGTERM."""
        self._close_lifeline()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _close_lifeline(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def _listen(listener: socket.socket, path: Path) -> None:
    """Listen while the server still imports, so that early clients wait instead of failing."""
    path.unlink(missing_ok=True)
    listener.bind(str(path))
    listener.listen(_BACKLOG)
