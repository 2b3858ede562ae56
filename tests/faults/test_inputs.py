"""Pipes, devices and folders in place of a workbook's files are refused in a line each, and never opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportlib.cli import app

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
