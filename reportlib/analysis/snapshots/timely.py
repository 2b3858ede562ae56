"""Which figures a page shows: none later than its period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Flags, among, coded, first_of_each
from reportlib.periods import Cycle, Period


def ended(period_texts: pd.Series[str], period: Period) -> Flags:
    """Whether each period ends no later than the given one."""
    return period_texts.map({text: Period.parse(text).closes <= period.closes for text in period_texts.unique()}).to_numpy(
        dtype=bool
    )


def timely(period_texts: pd.Series[str], period: Period, base: Cycle) -> Flags:
    """Whether each period ends no later than `period`, and is of the same kind (quarter, year …) as `period` or as `base`."""
    like = ((period.kind, period.starts), (base.kind, base.starts))
    kinds = {text: (span.kind, span.starts) in like for text in period_texts.unique() if (span := Period.parse(text))}
    return np.asarray(period_texts.map(kinds).to_numpy(dtype=bool) & ended(period_texts, period))


def lasting(values: pd.DataFrame, standings: pd.DataFrame, in_time: Flags) -> Flags:
    """Whether the unit has a figure of each row's indicator in the page's period, or the row is the latest one in time.

    If an indicator has no figure in the page's period, the page draws no line of it and only mentions its latest figure.
    """
    names, units = ({text: n for n, text in enumerate(values[name].unique())} for name in ("indicator", "unit"))
    pairs, with_figure = (
        coded(table["indicator"], names) * len(units) + coded(table["unit"], units)
        for table in (values, standings[standings["value"].notna() & standings["unit"].isin(list(units))])
    )
    flags = among(pairs, with_figure)
    ends = coded(values["period"], {text: Period.parse(text).closes for text in values["period"].unique()})
    filled = np.flatnonzero(in_time & values["value"].notna().to_numpy())
    last_first = filled[np.argsort(ends[filled], kind="stable")][::-1]
    flags[last_first[first_of_each(pairs[last_first])]] = True
    return flags


@dataclass(frozen=True)
class TimelyRows:
    """Which rows of all figures a page of a period may show."""

    values: pd.DataFrame
    standings: pd.DataFrame
    period: Period
    base: Cycle

    @cached_property
    def in_time(self) -> Flags:
        """Rows whose period ends no later than the page's, and is of the kind of the page's period or of `base`."""
        return timely(self.values["period"], self.period, self.base)

    @cached_property
    def now(self) -> Flags:
        """Rows of the page's period."""
        return self.values["period"].eq(str(self.period)).to_numpy()

    @cached_property
    def earlier(self) -> Flags:
        """Rows in time, but not of the page's period."""
        return self.in_time & ~self.now

    @cached_property
    def own(self) -> Flags:
        """Rows in time for a unit's own page: of an indicator without a figure in the page's period, only the latest row."""
        return self.in_time & lasting(self.values, self.standings, self.in_time)
