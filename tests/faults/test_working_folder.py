"""A workbook's folder is data until a template asks for a module of it: no command, no worker and no kernel imports from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from warmkernels.choice import PLAIN

from ..commands import build
from .conftest import Book, Build, make_book, outside

pytestmark = [pytest.mark.slow, pytest.mark.skipif("sys.platform != 'linux'", reason="kernels are forked on Linux alone")]

# Not among them: what `python -m` itself imports before anything of ours runs, such as runpy.
OFTEN = ("random", "pickle", "socket", "multiprocessing", "subprocess", "tempfile", "selectors", "typing", "json", "signal")
OTHERS = ("pandas", "numpy", "yaml", "pydantic", "typer", "rich", "click", "plotly", "IPython", "ipykernel", "traitlets", "zmq")
LATE = (
    "psutil",
    "comm",
    "debugpy",
    "matplotlib_inline",
    "jedi",
    "tornado",
    "jupyter_client",
    "nbformat",
    "papermill",
    "nbconvert",
)
NOTE = "from pathlib import Path\nPath({folder!r}, 'ran-' + __name__.partition('.')[0]).touch()\n"


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A workbook with a module of every name that a start might import; a module that is imported leaves a note."""
    book = make_book(tmp_path_factory.mktemp("trap") / "book")
    for name in (*OFTEN, *OTHERS, *LATE):
        (book.root / f"{name}.py").write_text(NOTE.format(folder=str(book.root)), "utf-8")
    return book


def ran(book: Book) -> list[str]:
    return sorted(path.name for path in book.root.glob("ran-*"))


@pytest.mark.parametrize("command", [["check"], ["plan"], ["--version"]])
def test_commands_import_nothing_of_it(trap: Book, command: list[str]) -> None:
    asked = [sys.executable, "-m", "reportlib", *command]
    done = subprocess.run(asked, cwd=trap.root, env=outside(), capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr, ran(trap)) == (0, "", [])


@pytest.mark.parametrize("kernels", ["warm", "plain"])
def test_workers_and_kernels_import_nothing_of_it(trap: Book, start: Callable[..., Build], kernels: str) -> None:
    done = start(trap, "--force", env={PLAIN: "1"} if kernels == "plain" else {}).finish()

    assert (done.code, ran(trap)) == (0, []), done.err


@pytest.mark.parametrize("kernels", ["warm", "plain"])
def test_a_template_still_finds_a_module_beside_it(book: Book, kernels: str) -> None:
    (book.root / "beside.py").write_text("word = 'found it'\n", "utf-8")
    asks = "import os, sys, beside\nprint(beside.word, sys.path.index('') > 0, 'PYTHONSAFEPATH' in os.environ)"
    book.template("asks", asks)
    book.lists("asks")
    done = build(book, env={PLAIN: "1"} if kernels == "plain" else {})

    assert done.code == 0 and "found it True False" in done.page("asks-a-2020-en"), done.err
