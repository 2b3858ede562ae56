"""The table of observations: its columns, and the words that may stand in them."""

from __future__ import annotations

from typing import Final

import pandas as pd

KEY: Final = ["indicator", "unit", "period"]
NUMBERS: Final = ["value", "numerator", "denominator"]
COLUMNS: Final = [*KEY, *NUMBERS, "qualifier", "status", "origin", "inferred", "reported_at", "source", "note"]
"""The columns of a table of observations, always all of them, in this order (`file` and `line` say where a row stood)."""

ORIGINS: Final = ("published", "reported", "synthetic")
"""Where a figure comes from, best known first; what is computed from several takes the last of theirs."""
QUALIFIERS: Final = ("exactly", "more than", "at least", "just under", "at most", "about")

ABSENCES: Final = ("nothing to divide by", "suppressed", "not applicable", "not asked", "not yet due", "not reported")
"""Why a row carries no figure (METHODS 1).

Where the cells of one row give several reasons, the first of these holds: there can be no figure; there is one that the
source holds back; there need be none; none was owed; none is owed yet. Only what no other reason explains is *not reported*,
the one that counts against a unit.
"""
UNSENT: Final = ("not asked", "not yet due", "not reported")
"""The absences of which nothing came in: a row with one of the others is a return that was received."""
STATUSES: Final = ("final", "provisional", *ABSENCES)
"""The statuses of a table that was read: `missing` has become `not reported`, and `zero` a final figure of nought."""


def origins_in(column: pd.Series[str]) -> list[str]:
    """The origins that a column holds, best known first."""
    present = set(column.unique())
    return [origin for origin in ORIGINS if origin in present]


def absent(observations: pd.DataFrame) -> pd.Series[bool]:
    """Whether each row says why there is no figure, and so carries none."""
    return observations["status"].isin(ABSENCES)
