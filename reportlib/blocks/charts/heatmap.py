"""A heat map of figures: units by indicators, units by periods, or indicators by periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import limits, titled, unmeant, when, whose, whose_and_when
from reportlib.blocks.charts.judging import MARKS, Judged, chance, judged
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.sides import Sides, points_of, side_labels, sides_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import Point
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

PARTIAL: Final = "\u25c7"
"""The sign beside a sum that lacks returns."""
COLOURED: Final = {MARKS["better"]: 1.0, MARKS["worse"]: -1.0}
"""Colour values of cells by mark: 1 for better, -1 for worse; marks without a good side have none."""
MAX_WIDE_COLUMNS: Final = 6
WIDE, NARROW = 13, 8
"""The letters of a column's name: `WIDE` for up to `MAX_WIDE_COLUMNS` columns, `NARROW` for more."""


def heatmap(figures: pd.DataFrame, *, indicators: Sequence[Indicator], setting: Setting, every: bool = False) -> Chart:
    """A heat map of figures; nothing is drawn if there are none.

    With one indicator, larger figures are darker. With several units of one level and several indicators, a cell is
    coloured if the unit differs by more than chance from all other units shown: paler at 95 % than at 99.8 %.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one unit, one indicator or one period.
    every
        Whether all indicators were selected; if so, indicators without figures are not mentioned.
    """
    words = setting.words
    if not figures["value"].notna().any():
        return setting.nothing(figures, words("block.why.none", unit=whose(figures, words), period=when(figures, words)))
    sides, only = sides_of(figures, indicators), figures["indicator"].nunique() == 1
    marks = judged(figures, indicators) if _is_comparison(figures, sides) else {}
    frame = pd.DataFrame(_cells(figures, sides, indicators, words, shaded=only, marks=marks))
    partial = "figure.cell_partial" if frame["partial"].any() else ""
    notes = [
        words("block.darker") if only else "",
        *_chance(marks, words),
        words(partial) if partial else "",
        *_limits(figures, sides, words),
    ]
    notes.append("" if every else unmeant(indicators, figures, words))
    letters = WIDE if len(sides.column_names) <= MAX_WIDE_COLUMNS else NARROW
    caption = _caption(figures, indicators, words).with_notes(notes, words)
    figure = pictures.heat(frame, words=words, caption=caption, rows=sides.rows, letters=letters, judged=bool(marks))
    return setting.chart(figure, figures)


def _caption(figures: pd.DataFrame, indicators: Sequence[Indicator], words: Words) -> Caption:
    title = titled(indicators, figures, words)
    return Caption(title, whose_and_when(figures, words), origin=origin(figures["origin"]))


def _limits(figures: pd.DataFrame, sides: Sides, words: Words) -> list[str]:
    """The sentence on units with provisional figures; with several periods none, because the data table names them."""
    with_value = figures[figures["value"].notna()].drop(columns=["k", "n", "hidden"])
    return limits(with_value, words) if {sides.rows, sides.columns} == {"unit", "indicator"} else []


def _cells(
    figures: pd.DataFrame, sides: Sides, indicators: Sequence[Indicator], words: Words, *, shaded: bool, marks: Judged
) -> Iterator[dict[str, object]]:
    by_id, points = {i.id: i for i in indicators}, points_of(figures, sides)
    exact = [p.value for p in points.values() if p.value is not None and p.qualifier == "exactly"] if shaded else []
    rows, columns = (
        side_labels(s, names, indicators, words, narrow=True)
        for s, names in ((sides.rows, sides.row_names), (sides.columns, sides.column_names))
    )
    for row, row_text in zip(sides.row_names, rows, strict=True):
        for column, column_text in zip(sides.column_names, columns, strict=True):
            point = points.get((row, column), Point())
            name = row if sides.rows == "indicator" else column if sides.columns == "indicator" else figures["indicator"].iloc[0]
            mark = marks.get((column if sides.columns == "unit" else row, name), "")
            text = words.figure(point.value, by_id[name], qualifier=point.qualifier) + (PARTIAL if point.lacking else "") + mark
            shade = COLOURED.get(mark[:1], 0.0) * len(mark) / 2 if marks else _shade(point, exact)
            yield {
                "row": row_text,
                "column": column_text,
                "text": text,
                "absence": point.absence,
                "shade": shade,
                "partial": point.lacking,
            }


def _is_comparison(figures: pd.DataFrame, sides: Sides) -> bool:
    """Whether the picture compares units of one level by several indicators."""
    of_units = {sides.rows, sides.columns} == {"unit", "indicator"} and figures["indicator"].nunique() > 1
    return of_units and "level" in figures and figures["level"].nunique() == 1


def _chance(marks: Judged, words: Words) -> list[str]:
    if not marks:
        return []
    return [words("units.note.marks", rest=words("block.others")), chance(marks.values(), len(marks), words)]


def _shade(point: Point, exact: Sequence[float]) -> float:
    """The shade of a cell, from 0 for the smallest value to 1 for the largest; 0 for inexact values."""
    if point.value is None or point.qualifier != "exactly" or not exact or min(exact) == max(exact):
        return 0.0
    return (point.value - min(exact)) / (max(exact) - min(exact))
