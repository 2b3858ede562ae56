"""Compare a table's totals with the sums of the units below, to guess whether figures may be added up."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from reportlib.data.guessing.numbers import numbers_of
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.units.units import GuessedUnit

_ADDS: Final = 0.01
"""The share by which a total may differ from the sum of the units below it and still count as their sum."""


def totals_of(roles: Roles, units: list[GuessedUnit], texts: pd.Series[str]) -> pd.DataFrame:
    """The totals in a column of figures: a row for each period and indicator with a number for the total and for a unit below.

    `top` is the total, `below` the sum of the units below. `off` says that they differ, `several` that more than one unit below
    has a number other than 0. If a unit below has no number, `off` is true only if the other units together exceed the total.
    """
    depths = {unit.cell: unit.depth for unit in units if unit.cell}
    depth = roles.names.map(depths)
    numbers = numbers_of(texts.str.replace(",", ""))
    when = [number for number, what in roles.fields.items() if what in ("period", "month", "quarter", "week", "indicator")]
    keys = [roles.cells[number] for number in when] or [pd.Series("", index=texts.index)]
    top, parts = (numbers[depth == at].groupby([key[depth == at] for key in keys]) for at in (0, 1))
    both = pd.DataFrame({"top": top.sum(min_count=1), "below": parts.sum(min_count=1)}).dropna()
    whole = (parts.count() == parts.size()).reindex(both.index)
    excess, allowed = both["below"] - both["top"], _ADDS * both["top"].abs()
    signed = (parts.min() < 0).reindex(both.index)
    off = np.where(whole, excess.abs() > allowed, (excess > allowed) & ~signed)
    several = numbers[(depth == 1) & (numbers != 0)].groupby([key[(depth == 1) & (numbers != 0)] for key in keys]).count() > 1
    return both.assign(off=off, several=several.reindex(both.index, fill_value=False))


def not_added(totals: pd.DataFrame) -> str:
    """A sentence about the first total that differs from the sum of the units below; empty if there is none."""
    if not len(off := totals[totals["off"]]):
        return ""
    first = off.iloc[0]
    return f"the total is {np.format_float_positional(first['top'], trim='-')}, those below it add up to {first['below']:.10g}"
