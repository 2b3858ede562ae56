"""Builds that die, or get a signal, just before they make, write, move or remove a file.

Each of these points has a name, so that all of them can be tested.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import trial
from .attacks.kinds import Act, Place
from .conftest import Done

CHANGES: Final = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate")
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_RANDOM: Final = re.compile(r"[0-9a-f]{16}|\d{8}T\d{6}[\w-]*|\d{4}-\d\d-\d\d[\w-]*")


@dataclass(frozen=True)
class Forked(Done):
    """An ended build in a fork: its exit code, which is negative after a signal, and the names of the points that it reached."""

    points: tuple[str, ...] = ()


def build(folder: Path, *options: str, dies_at: int | None = None, of: signal.Signals = signal.SIGKILL) -> Forked:
    """Build a workbook in a fork of this process, without kernels.

    At the point with the number `dies_at`, counted from 0, the fork is sent the signal `of`.
    """
    trial.master()  # what a build imports is there in the fork
    place, told = Place(folder.parent), folder.parent / "points.txt"
    place.temporary.mkdir(exist_ok=True)
    told.write_bytes(b"")
    act = Act(("build", *options), cwd=folder, within=100, before=lambda: _watch(folder / "outputs", told, dies_at, of))
    done = trial.ended(act, place)
    assert done is not None, "it hung"
    return Forked(done.code, done.out, done.err, folder / "outputs", tuple(told.read_text("utf-8").splitlines()))


def _watch(output: Path, told: Path, dies_at: int | None, of: signal.Signals) -> None:
    """Write the name of every point to the file `told`, and send this process the signal `of` at point `dies_at`."""
    count, descriptor = -1, os.open(told, os.O_WRONLY | os.O_APPEND)

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal count
        writes = event in CHANGES or (event == "open" and isinstance(given[2], int) and given[2] & _WRITES)
        place = given[1 if event == "os.rename" else 0] if writes else None
        if not isinstance(place, str | os.PathLike) or not (path := Path(place)).is_relative_to(output):
            return
        count += 1
        os.write(descriptor, f"{event} {_RANDOM.sub('*', path.relative_to(output).as_posix())}\n".encode())
        if count == dies_at:
            os.kill(os.getpid(), of)

    sys.addaudithook(hook)
