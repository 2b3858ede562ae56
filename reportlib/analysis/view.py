"""All that is known for one unit and one period: what a report is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.collect import returns
from reportlib.analysis.compare import Standing, standing
from reportlib.analysis.cumulative import falling
from reportlib.analysis.rollup import rollup
from reportlib.catalogue import Indicator
from reportlib.observations import Finding, look, settle
from reportlib.periods import Period
from reportlib.units import Unit
from reportlib.workbook import Workbook

ENOUGH = 4
"""The points that a line needs before it says more than a table; with fewer, base periods are drawn instead."""


@dataclass(frozen=True)
class View:
    """A workbook's figures as seen from one unit in one period."""

    workbook: Workbook
    unit: Unit
    period: Period
    observations: pd.DataFrame
    targets: pd.DataFrame
    values: pd.DataFrame
    findings: tuple[Finding, ...]

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators with figures on the unit's level."""
        return self.workbook.catalogue.on_level(self.unit.level, levels=self.workbook.level_ids)

    @cached_property
    def parent(self) -> Unit | None:
        """The unit above it in the period."""
        above = self.unit.parent_in(self.period)
        return self.workbook.units[above] if above else None

    @cached_property
    def children(self) -> tuple[Unit, ...]:
        """The units below it in the period, without those of which nothing may be shown but what was published."""
        return tuple(u for u in self.workbook.units.children(self.unit.id, period=self.period) if not u.published_only)

    @cached_property
    def peers(self) -> tuple[Unit, ...]:
        """The other units it is set against, again without those of which only published figures are shown."""
        return tuple(u for u in self.workbook.units.peers(self.unit.id, period=self.period) if not u.published_only)

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Everything about its figures in the period (see `reportlib.analysis.compare.standing`)."""
        return standing(self.values, self.targets, workbook=self.workbook, unit=self.unit.id, period=self.period)

    @cached_property
    def _standings(self) -> dict[str, Standing]:
        return {name: Standing.of_row(self.standing.loc[name].to_dict()) for name in self.standing.index}

    def standing_of(self, indicator: str) -> Standing:
        """One row of `standing`, with its types."""
        return self._standings[indicator]

    @cached_property
    def known(self) -> pd.DataFrame:
        """The rows of `standing` that have a figure."""
        return self.standing[self.standing["value"].notna()]

    @cached_property
    def history(self) -> tuple[Period, ...]:
        """The periods that a line over time runs through, up to the report's own."""
        told = self.values.loc[self.values["unit"] == self.unit.id, "period"]
        own = _run(told, self.period.kind, until=self.period)
        if len(own) >= ENOUGH or self.period.kind == self.workbook.base:
            return own
        finer = _run(told, self.workbook.base, until=self.period)
        return finer if len(finer) > len(own) else own

    @cached_property
    def returns(self) -> pd.DataFrame:
        """The returns of the units below (of the unit itself, where there are none) in the base periods up to the report's."""
        table = returns(
            self.observations, self.workbook, list(_run(self.values["period"], self.workbook.base, until=self.period))
        )
        asked = self.family - {self.unit.id} if self.children else self.family
        return table[table["unit"].isin(asked)]

    @cached_property
    def family(self) -> frozenset[str]:
        """The unit and every unit below it in the period."""
        return frozenset({self.unit.id, *self.workbook.units.below(self.unit.id, period=self.period)})

    @cached_property
    def _by_line(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """Where the figures of each indicator and unit stand: a page draws a hundred lines, and looks each up."""
        return _places(self.values, ["indicator", "unit"])

    @cached_property
    def _by_period(self) -> dict[tuple[str, str], NDArray[np.intp]]:
        """Where the figures of each indicator and period stand."""
        return _places(self.values, ["indicator", "period"])

    def series(self, indicator: str, *, unit: str | None = None) -> pd.DataFrame:
        """The figures of an indicator over the view's history: period, value, origin; a missing period has no value."""
        line = (indicator, unit or self.unit.id)
        if line not in self._drawn:
            rows = self.values.iloc[self._by_line.get(line, [])]
            frame = rows.set_index("period")[["value", "origin", "qualifier"]].reindex([str(p) for p in self.history])
            self._drawn[line] = frame.rename_axis("period").reset_index()
        return self._drawn[line]

    @cached_property
    def _drawn(self) -> dict[tuple[str, str], pd.DataFrame]:
        """The lines already looked up: one stands in a card, a table and a figure."""
        return {}

    def across(self, indicator: str, units: tuple[Unit, ...], *, period: Period | None = None) -> pd.Series[float]:
        """The figures of an indicator in a period, by unit; NaN where a unit has none."""
        at = self.values.iloc[self._by_period.get((indicator, str(period or self.period)), [])]
        return at.set_index("unit")["value"].reindex([unit.id for unit in units])


def look_at(workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame, *, unit: Unit, period: Period) -> View:
    """Roll the observations up and see them from one unit in one period.

    Under the name of a unit that is `published_only` nothing synthetic is shown, not even to compare with.
    """
    settled, doubles = settle(observations)
    if unit.published_only:
        settled = settled[settled["origin"] != "synthetic"]
    values, discrepancies = rollup(settled, workbook, needed(settled, workbook, period))
    if unit.published_only:
        values = values[values["own"]]  # a sum of the few figures that were published would pass for a total
    findings = (*doubles, *look(settled, workbook), *falling(settled, workbook), *discrepancies)
    return View(workbook, unit, period, settled, targets, values, findings)


def needed(observations: pd.DataFrame, workbook: Workbook, period: Period) -> list[Period]:
    """The coarser periods that a report on a period needs: its own kind, from the first observation to its end."""
    told = [Period.parse(text) for text in observations["period"].unique()]
    if not told:
        return [period]
    first = min(p.first for p in told if p.kind == workbook.base) if any(p.kind == workbook.base for p in told) else period.first
    steps = (period.last - first) // min(period.months, 12) + 2
    return sorted({period, *(period.shift(-n) for n in range(steps)), *(p for p in told if p.kind != workbook.base)})


def _places(values: pd.DataFrame, by: list[str]) -> dict[tuple[str, str], NDArray[np.intp]]:
    """The positions of the rows of each group."""
    return {(str(key[0]), str(key[1])): np.asarray(rows) for key, rows in values.groupby(by).indices.items()}  # type: ignore[index]


def _run(told: pd.Series[str], kind: str, *, until: Period) -> tuple[Period, ...]:
    """Every period of a kind from the first told of to the last, none left out, up to the end of one."""
    seen = [Period.parse(text) for text in told.unique()]
    known = [p for p in seen if p.kind == kind and p.last <= until.last]
    if not known:
        return (until,)
    first, last = min(known), max(known)
    run = [last]
    while run[-1].first > first.first:
        run.append(run[-1].shift(-1))
    return tuple(reversed(run))
