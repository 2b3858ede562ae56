"""Figures over time as lines, and the periods of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reportlib.analysis.sums.obligations import back_to
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

LINE = ["indicator", "unit"]
AT = ["value", "origin", "qualifier", "status", "absence", "k", "n", "hidden", "denominator"]


def run(period_texts: pd.Series[str], kind: str, *, until: Period) -> tuple[Period, ...]:
    """The periods of a kind, without gaps, from the first to the last in a column; none ends later than `until`.

    Only `until` if the column has no such period.
    """
    observed = [Period.parse(text) for text in period_texts.unique()]
    starts = 1 if kind in ("month", "week") else until.starts
    of_kind = [p for p in observed if (p.kind, p.starts) == (kind, starts) and p.closes <= until.closes]
    if not of_kind:
        return (until,)
    return tuple(back_to(min(of_kind).opens, max(of_kind)))


def partial_values(line: Mapping[str, Sequence[Any]], indicator: Indicator) -> list[int]:
    """The positions of a line's values that lack returns or contain suppressed ones, so that a chart marks them.

    Every such sum is marked, because it may be too low although nothing fell. Of a ratio, a rate or a score, only the last
    value can be marked.
    """
    columns = zip(line["value"], line["k"], line["n"], line["hidden"], strict=True)
    with_value = [(at, bool(k < n or hidden > 0)) for at, (value, k, n, hidden) in enumerate(columns) if value == value]
    return [at for at, lacks in (with_value[-1:] if indicator.comparable else with_value) if lacks]


def lines_over(values: pd.DataFrame, periods: Sequence[str]) -> tuple[dict[tuple[str, str], int], pd.DataFrame]:
    """The figures of each indicator and unit as a line with one row for each period, all in one table.

    Returns
    -------
    The number of the line of each indicator and unit; and a table with the columns `period` and `AT`, which has the lines in
    this order and an empty line at its end.
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
