"""Find rows of sub-totals, and rows of a total whose name is in another column than the names of units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from reportlib.data.guessing.shape import Shape
from reportlib.data.guessing.vocabulary import is_total
from reportlib.data.mapping.headings import Heading, headings
from reportlib.sources import Table, stripped
from reportlib.sources.table import first_texts
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import plain, words


def without_subtotals(table: Table, shape: Shape, file: str) -> tuple[Table, Mapping[str, list[str]]]:
    """A table without its rows of sub-totals, and the texts that mark such rows, by the name of the column with these texts.

    “Sub-total” and the like mark such rows only if several rows have these texts, or another row is called a total.
    """
    known = {plain(word) for word in words()["subtotals"]}
    cells = table.cells.apply(stripped)
    body = (table.rows >= shape.first) & ~_below(cells, shape)
    for heading in headings(table, Layout(file=file, header=shape.header)):
        texts = cells[heading.number].where(body, "")
        is_sub = texts.map(plain).isin(known).to_numpy()
        others = any(is_total(text) for text in first_texts(cells[body & ~is_sub]))
        if is_sub.any() and (is_sub.sum() > 1 or others):
            named = sorted(texts[is_sub].unique())
            kept = replace(table, cells=table.cells[~is_sub].reset_index(drop=True), rows=table.rows[~is_sub])
            return kept, {heading.name: named}
    return table, {}


def _below(cells: pd.DataFrame, shape: Shape) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    if not shape.end:
        return np.zeros(len(cells), dtype=bool)
    return first_texts(cells).map(plain).str.startswith(plain(shape.end)).to_numpy(dtype=bool)


def unnamed_total(body: pd.DataFrame, unit: Heading | None, above: Sequence[Heading]) -> str:
    """The word for a total in the rows without the name of a unit, if all these rows begin with the same one; else empty.

    The word is written into these rows as the name of their unit, and the cells of larger areas, `above`, are emptied.
    """
    if unit is None or not (nameless := body[unit.number] == "").any() or nameless.all():
        return ""
    firsts = first_texts(body[nameless])
    if len({plain(text) for text in firsts}) != 1 or not is_total(firsts.iloc[0]):
        return ""
    if body[nameless].apply(lambda column: column.str.startswith(("=", "#"))).any(axis=None):
        return ""  # formulas without values cannot be read, and the sum of the units says the same
    body.loc[nameless, unit.number] = firsts.iloc[0]
    body.loc[nameless, [heading.number for heading in above]] = ""
    return str(firsts.iloc[0])
