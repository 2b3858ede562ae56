"""Read data files into one table of observations; refuse what cannot be read, line by line."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from reportlib.documents import READABLE, refused
from reportlib.errors import DataError, Problem, choices
from reportlib.observations.rows import typed
from reportlib.observations.table import COLUMNS, KEY, ORIGINS
from reportlib.private import read_input
from reportlib.workbook import DataFile, Workbook

_END = "\ue000end\ue000"
_FEW_STRANGE = 20
"""A line behind the last: where it is not a row of its own, it stands within quotation marks that are never closed."""


def read_observations(workbook: Workbook, *, origins: Sequence[str] = ORIGINS) -> pd.DataFrame:
    """Every observation of a workbook's data files.

    Parameters
    ----------
    origins
        Read only the files of these origins.

    Returns
    -------
    `COLUMNS` plus `file` and `line`, one row an observation, in the order of the files.

    Raises
    ------
    DataError
        With every problem of every file.
    """
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for data in workbook.settings.data:
        if data.origin not in origins:
            continue
        try:
            table, found = typed(_strings(workbook.root, data), data=data, workbook=workbook)
        except DataError as error:
            problems.extend(error.problems)
            continue
        problems.extend(found)
        tables.append(table)
    if problems:
        raise DataError(problems)
    return pd.concat(tables, ignore_index=True)


def read_targets(workbook: Workbook) -> pd.DataFrame:
    """The targets of a workbook: indicator, unit, period, value.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    file = workbook.settings.targets
    if file is None:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in KEY} | {"value": pd.Series(dtype="float64")})
    data = DataFile(file=file, origin="reported")
    table, problems = typed(_strings(workbook.root, data), data=data, workbook=workbook)
    repeated = table[table.duplicated(KEY)]
    for row in repeated.to_dict("records"):
        message = f"a second target for '{row['indicator']}' of '{row['unit']}' in {row['period']}; keep one"
        problems.append(Problem(message, file=file, line=row["line"]))
    if problems:
        raise DataError(problems)
    return table[[*KEY, "value"]]


def _strings(root: Path, data: DataFile) -> pd.DataFrame:
    """A CSV as strings, with all columns of an observation and the line each row stood on; the file is read once."""
    text = _text(root / data.file, data.file)
    header, widths = _shape(text, data.file)
    problems = [*_wrong_header(header, data.file), *_wrong_width(header, widths, data.file)]
    if problems:
        raise DataError(problems)
    frame = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, skip_blank_lines=False, header=0, names=header)
    frame = frame.apply(_stripped)
    frame = frame[(frame != "").any(axis=1)] if len(frame) != len(widths) else frame
    for column in COLUMNS:
        if column not in frame:
            frame[column] = ""
    frame["origin"] = frame["origin"].mask(frame["origin"] == "", data.origin)
    return frame.assign(line=[line for line, _ in widths])


def _text(path: Path, file: str) -> str:
    """What a data file holds; what is no file, such as a pipe, is not opened."""
    try:
        return read_input(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise DataError([Problem("the file is missing, but params/workbook.yaml names it", file=file)]) from None
    except OSError as error:
        raise DataError([Problem(refused(error), file=file, mend=READABLE)]) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataError([Problem("not UTF-8 text; save it as 'CSV UTF-8'", file=file, line=line)]) from None


def _shape(text: str, file: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The names in the first line of a CSV; and of each row that is not blank, the line it ends on and how many cells it has."""
    if '"' not in text and "\0" not in text:
        return _plain_shape(text)
    reader = csv.reader(itertools.chain(io.StringIO(text, newline=""), [_END]))
    header: list[str] | None = None
    widths: list[tuple[int, int]] = []
    line = 0
    try:
        for row in reader:
            if row == [_END] and reader.line_num == line + 1:
                return header or [], widths
            if row and row[-1].endswith(_END):
                break
            if header is None:
                header = [name.strip() for name in row]
            elif any(cell.strip() for cell in row):
                widths.append((reader.line_num, len(row)))
            line = reader.line_num
    except csv.Error:
        pass  # a cell longer than any: what follows the mark is all in it
    message = "a quotation mark is opened in the row that begins here and never closed; what follows would all be one cell"
    mend = 'close it, or write "" where the mark itself is meant'
    raise DataError([Problem(message, file=file, line=line + 1, mend=mend)])


def _plain_shape(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The same (see `_shape`) of a CSV without quotation marks, in which every line is a row."""
    lines = enumerate(io.StringIO(text, newline=""), start=1)
    header = next((line for _, line in lines), "").rstrip("\r\n")
    widths = [(n, line.count(",") + 1) for n, line in lines if line.replace(",", "").strip()]
    return [name.strip() for name in header.split(",")] if header else [], widths


def _stripped(column: pd.Series[str]) -> pd.Series[str]:
    """A column without blanks around its values; each distinct value is looked at once."""
    return column.map({value: value.strip() for value in column.unique()})


def _wrong_header(header: list[str], file: str) -> list[Problem]:
    missing = [column for column in (*KEY,) if column not in header]
    if not {"value", "numerator"} & set(header):
        missing.append("value")
    problems = [
        Problem(f"column '{column}' is missing; the first line names the columns", file=file, line=1) for column in missing
    ]
    strange = [n for n, column in enumerate(header) if column not in COLUMNS]
    if len(strange) > _FEW_STRANGE:
        known = ", ".join(COLUMNS)
        message = f"{len(strange)} columns are not used here, such as '{header[strange[0]]}'; the columns are {known}"
        return [*problems, Problem(message, file=file, line=1)]
    for n, column in enumerate(header):
        if column in header[:n]:
            problems.append(Problem(f"column '{column}' stands twice; keep one", file=file, line=1))
        elif column not in COLUMNS:
            message = f"column '{column}' is not used here; {choices(column, COLUMNS, what='columns', limit=20)}"
            problems.append(Problem(message, file=file, line=1))
    return problems


def _wrong_width(header: list[str], widths: list[tuple[int, int]], file: str) -> list[Problem]:
    return [
        Problem(
            f"{width} cells where the first line names {len(header)} columns; quote a cell that holds a comma",
            file=file,
            line=line,
        )
        for line, width in widths
        if width != len(header)
    ]
