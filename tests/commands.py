"""Commands as a user types them, in a fork of this process, which has imported already what they need.

The worker of a build is that fork itself, and its kernels come from one server for all the tests of this process: cells run in
kernels as ever, but nobody waits for imports. What hangs on the processes of a build is tested with real ones, in `tests/faults`.
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
"""The warnings that Python keeps to itself; to pytest they are errors."""


def command(*words: str, cwd: Path, env: Mapping[str, str] = {}, within: float = 600) -> CompletedProcess[str]:
    """Give a command to the command line; say how it left, and what it said. Where nothing can be forked it is a program."""
    if not FORKS:
        program = [sys.executable, "-m", "reportlib", *words]
        return subprocess.run(program, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    return _forked(words, None, cwd=cwd, env=env, within=within)


def called(work: Callable[[], Result]) -> Result:
    """Give what some work gives that is done so; it has to be something that can be pickled."""
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
    """Do a command, or what is called in place of one, in a fork."""
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
    """Build a workbook so: what its command said, and what came of it."""
    done = command("build", *options, cwd=book.root, env=env)
    return Done(done.returncode, done.stdout, done.stderr, book.root / "outputs")


class Alone(quick.Pool):
    """A pool in which this process is the one worker."""

    def __init__(self, work: Callable[[Any], Any], *, environment: Mapping[str, str], **rest: object) -> None:
        super().__init__(work, **rest)
        os.environ.update(environment)


@dataclass(frozen=True)
class Shared:
    """The server of all tests as a build sees its own: a folder of the build's own, kernels of everybody's."""

    environment: Mapping[str, str]
    folder: PrivateFolder

    def ensure(self) -> None:
        """It is seen to by who started it."""


@cache
def _server() -> ForkServer | None:
    """The server of the kernels of all tests of this process, where this system can have one."""
    if plain_reason():
        return None
    with surroundings():
        server = ForkServer(preload=kernel_server.PRELOAD, warm=kernel_server.WARM_UP)
        server.start()
    atexit.register(server.close)
    return server


def _settle(server: ForkServer | None) -> None:
    """In a fork: build as a process of its own would, but for the pool and the server."""
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
