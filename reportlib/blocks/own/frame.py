"""Turn a data frame into a figure's table."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pandas as pd

from reportlib.blocks.plot.caption import Table
from reportlib.blocks.text import Words
from reportlib.blocks.text.direction import isolated
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rounding import rounded

MOST = 4
"""The most decimals of numbers whose precision is not known."""


def table_of(data: pd.DataFrame | None, words: Words) -> Table:
    """The table of a data frame. The index is the first column, unless it is an unnamed range (0, 1, 2 …)."""
    if data is None:
        return Table([], [])
    whole = data if isinstance(data.index, pd.RangeIndex) and data.index.name is None else data.reset_index()
    columns = [_cells(whole.iloc[:, n], words, first=n == 0) for n in range(whole.shape[1])]
    return Table([_named(name) for name in whole.columns], list(zip(*columns, strict=True)))


def _named(name: object) -> str:
    return ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _cells(column: pd.Series[Any], words: Words, *, first: bool) -> list[str | NumberText]:
    """The texts of a column. Whole numbers in the first column, such as years, are written without separators."""
    values = [None if pd.isna(value) else getattr(value, "item", lambda value=value: value)() for value in column.array]
    places = decimals([value for value in values if isinstance(value, float)])
    if first:
        return [
            words("missing")
            if value is None
            else str(value_text(value, words, places)).replace(",", "")
            if isinstance(value, int)
            else str(value_text(value, words, places))
            for value in values
        ]
    return [words("missing") if value is None else value_text(value, words, places) for value in values]


def decimals(values: list[float]) -> int:
    """The decimals for printing some numbers: as many as they have or, if more than `MOST`, fewer for larger numbers.

    Examples
    --------
    >>> decimals([1.0, 2.5]), decimals([1 / 3]), decimals([1e5 / 3]), decimals([])
    (1, 4, 1, 0)
    """
    finite = [value for value in values if math.isfinite(value)]
    for places in range(MOST + 1):
        if all(math.isclose(float(rounded(value, places)), value, rel_tol=1e-12) for value in finite):
            return places
    largest = max(abs(value) for value in finite)
    return max(1, MOST - max(0, math.floor(math.log10(largest)))) if largest >= 1 else MOST


def value_text(value: object, words: Words, places: int) -> NumberText:
    """A value as written in the language; a number also keeps its unrounded value."""
    if isinstance(value, bool):
        return NumberText(words(f"own.{'yes' if value else 'no'}"))
    if isinstance(value, (int, float)):
        return NumberText(words.number(value, places if isinstance(value, float) else 0), float(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return NumberText(value.date().isoformat())
    return NumberText(isolated(str(value)))
