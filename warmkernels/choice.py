"""Whether kernels are forked or plain processes: what the system allows, and the environment variables that choose."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Mapping
from pathlib import Path

PROVISIONER = "warmkernels"
SOCKET = "WARMKERNELS_SOCKET"
PLAIN = "WARMKERNELS_PLAIN"
PASSING = "p"
"""The folder beside the sockets for temporary files; a browser's socket needs a short name."""
_CHOSEN_BY = "JUPYTER_DEFAULT_PROVISIONER_NAME"
_HASH_SEED = "PYTHONHASHSEED"


def plain_reason(env: Mapping[str, str] = os.environ) -> str | None:
    """Why kernels cannot be forked here; None if they can."""
    if env.get(PLAIN, "0") not in ("", "0"):
        return f"{PLAIN} is set"
    if sys.platform != "linux":
        return f"forking a process that has imported libraries is not safe on {sys.platform}"
    if not (hasattr(os, "pidfd_open") and hasattr(os, "P_PIDFD") and hasattr(select, "poll")):
        return "this Python has no pidfd_open"
    return _kernel_refusal()


def plain_environment(*, hash_seed: str | None = "0") -> dict[str, str]:
    """Environment variables with which a process starts only plain kernels."""
    return {_CHOSEN_BY: PROVISIONER, PLAIN: "1"} | _seed(hash_seed)


def warm_environment(socket: str, *, hash_seed: str | None) -> dict[str, str]:
    """Environment variables with which a process gets all kernels from the server at `socket`."""
    return {_CHOSEN_BY: PROVISIONER, SOCKET: socket} | _seed(hash_seed)


def passing_folder(env: Mapping[str, str] = os.environ) -> Path | None:
    """The path of a folder that is removed when the owner of the server ends; None without a server.

    Whoever uses the folder makes it. Closing the server waits until no process makes the folder again.
    """
    socket = env.get(SOCKET)
    return Path(socket).parent / PASSING if socket else None


def _seed(hash_seed: str | None) -> dict[str, str]:
    return {} if hash_seed is None else {_HASH_SEED: hash_seed}


def _kernel_refusal() -> str | None:
    """Why pidfd_open fails, as it may in containers; None if it works."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return f"pidfd_open is refused here ({error.strerror})"
    return None
