"""One row of `compare.standings` as an object with types."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Change:
    """The change of a figure from an earlier one, like for like; NaN if there is none.

    Parameters
    ----------
    before, difference, growth
        The earlier value, the difference from it, and the difference as a share of it (NaN where no percentage may be
        stated).
    pairs, of_pairs, cells, of_cells
        How many units (`pairs` of `of_pairs`) and how many of their returns (`cells` of `of_cells`) the change covers.
    moved, movers
        How much of the difference comes from units that came or went, and the number of these units.
    provisional
        Whether either side is provisional.
    before_of
        What the earlier value was divided by; NaN where it is no quotient.
    """

    before: float
    difference: float
    growth: float
    pairs: float
    of_pairs: float
    cells: float
    of_cells: float
    moved: float
    movers: float
    provisional: bool
    before_of: float

    @property
    def has_change(self) -> bool:
        """Whether there is a change like for like."""
        return not math.isnan(self.difference)

    @property
    def matched(self) -> bool:
        """Whether there is a change over all units and returns, and no unit came or went."""
        return self.has_change and self.pairs >= self.of_pairs and self.cells >= self.of_cells and self.movers == 0


@dataclass(frozen=True)
class Standing:
    """One row of `compare.standings` for pages; what is not known is NaN, empty or None."""

    value: float
    numerator: float
    denominator: float
    qualifier: str
    origin: str
    own: bool
    status: str
    absence: str
    k: float
    n: float
    returns_in: float
    returns_asked: float
    hidden: float
    loose: float
    previous: float
    on_previous: float
    growth_previous: float
    pairs_previous: float
    of_pairs_previous: float
    cells_previous: float
    of_cells_previous: float
    moved_previous: float
    movers_previous: float
    loose_change_previous: bool
    before_of_previous: float
    year_before: float
    on_year: float
    growth_year: float
    pairs_year: float
    of_pairs_year: float
    cells_year: float
    of_cells_year: float
    moved_year: float
    movers_year: float
    loose_change_year: bool
    before_of_year: float
    target: float
    target_period: str
    ahead: float
    met: bool | None
    parent_value: float
    parent_origin: str
    rest_value: float
    gap: float
    share: float
    part: float
    whole_matched: bool
    interval_low: float
    interval_high: float
    verdict: str
    loose_verdict: bool
    sure: bool
    low: float
    q1: float
    median: float
    q3: float
    high: float
    rank: float
    tied: bool
    alike: bool
    of: float
    missing: float
    unranked: float

    @property
    def compared(self) -> bool:
        """Whether there is a difference from the rest of the unit above."""
        return not math.isnan(self.gap)

    @property
    def has_value(self) -> bool:
        """Whether there is a figure."""
        return not math.isnan(self.value)

    @property
    def partial(self) -> bool:
        """Whether the figure is a sum that lacks returns."""
        return self.returns_in < self.returns_asked

    @property
    def provisional(self) -> bool:
        """Whether the figure is provisional."""
        return self.status == "provisional"

    def changed(self, basis: str) -> Change:
        """The change on the period before if `basis` is “previous”, else on the same period of the year before."""
        end = "previous" if basis == "previous" else "year"
        names = ("growth", "pairs", "of_pairs", "cells", "of_cells", "moved", "movers", "loose_change", "before_of")
        before = self.previous if end == "previous" else self.year_before
        return Change(before, getattr(self, f"on_{end}"), *(getattr(self, f"{name}_{end}") for name in names))

    @classmethod
    def of_rows(cls, rows: pd.DataFrame) -> dict[str, Standing]:
        """The rows of `compare.standings` by indicator; all must be of one unit."""
        columns = [_plain(rows[field.name], str(field.type)) for field in fields(cls)]
        rows_by_indicator = zip(rows["indicator"].tolist(), zip(*columns, strict=True), strict=True)
        return {str(indicator): cls(*row) for indicator, row in rows_by_indicator}


def _plain(column: pd.Series[Any], kind: str) -> list[Any]:
    """A column as values of a field's type; a missing value becomes NaN, "", False, or None for `bool | None`."""
    if kind == "float":
        return column.astype("float64").tolist()
    plain: dict[str, tuple[Callable[[Any], Any], Any]] = {"str": (str, ""), "bool": (bool, False)}
    cast, unknown = plain.get(kind, (bool, None))
    present = column.notna().tolist()
    return [cast(value) if there else unknown for value, there in zip(column.tolist(), present, strict=True)]
