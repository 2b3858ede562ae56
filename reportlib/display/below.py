"""The units below, all of them, in one table: figures of many units draw the first and the last."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.analysis import View
from reportlib.catalogue import Indicator
from reportlib.display.pieces import Piece, fill
from reportlib.display.text import Words

MANY = 12
"""So many units are all drawn by the figures themselves."""


def below(view: View, words: Words, names: Sequence[str]) -> Piece | None:
    """The units below by some indicators, each with its place where there is one; nothing where the figures show them all."""
    if len(view.children) <= MANY or not names:
        return None
    indicators = [view.workbook.catalogue[name] for name in names]
    values = {indicator.id: view.across(indicator.id, view.children) for indicator in indicators}
    first = _place(values[names[0]], indicators[0])
    order = sorted(view.children, key=lambda unit: (pd.isna(first[unit.id]), first[unit.id]))
    told = {indicator.id: _told(values[indicator.id], indicator, words) for indicator in indicators}
    heads = [head for i in indicators for head in (words.name(i.name), *([words("figure.column.rank")] if _ranked(i) else []))]
    html = fill(
        "below",
        words,
        title=words("below.title", unit=words.name(view.unit.name), count=len(order)),
        columns=[words("figure.column.unit"), *heads],
        rows=[[words.name(unit.name), *(text for i in indicators for text in told[i.id][unit.id])] for unit in order],
    )
    return Piece("block", str(html))


def _ranked(indicator: Indicator) -> bool:
    return indicator.kind in ("ratio", "score")


def _place(values: pd.Series[float], indicator: Indicator) -> pd.Series[float]:
    """Each unit's place, the best first; equal values share the better one."""
    return values.rank(method="min", ascending=indicator.direction == "down")


def _told(values: pd.Series[float], indicator: Indicator, words: Words) -> dict[str, list[str]]:
    """Each unit's value and, where units can be ranked by it, its place."""
    said = [words("figure.missing") if pd.isna(value) else words.figure(value, indicator) for value in values]
    if not _ranked(indicator):
        return {str(unit): [text] for unit, text in zip(values.index, said, strict=True)}
    places = [str(words.get("missing")) if pd.isna(at) else str(int(at)) for at in _place(values, indicator)]
    return {str(unit): list(pair) for unit, pair in zip(values.index, zip(said, places, strict=True), strict=True)}
