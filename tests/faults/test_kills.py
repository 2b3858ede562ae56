from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Book, Build, Done, eventually, half_done

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

UNITS = ("a", "b", "c", "d")


@pytest.fixture
def build(book: Book, start: Callable[..., Build]) -> Build:
    """A build of four reports, two of which are being made."""
    book.lists("gated", units=UNITS)
    build = start(book, "--jobs", "2")
    assert eventually(lambda: len(book.begun()) == 2)
    return build


def finished(build: Build, book: Book) -> Done:
    """Let the build go on, and check that it ends well."""
    book.open_gate()
    done = build.finish()
    assert done.code == 0, done.out + done.err
    assert {name: f"made for {name.split('-')[1]}" in page.decode() for name, page in done.pages().items()} == {
        f"gated-{unit}-2020-en": True for unit in UNITS
    }
    assert build.left_nothing()
    assert half_done(done.output) == []
    return done


def test_the_server_of_the_kernels(build: Build, book: Book) -> None:
    running = book.begun()
    (server,) = build.servers()
    kernels = set(build.kernels())
    server.kill()
    assert eventually(lambda: not kernels & set(build.processes()))  # or the gate might let them end well

    done = finished(build, book)

    again = {name: report["first_error"] for name, report in done.run.items() if report["attempts"] == 2}
    assert again == {f"gated-{unit}-2020-en": "its kernel died; perhaps memory ran out" for unit in running}
    assert all(f"tried again: {name}" in done.err for name in again)


def test_a_worker(build: Build, book: Book) -> None:
    running = book.begun()
    worker = build.workers()[0]
    worker.kill()

    done = finished(build, book)

    again = {name: report["first_error"] for name, report in done.run.items() if report["attempts"] == 2}
    assert list(again.values()) == ["its worker process died; perhaps memory ran out"]
    assert set(again) < {f"gated-{unit}-2020-en" for unit in running}


def test_a_kernel_takes_its_children_with_it(book: Book, start: Callable[..., Build]) -> None:
    book.template("parent", "import subprocess\nsubprocess.Popen(['sleep', '600'])", "import os\nos._exit(1)")
    book.lists("parent", "gated")

    build = start(book, "--jobs", "2")

    assert eventually(lambda: "a" in book.begun())
    book.open_gate()
    assert build.finish().code == 1
    assert build.left_nothing()
