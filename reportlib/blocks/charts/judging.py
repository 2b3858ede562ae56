"""Verdicts on units, each against all other units shown, by the interval of the difference (METHODS 4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.difference import against_rest
from reportlib.analysis.methods.intervals import CONFIDENCE, HIGH_CONFIDENCE
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import rounds_to_zero
from reportlib.workbook.catalogue import Indicator

MIN_UNITS_JUDGED: Final = 3
TEN: Final = 9.5
"""Numbers from here on are written without a decimal, because they round to 10 or more."""
MARKS: Final = {"better": "\u25cf", "worse": "\u25c6", "higher": "\u25d3", "lower": "\u25d2"}
"""The sign of each verdict as text; doubled if it holds at 99.8 % too. “Similar” has no sign."""
Judged = dict[tuple[str, str], str]


def judged(figures: pd.DataFrame, indicators: Sequence[Indicator]) -> Judged:
    """The mark of each judged figure, by label and indicator; the mark of a figure judged similar is empty.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one period, of units of one level.
    """
    marks: Judged = {}
    for indicator in indicators:
        rows = figures[figures["indicator"].eq(indicator.id)]
        rows = rows[reckonable(rows) & rows["denominator"].gt(0) & rows["numerator"].notna()]
        if indicator.uncertainty != "none" and len(rows) >= MIN_UNITS_JUDGED:
            marks |= {
                (str(label), indicator.id): mark for label, mark in zip(rows["label"], _marks(rows, indicator), strict=True)
            }
    return marks


def _marks(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    own = rows[["numerator", "denominator"]].astype("float64")
    rest = own.sum() - own
    settings: dict[str, Any] = {"way": indicator.uncertainty, "scale": indicator.scale, "good": indicator.sign}
    verdicts = [
        against_rest(own, rest, **settings, min_gap=indicator.min_gap, level=level)["verdict"].tolist()
        for level in (CONFIDENCE, HIGH_CONFIDENCE)
    ]
    return [mark(verdict, sure) for verdict, sure in zip(*verdicts, strict=True)]


def mark(verdict: str, sure: str) -> str:
    """The sign of a verdict, doubled if `sure`, the verdict at 99.8 %, is the same; empty if similar or not judged."""
    return MARKS.get(verdict, "") * (2 if sure == verdict else 1)


def chance(marks: Collection[str], judged: int, words: Words) -> str:
    """The sentence on how many of the judged figures are marked, and how many would be marked by chance if no unit differed."""
    counts = {"cells": judged, "marked": sum(map(bool, marks)), "sure": sum(len(one) > 1 for one in marks)}
    expected = {"by_chance": (1 - CONFIDENCE) * judged, "surely": (1 - HIGH_CONFIDENCE) * judged}
    return words("units.note.chance", **counts, **{name: _about(count, words) for name, count in expected.items()})


def _about(count: float, words: Words) -> str:
    """An expected number of marks in words; if it would be printed as 0, “fewer than” the smallest printed number."""
    decimals = 0 if count >= TEN else 1
    if rounds_to_zero(count, decimals):
        return words("units.note.expected.hardly", number=words.number(10.0**-decimals, decimals))
    return words("units.note.expected.about", number=words.number(count, decimals))
