"""Turn a table into rows with the columns of the data file, and note what is left out and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from reportlib.data.mapping import amounts, signs
from reportlib.data.mapping.headings import BETWEEN, Figures, Heading, columns
from reportlib.data.mapping.names import Names, breakdown_names, indicator_names
from reportlib.data.mapping.periods import periods_of
from reportlib.data.mapping.whose import units_of
from reportlib.data.mapping.without import without
from reportlib.data.mapping.work import Left, Unfolding
from reportlib.errors import Problem
from reportlib.sources import Table, stripped
from reportlib.sources.table import Ints, first_texts, letters
from reportlib.workbook import Workbook
from reportlib.workbook.layouts import IGNORE, PARTS, Layout, Part
from reportlib.workbook.patterns import PartOfYear, plain

PLAIN = ("qualifier", "status", "origin", "inferred", "reported_at", "source", "note")
"""The fields that are copied unchanged."""


@dataclass(frozen=True)
class Unfolded:
    """Rows of figures as texts, with the columns of the data file, and what was left out of the table.

    `line` is the row of the file; `cell` is written before it in messages (`Sheet1!C`).
    """

    rows: pd.DataFrame
    problems: tuple[Problem, ...]
    omissions: tuple[Left, ...]


def unfold(table: Table, layout: Layout, workbook: Workbook) -> Unfolded:
    """Read the figures of a table by its layout.

    Raises
    ------
    DataError
        When the layout's file of unit names cannot be used.
    """
    wanted = without(table, layout)
    table, body = wanted.table, _body(wanted.table, layout)
    header = columns(table, layout, body, workbook.years)
    cells = table.cells.iloc[body].apply(stripped).reset_index(drop=True)
    work = Unfolding(table, layout, workbook, body, header, cells, [*wanted.problems, *header.problems])
    for what, row_numbers in wanted.omissions:
        work.left_out("rows", f"`without` {what}", map(int, row_numbers), 0)
    _note_edges(work)
    if work.problems:
        return Unfolded(pd.DataFrame(), tuple(work.problems), tuple(work.omissions))
    units = units_of(work)
    blocks = [_block(work, units, group) for group in _groups(work)]
    rows = pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame()
    return Unfolded(rows, tuple(work.problems), tuple(work.omissions))


def _body(table: Table, layout: Layout) -> slice:
    begin = int(np.searchsorted(table.rows, layout.first or max(layout.heads) + 1))
    if layout.end is None:
        return slice(begin, len(table.rows))
    first = first_texts(table.cells.iloc[begin:])
    ends = np.flatnonzero(first.map(plain).str.startswith(plain(layout.end)).to_numpy(dtype=bool))
    return slice(begin, begin + int(ends[0]) if len(ends) else len(table.rows))


def _note_edges(work: Unfolding) -> None:
    table, header, body = work.table, set(work.layout.heads), work.body
    above = [int(row) for row in table.rows[: body.start] if int(row) not in header]
    work.left_out("rows", "above the figures", above, 0)
    work.left_out("rows", f"below the end: '{work.layout.end}'", map(int, table.rows[body.stop :]), 0)
    for heading in work.columns.ignored:
        work.left_out(f"column '{heading.name}'", "`ignore`", [max(header)], heading.number)
    for heading in work.columns.empty:
        work.left_out(f"column '{heading.name}'", "it is empty", [max(header)], heading.number)


@dataclass(frozen=True)
class Group:
    """The columns of figures of one indicator in one period: its value, or numerator and denominator.

    `within` is the part of a year, if the rows name the year. With `dense`, a row without a figure must say why it has none.
    """

    indicator: str
    period: str
    parts: dict[Part, Figures | Heading]
    dense: bool
    within: PartOfYear | None = None


def _groups(work: Unfolding) -> list[Group]:
    fields = work.columns.fields
    named: dict[Part, Figures | Heading] = {part: fields[part][0] for part in PARTS if part in fields}
    period = str(work.layout.period) if work.layout.period else ""
    groups = [Group(work.layout.indicator or "", period, named, dense=True)] if named else []
    parts_by_key: dict[tuple[str, str, PartOfYear | None], dict[Part, Figures | Heading]] = {}
    for figures in work.columns.figures:
        parts = parts_by_key.setdefault((figures.indicator, figures.period, figures.within), {})
        if figures.column.part in parts:
            message = f"column '{figures.heading.name}' is a second one for '{figures.indicator}' {figures.period}; keep one"
            work.wrong(message, max(work.layout.heads), figures.heading.number)
        parts[figures.column.part] = figures
    return groups + [Group(indicator, when, parts, False, within) for (indicator, when, within), parts in parts_by_key.items()]


def _heading(column: Figures | Heading) -> Heading:
    return column.heading if isinstance(column, Figures) else column


def _block(work: Unfolding, units: pd.Series[str], group: Group) -> pd.DataFrame:
    numbers = {part: _heading(column).number for part, column in group.parts.items()}
    used = (units != "").to_numpy(copy=True)
    has_figure = np.logical_or.reduce([(work.cells[n] != "").to_numpy() for n in numbers.values()])
    if not group.dense and "" not in work.layout.markers and "status" not in work.columns.fields:
        first = next(iter(numbers.values()))
        name = work.columns.figures and _heading(next(iter(group.parts.values()))).name
        work.left_out(f"cells of '{name}'", "they are empty", work.rows[used & ~has_figure], first)
        used &= has_figure
    at = np.flatnonzero(used)
    indicators = _indicators(work, group, at)
    block = pd.DataFrame({"unit": units.iloc[at], "indicator": indicators}).reset_index(drop=True)
    block["period"] = periods_of(work, group.period, at, next(iter(numbers.values())), within=group.within).to_numpy()
    flags = []
    for part, column in group.parts.items():
        bare, found = signs.parted_column(_texts(work, column, at), tuple(work.layout.flags), work.layout.markers)
        block[part] = _amounts(work, column, part, bare, block["indicator"])
        flags.append(found)
    for name in PLAIN:
        if name in work.columns.fields:
            block[name] = work.cells[work.columns.fields[name][0].number].iloc[at].to_numpy()
    if work.layout.flags:
        block = signs.remarked(block, flags, work.layout.flags)
    block["line"], block["cell"] = work.rows[at], _cells(work, numbers, at)
    return block[(block["indicator"] != "") & (block["period"] != "")]


def _cells(work: Unfolding, numbers: dict[Part, int], at: Ints) -> npt.NDArray[np.object_]:
    """The sheet and column of each row's first filled cell, for messages: `Sheet1!C`.

    Without a sheet, the text is “row ” for the answer to a query, and empty for a text file (see `Table.counted`).
    """
    places = np.full(len(at), work.table.counted, dtype=object)
    if not work.table.sheet:
        return places
    for number in reversed(numbers.values()):
        has_cell = (work.cells[number].iloc[at] != "").to_numpy()
        places[has_cell | (places == "")] = f"{work.table.sheet}!{letters(number)}"
    return places


def _indicators(work: Unfolding, group: Group, at: Ints) -> npt.NDArray[np.object_]:
    by = work.columns.fields.get("indicator", ())
    names, alone = _names(work, group)
    texts = pd.Series("" if alone else group.indicator, index=range(len(at)), dtype="str")
    for heading in by:
        own = work.cells[heading.number].iloc[at].reset_index(drop=True)
        texts = own if (alone or not group.indicator) and heading == by[0] else texts + BETWEEN + own
    column = by[0].number if by else _heading(next(iter(group.parts.values()))).number
    ids = {}
    for text in texts.unique():
        ids_meant = names.ids(text)
        rows = work.rows[at][(texts == text).to_numpy()]
        ids[text] = ids_meant[0] if len(ids_meant) == 1 and ids_meant[0] != IGNORE else ""
        if ids_meant == (IGNORE,):
            work.left_out(f"figures of '{text}'", "`ignore`", rows, column)
        elif len(ids_meant) != 1:
            fault = f"may be {' or '.join(ids_meant)}" if ids_meant else f"is not known; {names.nearest(text)}"
            mend = f"under `indicators` of {work.layout.name} in params/sources.yaml, write '{text}': its id, or `ignore`"
            work.wrong(f"indicator '{text}' {fault}", int(rows[0]) if by else max(work.layout.heads), column, mend)
    return texts.map(ids).to_numpy(dtype=object)


def _names(work: Unfolding, group: Group) -> tuple[Names, bool]:
    """The names of indicators, and whether a row's text names its indicator without the column's name.

    A row's text alone names the indicator if the column holds the parts of a breakdown.
    """
    layout, names = work.layout, indicator_names(work.workbook, work.layout)
    by = work.columns.fields.get("indicator", ())
    declared = [(heading, layout.columns_of(heading.name, heading.last, letters(heading.number)).breakdown) for heading in by]
    for heading, breakdown in declared:
        if breakdown is None:
            continue
        whole = work.workbook.catalogue.breakdown(breakdown).whole
        if group.indicator and names.ids(group.indicator) != (whole,):
            message = f"breakdown '{breakdown}' is of '{whole}', but the figures are those of '{group.indicator}'"
            work.wrong(message, max(layout.heads), heading.number)
        return breakdown_names(work.workbook, layout, breakdown), True
    return names, False


def _texts(work: Unfolding, column: Figures | Heading, at: Ints) -> pd.Series[str]:
    return work.cells[_heading(column).number].iloc[at].reset_index(drop=True)


def _amounts(
    work: Unfolding, column: Figures | Heading, part: Part, texts: pd.Series[str], indicators: pd.Series[str]
) -> npt.NDArray[np.object_]:
    heading, layout = _heading(column), work.layout
    how = column.column if isinstance(column, Figures) else layout.columns_of(heading.name, heading.last, letters(heading.number))
    if layout.brackets:
        texts = texts.map({text: signs.unbracketed(text) for text in texts.unique()})
    done = texts.copy()
    for name in indicators.unique():
        indicator = work.workbook.catalogue.by_id.get(str(name))
        factor, measure = amounts.scale(how, layout, indicator, part), how.measure or layout.measure
        rows = indicators == name
        if factor is None and indicator is not None:
            own = ", ".join(dict.fromkeys(indicator.measure.values()))
            message = f"measure '{measure}' of '{heading.name}' is not that of '{name}', which counts in {own}; give `scale`"
            work.wrong(message, max(layout.heads), heading.number)
        done[rows] = amounts.amounts(texts[rows], factor or 1, layout, percent=amounts.in_percent(measure, indicator, part))
    return done.to_numpy(dtype=object)
