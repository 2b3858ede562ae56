"""What every figure in a period consists of: cells, and the unit below through which each came (METHODS 1).

Values, coverage, changes like for like, shares and rests are all computed from the table of `Contributions`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, added, among, greatest, grouped, take
from reportlib.analysis.sums.ledger import Ledger, gather
from reportlib.analysis.sums.period_cells import cells_within
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import NOBODY, Tree
from reportlib.periods import Period
from reportlib.workbook import Workbook

SUMS = ("a", "b", "given", "provisional", "hidden", "asked", "there", "short", "sent", "ends")
MARKS = ("origin", "above", "below")


@dataclass(frozen=True)
class Contributions:
    """The cells of some periods, and the units in whose figures they are. A *contribution* is a cell in one unit's figure.

    Parameters
    ----------
    ledger
        The ledger from which they were computed.
    cells
        One row for each cell and period asked about (see `reportlib.analysis.sums.period_cells`).
    wanted
        The numbers of the periods asked about.
    unit, via, row
        For each contribution, the unit of the figure; the unit directly below through which the cell came (the unit itself
        for its own cell, `NOBODY` for a cell that a longer one replaces); and the row of the cell.
    counts
        Whether each contribution is in the figure; if not, a figure that the unit gave itself replaces it.
    """

    ledger: Ledger
    cells: Columns
    wanted: tuple[int, ...]
    unit: Codes
    via: Codes
    row: Codes
    counts: Flags

    @property
    def tree(self) -> Tree:
        """The units and periods, by number."""
        return self.ledger.tree

    @property
    def rules(self) -> Rules:
        """How each indicator is collected and added up, by its number."""
        return self.ledger.rules

    def table(self, chosen: Flags, names: Sequence[str] = ()) -> Columns:
        """The cells of the chosen contributions: all columns or those in `names`, with `unit` and `via`."""
        at = np.flatnonzero(chosen)
        cells = {name: self.cells[name] for name in names} if names else self.cells
        return take(cells, self.row[at]) | {"unit": self.unit[at], "via": self.via[at]}

    def of(self, period: Period) -> Flags:
        """Whether each contribution belongs to a figure of a period."""
        return np.asarray(self.cells["p"] == self.tree.number_of(period))[self.row]


def contributions(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> Contributions:
    """Compute what the figures of some periods, of any kind, are made of.

    In sums further up, a unit's own figure replaces what is below it. A figure for a whole period replaces the unit's
    figures for parts of the period, and counts for the parent that the unit had at the end.
    """
    ledger = gather(observations, workbook, periods)
    wanted = tuple(ledger.tree.number_of(period) for period in dict.fromkeys(periods))
    cells = cells_within(ledger, wanted)
    return Contributions(ledger, cells, wanted, *_risen(cells, ledger.tree, ledger.rules))


def _risen(cells: Columns, tree: Tree, rules: Rules) -> tuple[Codes, Codes, Codes, Flags]:
    """Add every cell to the figures of the units above it, level by level: `unit`, `via`, `row` and `counts`."""
    places = _Places(cells, tree)
    there = cells["there"] == 1
    own = places.of(np.flatnonzero(there & ~cells["replaced"] & tree.holders[cells["u"]]))
    rises, level = rules.rises[cells["i"]], tree.level[cells["u"]]
    tables: list[tuple[Codes, Codes, Codes, Flags]] = []
    row = holder = np.empty(0, dtype=np.intp)
    for depth in reversed(range(tree.depth)):
        above = tree.parent[holder, cells["t"][row]]
        comes = (above != NOBODY) & (tree.level[above] == depth) & rises[row]
        unit, came, through = above[comes], row[comes], holder[comes]
        free = ~places.any_among(came, unit, own)
        mine = np.flatnonzero(level == depth)
        parts, mine = mine[cells["replaced"][mine]], mine[~cells["replaced"][mine]]
        silent = mine[~there[mine] & tree.holders[cells["u"][mine]]]
        mine = mine[~among(mine, silent[places.any_among(silent, cells["u"][silent], places.of(came, unit))])]
        tables.append((unit, through, came, free))
        tables.append((cells["u"][parts], np.full(len(parts), NOBODY), parts, np.zeros(len(parts), dtype=bool)))
        tables.append((cells["u"][mine], cells["u"][mine], mine, np.ones(len(mine), dtype=bool)))
        row = np.concatenate([row[~comes], came[free], mine])
        holder = np.concatenate([holder[~comes], unit[free], cells["u"][mine]])
    unit, via, at, counts = (np.concatenate(columns) for columns in zip(*tables, strict=True))
    return unit, via, at, counts.astype(bool)


class _Places:
    """Numbers that encode a *place*: an indicator, a period asked about, a unit, and a collection period in that period."""

    def __init__(self, cells: Columns, tree: Tree) -> None:
        self.base = (cells["i"] * len(tree.periods) + cells["p"]) * len(tree.ids)
        self.unit, self.start, self.stop = cells["u"], cells["start"], cells["stop"]
        self.most = int(cells["places"].max(initial=1))

    def of(self, rows: Codes, unit: Codes | None = None) -> Codes:
        """The places of some cells, one for each collection period that a cell covers; `unit` replaces the unit of the cell."""
        first = self._first(rows, self.unit[rows] if unit is None else unit)
        length = self.stop[rows] - self.start[rows]
        return np.concatenate([first, *(first[length > n] + n for n in range(1, int(length.max(initial=1))))])

    def any_among(self, rows: Codes, unit: Codes, wanted: Codes) -> Flags:
        """Whether any of each cell's places is among `wanted`; `unit` replaces the unit of the cell."""
        first, length = self._first(rows, unit), self.stop[rows] - self.start[rows]
        covered = among(first, wanted)
        for n in range(1, int(length.max(initial=1))):
            longer = np.flatnonzero(length > n)
            covered[longer] |= among(first[longer] + n, wanted)
        return covered

    def _first(self, rows: Codes, unit: Codes) -> Codes:
        return np.asarray((self.base[rows] + unit) * self.most + self.start[rows])


def summed(rows: Columns, by: Sequence[str], sizes: Sequence[int]) -> Columns:
    """Add up contributions by group: the sums of `SUMS`, and the maximum of each of `MARKS`.

    `sizes` is the number of values that each column of `by` can have.
    """
    keys = np.zeros(len(rows["a"]), dtype=np.intp)
    for name, size in zip(by, sizes, strict=True):
        keys = keys * size + rows[name]
    groups, left_keys = grouped(keys)
    columns: Columns = {}
    for name, size in zip(reversed(by), reversed(sizes), strict=True):
        left_keys, columns[name] = np.divmod(left_keys, size)
    sums = {name: added(rows[name], groups, len(left_keys)) for name in SUMS}
    return columns | sums | {name: greatest(rows[name], groups, len(left_keys)) for name in MARKS}
