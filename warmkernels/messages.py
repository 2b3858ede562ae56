"""The messages on a kernel's connection: a request with three descriptors, then events.

Each is a line of JSON.

==================  =========================================================================================
sender              message
==================  =========================================================================================
client              `Request`, with the descriptors of the kernel's standard input, output and error
server              ``{"pid": 123}`` after the fork
kernel              ``{"ready": "forked"}`` once its sockets are bound, or ``{"ready": "fresh"}`` before it becomes
                    a fresh interpreter
server              ``{"exit": 0}`` when the kernel has ended, negative for a signal
client              closes: the server kills what is left of the kernel and its children
==================  =========================================================================================
"""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

REFUSED = 3
"""The exit code of a server that must not fork."""


@dataclass(frozen=True)
class Request:
    """A client's request for a kernel."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str

    def encode(self) -> bytes:
        """The request as a line to send."""
        return line(asdict(self))

    @classmethod
    def decode(cls, data: bytes) -> Request:
        """The request in a line."""
        fields = json.loads(data)
        return cls(tuple(fields["argv"]), fields["env"], fields["cwd"])


def user_of(peer: socket.socket) -> int:
    """The user id of a client, or of the process that listens."""
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(user)


def line(fields: Mapping[str, Any]) -> bytes:
    """A message as a line to send."""
    return json.dumps(fields).encode() + b"\n"
