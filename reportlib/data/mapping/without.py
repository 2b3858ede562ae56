"""Leave out the rows of a table that a layout describes under `without`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from reportlib.data.mapping.headings import SOURCES, Heading, called, headings
from reportlib.errors import Problem, choices
from reportlib.sources import Table
from reportlib.sources.table import Ints
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import plain


@dataclass(frozen=True)
class Without:
    """A table without the rows that are left out, these rows by entry of `without`, and problems of its names of columns."""

    table: Table
    left: tuple[tuple[str, Ints], ...]
    problems: tuple[Problem, ...]


def without(table: Table, layout: Layout) -> Without:
    """Leave out the rows that match an entry of `without`: each of its columns holds one of its texts."""
    if not layout.without:
        return Without(table, (), ())
    named, left, problems = headings(table, layout), list[tuple[str, Ints]](), list[Problem]()
    dropped = np.zeros(len(table.rows), dtype=bool)
    for entry in layout.without:
        here = _holding(entry, table, layout, named, problems)
        left.append((", ".join(f"{name}: {' or '.join(texts)}" for name, texts in entry.items()), table.rows[here]))
        dropped |= here
    stays = ~dropped
    widths = None if table.widths is None else table.widths[stays]
    cells = table.cells[stays].reset_index(drop=True)
    return Without(replace(table, cells=cells, rows=table.rows[stays], widths=widths), tuple(left), tuple(problems))


def _holding(
    entry: Mapping[str, tuple[str, ...]], table: Table, layout: Layout, named: list[Heading], problems: list[Problem]
) -> npt.NDArray[np.bool_]:
    """Whether each row is below the header and matches an entry."""
    here = table.rows > max(layout.heads)
    for name, texts in entry.items():
        matches = called(name, named)
        if len(matches) != 1:
            hint = choices(name, [heading.name for heading in named], what="columns", limit=8)
            message = f"{layout.name}: `without`: not exactly one column is called '{name}'; {hint}"
            problems.append(Problem(message, file=SOURCES))
            return np.zeros(len(table.rows), dtype=bool)
        column = table.cells[matches[0].number]
        wanted = set(map(plain, texts))
        here &= column.map({value: plain(value) in wanted for value in column.unique()}).to_numpy(dtype=bool)
    return here
