"""A table on its way to rows of figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from reportlib.data.mapping.headings import Columns
from reportlib.errors import Problem
from reportlib.sources import Table
from reportlib.sources.table import Ints
from reportlib.workbook import Workbook
from reportlib.workbook.layouts import Layout


@dataclass(frozen=True)
class Left:
    """Something of a table that is not read: what, why, how much of it, and where the first of it stands."""

    what: str
    why: str
    count: int
    where: str


@dataclass(frozen=True)
class Unfolding:
    """A table on its way to rows of figures: its rows between header and end, and what is found on the way.

    Texts of the rows are looked at once for each column; problems and what is left out are gathered as they are met.
    """

    table: Table
    layout: Layout
    workbook: Workbook
    body: slice
    columns: Columns
    cells: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)
    omissions: list[Left] = field(default_factory=list)

    @property
    def rows(self) -> Ints:
        """The rows of the file on which the rows of figures stand."""
        return self.table.rows[self.body]

    def where(self, row: int, column: int) -> str:
        """Where a cell stands, as messages say it."""
        cell = self.table.place(row, column)
        return f"{self.layout.file}:{cell or row}" if row else self.layout.file

    def wrong(self, message: str, row: int, column: int, mend: str = "") -> None:
        """Note a problem of a cell."""
        self.problems.append(Problem(message, self.layout.file, row, mend, self.table.place(row, column)))

    def left_out(self, what: str, why: str, rows: Iterable[int], column: int) -> None:
        """Note rows that are left out."""
        if listed := list(rows):
            self.omissions.append(Left(what, why, len(listed), self.where(int(listed[0]), column)))
