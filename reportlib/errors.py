"""What can go wrong, as one tree.

::

    ReportlibError
    ├── PageError             a page is not as it has to be; names every problem of it
    ├── HandoverError         what a build handed to a report is not what it wrote
    └── InputError            something we were given is wrong; carries every Problem found
        ├── WorkbookError     params files: workbook, catalogue, units, reports, targets
        ├── DataError         the data files
        └── ParameterError    what a report or a command was asked for
            └── QueryError    what an analyst asked of a workbook

A user meets `Problem` lines, never a traceback: place, what is wrong with which value, what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing wrong in something we were given, and where; `mend` is the edit that puts it right, where there is one to name.

    `line` is that of a file of text, `cell` the place in one of sheets, such as `Sheet1!C7`.

    Examples
    --------
    >>> print(Problem("unit 'x1' is not known", file="params/units.yaml", line=14))
    params/units.yaml:14: unit 'x1' is not known
    """

    message: str
    file: str = ""
    line: int | None = None
    mend: str = ""
    cell: str = ""

    def __str__(self) -> str:
        where = self.cell or self.line
        location = f"{self.file}:{where}: " if where else f"{self.file}: " if self.file else ""
        return location + self.message


class ReportlibError(Exception):
    """Anything this package raises on purpose."""


class PageError(ReportlibError):
    """A page is not as it has to be; the text names every problem of it, `cell` the cell of its template, where it is one."""

    def __init__(self, message: str, *, cell: int | None = None) -> None:
        self.cell = cell
        super().__init__(message)


class HandoverError(ReportlibError):
    """What a build handed to a report is gone, or is not what it wrote."""


class InputError(ReportlibError):
    """Something we were given is wrong; `problems` lists everything found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class WorkbookError(InputError):
    """A file under params/ cannot be used."""


class DataError(InputError):
    """A data file cannot be used."""


class ParameterError(InputError):
    """A report or a command was asked for with wrong parameters."""


class QueryError(ParameterError):
    """What was asked of a workbook cannot be answered; one line says why."""

    def __init__(self, message: str) -> None:
        super().__init__([Problem(message)])

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the line alone, for the fault is in the question."""
        return [f"{type(self).__name__}: {self}"]


class NoFiguresError(QueryError):
    """A valid question for which the chosen units and periods have no figures, or too few units or periods."""


def choices(value: object, allowed: Sequence[str], *, what: str, limit: int = 6) -> str:
    """Say which spelling was probably meant, and what there is to choose from.

    Examples
    --------
    >>> choices("nroth", ["north", "south"], what="units")
    "did you mean 'north'? units: north, south (2)"
    """
    close_matches = get_close_matches(str(value), allowed, n=1, cutoff=0.6)
    hint = f"did you mean '{close_matches[0]}'? " if close_matches else ""
    listed = ", ".join(allowed[:limit]) + (" …" if len(allowed) > limit else "")
    return f"{hint}{what}: {listed} ({len(allowed)})" if allowed else f"{hint}there are no {what}"
