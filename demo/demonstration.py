"""Generate demonstration figures: random, from a seed, for units that do not exist; totals agree with published ones.

The generator works on any catalogue, unit tree and set of published figures; sizes, levels and trends are in a recipe. It
draws rows for synthetic units, then scales them until each published figure is met: exactly, or strictly above or below if
its qualifier says so. If `shaped_to` in the recipe assigns a synthetic unit to a real unit, the synthetic unit meets the
published figures of the real one; otherwise the synthetic units below the real one meet them. Sums are taken over the units
that reported in each period, then over time. The figure that a unit itself reports replaces those of the units below. Scores
and ranks are not calibrated.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from demo import distinct
from demo.calibration import SIDES, Ints, Mask, Total, fit_ratios, fit_sums
from demo.drift import Floats, dither, drifted, factors, floored, scored, step_of
from demo.recipe import Recipe, Shape
from demo.returns import returns, stream
from reportlib.errors import DataError, Problem
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

__all__ = ["COLUMNS", "Recipe", "generate", "write"]

COLUMNS: Final = ["indicator", "unit", "period", "value", "numerator", "denominator", "status", "reported_at"]


def generate(workbook: Workbook, published: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    """Generate the demonstration figures of a workbook.

    Parameters
    ----------
    published
        The published figures to be met: indicator, unit, period, value, qualifier.
    recipe
        Seed, periods, sizes and shapes. Equal recipes give equal figures on every platform.

    Returns
    -------
    A frame with the columns `COLUMNS`, sorted by indicator, unit and period; a ratio has its two parts, but no `value`.

    Raises
    ------
    DataError
        When a published total cannot be met.
    """
    maker = _Maker(workbook, published, recipe)
    tables = [maker.drawn(indicator.id) for indicator in workbook.catalogue.indicators if indicator.kind != "rank"]
    return pd.concat(tables)[COLUMNS].sort_values(COLUMNS[:3], kind="stable", ignore_index=True)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write figures as CSV, the same bytes on every platform."""
    text = frame.to_csv(index=False, lineterminator="\n", float_format="%.12g")
    path.write_bytes(text.encode("utf-8"))


@dataclass(frozen=True)
class _Maker:
    """Draws the rows of indicators, and keeps them, because another indicator may be in proportion to them."""

    workbook: Workbook
    published: pd.DataFrame
    recipe: Recipe

    @cached_property
    def cells(self) -> pd.DataFrame:
        return returns(self.workbook, self.recipe)

    @cached_property
    def memory(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def above(self) -> dict[tuple[str, str], frozenset[str]]:
        return {}

    def drawn(self, name: str) -> pd.DataFrame:
        """The rows of an indicator, drawn and calibrated at the first call."""
        if name not in self.memory:
            indicator = self.workbook.catalogue[name]
            shape = self.recipe.shape(indicator)
            cells = self.cells[self.cells["level"].isin(indicator.levels)]
            if shape.only == "pilots":
                cells = cells[cells["led"].notna()]
            table = self._draw(indicator, shape, cells.reset_index(drop=True))
            self.memory[name] = table.assign(indicator=name)
        return self.memory[name]

    def _draw(self, indicator: Indicator, shape: Shape, cells: pd.DataFrame) -> pd.DataFrame:
        rng = stream(self.recipe.seed, indicator.id)
        drift = drifted(cells, shape, rng, sign=-1 if indicator.direction == "down" else 1)
        basis = self._basis(cells, shape)
        match indicator.kind:
            case "ratio":
                return self._ratio(indicator, shape, cells, basis, drift, rng)
            case "score":
                return scored(indicator, shape, cells, basis, drift)
            case _:
                return self._count(indicator, shape, cells, basis, drift, rng)

    def _count(
        self, indicator: Indicator, shape: Shape, cells: pd.DataFrame, basis: Floats, drift: Floats, rng: np.random.Generator
    ) -> pd.DataFrame:
        step = step_of(indicator, shape)
        if shape.balance:
            steps = self._balance(cells, shape, basis)
        else:
            amounts = shape.level * basis * factors(cells, shape, drift) / float(step)
            steps = floored(amounts, dither(cells, indicator, shape, rng))
        if indicator.kind == "distinct":
            table = distinct.coarser(cells, steps, periods=self._coarse(indicator), base=self.workbook.base.kind, rng=rng)
            table = self._distinct(indicator, table, step)
        else:
            table = cells.assign(value=self._fit(indicator, cells, steps, step))
        return table.assign(value=(table["value"] * float(step)).round(6), numerator=np.nan, denominator=np.nan)

    def _basis(self, cells: pd.DataFrame, shape: Shape) -> Floats:
        if shape.per in ("size", "children"):
            return cells[shape.per].to_numpy(dtype=np.float64)
        if shape.per == "unit":
            return np.ones(len(cells))
        return self._values(cells, shape.per)

    def _values(self, cells: pd.DataFrame, name: str) -> Floats:
        other = self.drawn(name)[["unit", "period", "value"]]
        return cells[["unit", "period"]].merge(other, how="left")["value"].fillna(0).to_numpy(dtype=np.float64)

    def _balance(self, cells: pd.DataFrame, shape: Shape, basis: Floats) -> Ints:
        added, taken = (self._values(cells, name) for name in shape.balance or ())
        change = pd.Series(added - taken).groupby(cells["unit"]).cumsum()
        opening = pd.Series(np.floor(shape.level * basis)).groupby(cells["unit"]).transform("first")
        lowest = change.groupby(cells["unit"]).transform("min")
        return np.asarray(change + np.maximum(opening, -lowest), dtype=np.int64)

    def _ratio(
        self, indicator: Indicator, shape: Shape, cells: pd.DataFrame, basis: Floats, drift: Floats, rng: np.random.Generator
    ) -> pd.DataFrame:
        """The rows of a ratio. If its scale is above 1, no numerator is larger than its denominator; else it may be."""
        share, between = indicator.scale > 1, dither(cells, indicator, shape, rng)
        flows = indicator.part_kind("denominator") == "flow" and shape.per in ("size", "unit")
        denominators = floored(shape.base * basis, rng.random(len(cells)) if flows else np.full(len(cells), 0.5))
        step = Fraction(1) if share else step_of(indicator, shape, decimals=0)
        factor = shape.level * factors(cells, shape, drift)
        if share:
            odds = factor / (1 - shape.level)
            factor = odds / (1 + odds)
        numerators = floored(factor * denominators / float(step), between)
        if share:
            numerators = np.minimum(numerators, denominators)
        numerators, denominators = self._fit_parts(indicator, cells, numerators, denominators, step)
        return cells.assign(value=np.nan, numerator=(numerators * float(step)).round(6), denominator=denominators.astype(float))

    def _distinct(self, indicator: Indicator, table: pd.DataFrame, step: Fraction) -> pd.DataFrame:
        fitted = self._fit(indicator, table, table["value"].to_numpy(dtype=np.int64), step)
        table = table.assign(value=fitted)
        settled = distinct.consistent(table, base=self.workbook.base.kind)
        for total in self._totals(indicator, table):
            if settled.loc[total.flow, "value"].sum() != table.loc[total.flow, "value"].sum():
                message = f"{total.label} of '{indicator.id}' cannot be met beside the totals of the longer periods around it"
                raise DataError([Problem(message)])
        return settled

    def _fit(self, indicator: Indicator, table: pd.DataFrame, steps: Ints, step: Fraction) -> Ints:
        kind = "stock" if indicator.kind == "stock" else "flow"
        with _refusing(indicator):
            return fit_sums(steps, self._totals(indicator, table), kind=kind, step=step)

    def _fit_parts(
        self, indicator: Indicator, table: pd.DataFrame, numerators: Ints, denominators: Ints, step: Fraction
    ) -> tuple[Ints, Ints]:
        kinds = indicator.part_kind("numerator"), indicator.part_kind("denominator")
        scale = Fraction(str(indicator.scale)) / step
        totals = self._totals(indicator, table)
        with _refusing(indicator):
            return fit_ratios(numerators, denominators, totals, kinds=kinds, scale=scale, capped=indicator.scale > 1)

    def _coarse(self, indicator: Indicator) -> list[Period]:
        """The longer periods for which a distinct count needs rows: years, and periods of published figures.

        A period is left out if the recipe lacks a part of it.
        """
        known = {str(period) for period in self.recipe.periods()}
        years = {str(period.within("year")) for period in self.recipe.periods()}
        named = {str(period) for period in self.published.loc[self.published["indicator"] == indicator.id, "period"]}
        periods = [Period.parse(text) for text in sorted(years | named)]
        return [p for p in periods if (parts := self.workbook.base.parts(p)) and known >= set(map(str, parts))]

    def _totals(self, indicator: Indicator, table: pd.DataFrame) -> list[Total]:
        if indicator.rolls_up not in ("sum", "ratio") or table.empty:
            return []
        rows = self.published[(self.published["indicator"] == indicator.id) & self.published["value"].notna()]
        shaped = [(row, unit) for row in rows.to_dict("records") for unit in self.recipe.shaped(str(row["unit"]))]
        found = (self._total(indicator, table, rows, row, unit) for row, unit in shaped)
        return [total for total in found if total is not None]

    def _total(
        self, indicator: Indicator, table: pd.DataFrame, rows: pd.DataFrame, row: dict[Hashable, Any], unit: str
    ) -> Total | None:
        """A published figure as a `Total` that the rows of `unit` have to meet; None if a part of its period has no rows."""
        named, period = str(row["unit"]), Period.parse(str(row["period"]))
        parts = self._parts(indicator, period)
        near = self._making_up(table, unit)
        flow, stock = near & table["period"].isin(parts).to_numpy(), near & (table["period"] == parts[-1]).to_numpy()
        if not set(parts) <= set(table["period"]) or not flow.any():
            return None
        beside = self._beside(table, rows[rows["period"].astype(str) == str(period)], unit, period)
        value = Fraction(repr(float(str(row["value"])))) - (0 if indicator.kind == "ratio" else beside)
        side = SIDES.get(str(row.get("qualifier", "")), 0)
        low, high = self.recipe.beyond
        chance = stream(self.recipe.seed, f"{indicator.id} {named} {period}").random()
        margin = Fraction(round((low + (high - low) * chance) * 10000), 10000)
        label = f"{row['value']:g} for unit '{named}' in {period}"
        return Total(label=label, value=value, side=side, margin=margin, near=near, flow=flow, stock=stock)

    def _parts(self, indicator: Indicator, period: Period) -> list[str]:
        """The periods whose rows add up to the figure of `period`; for a distinct count, only `period` itself."""
        parts = self.workbook.base.parts(period) if indicator.kind != "distinct" else ()
        return [str(part) for part in parts or (period,)]

    def _making_up(self, table: pd.DataFrame, unit: str) -> Mask:
        """The rows that add up to a unit's figure: its own, else those of the units below it."""
        own: Mask = (table["unit"] == unit).to_numpy(dtype=bool)
        return own if own.any() else self._under(table, unit)

    def _under(self, table: pd.DataFrame, unit: str) -> Mask:
        pairs = zip(table["unit"], table["period"], strict=True)
        return np.fromiter((unit in self._above(*pair) for pair in pairs), dtype=bool, count=len(table))

    def _above(self, unit: str, period: str) -> frozenset[str]:
        if (unit, period) not in self.above:
            ancestors = self.workbook.units.ancestors(unit, period=Period.parse(period))
            self.above[unit, period] = frozenset(ancestor.id for ancestor in ancestors)
        return self.above[unit, period]

    def _beside(self, table: pd.DataFrame, rows: pd.DataFrame, unit: str, period: Period) -> Fraction:
        """The sum of published figures below `unit`: of the highest units there that have no made-up rows below them."""
        values = dict(zip(rows["unit"], rows["value"], strict=True))
        own = {u for u in values if unit in self._above(u, str(period)) and not self._under(table, u).any()}
        return sum((Fraction(repr(float(values[u]))) for u in own if not own & self._above(u, str(period))), Fraction(0))


@contextmanager
def _refusing(indicator: Indicator) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise DataError([Problem(f"a published total of '{indicator.id}' cannot be met: {error}")]) from None
