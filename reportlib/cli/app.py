"""What all commands share: the application, its consoles, and how errors are printed."""

from __future__ import annotations

import datetime as dt
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from reportlib.cli.console import SteadyConsole, printable
from reportlib.errors import InputError, ParameterError, Problem
from reportlib.workbook import MARKER, Workbook, find

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Periodic indicator reports from notebooks."
)
# without emoji: rich would write a sign for the line number in "catalogue.yaml:100: "
out = SteadyConsole(highlight=False, soft_wrap=True, emoji=False)
err = SteadyConsole(stderr=True, highlight=False, soft_wrap=True, emoji=False)

Folder = Annotated[Path | None, typer.Option("--workbook", help="The workbook's folder; else the nearest one from here upward.")]


@contextmanager
def errors_as_lines() -> Iterator[None]:
    """Print problems, errors of the system and a lack of memory in one line each, and exit with 2."""
    try:
        yield
    except InputError as error:
        for problem in error.problems:
            err.print(printable(str(problem)))
        raise typer.Exit(2) from None
    except OSError as error:
        err.print(printable(refusal(error)))
        raise typer.Exit(2) from None
    except MemoryError:
        err.print("this process may not have the memory it needs; allow it more, by `ulimit -v` say, or free some")
        raise typer.Exit(2) from None


MENDS = {
    errno.ENOSPC: "make room there, then run the same command again: it carries on",
    errno.EDQUOT: "make room there, then run the same command again: it carries on",
    errno.EROFS: "name a folder that can be written to",
    errno.EACCES: "name another, or ask its owner for the right",
    errno.EPERM: "name another, or ask its owner for the right",
    errno.EMFILE: "allow this process more open files, by `ulimit -n 1024` say",
    errno.ENAMETOOLONG: "name a folder with a shorter path, or give shorter ids",
}
"""What to do about an error of the operating system, by its number."""


def refusal(error: OSError) -> str:
    """An error of the operating system in one line: the file, the error, and what to do about it."""
    where = f"{error.filename}: " if error.filename else ""
    mend = MENDS.get(error.errno or 0, "see that it is there and can be used, then run the same command again")
    if error.errno == errno.ENOENT and not error.filename:
        where, mend = "the working folder: ", "it is gone; go into another one"
    return " ".join(f"{where}{(error.strerror or str(error)).lower()}; {mend}".split())


def root_of(folder: Path | None) -> Path:
    """The folder of the workbook: `folder`, else the nearest workbook from the working folder upward."""
    if folder is None:
        return find(Path.cwd())
    if not (folder / MARKER).is_file():
        raise ParameterError([Problem(f"--workbook '{folder}' is not a workbook: it has no {MARKER.as_posix()}")])
    return folder.resolve()


def opened(folder: Path | None) -> Workbook:
    """The workbook of a command, read and checked."""
    return Workbook.load(root_of(folder))


def today(workbook: Workbook) -> dt.date:
    """Today's date in the time zone of the workbook's calendar; if it has none, in this machine's."""
    return workbook.settings.calendar.day(now())


def now() -> dt.datetime:
    """The time by this machine's clock."""
    return dt.datetime.now(dt.UTC)
