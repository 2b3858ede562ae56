"""Roll up a workbook's observations for the reports of one period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reportlib.analysis.comparisons.breakdowns import uneven
from reportlib.analysis.snapshots.view import View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.analysis.sums.contributions import Contributions, contributions
from reportlib.analysis.sums.cumulative import falling_in
from reportlib.analysis.sums.ledger import Ledger
from reportlib.analysis.sums.obligations import collection_periods
from reportlib.analysis.sums.own import values_of
from reportlib.analysis.sums.rollup import figures
from reportlib.data import Finding, drop_duplicates, find_anomalies
from reportlib.data.table import NUMBERS
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit

DIGITS = 12
"""The significant digits that a figure keeps, so that sums of the same figures in different order are equal."""


def whole_of(
    workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, period: Period, published_only: bool = False
) -> Whole:
    """Roll up observations for the reports of one period.

    For units that are `published_only`, made-up figures are left out, and so are sums of the few published figures, which
    would be taken for totals.
    """
    unique_rows, doubles = drop_duplicates(observations)
    unique_rows = usable_observations(unique_rows, published_only=published_only)
    made_of, values, discrepancies = rolled_up(
        unique_rows, workbook, needed(unique_rows, workbook, period), published_only=published_only
    )
    findings = (
        *doubles,
        *find_anomalies(unique_rows, workbook),
        *falling_in(made_of.ledger),
        *discrepancies,
        *uneven(workbook, unique_rows),
    )
    with_values = _worked_out(unique_rows, made_of.ledger)
    return Whole(workbook, period, with_values, targets, values, made_of, findings)


def usable_observations(observations: pd.DataFrame, *, published_only: bool) -> pd.DataFrame:
    """The observations from which figures may be computed; with `published_only`, all that are not made up."""
    return observations[observations["origin"] != "synthetic"] if published_only else observations


def _worked_out(observations: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The observations, in which a missing value of a ratio is computed from numerator and denominator."""
    return observations.assign(value=_significant(observations.assign(value=values_of(ledger)))["value"])


def rolled_up(
    observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period], *, published_only: bool
) -> tuple[Contributions, pd.DataFrame, list[Finding]]:
    """Roll up observations for some periods.

    Returns
    -------
    The contributions; the figures, with `published_only` only figures that units gave themselves; and findings where such
    figures disagree with sums.
    """
    made_of = contributions(observations, workbook, periods)
    values, discrepancies = figures(made_of)
    if published_only:
        values = values[values["own"]].reset_index(drop=True)
    return made_of, _significant(values), discrepancies


def view_of(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, unit: Unit, period: Period) -> View:
    """The view of one unit in one period. For many units, call `whole_of` once and cut the views from its result."""
    return whole_of(workbook, observations, targets, period=period, published_only=unit.published_only).view(unit.id)


def needed(observations: pd.DataFrame, workbook: Workbook, period: Period) -> list[Period]:
    """The periods that a report needs.

    These are the report's period and the earlier ones like it since the first observation, all collection periods, and all
    observed periods.
    """
    observed_periods = [Period.parse(text) for text in observations["period"].unique()]
    first = min(observed_periods, key=lambda p: p.opens, default=period)
    stride = period.months if period.kind == "span" else min(period.months, 12)  # periods shift by a year, spans by their length
    steps = max(period.last - first.first, 0) // stride + 2 if stride else max(period.opens - first.opens, 0) + 2
    own = {period, period.previous() or period, period.year_before() or period, *(period.shift(-n) for n in range(steps))}
    return sorted({*own, *collection_periods(observed_periods, workbook.base, until=period), *observed_periods})


def _significant(values: pd.DataFrame) -> pd.DataFrame:
    """The figures rounded to `DIGITS` significant digits.

    Numbers with that many digits before the point, and tiny ones, stay as they are.
    """
    numbers = values[NUMBERS].to_numpy(dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        decimals = DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
    power = 10.0 ** np.where((decimals > 0) & (decimals < 23), decimals, 0.0)
    rounded = np.where((decimals > 0) & (decimals < 23), np.round(numbers * power) / power, numbers)
    return values.assign(**{name: rounded[:, n] for n, name in enumerate(NUMBERS)})
