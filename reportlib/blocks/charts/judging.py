"""Which of some units differ from all the others shown together, by the interval of the difference (METHODS 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.difference import against_rest
from reportlib.analysis.methods.intervals import LEVEL, SURE
from reportlib.workbook.catalogue import Indicator

FEWEST: Final = 3
MARKS: Final = {"better": "\u25cf", "worse": "\u25c6", "higher": "\u25d3", "lower": "\u25d2"}
"""The signs of verdicts as text; twice where one holds at 99.8 % too. What is similar has none."""
Judged = dict[tuple[str, str], str]


def judged(found: pd.DataFrame, indicators: Sequence[Indicator]) -> Judged:
    """The marks of units, by label and indicator; empty where a figure is judged similar, missing where it is not judged.

    Parameters
    ----------
    found
        The figures (see `captions`) of one period and of units of one level, none of which holds another.
    """
    marks: Judged = {}
    for indicator in indicators:
        rows = found[found["indicator"].eq(indicator.id)]
        rows = rows[reckonable(rows) & rows["denominator"].gt(0) & rows["numerator"].notna()]
        if indicator.uncertainty != "none" and len(rows) >= FEWEST:
            marks |= {
                (str(label), indicator.id): mark for label, mark in zip(rows["label"], _marks(rows, indicator), strict=True)
            }
    return marks


def _marks(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    own = rows[["numerator", "denominator"]].astype("float64")
    rest = own.sum() - own
    settings: dict[str, Any] = {"way": indicator.uncertainty, "scale": indicator.scale, "good": indicator.sign}
    told = [
        against_rest(own, rest, **settings, min_gap=indicator.min_gap, level=level)["verdict"].tolist() for level in (LEVEL, SURE)
    ]
    return [MARKS.get(verdict, "") * (2 if sure == verdict else 1) for verdict, sure in zip(*told, strict=True)]
