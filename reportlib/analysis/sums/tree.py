"""The units of a workbook over time, as arrays: the parent of each unit in each period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from reportlib.analysis.columns import Codes, Columns, Flags
from reportlib.periods import Cycle, Period
from reportlib.workbook.units import Units

NOBODY = -1
FAR = 10**6
"""The number of a month or week later than any other."""


class Tree:
    """Units and periods by number: `parent[u, t]` is the unit above unit u in period t, or `NOBODY`.

    `first` and `last` are the first and last week of each period, `start` and `end` those of each unit. Levels are in order,
    the top first.
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
        self.first: Codes = np.array([span.opens for span in self.spans], dtype=np.intp)
        self.last: Codes = np.array([span.closes for span in self.spans], dtype=np.intp)
        self.start: Codes = np.array([unit.start.opens if unit.start else 0 for unit in units.units], dtype=np.intp)
        self.end: Codes = np.array([unit.end.closes if unit.end else FAR for unit in units.units], dtype=np.intp)

    @cached_property
    def month(self) -> Codes:
        """The number of the first month of each period."""
        return np.array([span.first for span in self.spans], dtype=np.intp)

    @cached_property
    def length(self) -> Codes:
        """The length of each period in months; 0 for a week."""
        return np.array([span.months for span in self.spans], dtype=np.intp)

    @cached_property
    def lives(self) -> Columns:
        """The numbers of the first and last month of each unit: `start` and `end`."""
        every = self.units.units
        start = np.array([unit.start.first if unit.start else 0 for unit in every], dtype=np.intp)
        return {"start": start, "end": np.array([unit.end.last if unit.end else FAR for unit in every], dtype=np.intp)}

    @cached_property
    def running(self) -> Flags:
        """Whether each period is a year to date."""
        return np.array([span.kind == "ytd" for span in self.spans], dtype=bool)

    @cached_property
    def same_end(self) -> Codes:
        """For each period, the number of the first period that ends in the same week."""
        ends, first, at = np.unique(self.last, return_index=True, return_inverse=True)
        return np.asarray(first[at.ravel()], dtype=np.intp) if len(ends) else np.empty(0, dtype=np.intp)

    def aligned(self, starts: int) -> Flags:
        """Whether each period is a week, or a month, quarter, half or year of years that start in month `starts`."""
        whole = np.isin(self.length, (1, 3, 6, 12)) & ((self.month - starts + 1) % np.maximum(self.length, 1) == 0)
        return np.asarray(whole | (self.length == 0))

    @cached_property
    def by_weeks(self) -> dict[tuple[int, int], int]:
        """The number of a period by its first and last week; if several periods have these weeks, the first of them."""
        numbers: dict[tuple[int, int], int] = {}
        for n, span in enumerate(self.spans):
            numbers.setdefault((span.opens, span.closes), n)
        return numbers

    def number_of(self, period: Period) -> int:
        """The number of a period; -1 if it has none."""
        return self.of_period.get(str(period), -1)

    @cached_property
    def parent(self) -> Codes:
        """The unit above each unit in each period: the parent at its end, or else the last one during it."""
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
        """Whether each unit is ever above another unit."""
        flags = np.zeros(len(self.ids) + 1, dtype=bool)
        flags[self.parent.ravel()] = True
        return flags[:-1]

    @cached_property
    def exists(self) -> Flags:
        """Whether each unit existed in any part of each period."""
        return np.asarray((self.start[:, None] <= self.last) & (self.end[:, None] >= self.first))

    def lived_through(self, unit: Codes, period: Period) -> Flags:
        """Whether units existed through the whole of a period."""
        return np.asarray((self.start[unit] <= period.opens) & (self.end[unit] >= period.closes))

    def begins(self, period: Codes, position: Codes, size: Codes) -> Codes:
        """For each row, the first month of the collection period at `position` in `period`; if `size` is 0, the week there."""
        return np.asarray(np.where(size == 0, self.first[period] + position, self.month[period] + position * size))

    def lived(self, unit: Codes, first: Codes, size: Codes, count: Codes) -> Codes:
        """For each unit, in how many of `count` successive collection periods, from `first` on, it existed (see `begins`)."""
        weekly, step = size == 0, np.maximum(size, 1)
        start = np.where(weekly, self.start[unit], self.lives["start"][unit])
        end = np.where(weekly, self.end[unit], self.lives["end"][unit])
        low, high = np.maximum((start - first) // step, 0), np.minimum((end - first) // step, count - 1)
        return np.asarray(np.maximum(high - low + 1, 0), dtype=np.intp)

    def shifted(self, times: Codes, size: Codes, span: int, other: int) -> Codes:
        """For each of `times`, the collection period in `other` that corresponds to its last collection period.

        If `span` is 2024, `other` is 2023 and figures are collected monthly, both March 2024 and the first quarter of 2024 give
        March 2023. If the tree does not have that month, the quarter gives the first quarter of 2023; if the tree does not have
        that quarter either, it gives 2023. All periods are given by number.

        Parameters
        ----------
        times
            Periods in `span`; -1 gives `other`.
        size
            For each of `times`, the length of its collection periods in months; 0 for weeks.
        """
        distinct, groups = np.unique(times * (int(size.max(initial=0)) + 1) + size, return_inverse=True)
        numbers = np.full(len(distinct), other, dtype=np.intp)
        for at, (n, months) in enumerate(zip(*np.divmod(distinct, int(size.max(initial=0)) + 1), strict=True)):
            if n >= 0:
                numbers[at] = self._shifted(int(n), int(months), span, other)
        return numbers[groups]

    def _shifted(self, n: int, months: int, span: int, other: int) -> int:
        """The result of `shifted` for one period; if `other` has no such week, its last week."""
        if months == 0:
            week = min(int(self.last[n] - self.first[span] + self.first[other]), int(self.last[other]))
            return self.by_weeks.get((week, week), other)
        step = int(self.month[other] - self.month[span])
        first, last = int(self.month[n]) + step, int(self.month[n]) + max(int(self.length[n]), 1) + step - 1
        return self.with_months(last - months + 1, months, self.with_months(first, last - first + 1, other))

    def with_months(self, first: int, months: int, other: int) -> int:
        """The number of the period of `months` months that begins in month `first`; `other` if it is not among the periods."""
        ends = Cycle("month").at(first).opens, Cycle("month").at(first + months - 1).closes
        return self.by_weeks.get(ends, other)

    def under(self, unit: Codes, above: Codes, period: Codes) -> Flags:
        """For each row, whether `unit` existed in `period` and was `above` itself or below it, at any depth."""
        holder, below = unit.copy(), np.zeros(len(unit), dtype=bool)
        for _ in range(self.depth):
            below |= holder == above
            holder = np.where(holder == NOBODY, NOBODY, self.parent[holder, period])
        return np.asarray(self.exists[unit, period] & (below | (holder == above)))
