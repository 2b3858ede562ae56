"""Where jupyter_client asks for a kernel's process: a fork of the server, or a plain process where there is none."""

from __future__ import annotations

import asyncio
import atexit
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from warmkernels.choice import SOCKET, plain_reason
from warmkernels.client import prompt
from warmkernels.command import Command
from warmkernels.folders import PrivateFolder, is_own
from warmkernels.handle import ForkServer
from warmkernels.messages import Request
from warmkernels.process import ForkedProcess

_WARM_WITHIN = 60.0
_LEAVE_WITHIN = 0.3  # an idle kernel that was asked to end has ended by then
_KILLED_WITHIN = 5.0
_STEP = 0.005

_own: dict[tuple[int, tuple[str, ...]], ForkServer] = {}
_own_lock = threading.Lock()
_told = threading.Event()


class WarmProvisioner(LocalProvisioner):
    """Forks IPython kernels of this interpreter; starts others, and those it cannot fork, as they are."""

    process: Any = None  # a ForkedProcess, or a Popen
    _sockets: Path | None = None
    _own_folder: PrivateFolder | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose sockets in a folder of our own, and a client that waits no longer than it has to."""
        manager = self.parent
        if manager is not None:
            manager.client_factory = prompt(manager.client_factory)
            if os.name == "posix" and manager.transport == "tcp" and not manager.shell_port:
                self._use_sockets(manager)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel, forked where that is possible."""
        command = Command.parse(cmd)
        if command is None or command.interpreter[0] != sys.executable:
            return await super().launch_kernel(cmd, **kwargs)
        if plain_reason() is None and not kwargs.get("independent"):
            try:
                return await self._fork(cmd, command, **kwargs)
            except OSError as error:
                if not _told.is_set():
                    _told.set()
                    self.log.warning("no warm kernels, starting plain ones: %s", error)
        info = await super().launch_kernel(command.tuned(), **kwargs)
        await self._bound()
        return info

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and its children.

        A manager that ends a kernel interrupts it first, in case a cell is running. An idle one that has just answered may
        still be in its message loop and would report that; so that interrupt waits until the kernel has had time to leave.
        """
        if self._forked and signum == signal.SIGINT and getattr(self.parent, "shutting_down", False):
            return
        await super().send_signal(signum)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the end as an event; the manager would look every tenth of a second."""
        patience = self.get_shutdown_wait_time(getattr(self.parent, "shutdown_wait_time", 5.0)) / 2
        if process := self._forked:
            if not await process.ended(_LEAVE_WITHIN):
                await super().send_signal(signal.SIGINT)
                await process.ended(patience)
        elif self.process is not None:
            await self._looking(lambda: False, patience)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel."""
        await super().kill(restart)
        if process := self._forked:
            await process.ended(_KILLED_WITHIN)

    async def wait(self) -> int | None:
        """Wait until the kernel has ended."""
        process = self._forked
        if process is None:
            return await super().wait()
        await process.ended()
        process.close()
        self.process = None
        return process.returncode

    async def cleanup(self, restart: bool = False) -> None:
        """Leave nothing behind."""
        if process := self._forked:
            process.close()
            self.process = None
        if self._sockets and not restart:
            shutil.rmtree(self._sockets, ignore_errors=True)
            if self._own_folder:
                self._own_folder.remove()
        await super().cleanup(restart)

    @property
    def _forked(self) -> ForkedProcess | None:
        return self.process if isinstance(self.process, ForkedProcess) else None

    def _use_sockets(self, manager: Any) -> None:
        """Talk over socket files: no ports to find free, and nothing that another user could connect to."""
        server = Path(named).parent if (named := os.environ.get(SOCKET)) else None
        if server and not server.is_dir():  # its owner is gone: a folder made elsewhere now, nobody might remove
            return
        if server and not is_own(server):
            raise PermissionError(f"the folder of the kernels' sockets, '{server}', is not private to this user")
        if server:
            self._sockets = server / f"k{secrets.token_hex(4)}"
            self._sockets.mkdir(mode=0o700)
        else:
            self._own_folder = PrivateFolder()
            self._own_folder.make()
            self._sockets = self._own_folder.path
        manager.transport = "ipc"
        manager.cache_ports = False
        manager.ip = str(self._sockets / "s")
        manager.connection_file = manager.connection_file or str(self._sockets / "kernel.json")

    async def _fork(self, argv: list[str], command: Command, **kwargs: Any) -> KernelConnectionInfo:
        cwd = str(Path(kwargs.get("cwd") or Path.cwd()).absolute())
        request = Request(tuple(argv), dict(kwargs["env"]), cwd)
        with _standard(kwargs.get("stdout"), kwargs.get("stderr")) as standard:
            process = ForkedProcess(_server(command.interpreter[1:]), request, standard=standard)
        if not await process.started(_WARM_WITHIN):
            process.close()
            raise OSError("the server ended, or took too long")
        self.process, self.pid, self.pgid, self.cwd = process, process.pid, process.pid, cwd
        if process.ready == "fresh":
            await self._bound()
        return self.connection_info

    async def _bound(self) -> None:
        """Wait until the kernel listens: who connects too early tries again only after a tenth of a second."""
        info = self.connection_info
        if info["transport"] == "ipc":
            last = Path(f"{info['ip']}-{info['hb_port']}")
            await self._looking(last.exists, _WARM_WITHIN)

    async def _looking(self, condition: Any, timeout: float) -> None:
        """Look again and again for a condition, or for the end of a process that gives no event."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition() and await self.poll() is None and loop.time() < deadline:
            await asyncio.sleep(_STEP)


def _server(options: tuple[str, ...]) -> Path:
    """Find the socket of the server that the environment names, else of one of this process's own."""
    if named := os.environ.get(SOCKET):
        return Path(named)
    with _own_lock:
        key = os.getpid(), options
        if key not in _own:
            _own[key] = ForkServer(options=options, hash_seed=None)
            atexit.register(_own[key].close)
        _own[key].ensure()
        return _own[key].socket


@contextmanager
def _standard(stdout: Any, stderr: Any) -> Iterator[list[int]]:
    """Descriptors of what are to be a kernel's standard input, output and error."""
    with Path(os.devnull).open("rb") as nothing, Path(os.devnull).open("wb") as nowhere:
        given = (_descriptor(stdout, 1, nowhere.fileno()), _descriptor(stderr, 2, nowhere.fileno()))
        yield [nothing.fileno(), *given]


def _descriptor(given: Any, usual: int, nowhere: int) -> int:
    if given is None:
        return usual
    if given == subprocess.DEVNULL:
        return nowhere
    return given if isinstance(given, int) else int(given.fileno())
