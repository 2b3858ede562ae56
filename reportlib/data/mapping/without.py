"""Rows of a table that a layout leaves out, by what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reportlib.data.mapping.headings import SOURCES, Heading, headings, headings_called
from reportlib.errors import Problem, choices
from reportlib.sources import Table
from reportlib.sources.table import Ints
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import plain


@dataclass(frozen=True)
class Without:
    """A table without the rows that are left out; these by what was said of them; and names of columns that are none."""

    table: Table
    omissions: tuple[tuple[str, Ints], ...]
    problems: tuple[Problem, ...]


def without(table: Table, layout: Layout) -> Without:
    """A table without the rows in which all columns of one entry of `without` hold what it says."""
    if not layout.without:
        return Without(table, (), ())
    all_headings, omissions, problems = headings(table, layout), list[tuple[str, Ints]](), list[Problem]()
    is_omitted = np.zeros(len(table.rows), dtype=bool)
    for entry in layout.without:
        here = _holding(entry, table, layout, all_headings, problems)
        omissions.append((", ".join(f"{name}: {' or '.join(texts)}" for name, texts in entry.items()), table.rows[here]))
        is_omitted |= here
    stays = ~is_omitted
    widths = None if table.widths is None else table.widths[stays]
    cells = table.cells[stays].reset_index(drop=True)
    return Without(replace(table, cells=cells, rows=table.rows[stays], widths=widths), tuple(omissions), tuple(problems))


def _holding(
    entry: Mapping[str, tuple[str, ...]], table: Table, layout: Layout, all_headings: list[Heading], problems: list[Problem]
) -> npt.NDArray[np.bool_]:
    """The rows below the header in which each column holds one of its texts."""
    here = table.rows > max(layout.heads)
    for name, texts in entry.items():
        matches = headings_called(name, all_headings)
        if len(matches) != 1:
            hint = choices(name, [heading.name for heading in all_headings], what="columns", limit=8)
            message = f"{layout.name}: `without` names no one column by '{name}'; {hint}"
            problems.append(Problem(message, file=SOURCES))
            return np.zeros(len(table.rows), dtype=bool)
        column = table.cells[matches[0].number]
        wanted = set(map(plain, texts))
        here &= column.map({value: plain(value) in wanted for value in column.unique()}).to_numpy(dtype=bool)
    return here
