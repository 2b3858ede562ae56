"""Pipes, devices and folders in place of a workbook's files are refused with one line each, and never opened."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportlib.cli import app

from ..people import STRANGER, done_as, open_folder

FILES = (
    "data/returns.csv",
    "params/targets.csv",
    "params/units.yaml",
    "params/reports.yaml",
    "params/commentary/town-ash-2020-en.md",
    "notebooks/town.ipynb",
)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def nowhere(path: Path) -> None:
    path.symlink_to("nowhere/at/all")


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no FIFOs")
@pytest.mark.parametrize("put", [pipe, device, folder, nowhere])
@pytest.mark.parametrize("file", FILES)
def test_what_is_no_file_is_refused_in_one_line(small_notebooks: Path, file: str, put: Callable[[Path], None]) -> None:
    root = small_notebooks.parent
    path = root / file
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    put(path)
    for command in ("check", "plan"):
        done = CliRunner().invoke(app, [command, "--workbook", str(root)])
        assert done.exit_code == 2 and isinstance(done.exception, SystemExit), done.output
        told = [line for line in done.output.splitlines() if Path(file).name in line and "is no report" not in line]
        assert len(told) == 1, done.output


def unreadable(path: Path) -> None:
    path.chmod(0)


def closed(path: Path) -> None:
    path.parent.chmod(0)


def seen_but_closed(path: Path) -> None:
    path.parent.chmod(0o644)


@pytest.fixture
def open_book(small_notebooks: Path) -> Iterator[Path]:
    """The small workbook where everybody may read it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root can be another user")
    top = open_folder()
    shutil.copytree(small_notebooks.parent, top / "book")
    (top / "book").chmod(0o755)
    yield top / "book"
    shutil.rmtree(top)


@pytest.mark.parametrize(
    ("file", "close"),
    [
        *((file, how) for file in ("data/returns.csv", "data/printed.csv") for how in (unreadable, closed, seen_but_closed)),
        *((file, unreadable) for file in ("params/targets.csv", "params/units.yaml")),  # of params, the workbook is not seen else
    ],
)
def test_data_that_may_not_be_read_is_one_line_with_place_and_mend(
    open_book: Path, file: str, close: Callable[[Path], None]
) -> None:
    close(open_book / file)
    told = [line for line in told_to(STRANGER, open_book) if line.startswith(f"{file}: ")]
    assert len(told) == 1
    assert told[0].startswith(f"{file}: the file cannot be read: permission denied; give whoever builds the right to read it")


def test_a_workbook_that_may_not_be_entered_is_one_line(open_book: Path) -> None:
    (open_book / "params").chmod(0)
    told = " ".join(told_to(STRANGER, open_book))
    assert "permission denied" in told and str(open_book) in told


def told_to(user: int, root: Path) -> list[str]:
    """What `check` says to another user about a workbook that it refuses."""

    CliRunner().invoke(app, ["check", "--workbook", str(root)])  # what is imported late, the other may not be allowed to read

    def checked() -> None:
        done = CliRunner().invoke(app, ["check", "--workbook", str(root)])
        code = 2 if isinstance(done.exception, SystemExit) else -1
        assert (done.exit_code, code) == (2, 2), repr(done.exception)
        raise InterruptedError(done.output)

    said = done_as(user, checked)
    assert said.startswith("InterruptedError: "), said
    return [line for line in said.removeprefix("InterruptedError: ").splitlines() if not line.startswith("check --explain")]
