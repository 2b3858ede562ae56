"""Read data files into one table of observations; problems name the line of whatever cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportlib.data.mapping import Left, unfold
from reportlib.data.rows import typed
from reportlib.data.table import COLUMNS, KEY, ORIGINS
from reportlib.errors import DataError, ParameterError, Problem, choices
from reportlib.sources import Table, coded, joined, source_of, uncoded_table
from reportlib.sources.text import Csv
from reportlib.workbook import DataFile, Workbook
from reportlib.workbook.layouts import Layout

_FEW_STRANGE = 20
"""With more unknown columns than this, one problem stands for all of them."""


def read_observations(workbook: Workbook, *, origins: Sequence[str] = ORIGINS) -> pd.DataFrame:
    """Read all observations in a workbook's data files, or only in files of these origins.

    Returns
    -------
    One row for each observation in the order of the files, with the columns `COLUMNS`, `file`, `line` and `cell`. Messages write
    `cell` before the line, such as `Sheet1!C` for a sheet; it is empty for a text file.

    Raises
    ------
    DataError
        With every problem of every file.
    """
    return uncoded_table(read_coded(workbook, origins=origins))


def read_coded(workbook: Workbook, *, origins: Sequence[str] = ORIGINS) -> pd.DataFrame:
    """The table of `read_observations`, with categorical columns if the files allow, which is faster for many rows."""
    tables: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for data in workbook.settings.data:
        if data.origin not in origins:
            continue
        laid_out = [layout for layout in workbook.layouts if layout.file == data.file]
        for layout in laid_out or (None,):
            try:
                table, row_problems = _observed(workbook, data, layout)
            except DataError as error:
                problems.extend(error.problems)
                continue
            problems.extend(row_problems)
            tables.append(table)
    if problems:
        raise DataError(problems)
    return joined(tables)


def read_targets(workbook: Workbook) -> pd.DataFrame:
    """The targets of a workbook: columns indicator, unit, period and value; empty if there are none.

    Raises
    ------
    DataError
        With every problem of the file.
    """
    file = workbook.settings.targets
    if file is None:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in KEY} | {"value": pd.Series(dtype="float64")})
    data = DataFile(file=file, origin="reported")
    table, problems = _observed(workbook, data, None)
    table = uncoded_table(table)
    repeated = table[table.duplicated(KEY)]
    for row in repeated.to_dict("records"):
        message = f"a second target for '{row['indicator']}' of '{row['unit']}' in {row['period']}; keep one"
        problems.append(Problem(message, file=file, line=row["line"]))
    if problems:
        raise DataError(problems)
    return table[[*KEY, "value"]]


@dataclass(frozen=True)
class Understood:
    """How one source was read: its figures as texts, what was left out, and its problems."""

    name: str
    file: str
    rows: pd.DataFrame
    omissions: tuple[Left, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[str, ...]


def understand(workbook: Workbook, name: str) -> Understood:
    """Read a source for inspection, even if its figures are wrong; `name` is its name in params/sources.yaml, or its file.

    Raises
    ------
    ParameterError
        When there is no such source.
    DataError
        When its file cannot be read at all.
    """
    layout = next((names for names in workbook.layouts if name in (names.name, names.file)), None)
    file = layout.file if layout else name
    names = list(dict.fromkeys([*(names.name for names in workbook.layouts), *(data.file for data in workbook.settings.data)]))
    data = next((data for data in workbook.settings.data if data.file == file), None)
    if data is None:
        raise ParameterError([Problem(f"--show '{name}' is no source; {choices(name, names, what='sources')}")])
    source = source_of(workbook.root, file, layout)
    if layout is not None and not layout.own:
        unfolded = unfold(source.read(), layout, workbook)
        return Understood(layout.name, file, unfolded.rows, unfolded.omissions, unfolded.problems, source.remarks())
    return Understood(layout.name if layout else file, file, _own(source.read(), file), (), (), source.remarks())


def _observed(workbook: Workbook, data: DataFile, layout: Layout | None) -> tuple[pd.DataFrame, list[Problem]]:
    source, own = workbook.source(data.file, layout), layout is None or layout.own
    table = source.coded() if own and isinstance(source, Csv) else source.read()
    if layout is None or layout.own:
        raw = _own(table, data.file)
    else:
        unfolded = unfold(table, layout, workbook)
        if unfolded.problems:
            raise DataError(unfolded.problems)
        raw, data = unfolded.rows, data.model_copy(update={"markers": {**data.markers, **layout.markers}})
    raw = _completed(raw.reset_index(drop=True), data)
    lines, cells = raw["line"].to_numpy(dtype=np.int64), raw["cell"].to_numpy(dtype=np.object_)
    del table  # frees memory, which a long table needs much of
    rows, problems = typed(raw.assign(line=np.arange(1, len(raw) + 1)), data=data, workbook=workbook)
    at = rows["line"].to_numpy(dtype=np.int64) - 1
    return rows.assign(line=lines[at], cell=pd.Series(cells[at], dtype="str")), [_at_source(p, lines, cells) for p in problems]


def _at_source(problem: Problem, lines: npt.NDArray[np.int64], cells: npt.NDArray[np.object_]) -> Problem:
    if problem.line is None:
        return problem
    line, cell = int(lines[problem.line - 1]), cells[problem.line - 1]
    return replace(problem, line=line, cell=f"{cell}{line}" if cell else "")


def _own(table: Table, file: str) -> pd.DataFrame:
    """The rows of a table whose header names columns of the data file, with the place of each row."""
    names = [str(name).strip() for name in table.cells.iloc[0]] if len(table.rows) else []
    count = max((n for n, name in enumerate(names, 1) if name), default=0)
    header, first = names[:count], int(table.rows[0]) if len(table.rows) else 1
    problems = [*_wrong_header(header, file, first, table), *_wrong_width(table, count, file)]
    if problems:
        raise DataError(problems)
    rows = range(len(table.rows) - 1)
    frame = pd.DataFrame({name: coded(table.cells[n].iloc[1:]) for n, name in enumerate(header)}, index=rows)
    return frame.assign(line=table.rows[1:], cell=f"{table.sheet}!A" if table.sheet else table.counted)


def _completed(frame: pd.DataFrame, data: DataFile) -> pd.DataFrame:
    """Add missing columns of observations, and the origin of the file in rows without an origin."""
    nothing = pd.Categorical.from_codes(np.zeros(len(frame), dtype=np.int8), pd.Index([""], dtype="str"))
    frame = frame.assign(**{column: nothing for column in COLUMNS if column not in frame})
    return frame.assign(origin=frame["origin"].map({text: text or data.origin for text in frame["origin"].unique()}))


def _wrong_header(header: list[str], file: str, line: int, table: Table) -> Iterator[Problem]:
    missing = [column for column in KEY if column not in header]
    if not {"value", "numerator"} & set(header):
        missing.append("value")
    cell = table.place(line, 0)
    for column in missing:
        yield Problem(f"column '{column}' is missing; the first line names the columns", file=file, line=line, cell=cell)
    strange = [n for n, column in enumerate(header) if column not in COLUMNS]
    if len(strange) > _FEW_STRANGE:
        listed = ", ".join(COLUMNS)
        message = f"{len(strange)} columns are not used here, such as '{header[strange[0]]}'; the columns are {listed}"
        yield Problem(message, file=file, line=line, cell=table.place(line, strange[0]))
        return
    for n, column in enumerate(header):
        cell = table.place(line, n)
        if column in header[:n]:
            yield Problem(f"column '{column}' stands twice; keep one", file=file, line=line, cell=cell)
        elif column not in COLUMNS:
            message = f"column '{column}' is not used here; {choices(column, COLUMNS, what='columns', limit=20)}"
            yield Problem(message, file=file, line=line, cell=cell)


def _wrong_width(table: Table, count: int, file: str) -> Iterator[Problem]:
    wrong = (table.cells.iloc[:, count:] != "").any(axis=1).to_numpy(copy=True)
    if table.widths is not None:
        wrong |= table.widths < count
    for at in np.flatnonzero(wrong):
        line = int(table.rows[at])
        width = table.widths[at] if table.widths is not None else int(np.flatnonzero(table.cells.iloc[at] != "")[-1]) + 1
        cells = "1 cell" if width == 1 else f"{width} cells"
        message = f"{cells} where the first line names {count} columns; quote a cell that holds a comma"
        yield Problem(message, file=file, line=line, cell=table.place(line, count))
