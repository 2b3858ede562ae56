"""What is said over a kernel's connection: one request, with three descriptors, and then events, a line of JSON each.

==================  =========================================================================================
who                 says
==================  =========================================================================================
client              `Request`, with what are to be the kernel's standard input, output and error
server              ``{"pid": 123}`` when it has forked
kernel              ``{"ready": "forked"}`` once its sockets are bound, or ``{"ready": "fresh"}`` before it becomes
                    a fresh interpreter
server              ``{"exit": 0}`` when the kernel has ended, negative for a signal
client              closes: whatever is left of the kernel and its children is killed
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
"""With this code a server leaves that must not fork."""


@dataclass(frozen=True)
class Request:
    """A kernel that a client wants."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: str

    def encode(self) -> bytes:
        """Give the line that is sent."""
        return line(asdict(self))

    @classmethod
    def decode(cls, data: bytes) -> Request:
        """Read what `encode` gave."""
        said = json.loads(data)
        return cls(tuple(said["argv"]), said["env"], said["cwd"])


def user_of(peer: socket.socket) -> int:
    """Who is at the other end of a connection: of a client its user, of a server the user who began to listen."""
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return int(user)


def line(said: Mapping[str, Any]) -> bytes:
    """Give one message as it is sent."""
    return json.dumps(said).encode() + b"\n"
