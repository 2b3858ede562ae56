"""Views handed to kernels: no other user can read them, replace them, or find them afterwards."""

from __future__ import annotations

import os
import pickle
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from warmkernels import folders as private

from ..people import STRANGER, said_by
from .conftest import GATED, Book, Build, eventually, half_done

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

READS = """
from reportlib.report import Report
print(len(Report('reads', unit=unit, period=period, lang=lang).view.values), 'values')
"""
LOOK = """
import os
for top in {places}:
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                open(os.path.join(folder, name), "rb").read()
            except OSError:
                continue
            print(os.path.join(folder, name))
"""


class Runs:
    """An object that creates a file when it is unpickled."""

    def __init__(self, note: Path) -> None:
        self.note = note

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.note,)


def views(build: Build) -> list[Path]:
    return [path for path in build.temporary.glob("rk-*/views/*") if path.is_file()]


def handed(book: Book, start: Callable[..., Build], *, plain: bool, units: tuple[str, ...] = ("a",)) -> Build:
    """A build that has handed over views, which no kernel has read yet."""
    book.template("reads", GATED, READS)
    book.lists("reads", units=units)
    build = start(book, "--jobs", "1", env={"WARMKERNELS_PLAIN": "1"} if plain else {})
    assert eventually(lambda: book.begun() and views(build))
    return build


@pytest.mark.parametrize("plain", [False, True], ids=["forked", "plain"])
def test_they_lie_where_only_the_builder_may_look(book: Book, start: Callable[..., Build], plain: bool) -> None:
    build = handed(book, start, plain=plain)
    lying = views(build)
    assert all(stat.S_IMODE(view.stat().st_mode) == 0o600 for view in lying)
    assert all(private.is_own(view.parent) and private.is_own(view.parents[1]) for view in lying)
    assert not [path for path in build.output.rglob("*") if path.is_file() and b"values" in path.read_bytes()[:9999]]
    if os.geteuid() == 0:
        build.temporary.chmod(0o777)
        assert "rk-" not in said_by(STRANGER, LOOK.format(places=[str(build.temporary)]))
    book.open_gate()
    assert build.finish().code == 0
    assert build.left_nothing()


def test_one_that_is_not_the_one_written_fails_its_report(book: Book, start: Callable[..., Build]) -> None:
    # Of three reports, one finds a pickle as its view, one finds a view that was altered, and one finds none.
    book.template("reads", GATED, READS)
    book.lists("reads", units=("a", "b", "c"))
    build = start(book, "--jobs", "2")
    assert eventually(lambda: len(book.begun()) == 2 and len(views(build)) == 3)
    evil, other, gone = views(build)
    data = other.read_bytes()
    for view in (evil, other, gone):
        view.unlink()
    evil.write_bytes(pickle.dumps(Runs(book.root / "ran")))
    other.write_bytes(data.replace(b'"period":"2020"', b'"period":"2021"'))
    assert other.read_bytes() != data
    book.open_gate()
    done = build.finish()

    assert done.code == 1
    assert not (book.root / "ran").exists()
    told = [report["error"] for report in done.run.values() if report["state"] == "failed"]
    assert len(told) == 3
    assert all(error.startswith("HandoverError: the figures handed to this report are not those") for error in told), told
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("number", "times"),
    [
        (signal.SIGTERM, 1),
        (signal.SIGHUP, 2),
        pytest.param(signal.SIGTERM, 2, marks=pytest.mark.rare),
        pytest.param(signal.SIGHUP, 1, marks=pytest.mark.rare),
    ],
)
def test_a_build_that_is_told_to_end_does_as_on_ctrl_c(
    book: Book, start: Callable[..., Build], number: signal.Signals, times: int
) -> None:
    build = handed(book, start, plain=False, units=("a", "b", "c"))
    for _ in range(times):
        os.killpg(build.process.pid, number)
        assert eventually(lambda: build.taken(number))
    if times == 1:
        book.open_gate()
    done = build.finish(within=60)

    assert done.code == 130
    states = [report["state"] for report in done.run.values()]
    assert states.count("built") == (1 if times == 1 else 0)
    assert set(states) <= {"built", "stopped"}
    assert build.left_nothing(), build.left()
    assert half_done(done.output) == []
    assert "Traceback" not in done.err


def test_what_a_kill_of_everything_left_the_next_build_sweeps(book: Book, start: Callable[..., Build]) -> None:
    build = handed(book, start, plain=False)
    for process in [*build.servers(), build.process]:  # the server first, which would have tidied up
        os.kill(process.pid, signal.SIGKILL)
    build.process.wait()
    assert eventually(lambda: not build.processes())
    assert views(build)
    other = build.temporary / "rk-notours"
    other.mkdir()
    (other / "file").touch()  # others may read that folder: it is none of ours
    book.open_gate()
    last = start(book, env={"TMPDIR": str(build.temporary)})
    assert last.finish().code == 0
    assert eventually(lambda: [name for name in build.folders() if name.startswith("rk-")] == ["rk-notours"])


def test_what_somebody_uses_is_not_swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(private, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(private, "_place", lambda: tmp_path)
    with private.PrivateFolder() as used:
        (used.path / "file").touch()
        left, young = tmp_path / "rk-left", tmp_path / "rk-young"
        for folder in (left, young):
            folder.mkdir(mode=0o700)
        (left / "file").touch()
        private.sweep()
        assert used.path.exists() and young.exists() and not left.exists()
    assert not used.path.exists()


def test_another_users_folder_is_not_swept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    theirs = tmp_path / "rk-theirs"
    theirs.mkdir(mode=0o700)
    (theirs / "file").touch()
    os.chown(theirs, STRANGER, STRANGER)
    monkeypatch.setattr(private, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(private, "_place", lambda: tmp_path)
    private.sweep()
    assert theirs.exists()
