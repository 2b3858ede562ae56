"""Comparisons of periods with different numbers of weeks (METHODS 2)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, Columns, Flags
from reportlib.analysis.sums.rules import Rules
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator


def per_week(indicator: Indicator, period: Period, earlier: Period, workbook: Workbook) -> bool:
    """Whether a change between two periods is computed per week, because more weeks give a larger figure.

    For a ratio of two flows it is not, because more weeks make both numerator and denominator larger.
    """
    mixed = indicator.kind == "ratio" and indicator.part_kind("numerator") != indicator.part_kind("denominator")
    grows = indicator.kind == "flow" or mixed
    return grows and period.weeks != earlier.weeks and workbook.cycle(indicator).weekly


def unlike(rules: Rules, period: Period, earlier: Period) -> Flags:
    """For each indicator, whether it is collected weekly and two periods have different numbers of weeks."""
    return np.asarray((rules.size == 0) & (period.weeks != earlier.weeks))


def factors(rules: Rules, period: Period, at: Flags) -> NDArray[np.float64]:
    """For each indicator chosen by `at`, the factor that turns a period's figure into one per week; 1 for other indicators."""
    flows = ((~rules.a_stock).astype(int) - (rules.ratio & ~rules.b_stock).astype(int)) * (rules.flow | rules.ratio)
    return np.asarray(float(period.weeks) ** -np.where(at, flows, 0).astype(np.float64))


def stretched(side: Columns, at: Flags, most: int) -> Columns:
    """Lengthen contributions to a period to `most` weeks: those up to the period's last week then reach to week `most`.

    This is done for the indicators that `at` flags.
    """
    short = at[side["i"]]
    stop = np.where(short & (side["stop"] == side["places"]), most, side["stop"])
    return side | {"stop": stop, "places": np.where(short, most, side["places"])}


def averaged(side: Columns, rules: Rules, at: Flags, weeks: int) -> Columns:
    """Divide the flows of indicators that `at` flags by `weeks`.

    Distinct counts of these indicators, which have no average, become not received.
    """
    i = side["i"]
    some, count = at[i] & rules.adds[i], float(weeks)
    parts = {
        name: np.where(some & ~stock[i], side[name] / count, side[name])
        for name, stock in (("a", rules.a_stock), ("b", rules.b_stock))
    }
    return side | parts | {"given": np.where(at[i] & rules.distinct[i], 0, side["given"]), "weeks": np.where(some, weeks, 1)}


def weeks_in(rows: Columns, first: Codes, last: Codes, size: Codes) -> Codes:
    """The number of weeks in each row's period if its indicator is collected weekly, else a very large number."""
    return np.asarray(np.where(size == 0, last[rows["p"]] - first[rows["p"]] + 1, np.iinfo(np.intp).max))
