"""Run commands in a fork of this process, which has already imported what they need.

A build in a fork makes all reports in this one process, with kernels from one server for all tests. Tests of the processes
of a build use real ones, in `tests/faults`.
"""

from __future__ import annotations

import atexit
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, TypeVar

from reportlib.build import kernel_server, runner
from reportlib.kernels import PrivateFolder
from reportlib.surroundings import surroundings
from warmkernels import ForkServer, plain_reason

from .faults import quick

FORKS = sys.platform == "linux" and hasattr(os, "pidfd_open")
if FORKS:
    from .faults import trial
    from .faults.attacks.kinds import ABSENT, Act, Place
    from .faults.conftest import Book, Done

Result = TypeVar("Result")
UNHEARD = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""The warnings that Python does not show by default; pytest makes them errors."""


def command(*words: str, cwd: Path, env: Mapping[str, str] = {}, within: float = 600) -> CompletedProcess[str]:
    """Run a command line, and return its exit code and output. Where this system cannot fork, the command runs as a program."""
    if not FORKS:
        program = [sys.executable, "-m", "reportlib", *words]
        return subprocess.run(program, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    return _forked(words, None, cwd=cwd, env=env, within=within)


def called(work: Callable[[], Result]) -> Result:
    """Call a function in a fork of this process, and return its result, which must be picklable."""
    if not FORKS:
        return work()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "result")
        done = _forked((), lambda: place.write_bytes(pickle.dumps(work())), cwd=Path.cwd())
        assert done.returncode == 0, done.stderr
        result: Result = pickle.loads(place.read_bytes())
        return result


def _forked(
    words: tuple[str, ...], call: Callable[[], object] | None, *, cwd: Path, env: Mapping[str, str] = {}, within: float = 600
) -> CompletedProcess[str]:
    started = _server()
    trial.master()  # what a build does for the first time has been done here
    top = Path(tempfile.mkdtemp(prefix="c-"))
    place = Place(top)
    place.temporary.mkdir()
    at_home = {"HOME": os.environ.get("HOME", ABSENT)}  # another home, and kernels would not be forked
    act = Act(words, call, cwd=cwd, env=at_home | dict(env), within=within, cells=True, before=lambda: _settle(started))
    try:
        done = trial.ended(act, place)
        assert done is not None, f"it took longer than {within:g} s"
        return CompletedProcess(words, done.code, done.out, done.err)
    finally:
        shutil.rmtree(top, ignore_errors=True)


def build(book: Book, *options: str, env: Mapping[str, str] = {}) -> Done:
    """Build a workbook in a fork; return the exit code, the output and the folder of pages."""
    done = command("build", *options, cwd=book.root, env=env)
    return Done(done.returncode, done.stdout, done.stderr, book.root / "outputs")


class Alone(quick.Pool):
    """A pool whose only worker is this process."""

    def __init__(self, work: Callable[[Any], Any], *, environment: Mapping[str, str], **rest: object) -> None:
        super().__init__(work, **rest)
        os.environ.update(environment)


@dataclass(frozen=True)
class Shared:
    """The kernel server of all tests, in the form that a build expects; only the folder belongs to the build."""

    environment: Mapping[str, str]
    folder: PrivateFolder

    def ensure(self) -> None:
        """Do nothing: the tests start the server."""


@cache
def _server() -> ForkServer | None:
    """The kernel server for all tests of this process; None if this system cannot have one."""
    if plain_reason():
        return None
    with surroundings():
        server = ForkServer(preload=kernel_server.PRELOAD, warm=kernel_server.WARM_UP)
        server.start()
    atexit.register(server.close)
    return server


def _settle(server: ForkServer | None) -> None:
    """Let a fork of the tests build like a new process, but without further processes, and with kernels of the shared server."""
    warnings.resetwarnings()
    for category in UNHEARD:
        warnings.simplefilter("ignore", category)
    os.environ.pop("PYTEST_CURRENT_TEST", None)  # in a test, ipykernel does not show what a kernel's processes write
    runner.Pool = Alone  # type: ignore[assignment, misc]
    if server is None or plain_reason():
        return
    environment = server.environment

    @contextmanager
    def shared(_: str) -> Iterator[Shared]:
        with PrivateFolder() as folder:
            yield Shared(environment, folder)

    kernel_server._server = shared  # type: ignore[assignment]
