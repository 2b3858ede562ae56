"""Other people of the same machine: processes of another user, which only root can start."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from sysconfig import get_path

import pytest

STRANGER, COLLEAGUE, TEAM = 65534, 65533, 65532
"""Numbers of users and of a group, which need not be known to the system."""
ROOT = Path(__file__).parents[1]
INTERPRETERS = (sys.executable, "/usr/bin/python{}.{}".format(*sys.version_info))
"""Ours, and the system's of the same version, for ours may lie where others may not go."""


def outside_environment() -> dict[str, str]:
    """What another user needs to find our packages."""
    return {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join([str(ROOT), get_path("purelib")]), "HOME": "/nonexistent"}


@cache
def interpreter() -> str:
    """The interpreter that another user may run; the test is skipped where there is none."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can be another user")
    for program in INTERPRETERS:
        try:
            with start_as(STRANGER, [program, "-c", "import pandas, reportlib"]) as asked:
                asked.communicate()
        except OSError:
            continue
        if asked.returncode == 0:
            return program
    pytest.skip("another user may run no interpreter here")


def start_as(
    user: int,
    command: Sequence[str],
    *,
    umask: int = 0o022,
    env: Mapping[str, str] = {},
    cwd: Path = Path("/"),
) -> subprocess.Popen[str]:
    """A process of another user, a member of the team, what it says kept."""
    told = outside_environment() | dict(env)
    return subprocess.Popen(
        command,
        user=user,
        group=TEAM,
        extra_groups=[],
        umask=umask,
        env=told,
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said_by(user: int, source: str) -> str:
    """What a piece of Python says when a user runs it."""
    with start_as(user, [interpreter(), "-c", source]) as process:
        out, err = process.communicate(timeout=60)
    return out + err


def open_folder() -> Path:
    """A folder that everybody may go through, as those that pytest makes are not."""
    path = Path(tempfile.mkdtemp(prefix="o-"))
    path.chmod(0o755)
    return path
