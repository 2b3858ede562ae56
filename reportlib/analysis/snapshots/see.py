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


def see(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, period: Period, named: bool = False) -> Whole:
    """Roll up observations for the reports of one period.

    Parameters
    ----------
    named
        Whether the reports are those of `published_only` units. For these, synthetic figures are left out, and so are sums of the
        few published figures, which would be taken for totals.
    """
    settled, doubles = drop_duplicates(observations)
    settled = shown(settled, named=named)
    made_of, values, discrepancies = rolled_up(settled, workbook, needed(settled, workbook, period), named=named)
    findings = (
        *doubles,
        *find_anomalies(settled, workbook),
        *falling_in(made_of.ledger),
        *discrepancies,
        *uneven(workbook, settled),
    )
    told = _worked_out(settled, made_of.ledger)
    return Whole(workbook, period, told, targets, values, made_of, findings)


def shown(settled: pd.DataFrame, *, named: bool) -> pd.DataFrame:
    """The observations from which figures may be computed: with `named`, for `published_only` units, no synthetic ones."""
    return settled[settled["origin"] != "synthetic"] if named else settled


def _worked_out(settled: pd.DataFrame, given: Ledger) -> pd.DataFrame:
    """The observations with the value of a ratio computed if only its parts were given."""
    return settled.assign(value=_significant(settled.assign(value=values_of(given)))["value"])


def rolled_up(
    settled: pd.DataFrame, workbook: Workbook, periods: Sequence[Period], *, named: bool
) -> tuple[Contributions, pd.DataFrame, list[Finding]]:
    """Roll up observations for some periods.

    Returns
    -------
    What the figures are made of; the figures, with `named` only units' own ones; and findings where own figures disagree with
    sums.
    """
    made_of = contributions(settled, workbook, periods)
    values, discrepancies = figures(made_of)
    if named:
        values = values[values["own"]].reset_index(drop=True)
    return made_of, _significant(values), discrepancies


def look_at(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, unit: Unit, period: Period) -> View:
    """The view of one unit in one period. For many units, call `see` once and cut their views from the result."""
    return see(workbook, observations, targets, period=period, named=unit.published_only).view(unit.id)


def needed(observations: pd.DataFrame, workbook: Workbook, period: Period) -> list[Period]:
    """The periods that a report on a period needs: its own kind and collection periods, from the first observation on."""
    told = [Period.parse(text) for text in observations["period"].unique()]
    first = min(told, key=lambda p: p.opens, default=period)
    stride = period.months if period.kind == "span" else min(period.months, 12)  # a year for a year, its own length for a span
    steps = max(period.last - first.first, 0) // stride + 2 if stride else max(period.opens - first.opens, 0) + 2
    own = {period, period.previous() or period, period.year_before() or period, *(period.shift(-n) for n in range(steps))}
    return sorted({*own, *collection_periods(told, workbook.base, until=period), *told})


def _significant(values: pd.DataFrame) -> pd.DataFrame:
    """The figures rounded to `DIGITS` significant digits."""
    numbers = values[NUMBERS].to_numpy(dtype="float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        places = DIGITS - 1 - np.floor(np.log10(np.abs(numbers)))
    power = 10.0 ** np.where((places > 0) & (places < 23), places, 0.0)
    rounded = np.where((places > 0) & (places < 23), np.round(numbers * power) / power, numbers)
    return values.assign(**{name: rounded[:, n] for n, name in enumerate(NUMBERS)})
