"""Start a fork server, own it, stop it."""

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
from warmkernels.folders import PrivateFolder, outlast
from warmkernels.messages import REFUSED
from warmkernels.signals import held_back

DEFAULT = ("numpy", "pandas", "plotly", "plotly.express", "plotly.graph_objects", "plotly.io")
"""What is imported for notebooks of which nothing is known, where it is installed."""
_MOST_WAITING = 128
_PATIENCE = 5.0


class ForkServer:
    """A process that has imported what notebooks use and from which kernels are forked.

    It starts without being waited for: kernels asked of it meanwhile are forked as soon as it is warm. When it is closed,
    or when its owner dies, it kills its kernels. Processes that the owner forks without executing anything would keep it
    alive, so workers have to be spawned.

    Parameters
    ----------
    preload
        Modules to import; those that cannot be imported are left out.
    warm
        ``module:function`` to call when they are imported, to use what is lazy in them. It must leave no threads and no
        state but caches.
    hash_seed
        PYTHONHASHSEED of the server and so of its kernels; None leaves it as it is.
    options
        Options of the interpreter, those of the kernelspec whose kernels are wanted.

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
        """Variables that make every kernel of a process come from here, whoever starts it there by jupyter_client."""
        return warm_environment(str(self.socket), hash_seed=self._hash_seed)

    @property
    def socket(self) -> Path:
        """Where kernels are asked for; it stays the same when the server has to start again."""
        return self.folder.path / "server"

    @property
    def folder(self) -> PrivateFolder:
        """The folder of the sockets, which goes when this process goes, however that is: also for what else has to go then."""
        if self._folder is None:
            raise RuntimeError("the fork server has not been started")
        return self._folder

    @property
    def pid(self) -> int | None:
        """The server's process, or None where there is none."""
        return self._process.pid if self._process else None

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the server and go on; nothing happens where it runs."""
        if self.alive:
            return
        self._release()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            theirs, self._lifeline = os.pipe()
            try:
                self._process = self._run(listener.fileno(), theirs)
            finally:
                os.close(theirs)
            self._settle()
            _listen(listener, self.socket)

    def _settle(self) -> None:
        """Make the folder, its name told to the server before: whenever this process is killed, there is one that removes it.

        The name goes through a pipe and stands in no command line, so that nobody else knows it until the folder is there.
        """
        folder = self._folder or PrivateFolder()
        with suppress(BrokenPipeError):  # it ended at once, which is seen elsewhere
            os.write(self._lifeline, os.fsencode(folder.path) + b"\n")
        if self._folder is None:
            folder.make()
            self._folder = folder
        folder.check()

    def ensure(self) -> None:
        """Start again a server that died.

        One that refused to fork is left alone: it would again.
        """
        if self._process is None or self._process.poll() not in (None, REFUSED):
            self.start()

    def close(self) -> None:
        """End the server and with it every kernel it forked."""
        if self._owner != os.getpid():  # a copy of this object in a forked process
            return
        with held_back():
            self._end()

    def _end(self) -> None:
        self._cut()
        used = self._folder is not None and (self._folder.path / PASSING).exists()
        if self._folder:  # before the server is ended, which would remove it if this process were killed now
            self._folder.remove()
        self._release()
        if self._folder:  # again: a kernel may have been making its sockets
            self._folder.remove()
            if used:
                outlast(self._folder.path)
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
        """Let the process go: by the lifeline where it serves, by a signal where it is still warming."""
        self._cut()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _cut(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def _listen(listener: socket.socket, path: Path) -> None:
    """Listen while the server is still warming, so that who asks early waits instead of failing."""
    path.unlink(missing_ok=True)
    listener.bind(str(path))
    listener.listen(_MOST_WAITING)
