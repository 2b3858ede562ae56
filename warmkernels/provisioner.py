"""The provisioner of jupyter_client: starts a kernel forked by the server, or a plain process."""

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
from warmkernels.client import quick_client
from warmkernels.command import Command
from warmkernels.folders import PrivateFolder, is_own
from warmkernels.handle import ForkServer
from warmkernels.messages import Request
from warmkernels.process import ForkedProcess

_START_SECONDS = 60.0
_IDLE_END_SECONDS = 0.3  # seconds in which an idle kernel ends after the request
_KILL_SECONDS = 5.0
_POLL_SECONDS = 0.005

_own_servers: dict[tuple[int, tuple[str, ...]], ForkServer] = {}
_own_servers_lock = threading.Lock()
_warned = threading.Event()


class WarmProvisioner(LocalProvisioner):
    """Forks IPython kernels of this interpreter; starts all others as plain processes."""

    process: Any = None  # a ForkedProcess, or a Popen
    _sockets: Path | None = None
    _own_folder: PrivateFolder | None = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Choose sockets in a private folder, and a client that waits no longer than needed."""
        manager = self.parent
        if manager is not None:
            manager.client_factory = quick_client(manager.client_factory)
            if os.name == "posix" and manager.transport == "tcp" and not manager.shell_port:
                self._use_sockets(manager)
        return await super().pre_launch(**kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel, forked if possible."""
        command = Command.parse(cmd)
        if command is None or command.interpreter[0] != sys.executable:
            return await super().launch_kernel(cmd, **kwargs)
        if plain_reason() is None and not kwargs.get("independent"):
            try:
                return await self._fork(cmd, command, **kwargs)
            except OSError as error:
                if not _warned.is_set():
                    _warned.set()
                    self.log.warning("no warm kernels, starting plain ones: %s", error)
        info = await super().launch_kernel(command.tuned(), **kwargs)
        await self._wait_until_bound()
        return info

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel and its children.

        A manager interrupts a kernel before ending it, in case a cell is running. An idle kernel might report the interrupt, so
        `shutdown_requested` interrupts it later.
        """
        if self._forked and signum == signal.SIGINT and getattr(self.parent, "shutting_down", False):
            return
        await super().send_signal(signum)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """Wait for the kernel's end; the manager would notice it up to a tenth of a second later."""
        limit = self.get_shutdown_wait_time(getattr(self.parent, "shutdown_wait_time", 5.0)) / 2
        if process := self._forked:
            if not await process.ended(_IDLE_END_SECONDS):
                await super().send_signal(signal.SIGINT)
                await process.ended(limit)
        elif self.process is not None:
            await self._poll_until(lambda: False, limit)

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel."""
        await super().kill(restart)
        if process := self._forked:
            await process.ended(_KILL_SECONDS)

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
        """Close the connection and remove the sockets."""
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
        """Use socket files: they need no free ports, and no other user can connect."""
        server = Path(path).parent if (path := os.environ.get(SOCKET)) else None
        if server and not server.is_dir():  # its owner is gone, so nobody would remove a new folder
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
        if not await process.started(_START_SECONDS):
            process.close()
            raise OSError("the server ended, or took too long")
        self.process, self.pid, self.pgid, self.cwd = process, process.pid, process.pid, cwd
        if process.ready == "fresh":
            await self._wait_until_bound()
        return self.connection_info

    async def _wait_until_bound(self) -> None:
        """Wait until the kernel listens: a client that came too early would retry only after a tenth of a second."""
        info = self.connection_info
        if info["transport"] == "ipc":
            last = Path(f"{info['ip']}-{info['hb_port']}")
            await self._poll_until(last.exists, _START_SECONDS)

    async def _poll_until(self, condition: Any, timeout: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not condition() and await self.poll() is None and loop.time() < deadline:
            await asyncio.sleep(_POLL_SECONDS)


def _server(options: tuple[str, ...]) -> Path:
    """The socket of the server that the environment names, or else of this process's server, started if need be."""
    if path := os.environ.get(SOCKET):
        return Path(path)
    with _own_servers_lock:
        key = os.getpid(), options
        if key not in _own_servers:
            _own_servers[key] = ForkServer(options=options, hash_seed=None)
            atexit.register(_own_servers[key].close)
        _own_servers[key].ensure()
        return _own_servers[key].socket


@contextmanager
def _standard(stdout: Any, stderr: Any) -> Iterator[list[int]]:
    with Path(os.devnull).open("rb") as null_in, Path(os.devnull).open("wb") as null_out:
        outputs = (_descriptor(stdout, 1, null_out.fileno()), _descriptor(stderr, 2, null_out.fileno()))
        yield [null_in.fileno(), *outputs]


def _descriptor(stream: Any, default: int, null: int) -> int:
    if stream is None:
        return default
    if stream == subprocess.DEVNULL:
        return null
    return stream if isinstance(stream, int) else int(stream.fileno())
