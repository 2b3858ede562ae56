"""The units of a workbook over time, as arrays: who stood under whom in which period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from reportlib.analysis.columns import Codes, Flags
from reportlib.periods import Period
from reportlib.workbook.units import Units

NOBODY = -1
FAR = 10**6
"""A month later than any."""


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
        self.spans = [Period.parse(text) for text in self.periods]
        self.first: Codes = np.array([span.first for span in self.spans], dtype=np.intp)
        self.last: Codes = np.array([span.last for span in self.spans], dtype=np.intp)
        self.start: Codes = np.array([unit.start.first if unit.start else 0 for unit in units.units], dtype=np.intp)
        self.end: Codes = np.array([unit.end.last if unit.end else FAR for unit in units.units], dtype=np.intp)

    @cached_property
    def length(self) -> Codes:
        """How many months each period has."""
        return np.asarray(self.last - self.first + 1)

    @cached_property
    def running(self) -> Flags:
        """Whether each period is a year to date."""
        return np.array([span.kind == "ytd" for span in self.spans], dtype=bool)

    def aligned(self, starts: int) -> Flags:
        """Whether each period has the months of a month, quarter, half-year or year, of years that start in a month."""
        return np.asarray(np.isin(self.length, (1, 3, 6, 12)) & ((self.first - starts + 1) % self.length == 0))

    @cached_property
    def by_months(self) -> dict[tuple[int, int], int]:
        """The number of a period by its first and last month; of several, that of the one asked about first."""
        found: dict[tuple[int, int], int] = {}
        for n, span in enumerate(self.spans):
            found.setdefault((span.first, span.last), n)
        return found

    def named(self, period: Period) -> int:
        """The number of a period; -1 of one that was not asked about."""
        return self.of_period.get(str(period), -1)

    @cached_property
    def parent(self) -> Codes:
        """The unit above each unit in each period: that at its end, or the last it had in it."""
        table = np.full((len(self.ids), len(self.periods)), NOBODY, dtype=np.intp)
        for n, unit in enumerate(self.units.units):
            if isinstance(unit.parent, str) and not unit.start and not unit.end:
                table[n] = self.of_unit[unit.parent]
            elif unit.parent:
                above = (unit.parent_in(period) for period in self.spans)
                table[n] = [self.of_unit[name] if name else NOBODY for name in above]
        return table

    @cached_property
    def holders(self) -> Flags:
        """Whether each unit ever stands above another."""
        found = np.zeros(len(self.ids) + 1, dtype=bool)
        found[self.parent.ravel()] = True
        return found[:-1]

    @cached_property
    def exists(self) -> Flags:
        """Whether each unit existed in any part of each period."""
        return np.asarray((self.start[:, None] <= self.last) & (self.end[:, None] >= self.first))

    def lived_through(self, unit: Codes, period: Period) -> Flags:
        """Whether units existed through the whole of a period."""
        return np.asarray((self.start[unit] <= period.first) & (self.end[unit] >= period.last))

    def lived(self, unit: Codes, first: Codes, size: Codes, count: Codes) -> Codes:
        """In how many of so many periods of a size, one after another from a first month, each unit existed."""
        low = np.maximum((self.start[unit] - first) // size, 0)
        high = np.minimum((self.end[unit] - first) // size, count - 1)
        return np.asarray(np.maximum(high - low + 1, 0), dtype=np.intp)

    def shifted(self, times: Codes, size: Codes, span: int, other: int) -> Codes:
        """The number of the collection period that lies in `other` as the last one of each period lies in `span`.

        Where there is none, that of the period moved whole, or of all of `other`.
        """
        step = int(self.first[other] - self.first[span])
        known, groups = np.unique(times * (int(size.max(initial=0)) + 1) + size, return_inverse=True)
        found = np.full(len(known), other, dtype=np.intp)
        for at, (n, months) in enumerate(zip(*np.divmod(known, int(size.max(initial=0)) + 1), strict=True)):
            if n >= 0:
                first, last = int(self.first[n]) + step, int(self.last[n]) + step
                found[at] = self.by_months.get((last - int(months) + 1, last), self.by_months.get((first, last), other))
        return found[groups]

    def under(self, unit: Codes, above: Codes, period: Codes) -> Flags:
        """Whether each unit existed in a period and stood, at any depth, under another or is that one."""
        holder, found = unit.copy(), np.zeros(len(unit), dtype=bool)
        for _ in range(self.depth):
            found |= holder == above
            holder = np.where(holder == NOBODY, NOBODY, self.parent[holder, period])
        return np.asarray(self.exists[unit, period] & (found | (holder == above)))
