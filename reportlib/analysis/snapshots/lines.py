"""Figures over time as lines: the periods of a line, and tables of lines over the same periods."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportlib.periods import Period

LINE = ["indicator", "unit"]
AT = ["value", "origin", "qualifier", "status", "absence", "k", "n", "hidden", "denominator"]


def run(told: pd.Series[str], kind: str, *, until: Period) -> tuple[Period, ...]:
    """Every period of a kind from the first to the last one in a column, up to the end of `until`, without gaps.

    Only `until` if the column has no such period.
    """
    seen = [Period.parse(text) for text in told.unique()]
    starts = 1 if kind in ("month", "week") else until.starts
    known = [p for p in seen if (p.kind, p.starts) == (kind, starts) and p.closes <= until.closes]
    if not known:
        return (until,)
    first, last = min(known), max(known)
    periods = [last]
    while periods[-1].opens > first.opens:
        periods.append(periods[-1].shift(-1))
    return tuple(reversed(periods))


def lines_over(values: pd.DataFrame, periods: Sequence[str]) -> tuple[dict[tuple[str, str], int], pd.DataFrame]:
    """The figures of each indicator and unit as a line with one row for each period; all lines are in one table.

    Returns
    -------
    The number of the line of each indicator and unit; and a table with the column `period` and the columns `AT`, in which one
    line follows the other, and an empty line comes last.
    """
    told = values[values["period"].isin(periods)]
    names = told[LINE].drop_duplicates().itertuples(index=False, name=None)
    lines = {(str(indicator), str(unit)): n for n, (indicator, unit) in enumerate(names)}
    within = told["period"].map({period: n for n, period in enumerate(periods)})
    rows = np.full((len(lines) + 1) * len(periods), -1)
    rows[told.groupby(LINE, sort=False).ngroup() * len(periods) + within] = told.index
    drawn = values[AT].reindex(rows)
    drawn.insert(0, "period", np.tile(np.asarray(periods, dtype=object), len(lines) + 1))
    return lines, drawn
