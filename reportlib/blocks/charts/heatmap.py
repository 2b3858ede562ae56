"""Figures in rows and columns, as a picture: units by indicators, or either by periods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import limits, titled, unmeant, when, whose
from reportlib.blocks.charts.judging import MARKS, Judged, chance, judged
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.sides import Sides, named, points_of, sides_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import listed, origin
from reportlib.blocks.plot.points import Point
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

PARTIAL: Final = "\u25c7"
"""Stands beside a sum that lacks returns."""
COLOURED: Final = {MARKS["better"]: 1.0, MARKS["worse"]: -1.0}
"""Which way the ground of a cell is coloured; neither where no side is good."""
MAX_WIDE_COLUMNS: Final = 6
WIDE, NARROW = 13, 8
"""Of so many columns each has room for a longer name; how many letters that is, and of more."""


def heatmap(found: pd.DataFrame, *, indicators: Sequence[Indicator], setting: Setting, every: bool = False) -> Chart:
    """Figures in rows and columns; left out where there are none.

    Those of one indicator are the darker the larger. Those of several units of one level by several indicators are coloured
    where a unit differs from the others shown together by more than chance, paler at 95 % than at 99.8 %.

    Parameters
    ----------
    found
        The figures (see `captions`), of one unit, one indicator, or one period.
    every
        Whether all indicators were asked for, of which those that the units have none of need no word.
    """
    words = setting.words
    if not found["value"].notna().any():
        return setting.nothing(found, words("block.why.none", unit=whose(found, words), period=when(found, words)))
    sides, only = sides_of(found, indicators), found["indicator"].nunique() == 1
    marks = judged(found, indicators) if _alike(found, sides) else {}
    frame = pd.DataFrame(_cells(found, sides, indicators, words, shaded=only, marks=marks))
    partial = "figure.cell_partial" if frame["partial"].any() else ""
    notes = [
        words("block.darker") if only else "",
        *_chance(marks, words),
        words(partial) if partial else "",
        *_limits(found, sides, words),
    ]
    notes.append("" if every else unmeant(indicators, found, words))
    letters = WIDE if len(sides.column_names) <= MAX_WIDE_COLUMNS else NARROW
    caption = _caption(found, indicators, words).with_notes(notes, words)
    figure = figures.heat(frame, words=words, caption=caption, rows=sides.rows, letters=letters, judged=bool(marks))
    return setting.chart(figure, found)


def _caption(found: pd.DataFrame, indicators: Sequence[Indicator], words: Words) -> Caption:
    """What is shown: the indicator, or how many there are; whose and of when."""
    title = titled(indicators, found, words)
    return Caption(title, listed([whose(found, words), when(found, words)], words), origin=origin(found["origin"]))


def _limits(found: pd.DataFrame, sides: Sides, words: Words) -> list[str]:
    """Who is provisional, of one period; the cells of several do not say it, and the table does."""
    known = found[found["value"].notna()].drop(columns=["k", "n", "hidden"])
    return limits(known, words) if {sides.rows, sides.columns} == {"unit", "indicator"} else []


def _cells(
    found: pd.DataFrame, sides: Sides, indicators: Sequence[Indicator], words: Words, *, shaded: bool, marks: Judged
) -> Iterator[dict[str, object]]:
    """A row a cell, with what it prints and how dark its ground is."""
    known, points = {i.id: i for i in indicators}, points_of(found, sides)
    exact = [p.value for p in points.values() if p.value is not None and p.qualifier == "exactly"] if shaded else []
    rows, columns = (
        named(s, names, indicators, words, narrow=True)
        for s, names in ((sides.rows, sides.row_names), (sides.columns, sides.column_names))
    )
    for row, row_text in zip(sides.row_names, rows, strict=True):
        for column, column_text in zip(sides.column_names, columns, strict=True):
            point = points.get((row, column), Point())
            name = row if sides.rows == "indicator" else column if sides.columns == "indicator" else found["indicator"].iloc[0]
            mark = marks.get((column if sides.columns == "unit" else row, name), "")
            text = words.figure(point.value, known[name], qualifier=point.qualifier) + (PARTIAL if point.lacking else "") + mark
            shade = COLOURED.get(mark[:1], 0.0) * len(mark) / 2 if marks else _shade(point, exact)
            yield {
                "row": row_text,
                "column": column_text,
                "text": text,
                "absence": point.absence,
                "shade": shade,
                "partial": point.lacking,
            }


def _alike(found: pd.DataFrame, sides: Sides) -> bool:
    """Whether units of one level are set against each other by several indicators."""
    return {sides.rows, sides.columns} == {"unit", "indicator"} and "level" in found and found["level"].nunique() == 1


def _chance(marks: Judged, words: Words) -> list[str]:
    """How the marks are to be read, and how many of them chance alone would set."""
    if not marks:
        return []
    return [words("units.note.marks", rest=words("block.others")), chance(marks.values(), len(marks), words)]


def _shade(point: Point, exact: Sequence[float]) -> float:
    """How dark a cell is: from 0, the least, to 1, the largest."""
    if point.value is None or point.qualifier != "exactly" or not exact or min(exact) == max(exact):
        return 0.0
    return (point.value - min(exact)) / (max(exact) - min(exact))
