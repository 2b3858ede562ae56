"""Fork or plain? What the system allows, and the environment variables by which a process's kernels are told."""

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
"""The folder, in that of the sockets, for what others leave behind; its name is short, for a browser's socket lies in it."""
_CHOSEN_BY = "JUPYTER_DEFAULT_PROVISIONER_NAME"
_HASH_SEED = "PYTHONHASHSEED"


def plain_reason(env: Mapping[str, str] = os.environ) -> str | None:
    """Say why kernels cannot be forked here, or None where they can."""
    if env.get(PLAIN, "0") not in ("", "0"):
        return f"{PLAIN} is set"
    if sys.platform != "linux":
        return f"forking a process that has imported libraries is not safe on {sys.platform}"
    if not (hasattr(os, "pidfd_open") and hasattr(os, "P_PIDFD") and hasattr(select, "poll")):
        return "this Python has no pidfd_open"
    return _kernel_refusal()


def plain_environment(*, hash_seed: str | None = "0") -> dict[str, str]:
    """Environment variables under which every kernel of a process is a plain one, tuned."""
    return {_CHOSEN_BY: PROVISIONER, PLAIN: "1"} | _seed(hash_seed)


def warm_environment(socket: str, *, hash_seed: str | None) -> dict[str, str]:
    """Environment variables under which every kernel of a process comes from the server at `socket`."""
    return {_CHOSEN_BY: PROVISIONER, SOCKET: socket} | _seed(hash_seed)


def passing_folder(env: Mapping[str, str] = os.environ) -> Path | None:
    """A folder that goes when the owner of the kernels' server goes, however that is; None where there is no server.

    It may have to be made. What is left in it at the end is taken for that of a process that is still dying.
    """
    socket = env.get(SOCKET)
    return Path(socket).parent / PASSING if socket else None


def _seed(hash_seed: str | None) -> dict[str, str]:
    return {} if hash_seed is None else {_HASH_SEED: hash_seed}


def _kernel_refusal() -> str | None:
    """Containers may forbid the system call that the library offers."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        return f"pidfd_open is refused here ({error.strerror})"
    return None
