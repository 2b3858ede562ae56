"""A table as it is in its source: texts, each with its place."""

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
        Unchanged texts, empty for an empty cell; a text in cells merged downwards is in each of their rows. The columns are
        named 0, 1, 2 … They may be categorical (see `Csv.coded`).
    rows
        For each row of `cells`, its row in the sheet, or the last of its lines in the text file; both are counted from 1.
    sheet
        The name of the sheet; empty for a text file.
    widths
        The number of cells in each row of a CSV, whose rows may differ in length.
    merged
        Ranges of merged cells: first row and column, last row and column, counted from 1.
    counted
        For the answer to a query: the word that messages write before a row's number, “row ”. Else empty.
    """

    cells: pd.DataFrame
    rows: Ints
    sheet: str = ""
    widths: Ints | None = None
    merged: tuple[tuple[int, int, int, int], ...] = ()
    counted: str = ""

    def place(self, row: int, column: int) -> str:
        """The place of a cell in its source, such as `Sheet1!C7` or `row 7`; empty for a text file.

        Rows are counted from 1, columns from 0.
        """
        if self.counted:
            return f"{self.counted}{row}" if row else ""
        return f"{self.sheet}!{letters(column)}{row}" if self.sheet else ""


class Source(Protocol):
    """A CSV file, a sheet, a Parquet file or a query, from which a table is read."""

    def read(self) -> Table:
        """Read the table.

        Raises
        ------
        DataError
            When it cannot be read; the problem says where and why.
        """

    def remarks(self) -> tuple[str, ...]:
        """Sentences about the guessed format of a file; none if it is the usual format.

        Raises
        ------
        DataError
            When the source cannot be read.
        """

    def version(self) -> str:
        """A fingerprint that changes when the table does."""


def letters(column: int) -> str:
    """The letters of a column in a spreadsheet; `column` is counted from 0.

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
    """The number of the column with these letters, from 0; None if no column has them.

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
    """A column as a categorical, stripped of blanks; it takes a tenth of the memory."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        used: pd.Categorical = column.cat.remove_unused_categories().array
        return used
    codes, different = pd.factorize(column.to_numpy(dtype=object))
    numbers, texts = pd.factorize(np.array([text.strip() for text in different], dtype=object))
    return pd.Categorical.from_codes(numbers[codes], pd.Index(texts, dtype="str"))


def uncoded(column: pd.Series[str]) -> pd.Series[str]:
    """A column as texts, whether it is categorical or not; equal texts share one object."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("str")
    texts = np.append(column.cat.categories.to_numpy(dtype=object), np.nan)
    return pd.Series(texts[column.cat.codes.to_numpy()], index=column.index, dtype="str", name=column.name)


def uncoded_table(table: pd.DataFrame) -> pd.DataFrame:
    """A table with every categorical column turned into texts."""
    texts = {str(name): uncoded(table[name]) for name in table if isinstance(table[name].dtype, pd.CategoricalDtype)}
    return table.assign(**texts) if texts else table


def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Concatenate tables with the same columns; a column that is categorical in all of them remains so."""
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
    """A column stripped of blanks; each distinct value is stripped only once."""
    return column.map({value: value.strip() for value in column.unique()})


def first_texts(cells: pd.DataFrame) -> pd.Series[str]:
    """The first non-empty text of each row, stripped of blanks."""
    first = pd.Series("", index=cells.index, dtype="str")
    for column in cells:
        first = first.where(first != "", cells[column].str.strip())
    return first
