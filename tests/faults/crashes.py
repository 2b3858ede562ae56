"""Builds that die just before one thing that they do to a folder: make, write, move or remove a file in it.

Every one of these points has a name, so that what depends on chance elsewhere is made to happen here.
"""

from __future__ import annotations

import gc
import os
import re
import secrets
import signal
import sys
import traceback
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from reportlib import cli

from . import quick, trial
from .conftest import Done

CHANGES: Final = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_RANDOM: Final = re.compile(r"[0-9a-f]{16}|\d{8}T\d{6}[\w-]*|\d{4}-\d\d-\d\d[\w-]*")


@dataclass(frozen=True)
class Forked(Done):
    """A build in a fork, ended: negative for a signal; and the names of the points that it came to."""

    points: tuple[str, ...] = ()


def build(folder: Path, *options: str, dies_at: int | None = None) -> Forked:
    """Build a workbook in a fork of this process, without kernels.

    Parameters
    ----------
    dies_at
        The number of the point at which it is killed, from 0; without it the build goes on to its end.
    """
    trial.master()  # what a build imports is there in the fork
    heard, told = os.pipe()
    said = tuple(folder.parent / f".{secrets.token_hex(4)}.txt" for _ in ("out", "err"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads: the child uses none of them
        pid = os.fork()
    if pid == 0:
        _be(folder, options, said, told, dies_at)
    os.close(told)
    with os.fdopen(heard, encoding="utf-8") as stream:
        points = stream.read().splitlines()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    out, err = (path.read_text("utf-8") for path in said)
    for path in said:
        path.unlink()
    return Forked(code, out, err, folder / "outputs", tuple(points))


def _be(folder: Path, options: tuple[str, ...], said: tuple[Path, ...], told: int, dies_at: int | None) -> NoReturn:
    """Become the build."""
    code = 70
    gc.freeze()  # what the tests before have left is not walked here, and so not copied
    try:
        for number, path in enumerate(said, 1):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
        sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = sys.__stderr__ = os.fdopen(2, "w", encoding="utf-8", closefd=False)
        os.environ["COLUMNS"] = "400"
        os.chdir(folder)
        quick.install()
        _watch(folder / "outputs", told, dies_at)
        sys.argv = ["reportlib", "build", *options]
        cli.main()
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _watch(output: Path, told: int, dies_at: int | None) -> None:
    """Tell every point, and die at one."""
    count = -1

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal count
        writes = event in CHANGES or (event == "open" and isinstance(given[2], int) and given[2] & _WRITES)
        place = given[1 if event == "os.rename" else 0] if writes else None
        if not isinstance(place, str | os.PathLike) or not (path := Path(place)).is_relative_to(output):
            return
        count += 1
        os.write(told, f"{event} {_RANDOM.sub('*', path.relative_to(output).as_posix())}\n".encode())
        if count == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
