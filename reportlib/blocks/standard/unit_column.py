"""A column of the table of the units below, as texts and as cells of a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reportlib.blocks.plot.points import Point, bracketed, kind_name, limits
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import SMALL_DENOMINATOR
from reportlib.workbook.catalogue import Indicator

LOOSE: Final = "*"
UNDIVIDED: Final = "nothing to divide by"


@dataclass(frozen=True)
class Column:
    """The points of all rows for an indicator and, if units are judged, their marks."""

    indicator: Indicator
    points: list[Point]
    marks: list[str] = field(default_factory=list)

    def texts(self, words: Words, counted: Sequence[float]) -> list[str]:
        """The texts of the cells; a small denominator is left out if it equals the row's number in `counted`."""
        marks = self.marks or [""] * len(self.points)
        rows = zip(self.points, marks, counted, strict=True)
        return [_text(point, self.indicator, words, mark=mark, count=count) for point, mark, count in rows]


def _text(point: Point, indicator: Indicator, words: Words, *, mark: str, count: float) -> str:
    if point.absence == UNDIVIDED:
        return words("units.undivided")
    if point.value is None:
        return kind_name(point.absence, words) if point.absence else words("missing")
    number = words.number(point.value, indicator.decimals)
    number = number if point.qualifier == "exactly" else words(f"qualifier.{point.qualifier}", amount=number)
    of = f"({words.number(point.denominator)})" if is_small(point, indicator) and point.denominator != count else ""
    loose = LOOSE if point.status == "provisional" else ""
    return number + loose + of + bracketed(limits(replace(point, status="final"), words), words) + mark


def is_small(point: Point, indicator: Indicator) -> bool:
    """Whether a ratio's denominator is so small that it has to be stated."""
    return (
        point.value is not None
        and indicator.kind == "ratio"
        and point.denominator is not None
        and point.denominator < SMALL_DENOMINATOR
    )


def sheet_cell(point: Point, text: str) -> NumberText:
    """The text of a point as a cell of a spreadsheet, with the unrounded number if there is one."""
    plain = point.value is not None and point.qualifier == "exactly" and text[-1:].isdigit()
    return NumberText(text, point.value if plain else None)


def number_or_nan(point: Point) -> float:
    """The value of a point; NaN if it has none."""
    return float("nan") if point.value is None else point.value
