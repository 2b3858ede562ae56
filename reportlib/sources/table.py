"""A table as it stands in its file: texts, and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import union_categoricals

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Table:
    """The cells of a table.

    Parameters
    ----------
    cells
        Texts as they stand, empty where there is none; one column for each of the file, named 0, 1, 2 … Of a long file of
        text also as categories (see `reportlib.sources.text.Csv.coded`).
    rows
        The row of the sheet, or the line of the file, on which each row of `cells` stands; from 1.
    sheet
        The name of the sheet; empty for a file of text.
    widths
        How many cells each row has, in a file of text, where rows may be of different lengths.
    merged
        Cells that were merged: first row and column, last row and column, as a sheet counts them, from 1.
    counted
        What stands before the number of a row in its place, where it is neither a line nor a row of a sheet: “row ” of a query.
    """

    cells: pd.DataFrame
    rows: Ints
    sheet: str = ""
    widths: Ints | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    counted: str = ""

    def place(self, row: int, column: int) -> str:
        """Where a cell stands in its source: `Sheet1!C7`, `row 7`; empty in a file of text, whose places are lines.

        Parameters
        ----------
        row
            The row of the sheet, from 1.
        column
            The column, from 0.
        """
        if self.counted:
            return f"{self.counted}{row}" if row else ""
        return f"{self.sheet}!{letters(column)}{row}" if self.sheet else ""


class Source(Protocol):
    """Where a table comes from."""

    def read(self) -> Table:
        """The table.

        Raises
        ------
        DataError
            When it cannot be read, with where and why.
        """

    def remarks(self) -> tuple[str, ...]:
        """What was found out about how the file is written, where nobody says it and it is not the usual.

        Raises
        ------
        DataError
            When it cannot be read.
        """

    def version(self) -> str:
        """A fingerprint that changes when the table does."""


def letters(column: int) -> str:
    """The letters by which a spreadsheet calls a column, counted from 0.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    name, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_of(name: str) -> int | None:
    """The column, counted from 0, that letters name; none where they are no letters of a column.

    Examples
    --------
    >>> column_of("A"), column_of("AA"), column_of("x1")
    (0, 26, None)
    """
    if not (name.isascii() and name.isalpha() and name.isupper() and len(name) < 4):
        return None
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number - 1


def coded(column: pd.Series[str]) -> pd.Categorical:
    """A column without blanks around its values, as numbers of its distinct texts: a tenth of the room, and looked at once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used: pd.Categorical = column.cat.remove_unused_categories().array
        return used
    codes, different = pd.factorize(column.to_numpy(dtype=object))
    numbers, texts = pd.factorize(np.array([text.strip() for text in different], dtype=object))
    return pd.Categorical.from_codes(numbers[codes], pd.Index(texts, dtype="str"))


def uncoded(column: pd.Series[str]) -> pd.Series[str]:
    """A column as texts again, each distinct one kept once."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("str")
    texts = np.append(column.cat.categories.to_numpy(dtype=object), np.nan)
    return pd.Series(texts[column.cat.codes.to_numpy()], index=column.index, dtype="str", name=column.name)


def uncoded_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table with every coded column as texts again."""
    texts = {str(name): uncoded(table[name]) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.assign(**texts) if texts else table


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns, one below the other; a column that is coded in all of them stays so."""
    if len(tables) == 1:
        return tables[0]
    columns = {name: [table[name] for table in tables] for name in tables[0]}
    coded_in_all = {
        str(name): union_categoricals(parts)
        for name, parts in columns.items()
        if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts)
    }
    texts = [table.drop(columns=list(coded_in_all)) for table in tables]
    every = pd.concat([uncoded_table(table) for table in texts], ignore_index=True)
    return every.assign(**coded_in_all)[list(columns)]


def stripped(column: pd.Series[str]) -> pd.Series[str]:
    """A column without blanks around its values; each distinct value is looked at once."""
    return column.map({value: value.strip() for value in column.unique()})


def first_texts(cells: pd.DataFrame) -> pd.Series[str]:
    """The first text of each row, without blanks around it."""
    first = pd.Series("", index=cells.index, dtype="str")
    for column in cells:
        first = first.where(first != "", cells[column].str.strip())
    return first
