"""Which indicators of which units one report draws: its own, those beside its unit's, and those of the units below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.snapshots.cut import ByUnit
from reportlib.analysis.snapshots.view import RATES, TOTALS, comparables, few, first, largest, rates, sized, totals
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit


@dataclass(frozen=True)
class Choice:
    """What the reports of one period draw, by the figures that there are.

    Parameters
    ----------
    values, standings
        All figures, and where those of the period stand (see `analysis.comparisons.compare.standings`).
    by_unit
        The rows of both by their unit.
    """

    workbook: Workbook
    period: Period
    values: pd.DataFrame
    standings: pd.DataFrame
    by_unit: ByUnit

    def rates(self, unit: str) -> list[str]:
        """The indicators by which a unit is ranked, or those below it are."""
        return first(self._rankable[self.workbook.units[unit].level], self._known[unit], RATES)

    @cached_property
    def _rankable(self) -> dict[str, list[str]]:
        return {level: rates(self.workbook, level) for level in self.workbook.level_ids}

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        """The indicators of which each unit has a figure."""
        return self._where(self.standings["value"].notna())

    def _where(self, holds: pd.Series[bool]) -> dict[str, frozenset[str]]:
        """The indicators of each unit whose row of the standings something is so of."""
        names = self.standings["indicator"].where(holds, "").to_numpy()
        return {unit: frozenset(names[rows]) for unit, rows in self.by_unit.found["standings"].items()}

    def _totals(self, unit: str) -> list[str]:
        return first(self._added[self.workbook.units[unit].level], self._exact[unit], TOTALS)

    @cached_property
    def _added(self) -> dict[str, list[str]]:
        return {level: totals(self.workbook, level) for level in self.workbook.level_ids}

    @cached_property
    def _exact(self) -> dict[str, frozenset[str]]:
        """The indicators of which each unit has an exact figure."""
        table = self.standings
        return self._where(table["value"].notna() & table["qualifier"].eq("exactly"))

    def handed(self, unit: str, above: str, family: list[str]) -> dict[str, frozenset[str]]:
        """Of each unit whose figures are drawn, the indicators of which they are handed over."""
        found = {unit: frozenset(self.workbook.catalogue.by_id), **({above: self.rated} if above else {})}
        if not family:
            return found
        children = tuple(u for u in self.workbook.units.children(unit, period=self.period) if not u.published_only)
        counts, of_size = self._totals(unit), sized(self.workbook, children)
        common, first_count = frozenset([*self.rates(unit), *counts, *of_size]), frozenset(counts[:1])
        among = {u.id for u in self._largest(children, of_size)}
        direct = {u.id: common | (self.rated if u.id in among else frozenset()) for u in children}
        return {**found, **dict.fromkeys(family, first_count), **direct}

    @cached_property
    def rated(self) -> frozenset[str]:
        """The indicators that can be set against those of a unit of another level."""
        return frozenset(comparables(self.workbook))

    def _largest(self, children: tuple[Unit, ...], of_size: Mapping[str, list[Unit]]) -> tuple[Unit, ...]:
        """The units below that are set side by side in every indicator that can be."""
        if few(children):
            return children
        rows = self.values.iloc[self.by_unit.rows("values", [u.id for u in children], where=self._now)]
        sizes = [rows.loc[rows["indicator"].eq(name) & rows["unit"].isin([u.id for u in of])] for name, of in of_size.items()]
        known = pd.concat(sizes).set_index("unit")["value"] if sizes else pd.Series(dtype="float64")
        return largest(children, known)

    @cached_property
    def _now(self) -> NDArray[np.bool_]:
        return (self.values["period"] == str(self.period)).to_numpy()
