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
    """The units below by some indicators, each with its place or its share; nothing where the figures show them all."""
    if len(view.children) <= MANY or not names:
        return None
    indicators = [view.workbook.catalogue[name] for name in names]
    values = {indicator.id: view.across(indicator.id, view.children) for indicator in indicators}
    first = _place(values[names[0]], indicators[0])
    order = sorted(view.children, key=lambda unit: (pd.isna(first[unit.id]), first[unit.id]))
    beside = {indicator.id: _beside(values[indicator.id], indicator, words) for indicator in indicators}
    heads = [head for indicator in indicators for head in (words.name(indicator.name), _head(indicator, words))]
    html = fill(
        "below",
        words,
        title=words("below.title", unit=words.name(view.unit.name), count=len(order)),
        columns=[words("figure.column.unit"), *heads],
        rows=[
            [
                words.name(unit.name),
                *(text for i in indicators for text in (_said(values[i.id][unit.id], i, words), beside[i.id][unit.id])),
            ]
            for unit in order
        ],
    )
    return Piece("block", str(html))


def _said(value: float, indicator: Indicator, words: Words) -> str:
    return words("figure.missing") if pd.isna(value) else words.figure(value, indicator)


def _place(values: pd.Series[float], indicator: Indicator) -> pd.Series[float]:
    """Each unit's place, the best first; equal values share the better one."""
    return values.rank(method="min", ascending=indicator.direction == "down")


def _head(indicator: Indicator, words: Words) -> str:
    return words(f"figure.column.{'rank' if indicator.kind in ('ratio', 'score') else 'share'}")


def _beside(values: pd.Series[float], indicator: Indicator, words: Words) -> dict[str, str]:
    """What stands beside each value: its place, or its share of the sum of all."""
    dash = str(words.get("missing"))
    if indicator.kind in ("ratio", "score"):
        return {str(unit): dash if pd.isna(at) else str(int(at)) for unit, at in _place(values, indicator).items()}
    shares = 100 * values / (values.sum() or float("nan"))
    return {str(unit): dash if pd.isna(s) else words("number.percent", number=words.number(s, 1)) for unit, s in shares.items()}
