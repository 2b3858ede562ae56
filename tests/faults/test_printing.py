from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from .conftest import Book, Build, eventually, half_done, pages_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif("sys.platform != 'linux'", reason="a browser's processes are found by their environment"),
]

UNITS = ("a", "b", "c", "d")
ASKED = ("--jobs", "2", "--pdf")


def browsers(build: Build) -> list[psutil.Process]:
    return build.called("--headless")


def papers(output: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in output.glob("*.pdf")}


def printing(book: Book, start: Callable[..., Build]) -> Build:
    """A build whose browser is already running."""
    book.lists("good", units=UNITS)
    build = start(book, *ASKED)
    assert eventually(lambda: browsers(build)), build.left()
    return build


MOMENTS: dict[str, Callable[[Build], object]] = {
    "a browser runs": browsers,
    "a page is there": lambda build: pages_in(build.output),
    "a paper is there": lambda build: papers(build.output),
}


@pytest.mark.rare
def test_killed_while_it_prints_it_leaves_no_browser_and_whole_files(
    book: Book, tmp_path: Path, start: Callable[..., Build]
) -> None:
    book.lists("good", units=UNITS[:2])
    undisturbed = papers(start(book, *ASKED).finish().output)
    assert len(undisturbed) == 2
    for moment, come in MOMENTS.items():
        (book.root / "outputs").rename(tmp_path / moment)
        build = start(book, *ASKED)
        assert eventually(lambda build=build, come=come: come(build)), moment
        build.kill_after(0)
        assert build.left_nothing(), (moment, build.left())
        whole = papers(build.output)
        assert whole == {name: undisturbed[name] for name in whole}, moment
    done = start(book, *ASKED).finish()

    assert (done.code, papers(done.output), half_done(done.output)) == (0, undisturbed, [])


def test_interrupted_once_it_prints_what_runs_and_goes(book: Book, start: Callable[..., Build]) -> None:
    build = printing(book, start)
    build.interrupt()
    done = build.finish()

    assert done.code == 130
    assert build.left_nothing(), build.left()
    assert papers(done.output).keys() == done.pages().keys() != set()
    assert start(book, *ASKED).finish().code == 0
    assert len(papers(done.output)) == len(UNITS)


def test_interrupted_twice_it_leaves_no_browser(book: Book, start: Callable[..., Build]) -> None:
    build = printing(book, start)
    build.interrupt()
    assert eventually(build.interrupted)
    build.interrupt()
    build.finish()

    assert build.left_nothing(), build.left()
