"""Which figures the page of a period shows: none of later periods, and only the latest of an indicator without one in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Flags, among, coded, first_of_each
from reportlib.periods import Cycle, Period


def ended(told: pd.Series[str], period: Period) -> Flags:
    """Whether each period ends no later than the given one."""
    return told.map({text: Period.parse(text).closes <= period.closes for text in told.unique()}).to_numpy(dtype=bool)


def timely(told: pd.Series[str], period: Period, base: Cycle) -> Flags:
    """Whether each period ends no later than the given one and is of its kind, or of that of the base periods."""
    like = ((period.kind, period.starts), (base.kind, base.starts))
    kinds = {text: (span.kind, span.starts) in like for text in told.unique() if (span := Period.parse(text))}
    return np.asarray(told.map(kinds).to_numpy(dtype=bool) & ended(told, period))


def lasting(values: pd.DataFrame, standings: pd.DataFrame, in_time: Flags) -> Flags:
    """Whether the unit of each row has a figure of the indicator in the period, or the row is the latest figure before it.

    Pages draw no lines of other indicators, and only mention their latest figure.
    """
    names, units = ({text: n for n, text in enumerate(values[name].unique())} for name in ("indicator", "unit"))
    pairs, known = (
        coded(table["indicator"], names) * len(units) + coded(table["unit"], units)
        for table in (values, standings[standings["value"].notna() & standings["unit"].isin(list(units))])
    )
    drawn = among(pairs, known)
    ends = coded(values["period"], {text: Period.parse(text).closes for text in values["period"].unique()})
    given = np.flatnonzero(in_time & values["value"].notna().to_numpy())
    last_first = given[np.argsort(ends[given], kind="stable")][::-1]
    drawn[last_first[first_of_each(pairs[last_first])]] = True
    return drawn
