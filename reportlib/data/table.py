"""The columns of the table of observations, and the words allowed in them."""

from __future__ import annotations

from typing import Final

import pandas as pd

KEY: Final = ["indicator", "unit", "period"]
NUMBERS: Final = ["value", "numerator", "denominator"]
COLUMNS: Final = [*KEY, *NUMBERS, "qualifier", "status", "origin", "inferred", "reported_at", "source", "note"]
"""The columns of a table of observations, always complete and in this order; `file` and `line`, added to them, give the place."""

ORIGINS: Final = ("published", "reported", "synthetic")
"""The origins of figures, the most reliable first; a figure computed from several has the least reliable of theirs."""
QUALIFIERS: Final = ("exactly", "more than", "at least", "just under", "at most", "about")

ABSENCES: Final = ("nothing to divide by", "suppressed", "not applicable", "not asked", "not yet due", "not reported")
"""Why a row has no figure (METHODS 1).

If the cells of one row give several reasons, the first of these counts. Only *not reported*, the last, counts against a unit.
"""
UNSENT: Final = ("not asked", "not yet due", "not reported")
"""The reasons that mean that no return came in; a row with another reason is a return."""


def origins_in(column: pd.Series[str]) -> list[str]:
    """The origins in a column, the most reliable first."""
    present = set(column.unique())
    return [origin for origin in ORIGINS if origin in present]


def absent(observations: pd.DataFrame) -> pd.Series[bool]:
    """Whether each row has a status that says why it has no figure."""
    return observations["status"].isin(ABSENCES)
