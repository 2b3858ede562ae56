"""Which units below account for the distance of a ratio from what it is set against (METHODS 1 and 9)."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd

from reportlib.analysis.snapshots.view import View

CLOSE: Final = 1e-6
"""The share by which the parts of a distance may differ from the whole: what adding in another order leaves."""


def shortfalls(view: View, name: str, aim: float) -> pd.Series[float]:
    """By how much each unit below lies on the bad side of what the ratio of them all is set against, the most first.

    Of a unit with the numerator x and the denominator n, and k the scale, that is n (aim - value) / k for a ratio of which more
    is good: what its numerator lacks. All of them add up to what the numerator of the whole lacks; else nothing is told.

    Returns
    -------
    By unit, of those that have a figure; empty where these do not make up the figure of the whole, or were not handed over.
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
