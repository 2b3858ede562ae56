"""Figures of every unit in any periods, rolled up when a period is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import pandas as pd

from reportlib.analysis.compare import changed, figures_in
from reportlib.analysis.contributions import Contributions
from reportlib.analysis.made import made
from reportlib.analysis.pairs import beside
from reportlib.analysis.reach import Reach, reach_of
from reportlib.analysis.rests import rests_in
from reportlib.analysis.see import rolled_up, shown
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
        return cls(workbook, settled)

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
            sides = [self._rolled_up(wanted, named=named) for named in self._sides]
            self._kept.update({period: pd.concat([side[period] for side in sides]) for period in wanted})
        return pd.concat([self._kept[period] for period in periods], ignore_index=True)[FIGURES]

    def changes(self, period: Period, earlier: Period) -> pd.DataFrame:
        """How every figure of a period differs from that of an earlier one of the same length, like for like (METHODS 2).

        Returns
        -------
        One row a unit that existed in the period and an indicator of its level (see `reportlib.analysis.compare.changed`).
        """
        parts = []
        for named in self._sides:
            made_of, values = self._made([period, earlier], named=named)
            table = changed(values, made_of, workbook=self.workbook, period=period, earlier=earlier)
            parts.append(self._there(table, period, named=named))
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets of the workbook: indicator, unit, period, value."""
        return read_targets(self.workbook)

    def rests(self, periods: Sequence[Period]) -> pd.DataFrame:
        """What is left of the figure of the unit above without the unit's own part (see `reportlib.analysis.rests.rests_in`).

        Returns
        -------
        One row a unit that existed in a period and an indicator of its level, with its `period`.
        """
        parts = []
        for named in self._sides:
            made_of, values = self._made(periods, named=named)
            for period in periods:
                table = rests_in(values, made_of, workbook=self.workbook, period=period)
                parts.append(self._there(table, period, named=named).assign(period=str(period)))
        return pd.concat(parts, ignore_index=True)

    def parts(self, period: Period) -> dict[str, pd.DataFrame]:
        """What figures of a period are made of, and what moved them since the year before (see `reportlib.analysis.made`).

        Returns
        -------
        `parts`, `pushes` and `moves`, of every unit that existed in the period, without those below that are `published_only`.
        """
        earlier, found = period.year_before(), []
        named = {unit.id for unit in self.workbook.units.units if unit.published_only}
        for side in self._sides:
            made_of, _ = self._made([period, earlier], named=side)
            tables = made(made_of, beside(made_of, period, earlier), period)
            found.append({name: self._there(table, period, named=side) for name, table in tables.items()})
        every = {name: pd.concat([tables[name] for tables in found], ignore_index=True) for name in found[0]}
        return {name: table[~table["child"].isin(named)] if "child" in table else table for name, table in every.items()}

    def _rolled_up(self, periods: Sequence[Period], *, named: bool) -> dict[Period, pd.DataFrame]:
        """The figures of the units that are `published_only`, or of all others, by period."""
        made_of, values = self._made(periods, named=named)
        tables = {period: figures_in(values, made_of, workbook=self.workbook, period=period) for period in periods}
        return {period: self._there(table, period, named=named).assign(period=str(period)) for period, table in tables.items()}

    def _made(self, periods: Sequence[Period], *, named: bool) -> tuple[Contributions, pd.DataFrame]:
        """What figures of some periods are made of, and they themselves; of `named` units no sums and nothing synthetic."""
        made_of, values, _ = rolled_up(shown(self.observations, named=named), self.workbook, periods, named=named)
        return made_of, values

    @cached_property
    def _sides(self) -> tuple[bool, ...]:
        """Whether units are `published_only`, for each answer that some of the workbook give."""
        return tuple(sorted({unit.published_only for unit in self.workbook.units.units}))

    def _there(self, table: pd.DataFrame, period: Period, *, named: bool) -> pd.DataFrame:
        """The rows of the units that are `published_only`, or of all others, of those that existed in a period."""
        units = {unit.id for unit in self.workbook.units.units if unit.published_only == named and unit.exists(period)}
        return table[table["unit"].isin(units)]
