"""The verbs that show figures in rows and columns, as a picture or as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from reportlib.blocks import Chart, Table, charts
from reportlib.blocks.charts.sides import COLUMNS, several
from reportlib.errors import QueryError
from reportlib.query.requirements import alone, indicators, labelled, of_units, or_says_why, setting

if TYPE_CHECKING:
    from reportlib.query.selection import Selection

ROWS: Final = 60
"""The most rows of a heat map that can be read."""


@or_says_why
def heatmap(selection: Selection) -> Chart:
    """A heat map of figures: its rows are units, indicators or periods, its columns another of these.

    Raises
    ------
    QueryError
        When there are several indicators, several units and several periods, or too many rows or columns to read.
    """
    figures = _two_sided(selection, "heatmap", most=ROWS)
    return charts.heatmap(
        figures, indicators=indicators(selection), setting=setting(selection, "heatmap()"), every=selection.every
    )


def table(selection: Selection) -> Table:
    """A table of figures: its rows are units, indicators or periods, its columns another of these.

    Raises
    ------
    QueryError
        When there are several indicators, several units and several periods, or too many columns to read.
    """
    figures = _two_sided(selection, "table", most=0)
    return charts.table(figures, indicators=indicators(selection), setting=setting(selection, "table()"), every=selection.every)


def _two_sided(selection: Selection, verb: str, *, most: int) -> pd.DataFrame:
    alone(selection, verb)
    of_units(selection, verb)
    figures = labelled(selection)
    counts = several(figures)
    counts_text = ", ".join(f"{count} {side}s" for side, count in counts.items())
    if min(counts.values()) > 1:
        raise QueryError(
            f"{verb}() has two sides, not three ({counts_text}): choose one indicator, one unit, or one period with at(…)"
        )
    *_, columns, rows = sorted(counts.values())
    if columns > COLUMNS:
        raise QueryError(
            f"{verb}() shows up to {COLUMNS} columns; these are {columns} by {rows} ({counts_text}): choose fewer of either"
        )
    if most and rows > most:
        raise QueryError(f"{verb}() shows up to {most} rows; these are {rows} ({counts_text}): choose fewer, or see table()")
    return figures
