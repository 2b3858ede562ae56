"""Which units were below which: a return counts for the parent that its unit had at the time (METHODS 1)."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, coded
from reportlib.analysis.sums.tree import NOBODY, Tree
from reportlib.periods import Period
from reportlib.workbook.units import Units

NONE: Codes = np.empty(0, dtype=np.intp)


class RowsByParent:
    """The rows of a table with the columns `unit` and `period`, by the units above the row's unit in the row's period."""

    def __init__(self, table: pd.DataFrame, tree: Tree) -> None:
        self.tree = tree
        self.unit: Codes = coded(table["unit"], tree.of_unit)
        self.period: Codes = coded(table["period"], tree.of_period)

    @cached_property
    def _above(self) -> list[Codes]:
        """The unit above each row's unit, the next one above, and so on to the top; `NOBODY` if there is none."""
        holders, holder = [], self.unit
        while len(holder):
            holder = np.where(holder == NOBODY, NOBODY, self.tree.parent[holder, self.period])
            if (holder == NOBODY).all():
                break
            holders.append(holder)
        return holders

    @cached_property
    def _under(self) -> dict[str, Codes]:
        every = np.concatenate([NONE, *self._above])
        rows = np.tile(np.arange(len(self.unit)), len(self._above))
        order = np.argsort(every, kind="stable")
        units, first = np.unique(every[order], return_index=True)
        parts = np.split(rows[order], first[1:]) if len(units) else []
        return {self.tree.ids[unit]: part for unit, part in zip(units, parts, strict=True) if unit != NOBODY}

    def under(self, unit: str) -> Codes:
        """The rows whose unit was below `unit`, at any depth, in the row's period."""
        return self._under.get(unit, NONE)

    def between(self, unit: str, rows: Codes) -> list[str]:
        """The units of some rows, which must be below `unit`, and all units between them and `unit`."""
        holders, own = [self.unit[rows]], self.tree.of_unit[unit]
        for holder in self._above:
            inside: NDArray[np.bool_] = (holders[-1] != own) & (holders[-1] != NOBODY)
            holders.append(np.where(inside, holder[rows], NOBODY))
        names = sorted(set(np.concatenate(holders).tolist()) - {NOBODY, own})
        return [self.tree.ids[name] for name in names]


def astray(units: Units, period: Period) -> dict[str, list[str]]:
    """The units without a parent in a period that have parents at other times, by their last parent."""
    here, by_parent = units.parents_in(period), dict[str, list[str]]()
    for stray in (u for u in units.units if u.parents and u.id not in here):
        by_parent.setdefault(stray.parents[-1].id, []).append(stray.id)
    return by_parent
