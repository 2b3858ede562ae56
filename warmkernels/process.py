"""A forked kernel as its client sees it: like `subprocess.Popen`, over a connection to the server."""

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
    """A kernel's process: a child of the server, which kills it and its children when this connection is closed.

    Raises
    ------
    OSError
        When there is no server, or the server is another user's.
    """

    stdin = stdout = stderr = None

    def __init__(self, server: Path, request: Request, *, standard: Sequence[int]) -> None:
        self.pid: int | None = None
        self.returncode: int | None = None
        self.ready: Literal["forked", "fresh"] | None = None
        self._buffer = b""
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._server.connect(str(server))
            if user_of(self._server) != os.geteuid():  # before it receives our environment
                raise PermissionError(f"'{server}' is answered by another user")
            message = request.encode()
            sent = socket.send_fds(self._server, [message], list(standard))
            self._server.sendall(message[sent:])
        except OSError:
            self.close()
            raise
        self._server.setblocking(False)

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        self._read_messages()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and return the exit code."""
        poll = select.poll()
        poll.register(self._server, select.POLLIN)
        while self.poll() is None:
            if not poll.poll(None if timeout is None else timeout * 1000):
                raise TimeoutError
        assert self.returncode is not None
        return self.returncode

    async def started(self, timeout: float) -> bool:
        """Wait until the kernel is ready; False if it ends before, or at the time limit."""
        await self._until(lambda: bool(self.ready and self.pid), timeout)
        return self.ready is not None and self.pid is not None

    async def ended(self, timeout: float | None = None) -> bool:
        """Wait until the kernel has ended; False at the time limit."""
        return await self._until(lambda: False, timeout)

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the process has ended."""
        if self.poll() is None and self.pid is not None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the kernel."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def close(self) -> None:
        """Close the connection: the server kills what is left of the kernel."""
        self._server.close()

    async def _until(self, condition: Callable[[], bool], timeout: float | None) -> bool:
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

    def _read_messages(self) -> None:
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
            *lines, self._buffer = (self._buffer + data).split(b"\n")
            for message in lines:
                self._take(json.loads(message))

    def _take(self, fields: dict[str, Any]) -> None:
        self.pid = fields.get("pid", self.pid)
        self.ready = fields.get("ready", self.ready)
        self.returncode = fields.get("exit", self.returncode)

    def _server_gone(self) -> None:
        """Kill the kernel's children; the system killed the kernel together with the server."""
        self.returncode = -signal.SIGKILL
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
