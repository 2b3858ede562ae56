"""Builds killed at any moment, and run again; and builds that meet."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reportlib.publish.due import key_of

from .conftest import Book, Build, Done, eventually, half_done, pages_in

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

UNITS = ("a", "b", "c", "d")
KILLS = 30


def half_pages(output: Path) -> list[str]:
    """Pages that are not whole: without an end, or without the key in the head."""
    pages = pages_in(output)
    return [name for name, page in pages.items() if not page.rstrip().endswith(b"</html>") or not key_of(output / f"{name}.html")]


def test_a_build_killed_at_any_moment_leaves_whole_pages_and_nothing_else(
    book: Book, tmp_path: Path, start: Callable[..., Build]
) -> None:
    book.template("report", "import pandas as pd\npd.DataFrame({'unit': [unit]})")
    book.lists("good", "report", units=UNITS[:2])
    begun = time.monotonic()
    undisturbed = start(book, "--jobs", "2").finish().pages()
    took = time.monotonic() - begun
    (book.root / "outputs").rename(tmp_path / "undisturbed")
    moments, killed = random.Random(20260101), list[Build]()
    for _ in range(KILLS):
        killed.append(start(book, "--jobs", "2"))
        killed[-1].kill_after(moments.uniform(0, took))
        assert half_pages(book.root / "outputs") == []
        assert all(build.left_nothing() for build in killed[-2:-1]), killed[-2].left()  # the last one is still dying
        for path in (book.root / "outputs").glob("*.html"):  # or else the builds would soon have nothing to do
            if path.name == "index.html" or moments.random() < 0.5:
                path.unlink()
    assert killed[-1].left_nothing(), killed[-1].left()
    last = start(book, "--jobs", "2")
    done = last.finish()

    assert done.code == 0
    assert done.pages() == undisturbed
    assert len(undisturbed) == 4
    assert half_done(done.output) == []
    assert last.left_nothing()


def test_a_build_killed_before_its_index_is_finished_by_the_next(book: Book, start: Callable[..., Build]) -> None:
    start(book).finish()
    book.lists("good", "gated", units=("a",))
    build = start(book)
    assert eventually(lambda: book.begun())
    stale = (build.output / "index.html").read_bytes()
    book.open_gate()
    assert build.finish().code == 0
    # as it was at the moment when all pages were written, and nothing after them
    (build.output / "index.html").write_bytes(stale)
    (build.output / ".reportlib" / "unfinished").touch()

    done = start(book).finish()

    assert (done.code, "0 built, 2 unchanged" in done.out) == (0, True)
    assert "gated-a-2020-en.html" in done.index
    assert half_done(done.output) == []


def test_a_second_build_into_the_same_folder_is_refused(book: Book, start: Callable[..., Build]) -> None:
    book.lists("gated")
    first = start(book)
    assert eventually(lambda: book.begun())
    second: Done = start(book).finish()
    book.open_gate()

    assert second.code == 2
    assert f"another build is writing to '{first.output}'" in second.err
    assert first.finish().code == 0
    assert "made for a" in first.finish().page("gated-a-2020-en")
