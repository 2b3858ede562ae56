"""A kernel's client that learns without delay that its kernel is ready, and hears all that it says."""

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

_AGAIN = 1.0  # the kernel's answer may take that long
_LATE = 0.2  # its output channel is heard from at once, or was not connected yet when it spoke


class _Heedful(AsyncZMQSocketChannel):
    """A channel that still hears what came while it was being sent on.

    jupyter_client sends past the socket that waits, and with that takes away the one sign of a message that is there
    already; nbclient, which keeps the state of an Output widget while it waits for the end of a cell, then waits for ever.
    """

    def send(self, msg: dict[str, Any]) -> None:
        super().send(msg)
        if self.socket is not None:
            self.socket.get(zmq.EVENTS)  # the socket that waits, asked, looks again


class _Prompt:
    """Waits for the answer to a question of its own, where the usual client waits fixed times for silence."""

    async def _async_wait_for_ready(self: Any, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while not await _answered(self, self.kernel_info()):
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


async def _answered(client: Any, asked: str) -> bool:
    """Whether a kernel has replied, and has been heard on the output channel to have done so."""
    try:
        reply = await _next(client.shell_channel, "kernel_info_reply", asked, _AGAIN)
        idle = None
        while idle is None or idle["content"]["execution_state"] != "idle":
            idle = await _next(client.iopub_channel, "status", asked, _LATE)
    except Empty:
        return False
    client._handle_kernel_info_reply(reply)
    return True


async def _next(channel: Any, kind: str, asked: str, timeout: float) -> Any:
    """Give the next message of a kind that answers a question; what came before it is stale."""
    while True:
        message = await ensure_async(channel.get_msg(timeout=timeout))
        if message["msg_type"] == kind and message["parent_header"].get("msg_id") == asked:
            return message


@cache
def prompt(usual: type[KernelClient]) -> type[KernelClient]:
    """Make of a client's class one that waits no longer than it has to."""
    if issubclass(usual, _Prompt):
        return usual
    own: dict[str, Any] = {"wait_for_ready": _Prompt._async_wait_for_ready, "__module__": usual.__module__}
    if issubclass(usual, AsyncKernelClient):
        own["shell_channel_class"] = _Heedful
    else:
        own["wait_for_ready"] = run_sync(own["wait_for_ready"])
    return type(usual.__name__, (_Prompt, usual), own)
