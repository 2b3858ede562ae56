"""The units of a workbook over time, as arrays: who stood under whom in which period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from reportlib.periods import Period
from reportlib.units import Units

Codes = NDArray[np.intp]
NOBODY = -1


class Tree:
    """Units and periods by number: `parent[u, t]` is the unit above unit u in period t, `NOBODY` where there is none.

    Parameters
    ----------
    units
        The units, in the order of their file.
    levels
        The ids of the levels, top first.
    periods
        The periods asked about, as written.
    """

    def __init__(self, units: Units, levels: Sequence[str], periods: Sequence[str]) -> None:
        self.units, self.periods = units, list(periods)
        self.ids = [unit.id for unit in units.units]
        self.of_unit = {name: n for n, name in enumerate(self.ids)}
        self.of_period = {text: n for n, text in enumerate(self.periods)}
        depth = {level: n for n, level in enumerate(levels)}
        self.level: Codes = np.array([depth[unit.level] for unit in units.units], dtype=np.intp)
        self.depth = len(levels)

    @cached_property
    def parent(self) -> Codes:
        """The unit above each unit in each period: that at its end, or the last it had in it."""
        table = np.full((len(self.ids), len(self.periods)), NOBODY, dtype=np.intp)
        parsed = [Period.parse(text) for text in self.periods]
        for n, unit in enumerate(self.units.units):
            if isinstance(unit.parent, str) and not unit.start and not unit.end:
                table[n] = self.of_unit[unit.parent]
            elif unit.parent:
                above = (unit.parent_in(period) for period in parsed)
                table[n] = [self.of_unit[name] if name else NOBODY for name in above]
        return table

    @cached_property
    def exists(self) -> NDArray[np.bool_]:
        """Whether each unit existed in any part of each period."""
        first = np.array([Period.parse(text).first for text in self.periods])
        last = np.array([Period.parse(text).last for text in self.periods])
        start, end = self._life
        return np.asarray((start[:, None] <= last) & (end[:, None] >= first))

    @cached_property
    def months(self) -> Codes:
        """How many months of each period each unit existed."""
        first = np.array([Period.parse(text).first for text in self.periods])
        last = np.array([Period.parse(text).last for text in self.periods])
        start, end = self._life
        overlap = np.minimum(end[:, None], last) - np.maximum(start[:, None], first) + 1
        return np.asarray(np.maximum(overlap, 0), dtype=np.intp)

    @cached_property
    def _life(self) -> tuple[Codes, Codes]:
        """The first and the last month of each unit, far away where it has none."""
        start = [unit.start.first if unit.start else 0 for unit in self.units.units]
        end = [unit.end.last if unit.end else 10**6 for unit in self.units.units]
        return np.array(start, dtype=np.intp), np.array(end, dtype=np.intp)

    def under(self, unit: Codes, above: Codes, period: Codes) -> NDArray[np.bool_]:
        """Whether each unit existed in a period and stood, at any depth, under another or is that one."""
        holder, found = unit.copy(), np.zeros(len(unit), dtype=bool)
        here = self.exists[unit, period]
        for _ in range(self.depth):
            found |= holder == above
            holder = np.where(holder == NOBODY, NOBODY, self.parent[holder, period])
        return np.asarray(here & (found | (holder == above)))

    def reaches_top(self, unit: Codes, period: Codes) -> NDArray[np.bool_]:
        """Whether each unit is of the top level in a period, or has a line of parents up to it."""
        holder = unit.copy()
        for _ in range(self.depth):
            above = np.where(holder == NOBODY, NOBODY, self.parent[holder, period])
            holder = np.where(above == NOBODY, holder, above)
        return np.asarray(self.level[holder] == 0)
