"""Processes of other users of the machine, which only root can start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

STRANGER, COLLEAGUE, TEAM = 65534, 65533, 65532
"""Numbers of users and of a group, which need not be known to the system."""


def outside_environment() -> dict[str, str]:
    """The environment of a user who has no home folder."""
    return {"PATH": os.defpath, "HOME": "/nonexistent"}


@cache
def interpreter() -> str:
    """The path of this Python if another user may run it, else the test is skipped."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can be another user")
    if shutil.which("setpriv") is None:
        pytest.skip("there is no setpriv, by which root becomes another user")
    with start_as(STRANGER, [sys.executable, "-c", "import reportlib; print('there')"]) as asked:
        out, _ = asked.communicate()
    if out != "there\n":
        pytest.skip("another user may not run this interpreter")
    return sys.executable


def start_as(
    user: int,
    command: Sequence[str],
    *,
    umask: int = 0o022,
    env: Mapping[str, str] = {},
    cwd: Path = Path("/"),
) -> subprocess.Popen[str]:
    """Start a process of another user of the team, and keep its output."""
    told = outside_environment() | dict(env)
    becoming = ["setpriv", f"--reuid={user}", f"--regid={TEAM}", "--clear-groups"]
    return subprocess.Popen(
        [*becoming, *command],
        umask=umask,
        env=told,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_by(user: int, source: str) -> str:
    """The output of Python code that a user runs."""
    with start_as(user, [interpreter(), "-c", source]) as process:
        out, err = process.communicate(timeout=60)
    return out + err


def open_folder() -> Path:
    """A folder that everybody may enter, unlike those that pytest makes."""
    path = Path(tempfile.mkdtemp(prefix="o-"))
    path.chmod(0o755)
    return path


def done_as(user: int, work: Callable[[], object]) -> str:
    """The error of a function that another user of the team runs in a fork of this process; empty if there is none."""
    ours, theirs = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # this process has threads, of which the fork uses none
        pid = os.fork()
    if pid == 0:
        said = ""
        try:
            os.setgroups([])
            os.setgid(TEAM)
            os.setuid(user)
            os.umask(0o022)
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(theirs, said.encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as stream:
        said = stream.read()
    os.waitpid(pid, 0)
    return said
