"""How each indicator is collected and added up, as arrays (METHODS 1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, Flags
from reportlib.periods import Cycle
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

ALONE = ("distinct", "rank", "rate")
"""The kinds that are not added up over time."""


def is_stock(indicator: Indicator) -> bool:
    """Whether an indicator is counted only at the end of a period: a stock, or a ratio of two stocks."""
    if indicator.kind == "ratio":
        return indicator.part_kind("numerator") == indicator.part_kind("denominator") == "stock"
    return indicator.kind == "stock"


def is_over_time(indicator: Indicator) -> bool:
    """Whether an indicator, or its numerator or denominator, is counted over a whole period."""
    return not is_stock(indicator) and indicator.kind not in ("rank", "rate")


@dataclass(frozen=True)
class Rules:
    """Properties of the indicators, one entry for each in the order of the catalogue.

    Parameters
    ----------
    base
        The collection cycle of the calendar.
    cycles
        All collection cycles, each with the month in which the years of its indicators start.
    cycle
        The position of the indicator's cycle in `cycles`.
    size
        The length of its collection period in months; 0 for a week.
    a_stock, b_stock
        Whether its sums `a` and `b` are those of a stock.
    adds, rises
        Whether it is added up over time, and over units.
    flow, distinct, ratio, score
        Whether it is of this kind.
    scale
        The factor of a ratio; 1 for other kinds.
    """

    indicators: tuple[Indicator, ...]
    base: Cycle
    cycles: tuple[tuple[Cycle, int], ...]
    cycle: Codes
    size: Codes
    a_stock: Flags
    b_stock: Flags
    adds: Flags
    rises: Flags
    flow: Flags
    distinct: Flags
    ratio: Flags
    score: Flags
    scale: NDArray[np.float64]

    @classmethod
    def of(cls, workbook: Workbook) -> Rules:
        """The rules of a workbook's catalogue."""
        every = workbook.catalogue.indicators
        own = [(workbook.cycle(i), workbook.year_starts(i)) for i in every]
        cycles = sorted(set(own), key=lambda pair: (pair[0].months, pair[1]))
        ratio = np.array([i.kind == "ratio" for i in every], dtype=bool)
        stock = np.array([i.kind == "stock" for i in every], dtype=bool)
        parts = [np.array([i.part_kind(name) == "stock" for i in every], dtype=bool) for name in ("numerator", "denominator")]
        return cls(
            indicators=every,
            base=workbook.base,
            cycles=tuple(cycles),
            cycle=np.array([cycles.index(pair) for pair in own], dtype=np.intp),
            size=np.array([cycle.months for cycle, _ in own], dtype=np.intp),
            a_stock=np.where(ratio, parts[0], stock),
            b_stock=np.where(ratio, parts[1], stock),
            adds=np.array([i.kind not in ALONE for i in every], dtype=bool),
            rises=np.array([i.rolls_up != "none" for i in every], dtype=bool),
            flow=np.array([i.kind == "flow" for i in every], dtype=bool),
            distinct=np.array([i.kind == "distinct" for i in every], dtype=bool),
            ratio=ratio,
            score=np.array([i.kind == "score" for i in every], dtype=bool),
            scale=np.array([i.scale for i in every], dtype=np.float64),
        )

    @cached_property
    def starts(self) -> Codes:
        """The month in which the years of each indicator start."""
        return np.array([starts for _, starts in self.cycles], dtype=np.intp)[self.cycle]

    @property
    def names(self) -> list[str]:
        """The ids of the indicators."""
        return [i.id for i in self.indicators]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each indicator, by its id."""
        return {name: n for n, name in enumerate(self.names)}

    @property
    def mixed(self) -> Flags:
        """Whether each indicator is a ratio of a flow and a stock."""
        return np.asarray(self.a_stock != self.b_stock)

    @property
    def at_end(self) -> Flags:
        """Whether each indicator is counted only at the end of a period."""
        return np.asarray(self.a_stock & self.b_stock)

    @property
    def divides(self) -> Flags:
        """Whether the value of each indicator is `a` divided by `b`, times `scale`."""
        return np.asarray(self.ratio | self.score)

    def rounding(self, i: Codes, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """How far a figure and the sum of `count` other figures can differ because the source rounds figures (`rounded`)."""
        half = np.array([(indicator.rounded or 0.0) / 2 for indicator in self.indicators])[i]
        return np.asarray(half * (1 + count))

    def rounding_error(self, i: Codes) -> NDArray[np.float64]:
        """Half a unit of the last decimal of each indicator: a written figure may be that far from the true one."""
        return np.array([0.5 * 10.0**-indicator.decimals for indicator in self.indicators])[i]

    def values(self, i: Codes, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values of the sums `a` and `b` for indicators `i`; NaN if there is nothing to divide by."""
        with np.errstate(divide="ignore", invalid="ignore"):
            quotient = self.scale[i] * a / np.where(b == 0, np.nan, b)
        return np.where(self.divides[i], quotient, a)
