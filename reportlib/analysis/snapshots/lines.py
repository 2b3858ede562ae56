"""Figures over time as lines: the periods that they run through, and each line laid out over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportlib.periods import Period

LINE = ["indicator", "unit"]
AT = ["value", "origin", "qualifier", "status", "absence", "k", "n", "hidden", "denominator"]


def run(period_texts: pd.Series[str], kind: str, *, until: Period) -> tuple[Period, ...]:
    """Every period of a kind from the first told of to the last, none left out, up to the end of one."""
    observed = [Period.parse(text) for text in period_texts.unique()]
    starts = 1 if kind in ("month", "week") else until.starts
    of_kind = [p for p in observed if (p.kind, p.starts) == (kind, starts) and p.closes <= until.closes]
    if not of_kind:
        return (until,)
    first, last = min(of_kind), max(of_kind)
    periods = [last]
    while periods[-1].opens > first.opens:
        periods.append(periods[-1].shift(-1))
    return tuple(reversed(periods))


def lines_over(values: pd.DataFrame, periods: Sequence[str]) -> tuple[dict[tuple[str, str], int], pd.DataFrame]:
    """The figures of each indicator and unit, a row a period, one line below the other and an empty line last.

    Returns
    -------
    Which of the lines is that of an indicator and a unit; and period, value, origin and qualifier of all of them.
    """
    selected = values[values["period"].isin(periods)]
    names = selected[LINE].drop_duplicates().itertuples(index=False, name=None)
    lines = {(str(indicator), str(unit)): n for n, (indicator, unit) in enumerate(names)}
    within = selected["period"].map({period: n for n, period in enumerate(periods)})
    rows = np.full((len(lines) + 1) * len(periods), -1)
    rows[selected.groupby(LINE, sort=False).ngroup() * len(periods) + within] = selected.index
    line_table = values[AT].reindex(rows)
    line_table.insert(0, "period", np.tile(np.asarray(periods, dtype=object), len(lines) + 1))
    return lines, line_table
