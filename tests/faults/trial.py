"""Run one attack in a forked child under a time limit, and find out what went wrong."""

from __future__ import annotations

import atexit
import gc
import hashlib
import os
import pty
import re
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
import types
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

from typer.testing import CliRunner

from reportlib import cli
from reportlib.build import building, verify  # noqa: F401 imported once for all the children
from reportlib.errors import ReportlibError
from reportlib.site import publishing as handing  # noqa: F401 imported once for all the children

from . import quick
from .attacks.kinds import ABSENT, PAGE, Act, Attack, Done, Place
from .conftest import make_book

Verdict = Literal["held", "told badly", "fault", "not here"]
_OURS = re.compile(r"\.reportlib-\w+\.part")
HINT = "check --explain names"


@dataclass(frozen=True)
class Tried:
    """An attack, its result, and the reason."""

    attack: Attack
    verdict: Verdict
    why: str = ""


def tried(attack: Attack) -> Tried:
    if not attack.possible:
        return Tried(attack, "not here", attack.needs)
    with _folder() as place:
        act = attack.prepare(place)
        if act.user is not None and os.geteuid() == 0:
            _give(place.top, act.user)
        before = {path: _digest(path) for path in act.same}
        done = ended(act, place)
        fault = next(_faults(act, done, place, before), "")
        if fault:
            return Tried(attack, "fault", fault)
        return Tried(attack, "told badly", bad) if (bad := next(_badly(act, done), "")) else Tried(attack, "held")


def _faults(act: Act, done: Done | None, place: Place, before: dict[Path, str]) -> Iterator[str]:
    """The faults of a command, one text for each."""
    if done is None:
        yield f"it hung: ended after {act.within:g} s"
        return
    if "Traceback (most recent" in done.said:
        yield "a traceback: " + done.said.strip().splitlines()[-1]
    if done.code < 0:
        yield f"it ended by {signal.Signals(-done.code).name}"
    if done.code not in act.codes:
        yield f"it left with {done.code}, not {' or '.join(map(str, act.codes))}: {_short(done)}"
    yield from (f"'{path.name}' was touched" for path, digest in before.items() if _digest(path) != digest)
    yield from (f"'{path.name}' is there" for path in act.absent if os.path.lexists(path))
    yield from (f"'{hidden!r}' was printed: {_short(done)}" for hidden in act.hides if hidden in done.said)
    yield from (f"'{path.relative_to(place.top)}' was left" for path in _left(place))
    if act.after and (wrong := act.after(done)):
        yield wrong
    if act.again:
        good = ended(Act(act.again), place)
        if good is None or good.code != 0:
            yield f"{' '.join(act.again)} afterwards: {_short(good) if good else 'it hung'}"


def _badly(act: Act, done: Done | None) -> Iterator[str]:
    """Messages that could have been better."""
    assert done is not None
    yield from (f"it does not say {part!r}: {_short(done)}" for part in act.says if part not in done.said)
    told = [line for line in done.err.splitlines() if HINT not in line]
    if len(told) > act.lines:
        yield f"it says {len(told)} lines: {_short(done)}"


def _short(done: Done) -> str:
    return repr((done.err.strip() or done.out.strip())[-300:])


def _left(place: Place) -> Iterator[Path]:
    """Files that should have been removed: those in the temporary folder, and half-written files elsewhere."""
    if place.temporary.is_dir():
        yield from place.temporary.iterdir()
    yield from (path for path in place.top.rglob(".reportlib-*") if _OURS.fullmatch(path.name))


def _digest(path: Path) -> str:
    """The state of a file, a link, or a folder with all in it."""
    if path.is_dir() and not path.is_symlink():
        return " ".join(f"{child.name}:{_digest(child)}" for child in sorted(path.iterdir()))
    if path.is_symlink():
        return f"link {path.readlink()}"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else str(os.path.lexists(path))


@contextmanager
def _folder() -> Iterator[Place]:
    top = Path(tempfile.mkdtemp(prefix="a-"))
    place = Place(top, master())
    place.temporary.mkdir()
    top.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(top, ignore_errors=True)


@cache
def master() -> Path:
    """A built workbook for all attacks. It is built in this process, so that forked attacks have the imports already."""
    kept, owner = tempfile.mkdtemp(prefix="m-"), os.getpid()
    atexit.register(lambda: shutil.rmtree(kept, ignore_errors=True) if os.getpid() == owner else None)
    root = make_book(Path(kept, "book")).root
    with quick.installed():
        for words in (["build", "--xlsx"], ["check"], ["verify", f"{root}/outputs/{PAGE}.html"]):
            done = CliRunner().invoke(cli.app, [*words, "--workbook", str(root)])
            assert done.exit_code == 0, (done.output, done.exception)
    (root / "outputs" / f"{PAGE}.xlsx").unlink()
    return root


def _give(top: Path, user: int) -> None:
    for path in (top, *top.rglob("*")):
        if path.lstat().st_uid == os.geteuid():
            os.chown(path, user, user, follow_symlinks=False)


def ended(act: Act, place: Place) -> Done | None:
    """Run an act in a fork; None if it took too long."""
    out, err = place.top / "out.txt", place.top / "err.txt"
    sys.stdout.flush()
    sys.stderr.flush()
    main, side = pty.openpty() if act.terminal else (-1, -1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        _be(act, place, out, err, side)
    if act.terminal:
        os.close(side)
    heard: list[bytes] = []
    code = _wait(pid, act.within, main, heard)
    if act.terminal:
        os.close(main)
        out.write_bytes(b"".join(heard))
        err.touch()
    return None if code is None else Done(code, *(path.read_bytes().decode("utf-8", "replace") for path in (out, err)))


def _wait(pid: int, seconds: float, terminal: int, heard: list[bytes]) -> int | None:
    """The exit code of a child, negative after a signal; None if it had to be killed. Adds its terminal output to `heard`."""
    watched, deadline = os.pidfd_open(pid), time.monotonic() + seconds
    asked = [watched] if terminal < 0 else [terminal, watched]
    try:
        while ready := select.select(asked, [], [], max(0.0, deadline - time.monotonic()))[0]:
            if ready[0] == watched:
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            try:
                heard.append(os.read(terminal, 65536))
            except OSError:  # nobody speaks any more
                asked.remove(terminal)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return None
    finally:
        os.close(watched)


def _be(act: Act, place: Place, out: Path, err: Path, terminal: int) -> NoReturn:
    """Become the attacked process: run the command of the attack, then end."""
    code = 70
    gc.freeze()  # what the tests before have left is not walked here, and so not copied
    try:
        os.setsid()
        _settle(act, place, out, err, terminal)
        code = _run(act)
    except BaseException:
        with suppress(Exception):
            traceback.print_exc()
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        with suppress(Exception):
            sys.stderr.flush()
        os._exit(code)


def _settle(act: Act, place: Place, out: Path, err: Path, terminal: int) -> None:
    """Set the folder, the rights and the output of this process."""
    told = {"TMPDIR": str(place.temporary), "COLUMNS": "400", "HOME": str(place.top)}
    os.environ.update(told | {name: value for name, value in act.env.items() if value != ABSENT})
    for name in (name for name, value in act.env.items() if value == ABSENT):
        os.environ.pop(name, None)
    tempfile.tempdir = None
    os.chdir(act.cwd or place.root)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, path in ((1, out), (2, err)):
        os.dup2(terminal if terminal >= 0 else os.open(path, flags, 0o666), number)
    sys.stdin = sys.__stdin__ = open(os.open(os.devnull, os.O_RDONLY))  # noqa: PTH123, SIM115
    sys.stdout = sys.__stdout__ = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.__stderr__ = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    sys.modules["__main__"] = types.ModuleType("__main__")  # workers would import that of this process
    if act.user is not None and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(act.user)
        os.setuid(act.user)
        os.umask(0o022)
    if not act.cells:
        quick.install()
    if act.before:
        act.before()


def _run(act: Act) -> int:
    """The exit code, as the interpreter would give it."""
    if act.program:
        os.execv(sys.executable, [sys.executable, "-m", "reportlib", *act.command])
    try:
        if act.call:
            act.call()
            return 0
        sys.argv = ["reportlib", *act.command]
        cli.main()
    except SystemExit as left:
        code = left.code
        return code if isinstance(code, int) else 0 if code is None else 1
    except (ReportlibError, OSError) as error:
        if act.call is None:
            raise
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 0
