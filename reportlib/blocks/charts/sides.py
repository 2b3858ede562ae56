"""Which of indicators, units and periods are the rows of a table, and which the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from reportlib.blocks.charts.captions import measured
from reportlib.blocks.plot.points import Point, points_in
from reportlib.blocks.plot.scales import in_time
from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

Side = Literal["indicator", "unit", "period"]
COLUMNS: Final = 12
ACROSS: Final = 6
"""The most columns that fit on a page, and the most units that become columns with indicators as rows."""
CELL: Final = {"indicator": "indicator", "unit": "label", "period": "period"}


@dataclass(frozen=True)
class Sides:
    """What the rows and the columns are (indicators, units or periods), and the names of each in order."""

    rows: Side
    columns: Side
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]


def several(figures: pd.DataFrame) -> dict[Side, int]:
    """How many different indicators, units (or groups) and periods the figures have."""
    return {
        "indicator": figures["indicator"].nunique(),
        "unit": figures["label"].nunique(),
        "period": figures["period"].nunique(),
    }


def sides_of(figures: pd.DataFrame, indicators: Sequence[Indicator]) -> Sides:
    """Rows and columns for figures that differ in at most two of indicator, unit and period.

    If there is one period, rows are units and columns are indicators; but if there are few units and several indicators,
    columns are units. If there are several periods, columns are periods. If the columns do not fit, rows and columns are
    swapped.

    Examples
    --------
    >>> found = pd.DataFrame({"indicator": ["a", "a"], "label": ["A", "B"], "period": ["2020", "2020"]})
    >>> sides_of(found, []).rows, sides_of(found, []).columns
    ('unit', 'indicator')
    """
    counts = several(figures)
    names: dict[Side, tuple[str, ...]] = {
        "indicator": tuple(i.id for i in indicators if i.id in set(figures["indicator"]))
        or tuple(dict.fromkeys(figures["indicator"])),
        "unit": tuple(dict.fromkeys(figures["label"])),
        "period": tuple(map(str, in_time({Period.parse(text) for text in figures["period"]}))),
    }
    rows, columns = _rows_and_columns(counts)
    return Sides(rows, columns, names[rows], names[columns])


def _rows_and_columns(counts: dict[Side, int]) -> tuple[Side, Side]:
    ways: list[tuple[Side, Side]]
    if counts["period"] == 1:
        ways = [("unit", "indicator"), ("indicator", "unit")]
        ways = ways[::-1] if counts["indicator"] > 1 and counts["unit"] <= ACROSS else ways
    else:
        side: Side = "unit" if counts["indicator"] == 1 else "indicator"
        ways = [(side, "period"), ("period", side)]
    return next((way for way in ways if counts[way[1]] <= COLUMNS), ways[0])


def side_labels(
    side: Side, names: Sequence[str], indicators: Sequence[Indicator], words: Words, *, narrow: bool = False
) -> list[str]:
    """The headings of rows or columns; with `narrow`, names of indicators come without the measure."""
    if side == "indicator":
        name_by_id = {i.id: words.name(i.name) if narrow else measured(i, words) for i in indicators}
        return [name_by_id[name] for name in names]
    return [words.period(name, short=True) for name in names] if side == "period" else list(names)


def points_of(figures: pd.DataFrame, sides: Sides) -> dict[tuple[str, str], Point]:
    """The points by row and column."""
    keys = zip(figures[CELL[sides.rows]].map(str), figures[CELL[sides.columns]].map(str), strict=True)
    return dict(zip(keys, points_in(figures), strict=True))
