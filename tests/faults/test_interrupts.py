"""Ctrl-C, as a terminal sends it: to every process of the build's group at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..commands import build as build_here
from .conftest import GATED, Book, Build, Done, eventually, half_done

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform == 'win32'", reason="signals are sent to no group there")]

UNITS = ("a", "b", "c", "d")
DIES_ONCE = """
import os, pathlib
died = pathlib.Path("died-" + unit)
if not died.exists():
    died.touch()
    os._exit(1)
"""


def states(done: Done) -> dict[str, str]:
    return {name.split("-")[1]: report["state"] for name, report in done.run.items()}


def running(book: Book, start: Callable[..., Build]) -> Build:
    book.lists("gated", units=UNITS)
    build = start(book, "--jobs", "2")
    assert eventually(lambda: len(book.begun()) == 2)
    return build


def whole(done: Done) -> set[str]:
    """The units that have a page, after checking that each page is complete."""
    assert all(page.rstrip().endswith(b"</html>") for page in done.pages().values())
    return {name.split("-")[1] for name in done.pages()}


def test_once_finishes_what_runs_and_the_next_build_carries_on(book: Book, start: Callable[..., Build]) -> None:
    build = running(book, start)
    begun = book.begun()
    build.interrupt()
    book.open_gate()
    done = build.finish()

    assert done.code == 130
    assert states(done) == {unit: "built" if unit in begun else "stopped" for unit in UNITS}
    assert whole(done) == set(begun)
    assert "2 built, 0 unchanged, 0 failed, 2 stopped" in done.out
    assert all((f"gated-{unit}-2020-en.html" in done.index) == (unit in begun) for unit in UNITS)
    assert build.left_nothing()
    assert half_done(done.output) == []

    carried_on = build_here(book)
    assert carried_on.code == 0
    assert states(carried_on) == {unit: "unchanged" if unit in begun else "built" for unit in UNITS}
    assert whole(carried_on) == set(UNITS)


def test_twice_stops_at_once(book: Book, start: Callable[..., Build]) -> None:
    build = running(book, start)
    build.interrupt()
    assert eventually(build.interrupted)
    build.interrupt()
    done = build.finish(within=30)

    assert done.code == 130
    assert states(done) == dict.fromkeys(UNITS, "stopped")
    assert whole(done) == set()
    assert "index.html" in {path.name for path in done.output.iterdir()}
    assert build.left_nothing()
    assert half_done(done.output) == []


def test_while_the_workers_start(book: Book, start: Callable[..., Build]) -> None:
    book.lists("gated", units=UNITS)
    build = start(book, "--jobs", "2")
    assert eventually(lambda: build.workers())
    build.interrupt()
    book.open_gate()
    done = build.finish()

    assert done.code == 130
    assert set(states(done).values()) <= {"built", "stopped"}
    assert "stopped" in states(done).values()
    assert whole(done) == {unit for unit, state in states(done).items() if state == "built"}
    assert "Traceback" not in done.err
    assert build.left_nothing()


def test_while_what_died_is_tried_again(book: Book, start: Callable[..., Build]) -> None:
    book.template("again", DIES_ONCE, GATED)
    book.lists("again", units=("a", "b"))
    build = start(book, "--jobs", "1")
    assert eventually(lambda: len(book.begun()) == 1)
    build.interrupt()
    book.open_gate()
    done = build.finish()

    assert done.code == 130
    assert sorted(states(done).values()) == ["built", "stopped"]
    assert all("its kernel died" in report["first_error"] for report in done.run.values())
    assert build.left_nothing()
