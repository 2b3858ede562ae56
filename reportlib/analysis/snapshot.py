"""Figures of every unit in any periods, rolled up when a period is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from reportlib.analysis.compare import changed, figures_in, standings
from reportlib.analysis.contributions import Contributions, contributions
from reportlib.analysis.pairs import beside
from reportlib.analysis.reach import Reach, reach_of
from reportlib.analysis.rollup import figures
from reportlib.analysis.see import significant
from reportlib.observations import read_observations, read_targets, settle
from reportlib.periods import Period
from reportlib.workbook import Workbook

FIGURES: Final = [
    "indicator", "unit", "period", "value", "numerator", "denominator", "qualifier", "origin", "own", "status", "absence",
    "k", "n", "hidden",
]  # fmt: skip
"""What is told of every figure."""


@dataclass(frozen=True)
class Snapshot:
    """A workbook's figures as they stand now: all that was sent, and what it adds up to in any period.

    Parameters
    ----------
    observations
        One row a figure that was sent, settled (see `reportlib.observations.settle`).
    """

    workbook: Workbook
    observations: pd.DataFrame
    targets: pd.DataFrame
    _kept: dict[Period, pd.DataFrame] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, workbook: Workbook) -> Snapshot:
        """Read all figures of a workbook.

        Raises
        ------
        DataError
            With every problem of every file.
        """
        settled, _ = settle(read_observations(workbook))
        return cls(workbook, settled, read_targets(workbook))

    @cached_property
    def reach(self) -> Reach:
        """How far the figures reach, and which period is the latest."""
        return reach_of(self.observations, self.workbook)

    def figures(self, periods: Sequence[Period]) -> pd.DataFrame:
        """Every figure of some periods, and why there is none where there is none.

        Returns
        -------
        One row a unit that existed in a period and an indicator of its level, with the columns `FIGURES`; of units that are
        `published_only` what was published or reported of them alone, and no sums.
        """
        wanted = [period for period in dict.fromkeys(periods) if period not in self._kept]
        if wanted:
            every, named = self._rolled_up(wanted, named=False), self._rolled_up(wanted, named=True)
            self._kept.update({period: pd.concat([every[period], named[period]]) for period in wanted})
        return pd.concat([self._kept[period] for period in periods], ignore_index=True)[FIGURES]

    def changes(self, period: Period, earlier: Period) -> pd.DataFrame:
        """How every figure of a period differs from that of an earlier one of the same length, like for like (METHODS 2).

        Returns
        -------
        One row a unit that existed in the period and an indicator of its level (see `reportlib.analysis.compare.changed`).
        """
        parts = []
        for named in (False, True):
            made_of, values = self._made([period, earlier], named=named)
            table = changed(values, made_of, workbook=self.workbook, period=period, earlier=earlier)
            parts.append(self._there(table, period, named=named))
        return pd.concat(parts, ignore_index=True)

    def standings(self, period: Period) -> pd.DataFrame:
        """Where every figure of a period stands: beside its target, the unit above, the rest of that, and its peers.

        Returns
        -------
        One row a unit that existed in the period and an indicator of its level (see `reportlib.analysis.compare.standings`).
        """
        before, parts = {"previous": period.previous(), "year": period.year_before()}, []
        earlier = {basis: then for basis, then in before.items() if then}
        for named in (False, True):
            made_of, values = self._made([period, *earlier.values()], named=named)
            besides = {basis: beside(made_of, period, then) for basis, then in earlier.items()}
            table = standings(values, made_of, besides, self.targets, workbook=self.workbook, period=period)
            parts.append(self._there(table, period, named=named))
        return pd.concat(parts, ignore_index=True)

    def _rolled_up(self, periods: Sequence[Period], *, named: bool) -> dict[Period, pd.DataFrame]:
        """The figures of the units that are `published_only`, or of all others, by period."""
        made_of, values = self._made(periods, named=named)
        tables = {period: figures_in(values, made_of, workbook=self.workbook, period=period) for period in periods}
        return {period: self._there(table, period, named=named).assign(period=str(period)) for period, table in tables.items()}

    def _made(self, periods: Sequence[Period], *, named: bool) -> tuple[Contributions, pd.DataFrame]:
        """What figures of some periods are made of, and they themselves; of `named` units no sums and nothing synthetic."""
        told = self.observations
        made_of = contributions(told[told["origin"] != "synthetic"] if named else told, self.workbook, periods)
        values = significant(figures(made_of)[0])
        return made_of, values[values["own"]].reset_index(drop=True) if named else values

    def _there(self, table: pd.DataFrame, period: Period, *, named: bool) -> pd.DataFrame:
        """The rows of the units that are `published_only`, or of all others, of those that existed in a period."""
        units = {unit.id for unit in self.workbook.units.units if unit.published_only == named and unit.exists(period)}
        return table[table["unit"].isin(units)]
