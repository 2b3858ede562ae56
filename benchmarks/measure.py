"""Measure commands: wall seconds, and CPU seconds of all processes that they start."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
_PATIENCE = 30.0


@dataclass(frozen=True)
class Command:
    """One command line, with its environment variables."""

    words: tuple[str, ...]
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Cost:
    """The cost of commands in seconds, and the output of the last one."""

    wall: float
    cpu: float
    shown: str = ""


class CommandError(RuntimeError):
    """A command failed; the error has its output."""


def cost_of(commands: Sequence[Sequence[Command]], *, cwd: Path, at_once: int = 1) -> Cost:
    """Run commands, and return what they took.

    Parameters
    ----------
    commands
        Chains of commands; the commands of a chain run one after the other.
    at_once
        How many chains run side by side.

    Notes
    -----
    On Linux, the CPU time of processes whose parent has ended is counted too.
    """
    _adopt()
    before, started = _cpu(), time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        shown = list(pool.map(lambda chain: [_run(command, cwd) for command in chain], commands))
    wall = time.perf_counter() - started
    _collect()
    return Cost(wall, _cpu() - before, shown=shown[-1][-1] if shown else "")


def _run(command: Command, cwd: Path) -> str:
    environment = os.environ | dict(command.environment)
    done = subprocess.run(command.words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    _check(done.returncode, command, done.stdout + done.stderr)
    return done.stdout


def _check(code: int, command: Command, shown: str) -> None:
    if code:
        raise CommandError(f"exit code {code} of {' '.join(command.words)[:300]}\n{shown[-4000:]}")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _adopt() -> None:
    """Make this process the parent of processes whose parent has ended."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _collect() -> None:
    """Wait for the remaining processes, so that their CPU time is counted."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.02)
        except ChildProcessError:
            return
