"""What every command shares: the application, its consoles, and how it says what was wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from reportlib.errors import InputError, ParameterError, Problem
from reportlib.workbook import MARKER, Workbook, find

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Periodic indicator reports from notebooks."
)
# without emoji: rich would write a sign for the line number in "catalogue.yaml:100: "
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

Folder = Annotated[Path | None, typer.Option("--workbook", help="The workbook's folder; else the nearest one from here upward.")]


@contextmanager
def told() -> Iterator[None]:
    """Say what was wrong with what we were given, a line each, and leave with 2."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            err.print(escape(str(problem)))
        raise typer.Exit(2) from None


def root_of(folder: Path | None) -> Path:
    """The folder of the workbook asked for, or of the nearest one."""
    if folder is None:
        return find(Path.cwd())
    if not (folder / MARKER).is_file():
        raise ParameterError([Problem(f"--workbook '{folder}' is not a workbook: it has no {MARKER.as_posix()}")])
    return folder.resolve()


def opened(folder: Path | None) -> Workbook:
    """The workbook asked for, read and checked."""
    return Workbook.load(root_of(folder))


def today(workbook: Workbook) -> dt.date:
    """Today's date in the time zone of the workbook's calendar, else in this machine's: it decides what is late, or to come."""
    return workbook.settings.calendar.day(now())


def now() -> dt.datetime:
    """The time by this machine's clock."""
    return dt.datetime.now(dt.UTC)
