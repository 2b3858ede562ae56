"""Which units below account for the gap between a ratio and its target or benchmark (METHODS 1 and 9)."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from reportlib.analysis.snapshots.view import View

CLOSE: Final = 1e-6
"""The relative difference at which the parts of a gap still add up to it, to allow for floating-point error."""


def shortfalls(view: View, name: str, aim: float) -> pd.Series[float]:
    """How much each unit below contributes to the gap between the ratio of all of them and an aim, the largest first.

    If more is better, a unit contributes n (aim - value) / k, with n its denominator and k the scale of the indicator: that is
    what its numerator lacks. If less is better, the sign is reversed. All contributions must add up to what the numerator of the
    whole lacks; otherwise the result is empty.

    Returns
    -------
    By unit, for units that have a figure; empty if these do not make up the figure of the whole, or were not handed over to the
    report.
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
