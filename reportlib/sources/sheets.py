"""Tables in spreadsheet files (.xlsx, .xlsm, .xls, .ods), read by calamine."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook, PasswordError

from reportlib.errors import ReportlibError, choices
from reportlib.sources.files import opened, stopped, version_of
from reportlib.sources.table import Table
from reportlib.sources.workbooks import LOCKED, Lost, lost_cells, measure

_YEAR: Final = re.compile(r"(19|20)\d\d")
_NUMBER: Final = re.compile(r"[-+]?[\d.,]*\d%?|=.*|#.*")
ENDINGS: Final = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a spreadsheet file, by default the first."""

    path: Path
    file: str
    sheet: str | None = None

    def read(self) -> Table:
        """The table (see `Source.read`)."""
        with opened(self.path, self.file) as stream:
            measure(stream, self.file)
            with _refusing(self.file), CalamineWorkbook.from_filelike(stream) as book:
                name = self._named(book.sheet_names)
                lost = lost_cells(stream, self.file, book.sheet_names.index(name))
                sheet = book.get_sheet_by_name(name)
                rows, merged = sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges
        cells = _frame(rows, lost)
        _fill_down(cells, merged or ())
        spans = tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in merged or ())
        has_cells = (cells != "").any(axis=1).to_numpy() if len(cells.columns) else np.zeros(len(cells), dtype=bool)
        return Table(cells[has_cells].reset_index(drop=True), np.flatnonzero(has_cells) + 1, sheet=name, merged=spans)

    def remarks(self) -> tuple[str, ...]:
        """Which sheet is read, if the file has several and none is named (see `Source.remarks`)."""
        names = sheet_names(self.path, self.file)
        return (f"of its {len(names)} sheets '{names[0]}' is read",) if self.sheet is None and len(names) > 1 else ()

    def version(self) -> str:
        """A fingerprint that changes when the table does."""
        return version_of(self.path, self.sheet or "")

    def _named(self, names: Sequence[str]) -> str:
        if not names:
            raise stopped("the file has no sheet", self.file)
        if self.sheet is not None and self.sheet not in names:
            raise stopped(f"sheet '{self.sheet}' is not there; {choices(self.sheet, names, what='sheets')}", self.file)
        return self.sheet or names[0]


def sheet_names(path: Path, file: str) -> list[str]:
    """The names of the sheets of a spreadsheet file, in order.

    Raises
    ------
    DataError
        When it cannot be read as a spreadsheet file.
    """
    with opened(path, file) as stream:
        measure(stream, file)
        with _refusing(file), CalamineWorkbook.from_filelike(stream) as book:
            return list(book.sheet_names)


@contextmanager
def _refusing(file: str) -> Iterator[None]:
    try:
        yield
    except PasswordError:
        raise stopped(LOCKED, file) from None
    except (KeyboardInterrupt, SystemExit, MemoryError, ReportlibError):
        raise
    except BaseException as error:
        if isinstance(error, Exception) and not type(error).__module__.startswith("python_calamine"):
            raise
        reason = " ".join(str(error).split())[:200]
        mend = "open it in a spreadsheet program, save it as .xlsx, and use that file"
        raise stopped(f"not readable as a file of sheets: {reason}; {mend}", file, mend=mend) from None


def _frame(rows: list[list[Any]], lost: Lost) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else []
    cells = pd.DataFrame({n: texts(column) for n, column in enumerate(columns)}, dtype="str")
    for (row, column), text in lost.items():
        if row < len(cells) and column < len(columns):
            cells.iat[row, column] = text
    return cells


def _fill_down(cells: pd.DataFrame, merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write a text in merged cells into all their rows: a year or a name beside several rows.

    A number other than a year stays in the first row only, because it is one figure for all these rows together.
    """
    for (top, column), (bottom, _) in merged:
        if top < bottom < len(cells) and column < len(cells.columns):
            text = str(cells.iat[top, column])
            if text and (_YEAR.fullmatch(text.strip()) or not _NUMBER.fullmatch(text.strip())):
                cells.iloc[top : bottom + 1, column] = text


def texts(values: Sequence[Any]) -> pd.Series[str]:
    """Cells as texts; each distinct value is converted only once."""
    by_type_and_value = {(type(value), value): spelt(value) for value in set(values)} if _mixed(values) else None
    if by_type_and_value is None:
        plain = {value: spelt(value) for value in set(values)}
        return pd.Series([plain[value] for value in values], dtype="str")
    return pd.Series([by_type_and_value[type(value), value] for value in values], dtype="str")


def _mixed(values: Sequence[Any]) -> bool:
    return bool in set(map(type, values))


def spelt(value: Any) -> str:
    """A cell's value as text; a number gets as few digits as give it exactly.

    Examples
    --------
    >>> spelt(12.0), spelt(0.1), spelt(True), spelt(dt.datetime(2020, 3, 1)), spelt(1e22)
    ('12', '0.1', 'true', '2020-03-01', '1e+22')
    """
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float() if value.is_integer() and abs(value) < 1e16:
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime():
            return value.isoformat(" ")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)
