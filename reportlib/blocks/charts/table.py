"""A table of figures: units by indicators, units by periods, or indicators by periods."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.blocks.charts.captions import limits, titled, unmeant, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.sides import CELL, Sides, points_of, side_labels, sides_of
from reportlib.blocks.facts import facts_of
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point
from reportlib.blocks.table import Cell, Table, cell_of
from reportlib.workbook.catalogue import Indicator


def table(figures: pd.DataFrame, *, indicators: Sequence[Indicator], setting: Setting, every: bool = False) -> Table:
    """A table of figures; a cell without a figure has the kind of absence.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one unit, one indicator or one period.
    every
        Whether all indicators were selected; if so, indicators without figures are not mentioned.
    """
    words, sides = setting.words, sides_of(figures, indicators)
    notes = ["" if every else unmeant(indicators, figures, words)]
    if {sides.rows, sides.columns} == {"unit", "indicator"} and figures["indicator"].nunique() == 1:
        notes += limits(figures[figures["value"].notna()], words)
    return Table(
        columns=(words(f"figure.column.{sides.rows}"), *side_labels(sides.columns, sides.column_names, indicators, words)),
        rows=tuple(_rows(figures, sides, indicators, setting)),
        data=figures,
        facts=facts_of(figures),
        title=titled(indicators, figures, words),
        subtitle=whose_and_when(figures, words),
        note=words("figure.between").join(filter(None, notes)),
        origins=tuple(origin(figures.loc[figures[CELL[sides.rows]].map(str) == name, "origin"]) for name in sides.row_names),
        code=setting.code,
        lang=words.lang,
    )


def _rows(figures: pd.DataFrame, sides: Sides, indicators: Sequence[Indicator], setting: Setting) -> list[tuple[Cell, ...]]:
    by_id, points = {i.id: i for i in indicators}, points_of(figures, sides)
    texts = side_labels(sides.rows, sides.row_names, indicators, setting.words)
    rows: list[tuple[Cell, ...]] = []
    for row, text in zip(sides.row_names, texts, strict=True):
        cells: list[Cell] = [text]
        for column in sides.column_names:
            name = row if sides.rows == "indicator" else column if sides.columns == "indicator" else figures["indicator"].iloc[0]
            cells.append(cell_of(points.get((row, column), Point()), by_id[name]))
        rows.append(tuple(cells))
    return rows
