"""Choose the figures that one report draws."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from reportlib.analysis.snapshots.cut import ByUnit
from reportlib.analysis.snapshots.view import RATES, TOTALS, children_of, comparables, first, rates, sized, totals
from reportlib.periods import Period
from reportlib.workbook import Workbook

NO_INDICATOR: frozenset[str] = frozenset()
"""For a unit without rows, such as a whole whose only indicators cannot be added up."""


@dataclass(frozen=True)
class Choice:
    """Choose the indicators that the reports of one period draw, by the figures that exist."""

    workbook: Workbook
    period: Period
    values: pd.DataFrame
    standings: pd.DataFrame
    by_unit: ByUnit

    def rates(self, unit: str, only: frozenset[str] | None = None) -> list[str]:
        """At most `RATES` indicators by which units are ranked and of which the unit has a figure.

        With `only`, they are chosen among the indicators in it.
        """
        with_figure = self._indicators_with_figure.get(unit, NO_INDICATOR)
        return first(self._rankable[self.workbook.units[unit].level], _these(with_figure, only), RATES)

    @cached_property
    def _rankable(self) -> dict[str, list[str]]:
        return {level: rates(self.workbook, level) for level in self.workbook.level_ids}

    @cached_property
    def _indicators_with_figure(self) -> dict[str, frozenset[str]]:
        return self._where(self.standings["value"].notna())

    def _where(self, holds: pd.Series[bool]) -> dict[str, frozenset[str]]:
        names = self.standings["indicator"].where(holds, "").to_numpy()
        return {unit: frozenset(names[rows]) for unit, rows in self.by_unit.rows_by_table["standings"].items()}

    @cached_property
    def _exact(self) -> dict[str, frozenset[str]]:
        return self._where(_is_exact(self.standings))

    def handed(self, unit: str, above: str, only: frozenset[str] | None = None) -> dict[str, frozenset[str]]:
        """For each unit that a report shows, the indicators whose figures the report receives.

        With `only`, counts for the units below are chosen among the indicators in `only`. `above` is the unit above, or
        empty.
        """
        exact = _these(self._exact.get(unit, NO_INDICATOR), only)
        return handed_to(self.workbook, unit, above, self.period, exact=exact)


def _these(names: frozenset[str], only: frozenset[str] | None) -> frozenset[str]:
    return names if only is None else names & only


def handed_to(workbook: Workbook, unit: str, above: str, period: Period, *, exact: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each unit that a report shows, the indicators whose figures the report receives.

    `exact` are the indicators of which the report's unit has an exact figure. `above` is the unit above, or empty.
    """
    rated, below = comparables(workbook), children_of(workbook, unit, period)
    own_and_above = {unit: frozenset(workbook.catalogue.by_id), **({above: rated} if above else {})}
    added = first(totals(workbook, workbook.units[unit].level), exact, TOTALS)
    direct = rated | {*added, *sized(workbook, below)}
    return {**own_and_above, **{child.id: direct for child in below}}


def exact_in(standings: pd.DataFrame) -> frozenset[str]:
    """The indicators that have an exact figure in some rows of standings."""
    return frozenset(standings.loc[_is_exact(standings), "indicator"])


def _is_exact(standings: pd.DataFrame) -> pd.Series[bool]:
    return standings["value"].notna() & standings["qualifier"].eq("exactly")
