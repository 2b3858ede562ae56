"""Tests of whether a series has a season or a drift (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.methods.series import close, in_order, linked, segments
from reportlib.periods import Period

YEARS: Final = 2
"""The least number of years for the test of a season."""


@dataclass(frozen=True)
class Steady:
    """The p-values of the tests for a season and for a drift; None if a test is not possible."""

    season: float | None = None
    drift: float | None = None


@dataclass(frozen=True, kw_only=True)
class Steadiness:
    """Tests of a series for a season and for a drift, both by ranks.

    Drift: Kendall's tau of the values against time. Season: Kruskal and Wallis's test of the changes from one period to the
    next, grouped by the quarter (week, month, half-year) in which they end. A season needs at least two years.

    Parameters
    ----------
    season, drift
        The p-values below which a series counts as having a season, and a drift.

    References
    ----------
    Kendall, M. G. (1938): A new measure of rank correlation. Biometrika 30, 81-93. Kruskal, W. H. and Wallis, W. A. (1952):
    Use of ranks in one-criterion variance analysis. J. Am. Stat. Assoc. 47, 583-621.

    Examples
    --------
    >>> quarters = [f"{year}Q{n}" for year in (2018, 2019, 2020) for n in (1, 2, 3, 4)]
    >>> points = pd.DataFrame({"period": quarters, "value": [5, 9, 7, 12, 6, 10, 7, 13, 5, 9, 8, 12]})
    >>> test = Steadiness()
    >>> found = test(points)
    >>> test.seasonal(found), test.drifting(found)
    (True, False)
    """

    season: float = 0.05
    drift: float = 0.01

    def __call__(self, points: pd.DataFrame) -> Steady:
        """Test points with the columns `period` and `value`.

        Raises
        ------
        ValueError
            When two points have the same period, or the periods are not of one length.
        """
        rows, periods = in_order(points)
        values = np.asarray(rows["value"], dtype=np.float64)
        has_value = ~np.isnan(values)
        if has_value.sum() < 3 or np.ptp(values[has_value]) <= close(values):
            return Steady()
        from scipy.stats import kendalltau  # noqa: PLC0415 - costs as much as pandas to load; only a check of series needs it

        drift = float(
            kendalltau([period.opens for period, there in zip(periods, has_value, strict=True) if there], values[has_value])[1]
        )
        return Steady(season=_season(periods, rows["value"]), drift=drift)

    def unfit(self, points: pd.DataFrame, breaks: Sequence[Period] = ()) -> str:
        """Why the limits of an XmR chart do not hold for the points since the last break: “drift”, “season”, or empty.

        The method takes the same points as `__call__` and raises the same errors.
        """
        rows, periods = in_order(points)
        latest = segments(periods, breaks)
        rows = rows[(latest == latest.max(initial=0)) & rows["value"].notna().to_numpy()]
        chances = self(rows)
        return "drift" if self.drifting(chances) else "season" if self.seasonal(chances) else ""

    def seasonal(self, chances: Steady) -> bool:
        """Whether the series counts as having a season."""
        return chances.season is not None and chances.season < self.season

    def drifting(self, chances: Steady) -> bool:
        """Whether the series counts as having a drift."""
        return chances.drift is not None and chances.drift < self.drift


def _season(periods: tuple[Period, ...], values: pd.Series[float]) -> float | None:
    """The p-value of a season; None for annual figures, running totals, less than two years, or too few or equal changes."""
    numbers = np.asarray(values, dtype=np.float64)
    length = periods[0].months
    if length >= 12 or periods[0].kind == "ytd" or (periods[-1].last - periods[0].first + 1) < YEARS * 12:
        return None
    changes = np.diff(numbers, prepend=np.nan)
    here = linked(periods, numbers)
    by: dict[int, list[float]] = {}
    for period, change, there in zip(periods, changes, here, strict=True):
        if there:
            by.setdefault(period.first % 12 if length else min(period.number, 52), []).append(float(change))
    every_change = np.concatenate(list(by.values())) if by else np.zeros(0)
    if len(by) < (12 // length if length else 52) or np.ptp(every_change) <= close(numbers):
        return None
    from scipy.stats import kruskal  # noqa: PLC0415 - costs as much as pandas to load; only a check of series needs it

    return float(kruskal(*by.values())[1])
