"""The names of a table's columns, from one or several header rows, and what each column holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reportlib.errors import Problem, choices
from reportlib.periods.reading import Years
from reportlib.sources.table import Table, column_of, letters
from reportlib.workbook import patterns
from reportlib.workbook.layouts import Column, Layout
from reportlib.workbook.nouns import Date
from reportlib.workbook.patterns import PartOfYear, plain

BETWEEN = " / "
"""The text that joins the names of one column in several header rows, and the words of several columns."""
SOURCES = "params/sources.yaml"
_FEW = 8


@dataclass(frozen=True)
class Heading:
    """One column: its number, from 0; its whole name; its name in the last header row; and its names in all header rows."""

    number: int
    name: str
    last: str
    parts: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The names in all header rows, one on each line, because “ / ” between them would suggest an average."""
        return "\n".join(self.parts)


def headings(table: Table, layout: Layout) -> list[Heading]:
    """The columns of a table that have a name in its header."""
    rows = {int(row): n for n, row in enumerate(table.rows[: max(layout.heads) + 1])}
    grid = [_words(table, rows.get(row)) for row in layout.heads]
    for n, row in enumerate(layout.heads):
        _spread(grid[n], row, table, last=n == len(grid) - 1)
    named = []
    for number in range(len(table.cells.columns)):
        parts = list(dict.fromkeys(words[number] for words in grid if words[number]))
        if parts:
            named.append(Heading(number, BETWEEN.join(parts), parts[-1], tuple(parts)))
    return named


def _words(table: Table, at: int | None) -> list[str]:
    if at is None:
        return [""] * len(table.cells.columns)
    return [" ".join(text.split()) for text in table.cells.iloc[at]]


def _spread(words: list[str], row: int, table: Table, *, last: bool) -> None:
    """Copy the name of merged cells into all of them; without merged cells, fill blanks from the left, except in the last row."""
    for top, left, bottom, right in table.merged:
        if top <= row <= bottom and top == row:
            words[left - 1 : right] = [words[left - 1]] * (right - left + 1)
    if last or table.merged:
        return
    for n in range(1, len(words)):
        words[n] = words[n] or words[n - 1]


@dataclass(frozen=True)
class Figures:
    """One column of figures: the table's words for the indicator, the period, and what the layout says of the column.

    `within` is the part of a year in the column's name, if the rows name the year.
    """

    heading: Heading
    indicator: str
    period: str
    column: Column
    within: PartOfYear | None = None


@dataclass(frozen=True)
class Columns:
    """What the columns of a table hold. `ignored` columns are not read; `empty` ones have no cells."""

    fields: Mapping[str, tuple[Heading, ...]]
    figures: tuple[Figures, ...]
    ignored: tuple[Heading, ...]
    empty: tuple[Heading, ...]
    problems: tuple[Problem, ...]


def columns(table: Table, layout: Layout, body: slice, years: Years) -> Columns:
    """Find out what each column of a table holds, from the layout and the names of columns."""
    all_headings = headings(table, layout)
    has_cells = _has_cells(table, body)
    chosen, problems = _declared(all_headings, table, layout)
    fields: dict[str, list[Heading]] = {}
    figures: list[Figures] = []
    empty, others = list[Heading](), list[Heading]()
    for heading in all_headings:
        column = chosen.get(heading.number)
        if column is not None and column.breakdown:
            fields.setdefault("indicator", []).append(heading)
        elif column is not None and column.field and column.field != "ignore":
            fields.setdefault(column.field, []).append(heading)
        elif column is not None and column.field is None:
            figures.append(_declared_figures(heading, column, layout))
        elif column is None and not has_cells[heading.number]:
            empty.append(heading)
        elif column is None and layout.others:
            others.append(heading)
        elif column is None:
            figures.extend(_by_pattern(heading, table, layout, years, problems))
    ignored = others + [h for h in all_headings if (column := chosen.get(h.number)) is not None and column.field == "ignore"]
    fixed = {name: tuple(columns_of_field) for name, columns_of_field in fields.items()}
    return Columns(fixed, tuple(figures), tuple(ignored), tuple(empty), tuple(_summed(problems, layout)))


def _has_cells(table: Table, body: slice) -> list[bool]:
    return [bool(flag) for flag in np.asarray((table.cells.iloc[body] != "").any())]


def _declared_figures(heading: Heading, column: Column, layout: Layout) -> Figures:
    return Figures(heading, column.indicator or layout.indicator or "", _text(column.period) or _text(layout.period), column)


def _text(period: Date | None) -> str:
    return str(period) if period else ""


def _declared(all_headings: list[Heading], table: Table, layout: Layout) -> tuple[dict[int, Column], list[Problem]]:
    chosen: dict[int, Column] = {}
    problems = []
    for name, column in layout.columns.items():
        matches = headings_called(name, all_headings)
        if len(matches) == 1:
            chosen[matches[0].number] = column
        elif matches:
            where = ", ".join(letters(heading.number) for heading in matches)
            message = f"{layout.name}: several columns are called '{name}': {where}; write the letter in place of the name"
            problems.append(Problem(message, file=SOURCES))
        else:
            names = [heading.name for heading in all_headings]
            row = "the query names them" if layout.query else f"row {layout.heads[-1]} names the columns"
            message = f"{layout.name}: no column is called '{name}'; {choices(name, names, what='columns', limit=_FEW)}; {row}"
            problems.append(Problem(message, file=SOURCES))
    return chosen, problems


def headings_called(name: str, all_headings: list[Heading]) -> list[Heading]:
    """The columns with this name; else those with this name in the last header row; else the column with this letter."""
    whole = [heading for heading in all_headings if plain(heading.name) == plain(name)]
    last = [heading for heading in all_headings if plain(heading.last) == plain(name)]
    number = column_of(name)
    return whole or last or [heading for heading in all_headings if heading.number == number]


def _by_pattern(heading: Heading, table: Table, layout: Layout, years: Years, problems: list[Problem]) -> Iterator[Figures]:
    match = patterns.find(layout.wide, heading.name, years) if layout.wide else None
    if match is not None:
        indicator, year = match.indicator or layout.indicator or "", _text(layout.period)
        if match.part is None:
            yield Figures(heading, indicator, match.period or year, Column())
        elif not year:
            yield Figures(heading, indicator, "", Column(), match.part)
        elif period := match.part.of(year):
            yield Figures(heading, indicator, period, Column())
        else:
            message = f"column '{heading.name}' names a part of a year, but `period: {year}` is no year; write a year there"
            problems.append(Problem(message, file=layout.file, line=layout.heads[-1]))
        return
    row = layout.heads[-1]
    fault = f"is not like '{layout.wide}'" if layout.wide else "is not mapped"
    message = f"column '{heading.name}' {fault}; say under `columns` of {SOURCES} what stands in it, or `ignore`"
    mend = f"'{heading.name}': ignore"
    cell = table.place(row, heading.number)
    problems.append(Problem(message, file=layout.file, line=row, cell=cell, mend=mend))


def _summed(problems: list[Problem], layout: Layout) -> Iterator[Problem]:
    """The problems; if more than a few of them are about columns of the table, a single problem replaces these."""
    counts = Counter(problem.file for problem in problems)
    if counts[layout.file] <= _FEW:
        yield from problems
        return
    strange = [problem for problem in problems if problem.file == layout.file]
    yield from (problem for problem in problems if problem.file != layout.file)
    first = strange[0]
    message = f"{len(strange)} columns are not mapped; the first: {first.message}"
    yield Problem(message, file=first.file, line=first.line, cell=first.cell, mend=first.mend)
