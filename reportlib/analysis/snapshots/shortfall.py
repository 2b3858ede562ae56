"""Which units below account for the gap between a ratio and its target or benchmark (METHODS 1 and 9)."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from reportlib.analysis.snapshots.view import View

CLOSE: Final = 1e-6
"""The relative difference between a gap and its parts that may be floating-point error."""


def shortfalls(view: View, name: str, aim: float) -> pd.Series[float]:
    """How much each unit below contributes to the gap between the ratio of the view's unit and `aim`, the largest first.

    If more is better, a unit contributes what its numerator lacks: n (aim - value) / k, where n is its denominator and k the
    scale. If less is better, the sign is reversed.

    Returns
    -------
    By unit, for units with a figure. Empty for an indicator that is no ratio, for a figure that the unit reported itself, if
    the contributions do not add up to the gap, or if the figures were not handed over to the report.
    """
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    handed = all(name in view.handed.get(unit.id, ()) for unit in view.children)
    if indicator.kind != "ratio" or not handed or not view.children or row.own:
        return pd.Series(dtype="float64")
    below = view.at(name, view.children)
    below = below[below["value"].notna()]
    lacking = (aim - below["value"]) * below["denominator"] * indicator.sign
    whole = (aim - row.value) * row.denominator * indicator.sign
    exact = bool(below["qualifier"].eq("exactly").all())
    if not exact or not math.isclose(float(lacking.sum()), whole, rel_tol=CLOSE):
        return pd.Series(dtype="float64")
    return (lacking / indicator.scale).sort_values(ascending=False, kind="stable")
