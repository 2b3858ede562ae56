"""The figures of every unit in any period, rolled up when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.changes.composition import composition_tables
from reportlib.analysis.changes.pairs import beside
from reportlib.analysis.comparisons.compare import changed, figures_in
from reportlib.analysis.comparisons.rests import rests_in
from reportlib.analysis.snapshots.grid import Frame, Grid, Memory, Shelf, Table
from reportlib.analysis.snapshots.reach import Reach, reach_of
from reportlib.analysis.snapshots.rolling_up import rolled_up, usable_observations
from reportlib.analysis.sums.contributions import Contributions
from reportlib.data import drop_duplicates, read_coded, read_targets
from reportlib.periods import Period
from reportlib.sources import uncoded_table
from reportlib.workbook import Workbook

FIGURES: Final = [
    "indicator", "unit", "period", "value", "numerator", "denominator", "qualifier", "origin", "own", "status", "absence",
    "k", "n", "hidden", "asked_part",
]  # fmt: skip
"""The columns of every figure."""


@dataclass(frozen=True)
class Snapshot:
    """A workbook's figures as they are now: the observations, and what they add up to in any period.

    Parameters
    ----------
    source
        A function that returns the observations without duplicates (see `reportlib.data.drop_duplicates`), called once.
    shelf
        The store of what was rolled up.
    until
        The period of the report that asks: `latest` means this period, and `reach` ends with it. None sets no limit.
    """

    workbook: Workbook
    source: Callable[[], pd.DataFrame] = field(repr=False)
    shelf: Shelf = field(default_factory=Memory, repr=False)
    until: Period | None = None
    _grids: dict[str, Grid] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, workbook: Workbook, observations: pd.DataFrame) -> Snapshot:
        """The figures of observations without duplicates."""
        return cls(workbook, lambda: observations)

    @classmethod
    def of_files(cls, workbook: Workbook) -> Snapshot:
        """The figures of a workbook's files, which are read when a figure is first asked for.

        If files are wrong, the first question for a figure raises a `DataError` with every problem of every file.
        """
        return cls(workbook, lambda: drop_duplicates(read_coded(workbook))[0])

    def seen_from(self, period: Period) -> Snapshot:
        """The same figures as a report on a period sees them, without later ones."""
        return replace(self, until=period)

    @cached_property
    def observations(self) -> pd.DataFrame:
        """The observations, one row for each figure."""
        return self.source()

    @cached_property
    def reach(self) -> Reach:
        """The periods with figures, and which of them is the latest."""
        row = self._table("reach", self._found_reach).take(np.arange(1)).to_dict("records")[0]
        first, last, latest = (Period.parse(str(row[name])) for name in ("first", "last", "latest"))
        if self.until is None:
            return Reach(first, last, latest, str(row["why"]))
        return Reach(first, self.until, self.until, "the period of the report")

    def _found_reach(self) -> pd.DataFrame:
        reach = reach_of(self.observations, self.workbook)
        return pd.DataFrame([{name: str(getattr(reach, name)) for name in ("first", "last", "latest", "why")}])

    @cached_property
    def sent(self) -> Mapping[str, tuple[Period, ...]]:
        """The periods for which each indicator was reported by any unit."""
        table = self._table("sent", self._sent_periods)
        rows = table.take(np.arange(len(table.column("count")))).groupby("indicator", sort=False)["period"]
        return {str(name): tuple(map(Period.parse, periods)) for name, periods in rows}

    def _sent_periods(self) -> pd.DataFrame:
        return uncoded_table(self.observations[["indicator", "period"]].drop_duplicates()).assign(count=1)

    def _table(self, name: str, make: Callable[[], pd.DataFrame]) -> Table:
        stored = self.shelf.get(name)
        return self.shelf.put(name, make()) if stored is None else stored

    def grids(self, periods: Sequence[Period]) -> dict[Period, Grid]:
        """All figures of some periods, by period, with the kind of absence where there is none.

        There is one row for each unit that existed in the period and each indicator of its level, with the columns
        `FIGURES`. Units that are `published_only` have only the figures that they gave themselves, no sums.
        """
        names = {period: f"figures {period}" for period in periods}
        lacking = [period for period, name in names.items() if self._stored_grid(name) is None]
        if lacking:
            sides = [self._rolled_up(lacking, published_only=named) for named in self._sides]
            for period in lacking:
                self._keep(names[period], pd.concat([side[period] for side in sides], ignore_index=True)[FIGURES])
        return {period: self._grids[name] for period, name in names.items()}

    def changes(self, period: Period, earlier: Period) -> Grid:
        """The changes of all figures of a period from an earlier one of the same length (see `comparisons.compare.changed`)."""
        name = f"changes {earlier} {period}"
        if self._stored_grid(name) is None:
            parts = []
            for published_only in self._sides:
                made_of, values = self._roll_up([period, earlier], published_only=published_only)
                table = changed(values, made_of, workbook=self.workbook, period=period, earlier=earlier)
                parts.append(self._there(table, period, published_only=published_only))
            self._keep(name, pd.concat(parts, ignore_index=True))
        return self._grids[name]

    def _stored_grid(self, name: str) -> Grid | None:
        if name not in self._grids and (table := self.shelf.get(name)) is not None:
            self._grids[name] = Grid(table, *self._numbers)
        return self._grids.get(name)

    def _keep(self, name: str, table: pd.DataFrame) -> None:
        numbered = Grid.numbered(table, *self._numbers)
        self.shelf.put(name, numbered)
        self._grids[name] = Grid(Frame(numbered), *self._numbers)

    @cached_property
    def _numbers(self) -> tuple[dict[str, int], dict[str, int]]:
        return {name: n for n, name in enumerate(self.workbook.catalogue.by_id)}, self.workbook.units.numbers

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets of the workbook: `indicator`, `unit`, `period`, `value`."""
        table = self._table("targets", lambda: read_targets(self.workbook))
        return table.take(np.arange(len(table.column("value"))))

    def rests(self, periods: Sequence[Period]) -> dict[Period, Grid]:
        """By period, the figure of each unit's rest, the unit above without the unit (see `comparisons.rests.rests_in`)."""
        names = {period: f"rests {period}" for period in periods}
        lacking = [period for period, name in names.items() if self._stored_grid(name) is None]
        if lacking:
            sides = [(published_only, *self._roll_up(lacking, published_only=published_only)) for published_only in self._sides]
            for period in lacking:
                tables = [
                    self._there(
                        rests_in(values, made_of, workbook=self.workbook, period=period), period, published_only=published_only
                    )
                    for published_only, made_of, values in sides
                ]
                self._keep(names[period], pd.concat(tables, ignore_index=True))
        return {period: self._grids[name] for period, name in names.items()}

    def parts(self, period: Period) -> dict[str, pd.DataFrame]:
        """The tables of `analysis.changes.composition` for a period, without children that are `published_only`."""
        made_here: dict[str, pd.DataFrame] = {}

        def of(name: str) -> pd.DataFrame:
            if not made_here:
                made_here.update(self._parts(period))
            return made_here[name]

        tables = {name: self._table(f"{name} {period}", partial(of, name)) for name in ("parts", "pushes", "moves")}
        return {name: table.take(np.arange(len(table.column("_row")))) for name, table in tables.items()}

    def _parts(self, period: Period) -> dict[str, pd.DataFrame]:
        earlier, tables_by_side = period.year_before() or period, []
        hidden = {unit.id for unit in self.workbook.units.units if unit.published_only}
        for published_only in self._sides:
            made_of, _ = self._roll_up([period, earlier], published_only=published_only)
            tables = composition_tables(made_of, beside(made_of, period, earlier), period)
            tables_by_side.append(
                {name: self._there(table, period, published_only=published_only) for name, table in tables.items()}
            )
        every = {name: pd.concat([tables[name] for tables in tables_by_side], ignore_index=True) for name in tables_by_side[0]}
        visible = {name: table[~table["child"].isin(hidden)] if "child" in table else table for name, table in every.items()}
        return {name: table.assign(_row=np.arange(len(table))) for name, table in visible.items()}

    def _rolled_up(self, periods: Sequence[Period], *, published_only: bool) -> dict[Period, pd.DataFrame]:
        made_of, values = self._roll_up(periods, published_only=published_only)
        tables = {period: figures_in(values, made_of, workbook=self.workbook, period=period) for period in periods}
        return {
            period: self._there(table, period, published_only=published_only).assign(period=str(period))
            for period, table in tables.items()
        }

    def _roll_up(self, periods: Sequence[Period], *, published_only: bool) -> tuple[Contributions, pd.DataFrame]:
        made_of, values, _ = rolled_up(
            usable_observations(self.observations, published_only=published_only),
            self.workbook,
            periods,
            published_only=published_only,
        )
        return made_of, values

    @cached_property
    def _sides(self) -> tuple[bool, ...]:
        return tuple(sorted({unit.published_only for unit in self.workbook.units.units}))

    def _there(self, table: pd.DataFrame, period: Period, *, published_only: bool) -> pd.DataFrame:
        units = {unit.id for unit in self.workbook.units.units if unit.published_only == published_only and unit.exists(period)}
        return table[table["unit"].isin(units)]
