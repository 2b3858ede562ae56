"""Leave out the rows of a table that a layout describes under `without`."""

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
    """A table without the omitted rows; the numbers of these rows for each entry of `without`; problems of entries."""

    table: Table
    omissions: tuple[tuple[str, Ints], ...]
    problems: tuple[Problem, ...]


def without(table: Table, layout: Layout) -> Without:
    """Leave out the rows that an entry of the layout's `without` describes.

    An entry such as `{County: [Total, Abroad], Year: 2022}` describes the rows that have one of its texts in every column.
    """
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
    here = table.rows > max(layout.heads)
    for name, texts in entry.items():
        matches = headings_called(name, all_headings)
        if len(matches) != 1:
            hint = choices(name, [heading.name for heading in all_headings], what="columns", limit=8)
            message = f"{layout.name}: `without`: not exactly one column is called '{name}'; {hint}"
            problems.append(Problem(message, file=SOURCES))
            return np.zeros(len(table.rows), dtype=bool)
        column = table.cells[matches[0].number]
        wanted = set(map(plain, texts))
        here &= column.map({value: plain(value) in wanted for value in column.unique()}).to_numpy(dtype=bool)
    return here
