"""Which figures the page of a period may draw: none of a later period, and no line that ended before it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Flags
from reportlib.periods import Cycle, Period


def ended(told: pd.Series[str], period: Period) -> Flags:
    """Whether periods end no later than one."""
    return told.map({text: Period.parse(text).closes <= period.closes for text in told.unique()}).to_numpy(dtype=bool)


def timely(told: pd.Series[str], period: Period, base: Cycle) -> Flags:
    """Whether periods are one, or one like it before, or a base period up to its end."""
    like = ((period.kind, period.starts), (base.kind, base.starts))
    kinds = {text: (span.kind, span.starts) in like for text in told.unique() if (span := Period.parse(text))}
    return np.asarray(told.map(kinds).to_numpy(dtype=bool) & ended(told, period))


def lasting(values: pd.DataFrame, standings: pd.DataFrame, in_time: Flags) -> Flags:
    """Whether rows are of an indicator of which their unit has a figure in the period, or are the latest before it.

    Of other indicators no page draws a line; where a unit has no figure at all, its page says the latest.
    """
    known = pd.MultiIndex.from_frame(standings.loc[standings["value"].notna(), ["unit", "indicator"]])
    drawn = pd.MultiIndex.from_frame(values[["unit", "indicator"]]).isin(known)
    ends = values["period"].map({text: Period.parse(text).closes for text in values["period"].unique()})
    given = values.assign(end=ends)[in_time & values["value"].notna().to_numpy()]
    latest = given.sort_values("end", kind="stable").drop_duplicates(["indicator", "unit"], keep="last").index
    drawn[latest] = True
    return np.asarray(drawn)
