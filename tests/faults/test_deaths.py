from __future__ import annotations

import html
from collections.abc import Callable
from typing import NamedTuple

import nbformat
import pytest

from ..commands import build
from .conftest import Book, Build, Done, half_done

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform == 'win32'", reason="there are no such signals there")]

LIMIT = 20  # seconds; what hangs is ended after as many
KILL_ITSELF = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
NO_MEMORY = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (4 * 10**9, 4 * 10**9))
held = bytearray(40 * 10**9)
"""
FLOOD = "for _ in range(100):\n    print('x' * 1_000_000)"
ONCE = """
import os, pathlib
marker = pathlib.Path("seen")
if not marker.exists():
    marker.touch()
    os._exit(1)
"""
COUNTED = "with open('counted', 'a') as stream:\n    stream.write('begun ')\nraise ValueError('always')"
DIED = "its kernel died; perhaps memory ran out"
FAULTS = {
    "exits": ("import os\nos._exit(3)", DIED, 2),
    "crashes": ("import ctypes\nctypes.string_at(0)", DIED, 2),
    "killed": (KILL_ITSELF, DIED, 2),
    "memory": (NO_MEMORY, "MemoryError:", 1),
    "hangs": ("import threading\nthreading.Event().wait()", f"it took longer than {LIMIT} s", 1),
    "floods": (FLOOD, "its output is over the limit of 10 MB", 1),
    "raises": (COUNTED, "ValueError: always", 1),
    "asks": ("input('who? ')", "StdinNotImplementedError: raw_input was called, but this frontend does not", 1),
}
"""Cells that fail, with the error of each and how often its report is begun."""


class Built(NamedTuple):
    build: Build
    done: Done


@pytest.fixture(scope="module")
def built(shared_book: Book, start: Callable[..., Build]) -> Built:
    for name, (source, *_) in FAULTS.items():
        shared_book.template(name, "print('before')", source, "print('after')")
    shared_book.template("once", ONCE, "print('made for', unit)")
    shared_book.template("last", "print('made for', unit)")
    shared_book.lists("good", *FAULTS, "once", "last")
    build = start(shared_book, "--jobs", "2", "--timeout", str(LIMIT))
    return Built(build, build.finish())


def test_the_build_says_so_and_leaves_nothing_behind(built: Built) -> None:
    assert built.done.code == 1
    assert f"3 built, 0 unchanged, {len(FAULTS)} failed" in built.done.out
    assert built.build.left_nothing()
    assert half_done(built.done.output) == []


@pytest.mark.parametrize("name", ["good", "last", "once"])
def test_the_other_reports_come_out_whole_and_right(built: Built, name: str) -> None:
    page = built.done.page(f"{name}-a-2020-en")

    assert "made for a" in page
    assert page.rstrip().endswith("</html>")
    assert f"{name}-a-2020-en.html" in built.done.index


@pytest.mark.parametrize(("name", "error", "attempts"), [(name, *rest) for name, (_, *rest) in FAULTS.items()], ids=list(FAULTS))
def test_each_failure_is_told_by_name(built: Built, name: str, error: str, attempts: int) -> None:
    report = f"{name}-a-2020-en"
    told = built.done.run[report]
    rerun = f"python -m reportlib build --template {name} --unit a --period 2020 --lang en"

    assert (told["state"], told["cell"], told["attempts"], told["rerun"]) == ("failed", 3, attempts, rerun)
    assert told["error"].startswith(error)
    assert f"failed: {report}, cell 3: {error}" in built.done.err
    assert f"  again: {rerun}\n" in built.done.err
    index = html.unescape(built.done.index)
    assert all(part in index for part in (report, error, rerun))
    assert not (built.done.output / f"{report}.html").exists()


@pytest.mark.parametrize("name", FAULTS)
def test_each_failure_keeps_its_notebook_as_far_as_it_came(built: Built, name: str) -> None:
    kept = nbformat.read(built.done.output / "failed" / f"{name}-a-2020-en.ipynb", as_version=4)
    shown = {cell.source: "".join(output.get("text", "") for output in cell.get("outputs", ())) for cell in kept.cells}

    assert shown["print('before')"] == "before\n"
    assert shown["print('after')"] == ""


def test_what_died_once_and_then_worked_is_built_and_named(built: Built) -> None:
    told = built.done.run["once-a-2020-en"]

    assert (told["state"], told["attempts"], told["first_error"]) == ("built", 2, DIED)
    assert "tried again: once-a-2020-en" in built.done.err


def test_what_raises_is_begun_only_once(built: Built, shared_book: Book) -> None:
    assert (shared_book.root / "counted").read_text("utf-8") == "begun "


def test_a_flood_is_stopped_soon(built: Built) -> None:
    assert built.done.run["floods-a-2020-en"]["seconds"] < LIMIT


def test_a_build_with_nothing_but_a_second_attempt_succeeds(book: Book) -> None:
    book.template("once", ONCE, "print('made for', unit)")
    book.lists("once")

    done = build(book)

    assert done.code == 0
    assert (done.run["once-a-2020-en"]["attempts"], done.run["once-a-2020-en"]["first_error"]) == (2, DIED)
