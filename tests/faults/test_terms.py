"""SIGTERM, SIGHUP and Ctrl-C while no pool of workers handles them: before the first report and after the last."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

import pytest

from . import crashes
from .conftest import Book, half_done

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform == 'win32'", reason="there are no such signals there")]

PLACES = {
    "the log": "runs",
    "the mark of a build": "unfinished",
    "the keys": "plan.json",
    "the index": "index.html",
    "the record": "run.json",
}
"""What the build is about to write or make when the signal comes, and its name in the folder."""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_it_ends_a_build_as_ctrl_c_does_and_the_next_one_makes_all(book: Book, tmp_path: Path, sent: signal.Signals) -> None:
    book.lists("good", units=("a",))
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(book.root, undisturbed)
    points = crashes.build(undisturbed).points
    for place, name in PLACES.items():
        at = next(number for number, point in enumerate(points) if name in point)
        root = tmp_path / f"{sent.name}-{at}"
        shutil.copytree(book.root, root)

        ended = crashes.build(root, dies_at=at, of=sent)

        assert (place, ended.code, "Traceback" in ended.err) == (place, 130, False)
        assert set(half_done(root / "outputs")) <= {"unfinished"}, "but for the mark of a build that did not end"
        assert crashes.build(root).code == 0
        assert half_done(root / "outputs") == []
        assert made_in(root / "outputs") == made_in(undisturbed / "outputs")


def made_in(output: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in output.glob("*.html")}
