"""What can go wrong, as one tree.

::

    ReportlibError
    ├── PageError
    ├── HandoverError
    └── InputError
        ├── WorkbookError
        ├── DataError
        └── ParameterError
            └── QueryError
                └── LeftOutError
                    ├── NoFiguresError
                    └── UnsuitedError

A user sees the `Problem` lines of an error, never a traceback.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input, and where.

    `line` is a line of a text file, `cell` a place in a spreadsheet, such as `Sheet1!C7`. `mend` is the edit that corrects it, if
    known.

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
    """A page fails its checks. The text names every fault; `cell` is the number of the template's cell at fault."""

    def __init__(self, message: str, *, cell: int | None = None) -> None:
        self.cell = cell
        super().__init__(message)


class HandoverError(ReportlibError):
    """A file that a build wrote for a report is gone, or was changed."""


class InputError(ReportlibError):
    """Some input is wrong; `problems` lists everything found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class WorkbookError(InputError):
    """A file under params/ cannot be used."""


class DataError(InputError):
    """A data file cannot be used."""


class ParameterError(InputError):
    """The parameters of a report or the options of a command are wrong."""


class QueryError(ParameterError):
    """A workbook cannot answer a question; one line says why."""

    def __init__(self, message: str) -> None:
        super().__init__([Problem(message)])

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class LeftOutError(QueryError):
    """A question has no answer for some units or indicators; a report shows a sentence with the reason instead.

    Parameters
    ----------
    why
        The key of the sentence, under `block.why` of the texts.
    """

    def __init__(self, message: str, *, why: str) -> None:
        self.why = why
        super().__init__(message)


class NoFiguresError(LeftOutError):
    """The question is valid, but the chosen units and periods have no figures, or too few."""

    def __init__(self, message: str) -> None:
        super().__init__(message, why="too_few")


class UnsuitedError(LeftOutError):
    """The kind of the chosen indicator does not allow the question, such as a ranking by a count."""


def choices(value: object, allowed: Sequence[str], *, what: str, limit: int = 6) -> str:
    """The spelling that was probably meant, and the first `limit` values to choose from, as text for a message.

    Examples
    --------
    >>> choices("nroth", ["north", "south"], what="units")
    "did you mean 'north'? units: north, south (2)"
    """
    close_matches = get_close_matches(str(value), allowed, n=1, cutoff=0.6)
    hint = f"did you mean '{close_matches[0]}'? " if close_matches else ""
    listed = ", ".join(allowed[:limit]) + (" …" if len(allowed) > limit else "")
    return f"{hint}{what}: {listed} ({len(allowed)})" if allowed else f"{hint}there are no {what}"
