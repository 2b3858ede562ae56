"""What is known of a table while it is turned into rows of figures."""

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
    """Rows, cells or a column that are not read: which, why, how many, and where the first is."""

    what: str
    why: str
    count: int
    where: str


@dataclass(frozen=True)
class Unfolding:
    """A table while it is turned into rows of figures; `body` are the rows between header and end."""

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
        """For each row of figures, the number of the row in the file."""
        return self.table.rows[self.body]

    def where(self, row: int, column: int) -> str:
        """The place of a cell, for messages."""
        cell = self.table.place(row, column)
        return f"{self.layout.file}:{cell or row}" if row else self.layout.file

    def wrong(self, message: str, row: int, column: int, mend: str = "") -> None:
        """Note a problem with a cell."""
        self.problems.append(Problem(message, self.layout.file, row, mend, self.table.place(row, column)))

    def left_out(self, what: str, why: str, rows: Iterable[int], column: int) -> None:
        """Note that rows are left out; without rows, nothing is noted."""
        if listed := list(rows):
            self.omissions.append(Left(what, why, len(listed), self.where(int(listed[0]), column)))
