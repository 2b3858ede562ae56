"""How much more pilots changed than the rest (METHODS 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.methods.intervals import CONFIDENCE
from reportlib.analysis.methods.series import in_order
from reportlib.periods import Period

MIN_PILOTS: Final = 5
"""The least number of units on each side for an estimate."""
PATHS: Final = 2
"""The least number of periods before a pilot for which the paths can be compared."""
COHORTS: Final = ["start", "base", "units", "change", "rest_change", "estimate"]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """How much more pilots changed than the rest.

    Parameters
    ----------
    why
        Why there is no estimate: "no pilots", no unit was a pilot by then; "no before", the panel has no period before a unit
        became a pilot; "few", fewer than five pilots, or five other units, have both figures; else empty.
    value, low, high
        The difference of the changes, and its 95 % interval; None if there is no estimate.
    treated, rest
        The numbers of pilots and of other units in the estimate.
    dropped, dropped_rest
        The numbers of pilots and of other units left out because a figure is missing.
    without_before
        The number of pilots left out because no period lies before they became pilots.
    paths_seen
        Whether there are at least two periods before each cohort.
    cohorts
        For each cohort its first period, the last period before it, the number of its units, their mean change, the mean
        change of the rest, and the difference.
    paths
        The mean value of the units in the estimate, and their number, by `period` and `start` of the cohort (empty for the
        rest).
    """

    why: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    treated: int = 0
    rest: int = 0
    dropped: int = 0
    dropped_rest: int = 0
    without_before: int = 0
    paths_seen: bool = False
    cohorts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=COHORTS), repr=False)
    paths: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["start", "period", "mean", "units"]), repr=False)


@dataclass(frozen=True, kw_only=True)
class Pilots:
    """How much more pilots changed than the rest over the same time (difference in differences).

    The units that become pilots in one period are a cohort. The change of a cohort is from the last period before it to the
    period of the estimate. The estimate of a cohort is the mean change of its units, less the mean change of the rest: units
    that are no pilots by then. The estimate of all cohorts is the mean of their estimates, weighted by their numbers of
    units.

    The interval is that of Welch's t for the units' changes. For a unit of the rest, this is the mean of its changes over
    the cohorts' periods, with the same weights. It is assumed that without the pilot both sides would have changed alike.

    Parameters
    ----------
    level
        The confidence level of the interval.
    fewest
        The least number of units on each side.

    References
    ----------
    Callaway, B. and Sant'Anna, P. (2021): Difference-in-differences with multiple time periods. Journal of Econometrics 225,
    200-230. Welch, B. L. (1947): The generalization of Student's problem. Biometrika 34, 28-35.

    Examples
    --------
    >>> rows = [(f"u{n}", year, 10 + n + (year - 2018) * (1 + 2 * (n < 5)), 2020 if n < 5 else "")
    ...         for n in range(10) for year in (2018, 2019, 2020)]
    >>> panel = pd.DataFrame(rows, columns=["unit", "period", "value", "pilot"])
    >>> found = Pilots()(panel, period="2020")
    >>> found.value, found.treated, found.rest, found.paths_seen
    (2.0, 5, 5, True)
    """

    level: float = CONFIDENCE
    fewest: int = MIN_PILOTS

    def __call__(self, panel: pd.DataFrame, *, period: object) -> Estimate:
        """Compute the estimate for a period.

        Parameters
        ----------
        panel
            `unit`, `period`, `value` (missing if there is none), and `pilot`, the period from which the unit is a pilot, or
            empty.
        period
            The period of the estimate, one of those in the panel.

        Raises
        ------
        ValueError
            When a unit has two figures for one period or more than one pilot date, or when the periods are not of one length.
        """
        table, periods, starts = _checked_panel(panel)
        now = Period.parse(period)
        treated = {unit: start for unit, start in starts.items() if start is not None and start.opens <= now.closes}
        if not treated:
            return Estimate(why="no pilots")
        bases = {start: _before(start, periods) for start in sorted(set(treated.values()), key=lambda one: one.opens)}
        groups = {start: [u for u in table.index if treated.get(u) == start] for start, base in bases.items() if base}
        without = sum(bases[start] is None for start in treated.values())
        if not groups:
            return Estimate(why="no before", without_before=without)
        rest = [unit for unit in table.index if unit not in treated]
        estimate = self._estimate(table, groups, rest, {start: base for start, base in bases.items() if base}, now)
        return replace(estimate, without_before=without)

    def _estimate(
        self, table: pd.DataFrame, groups: dict[Period, list[str]], rest: list[str], bases: dict[Period, Period], now: Period
    ) -> Estimate:
        changes_of_all = {start: _changes(table, units, bases[start], now) for start, units in groups.items()}
        changes = {start: one for start, one in changes_of_all.items() if len(one)}
        of_rest = pd.DataFrame({start: _changes(table, rest, bases[start], now) for start in changes}, index=rest).dropna()
        count, others = sum(map(len, changes.values())), len(of_rest) if changes else 0
        omitted, lost_rest = sum(map(len, groups.values())) - count, len(rest) - others
        counts = Estimate(treated=count, rest=others, dropped=omitted, dropped_rest=lost_rest)
        if min(count, others) < self.fewest:
            return replace(counts, why="few")
        weights = np.array([len(one) for one in changes.values()], dtype=np.float64) / count
        mine, theirs = np.concatenate(list(changes.values())), of_rest.to_numpy("float64") @ weights
        low, high = welch(mine, theirs, level=self.level)
        units_by_cohort = {str(start): list(one.index) for start, one in changes.items()} | {"": list(of_rest.index)}
        return replace(
            counts,
            value=float(mine.mean() - theirs.mean()),
            low=low,
            high=high,
            paths_seen=all(_count_before(start, table) >= PATHS for start in changes),
            cohorts=_cohorts(changes, bases, of_rest),
            paths=_paths(table, units_by_cohort, now),
        )


def welch(one: Floats, other: Floats, *, level: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of the difference of two means whose variances may differ.

    With means m, variances s^2, numbers n, v = s^2 / n, and Student's t at (1 + level) / 2 with (v1 + v2)^2 / (v1^2 / (n1 -
    1) + v2^2 / (n2 - 1)) degrees of freedom::

        m1 - m2 -+ t sqrt(v1 + v2)

    Examples
    --------
    >>> low, high = welch(np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 3.0]))
    >>> round(low, 3), round(high, 3)
    (-0.267, 4.267)
    """
    gap = float(one.mean() - other.mean())
    v1, v2 = float(one.var(ddof=1)) / len(one), float(other.var(ddof=1)) / len(other)
    if v1 + v2 == 0:
        return gap, gap
    from scipy.special import stdtrit  # noqa: PLC0415 - costs as much as pandas to load; only pilots need it

    share = v1 / (v1 + v2)  # scaled first: squares of small variances would be lost
    free = 1 / (share**2 / (len(one) - 1) + (1 - share) ** 2 / (len(other) - 1))
    reach = float(stdtrit(free, (1 + level) / 2)) * float(np.sqrt(v1 + v2))
    return gap - reach, gap + reach


def _checked_panel(panel: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Period, ...], dict[str, Period | None]]:
    """The values as a table of units by periods, the periods in their order, and the pilot date of each unit, or None."""
    if panel.duplicated(["unit", "period"]).any():
        twice = panel[panel.duplicated(["unit", "period"])].iloc[0]
        raise ValueError(f"unit {twice['unit']!r} has two figures of {twice['period']}; give one")
    rows = panel.assign(period=panel["period"].map(str))
    once = rows[["unit", "pilot"]].drop_duplicates()
    if once["unit"].duplicated().any():
        raise ValueError(f"unit {once['unit'][once['unit'].duplicated()].iloc[0]!r} has two pilot dates; give the first")
    starts = {unit: None if pd.isna(text) or text == "" else Period.parse(text) for unit, text in once.itertuples(index=False)}
    periods = in_order(rows[["period"]].drop_duplicates())[1]
    table = rows.pivot(index="unit", columns="period", values="value").reindex(columns=list(map(str, periods)))
    return table.sort_index(), periods, starts


def _before(start: Period, periods: Sequence[Period]) -> Period | None:
    return next((period for period in reversed(periods) if period.closes < start.opens), None)


def _count_before(start: Period, table: pd.DataFrame) -> int:
    return sum(Period.parse(text).closes < start.opens for text in table.columns)


def _changes(table: pd.DataFrame, units: list[str], base: Period, now: Period) -> pd.Series[float]:
    if str(now) not in table:
        return pd.Series(dtype="float64")
    rows = table.loc[units]
    return (rows[str(now)] - rows[str(base)]).dropna()


def _cohorts(changes: dict[Period, pd.Series[float]], bases: dict[Period, Period], of_rest: pd.DataFrame) -> pd.DataFrame:
    rows = [
        [str(start), str(bases[start]), len(one), one.mean(), of_rest[start].mean(), one.mean() - of_rest[start].mean()]
        for start, one in changes.items()
    ]
    return pd.DataFrame(rows, columns=pd.Index(COHORTS))


def _paths(table: pd.DataFrame, groups: dict[str, list[str]], now: Period) -> pd.DataFrame:
    until = [text for text in table.columns if Period.parse(text).closes <= now.closes]
    rows = [
        {"start": start, "period": text, "mean": table.loc[units, text].mean(), "units": int(table.loc[units, text].count())}
        for start, units in groups.items()
        for text in until
    ]
    return pd.DataFrame(rows)
