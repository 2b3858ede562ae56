"""Builds that print, killed and interrupted while a browser runs for them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from .conftest import Book, Build, eventually, half_done

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif("sys.platform != 'linux'", reason="a browser's processes are found by their environment"),
]

UNITS = ("a", "b", "c", "d")
KILLS = 6
ASKED = ("--jobs", "2", "--pdf")


def browsers(build: Build) -> list[psutil.Process]:
    """The browsers that print for a build."""
    return build.called("--headless")


def papers(output: Path) -> dict[str, bytes]:
    """The printed reports by name."""
    return {path.stem: path.read_bytes() for path in output.glob("*.pdf")}


def printing(book: Book, start: Callable[..., Build]) -> Build:
    """A build of which a browser runs already."""
    book.lists("good", units=UNITS)
    build = start(book, *ASKED)
    assert eventually(lambda: browsers(build)), build.left()
    return build


def test_killed_at_any_moment_it_leaves_no_browser_and_whole_files(
    book: Book, tmp_path: Path, start: Callable[..., Build]
) -> None:
    book.lists("good", units=UNITS[:2])
    begun = time.monotonic()
    undisturbed = papers(start(book, *ASKED).finish().output)
    took = time.monotonic() - begun
    assert len(undisturbed) == 2
    (book.root / "outputs").rename(tmp_path / "undisturbed")
    moments = random.Random(20261123)
    for _ in range(KILLS):
        build = start(book, *ASKED)
        build.kill_after(moments.uniform(took / 4, took))
        assert build.left_nothing(), build.left()
        whole = papers(build.output)
        assert whole == {name: undisturbed[name] for name in whole}
        for name in whole:  # or else there would soon be nothing to print
            (build.output / f"{name}.pdf").unlink()
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
