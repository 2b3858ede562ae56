"""A kernel's client that does not wait longer than needed, and misses no message."""

from __future__ import annotations

import time
from functools import cache
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.client import KernelClient
from jupyter_core.utils import ensure_async, run_sync

_REPLY_SECONDS = 1.0  # seconds for the kernel's reply
_OUTPUT_SECONDS = 0.2  # seconds for its output message; a later one was sent before the channel was connected


class _LosslessChannel(AsyncZMQSocketChannel):
    """A channel that does not lose a message which arrives while another one is sent.

    jupyter_client sends through a second object of the socket, which clears the event of the message that arrived. nbclient would
    then wait for ever if an Output widget sends during a cell.
    """

    def send(self, msg: dict[str, Any]) -> None:
        super().send(msg)
        if self.socket is not None:
            self.socket.get(zmq.EVENTS)  # reading this makes the waiting socket check again


class _QuickWait:
    """A client that is ready when the kernel has answered; the usual client waits for a fixed time without messages."""

    async def _async_wait_for_ready(self: Any, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await _answered(self, self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _answered(client: Any, request: str) -> bool:
    try:
        reply = await _next(client.shell_channel, "kernel_info_reply", request, _REPLY_SECONDS)
        idle = None
        while idle is None or idle["content"]["execution_state"] != "idle":
            idle = await _next(client.iopub_channel, "status", request, _OUTPUT_SECONDS)
    except Empty:
        return False
    client._handle_kernel_info_reply(reply)
    return True


async def _next(channel: Any, kind: str, request: str, timeout: float) -> Any:
    """The next message of a kind that answers a request; other messages are dropped."""
    while True:
        message = await ensure_async(channel.get_msg(timeout=timeout))
        if message["msg_type"] == kind and message["parent_header"].get("msg_id") == request:
            return message


@cache
def quick_client(usual: type[KernelClient]) -> type[KernelClient]:
    """A subclass of the client class `usual`; the subclass waits no longer than needed."""
    if issubclass(usual, _QuickWait):
        return usual
    methods: dict[str, Any] = {"wait_for_ready": _QuickWait._async_wait_for_ready, "__module__": usual.__module__}
    if issubclass(usual, AsyncKernelClient):
        methods["shell_channel_class"] = _LosslessChannel
    else:
        methods["wait_for_ready"] = run_sync(methods["wait_for_ready"])
    return type(usual.__name__, (_QuickWait, usual), methods)
