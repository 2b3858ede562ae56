"""A forked kernel as its client sees it: what `subprocess.Popen` would offer, over a connection to the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from warmkernels.messages import Request, user_of

_CHUNK = 4096


class ForkedProcess:
    """A kernel's process: the server's child, killed with all its children when this is closed.

    Raises
    ------
    OSError
        Where there is no server, or it is another user's.
    """

    stdin = stdout = stderr = None

    def __init__(self, server: Path, request: Request, *, standard: Sequence[int]) -> None:
        self.pid: int | None = None
        self.returncode: int | None = None
        self.ready: Literal["forked", "fresh"] | None = None
        self._heard = b""
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._server.connect(str(server))
            if user_of(self._server) != os.geteuid():  # before it is told our environment
                raise PermissionError(f"'{server}' is answered by another user")
            said = request.encode()
            sent = socket.send_fds(self._server, [said], list(standard))
            self._server.sendall(said[sent:])
        except OSError:
            self.close()
            raise
        self._server.setblocking(False)

    def poll(self) -> int | None:
        """Give the exit code, or None while it runs."""
        self._hear()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and give the exit code."""
        poll = select.poll()
        poll.register(self._server, select.POLLIN)
        while self.poll() is None:
            if not poll.poll(None if timeout is None else timeout * 1000):
                raise TimeoutError
        assert self.returncode is not None
        return self.returncode

    async def started(self, timeout: float) -> bool:
        """Wait until the kernel answers; False where it does not."""
        await self._until(lambda: bool(self.ready and self.pid), timeout)
        return self.ready is not None and self.pid is not None

    async def ended(self, timeout: float | None = None) -> bool:
        """Wait until the kernel has ended; False where it has not."""
        return await self._until(lambda: False, timeout)

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None and self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Leave: the server kills what is left and forgets it."""
        self._server.close()

    async def _until(self, condition: Callable[[], bool], timeout: float | None) -> bool:
        """Wait for a condition or for the end, on whichever loop is running."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self.poll() is None and not condition():
                    await self._readable()
        return condition() or self.returncode is not None

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        arrived = asyncio.Event()
        loop.add_reader(self._server, arrived.set)
        try:
            await arrived.wait()
        finally:
            loop.remove_reader(self._server)

    def _hear(self) -> None:
        """Take in what has been said until now."""
        while self.returncode is None:
            try:
                data = self._server.recv(_CHUNK)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                self._server_gone()
                return
            *lines, self._heard = (self._heard + data).split(b"\n")
            for said in lines:
                self._take(json.loads(said))

    def _take(self, said: dict[str, Any]) -> None:
        self.pid = said.get("pid", self.pid)
        self.ready = said.get("ready", self.ready)
        self.returncode = said.get("exit", self.returncode)

    def _server_gone(self) -> None:
        """The system has killed the kernel with its server; what the kernel had started is for us to kill."""
        self.returncode = -signal.SIGKILL
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
