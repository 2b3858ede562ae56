"""Which figures a page of a period shows: none of a later period; where the period has none, only the latest before it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Flags, among, coded, first_of_each
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
