"""A client that sends at the moment when a message arrives does not miss that message."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.session import Session

from warmkernels.client import quick_client

SESSION = Session(key=b"k")


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[zmq.Socket[bytes]]:
    with zmq.Context() as context, context.socket(zmq.ROUTER) as socket:
        socket.bind(f"ipc://{tmp_path}/s-1")
        yield socket


async def heard(client: AsyncKernelClient, kernel: zmq.Socket[bytes]) -> str:
    """The type of the message that a client receives when a reply arrives just before the client sends something."""
    channel = client.shell_channel
    channel.send(client.session.msg("execute_request"))
    who = kernel.recv_multipart()[0]
    waiting = asyncio.ensure_future(channel.get_msg())
    await asyncio.sleep(0)  # now it waits
    SESSION.send(kernel, "execute_reply", ident=[who])
    assert zmq.Socket.shadow(channel.socket.underlying).poll(10_000)  # it is there, and its sign has been taken, as by a send
    channel.send(client.session.msg("comm_msg"))
    return str((await asyncio.wait_for(waiting, 5))["msg_type"])


def test_a_reply_that_is_there_before_something_is_sent(kernel: zmq.Socket[bytes], tmp_path: Path) -> None:
    async def talk() -> str:
        client = quick_client(AsyncKernelClient)(transport="ipc", ip=f"{tmp_path}/s", shell_port=1, session=SESSION)
        try:
            return await heard(client, kernel)
        finally:
            client.shell_channel.close()
            client.context.term()

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already, of a browser that other tests drive
        assert thread.submit(lambda: asyncio.run(talk())).result() == "execute_reply"
