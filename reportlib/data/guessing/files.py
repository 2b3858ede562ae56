"""Read the tables of files, and guess what each column holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reportlib.data.guessing.numbers import Style, style_of
from reportlib.data.guessing.roles import Roles, roles_of
from reportlib.data.guessing.shape import Shape, shape_of
from reportlib.data.guessing.signs import Signs, bare, signs_of
from reportlib.data.guessing.units.subtotals import without_subtotals
from reportlib.errors import DataError, Problem
from reportlib.sources import Csv, Sheet, Source, Table, source_of
from reportlib.sources.sheets import ENDINGS, sheet_names
from reportlib.workbook.patterns import part_in, period_of


class TableRead(NamedTuple):
    """One table as it was read, with its shape, the meaning of its columns, and the signs around its figures."""

    file: str
    sheet: str
    table: Table
    shape: Shape
    roles: Roles
    remarks: tuple[str, ...]
    signs: Signs


def all_tables(files: Iterable[Path], period: str) -> tuple[list[TableRead], list[str]]:
    """The tables of all files, and what was not read; an error if a file has no table that can be understood."""
    problems, tables, unread = list[Problem](), list[TableRead](), list[str]()
    for path in files:
        tables_here, problems_here = _tables(path, period)
        tables.extend(tables_here)
        if tables_here:
            unread += [str(problem) for problem in problems_here]
        else:
            problems.extend(problems_here)
    if problems or not tables:
        raise DataError(problems)
    return tables, unread


def _tables(path: Path, period: str) -> tuple[list[TableRead], list[Problem]]:
    file = f"data/{path.name}"
    names: list[str | None] = [*sheet_names(path, path.name)] if path.suffix.lower() in ENDINGS else [None]
    tables, problems = [], list[Problem]()
    for name in names:
        plain_source = source_of(path.parent, path.name)
        source = Sheet(path, path.name, name) if name is not None else plain_source
        try:
            table, signs, style, shape = _shaped(source, path.name)
            called = (name, path.stem) if name else (path.stem,)
            named = _named(path, name, len(names))
            table, omitted = without_subtotals(table, shape, path.name)
            shape = replace(shape, without=omitted)
            roles = roles_of(table, shape, path.name, style=style, period=period, name=named, called=called)
        except DataError as error:
            problems.extend(_on_sheet(problem, name if len(names) > 1 else None) for problem in error.problems)
            continue
        remarks = source.remarks() if isinstance(source, Csv) else ()
        tables.append(TableRead(file, name or "", table, shape, roles, remarks, signs))
    return tables, problems


def _on_sheet(problem: Problem, sheet: str | None) -> Problem:
    """A problem with the name of its sheet, unless there is no name or the problem has it already."""
    if not sheet or problem.cell or f"'{sheet}'" in problem.message:
        return problem
    return replace(problem, message=f"sheet '{sheet}': {problem.message}")


def _shaped(source: Source, file: str) -> tuple[Table, Signs, Style, Shape]:
    """A table with bare numbers, the signs that were around them, their notation, and the table's shape."""
    table = source.read()
    cells = bare(table.cells)
    texts = {text.strip() for column in cells for text in cells[column].unique()}
    style = style_of(texts, separator=source.divided_by() if isinstance(source, Csv) else ",")
    shape = shape_of(replace(table, cells=cells), file, style)
    cells[table.rows < shape.first] = table.cells  # names of columns are left as they stand
    return replace(table, cells=cells), signs_of(table.cells, cells), style, shape


def _named(path: Path, sheet: str | None, several: int) -> str:
    """The name of a table: its sheet's, if the file has several sheets and this name is no period; else the file's."""
    return sheet if sheet and several > 1 and not (part_in(sheet) or period_of(sheet)) else path.stem
