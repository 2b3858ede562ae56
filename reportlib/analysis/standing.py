"""Where one figure stands: one row of what `compare` tells, with its types."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Standing:
    """Where one figure stands: one row of `standings`, with its types. What is not known is NaN, empty, or None."""

    value: float
    numerator: float
    denominator: float
    qualifier: str
    origin: str
    own: bool
    k: float
    n: float
    source: str
    note: str
    inferred: bool
    status: str
    previous: float
    on_previous: float
    growth_previous: float
    year_before: float
    on_year: float
    growth_year: float
    target: float
    target_period: str
    ahead: float
    met: bool | None
    parent_value: float
    parent_origin: str
    parent_qualifier: str
    parent_alone: bool
    gap: float
    share: float
    interval_low: float
    interval_high: float
    verdict: str
    low: float
    q1: float
    median: float
    q3: float
    high: float
    rank: float
    of: float
    missing: float

    @property
    def compared(self) -> bool:
        """Whether the figure was set beside its parent's: then there is a verdict, or at least a difference."""
        return not math.isnan(self.gap)

    @property
    def known(self) -> bool:
        """Whether there is a figure at all."""
        return not math.isnan(self.value)

    def changed(self, basis: str) -> tuple[float, float]:
        """The difference from, and the growth on, the period before (“previous”) or the year before (any other basis)."""
        if basis == "previous":
            return self.on_previous, self.growth_previous
        return self.on_year, self.growth_year

    @classmethod
    def of_row(cls, row: Mapping[Hashable, Any]) -> Standing:
        """A row of `standings`, its missing words and marks made plain."""
        kinds = {field.name: str(field.type) for field in fields(cls)}
        return cls(**{name: _plain(row[name], kind) for name, kind in kinds.items()})


def _plain(value: Any, kind: str) -> Any:
    unknown = pd.isna(value)
    match kind:
        case "float":
            return float("nan") if unknown else float(value)
        case "str":
            return "" if unknown else str(value)
        case "bool":
            return not unknown and bool(value)
        case _:
            return None if unknown else bool(value)
