from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reportlib.plan.plan import key_of

from . import crashes
from .conftest import Book, Build, Done, eventually, half_done, pages_in

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

COPIES = ("--xlsx",)


def half_pages(output: Path) -> list[str]:
    """The pages that are incomplete: without an end, or without the key in the head."""
    pages = pages_in(output)
    return [name for name, page in pages.items() if not page.rstrip().endswith(b"</html>") or not key_of(output / f"{name}.html")]


def made_in(output: Path) -> dict[str, bytes]:
    """The pages, copies and notebooks of failed reports in a folder: path → content."""
    patterns = ("*-en.html", "*.xlsx", "failed/*.html", "failed/*.ipynb")
    return {path.relative_to(output).as_posix(): path.read_bytes() for pattern in patterns for path in output.glob(pattern)}


def first(book: Book) -> None:
    """Nothing was built before."""


def again(book: Book) -> None:
    """Everything was built, one report failed; then a template changes, another report fails, and one is no longer asked for."""
    book.template("bad", "raise ValueError(unit)")
    book.lists("good", "bad", units=("a",))
    assert crashes.build(book.root, *COPIES).code == 1
    book.template("good", "print('made anew for', unit)")
    book.template("late", "print('begun')", "raise ValueError(unit)")
    book.lists("good", "late", units=("a",))


@pytest.mark.parametrize(
    ("before", "code", "least"),
    [pytest.param(first, 0, 30, id="first"), pytest.param(again, 1, 30, id="again", marks=pytest.mark.rare)],
)
def test_killed_at_any_point_it_leaves_whole_pages_and_the_next_build_makes_all(
    book: Book, tmp_path: Path, before: Callable[[Book], None], code: int, least: int
) -> None:
    book.lists("good", units=("a",))
    before(book)
    old = made_in(book.root / "outputs")
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(book.root, undisturbed)
    ended = crashes.build(undisturbed, *COPIES)
    new = made_in(undisturbed / "outputs")
    assert (ended.code, len(ended.points) >= least, len(new) >= 2) == (code, True, True)
    assert not new.keys() <= old.keys() or new != old

    went = {
        f"{number}, before {point}": _killed(book, tmp_path / f"{number}", number, old, new)
        for number, point in enumerate(ended.points)
    }

    assert {point: wrong for point, wrong in went.items() if wrong} == {}


def _killed(book: Book, root: Path, number: int, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Kill a build at a point, in a copy of the workbook, and build again. Return what is wrong after either build."""
    shutil.copytree(book.root, root)
    killed = crashes.build(root, *COPIES, dies_at=number).code
    left, half = made_in(root / "outputs"), half_pages(root / "outputs")
    code = crashes.build(root, *COPIES).code
    output = root / "outputs"
    wrong = [f"it ended with {killed}"] if killed != -9 else []
    wrong += [f"{name} is half there" for name in half]
    wrong += [f"{name} is neither of before nor new" for name, data in left.items() if data not in (old.get(name), new.get(name))]
    wrong += [f"then it ended with {code}"] if code != int(any(name.startswith("failed/") for name in new)) else []
    wrong += ["then other files are there"] if made_in(output) != new else []
    wrong += [f"then {name} is left" for name in half_done(output)]
    index = (output / "index.html").read_text("utf-8")
    wrong += [f"then {name} is not in the index" for name in new if name.endswith("-en.html") and name not in index]
    shutil.rmtree(root)
    return wrong


MOMENTS: dict[str, Callable[[Build, Book], object]] = {
    "workers begin": lambda build, _: build.workers(),
    "the server is there": lambda build, _: build.servers(),
    "a cell runs": lambda _, book: book.begun(),
    "a page is there": lambda build, _: pages_in(build.output),
}


def test_killed_while_kernels_run_it_leaves_none_and_no_folder(book: Book, start: Callable[..., Build]) -> None:
    book.lists("good", "gated", units=("a",))
    for moment, come in MOMENTS.items():
        build = start(book, "--jobs", "2")
        assert eventually(lambda build=build, come=come: come(build, book)), moment
        build.kill_after(0)
        assert half_pages(build.output) == [], moment
        assert build.left_nothing(), (moment, build.left())
        for path in book.root.glob("begun-*"):
            path.unlink()
    book.open_gate()
    last = start(book, "--jobs", "2")
    done = last.finish()

    assert (done.code, sorted(done.pages()), half_done(done.output)) == (0, ["gated-a-2020-en", "good-a-2020-en"], [])
    assert all("made for a" in done.page(name) for name in done.pages())
    assert last.left_nothing(), last.left()


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
