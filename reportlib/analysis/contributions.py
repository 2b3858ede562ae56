"""What every unit's figure in a period is made of: which cells, and through which of the units below it they came (METHODS 1).

One reckoning serves all that is said of sums: values, coverage, changes like for like, shares, the rest of a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.asked import coded, owed, with_owed
from reportlib.analysis.cells import MARKS, collected, collects, stocks
from reportlib.analysis.tree import NOBODY, Codes, Tree
from reportlib.observations.table import KEY
from reportlib.periods import Period
from reportlib.workbook import Workbook

SUMS = ["a", "b", "given", "provisional", "hidden", "asked", "there"]


@dataclass(frozen=True)
class Contributions:
    """The cells of some periods, and which unit's figure each of them is part of.

    Parameters
    ----------
    cells
        One row a cell and period asked about: `i`, `u`, `t` (indicator, unit, the cell's own period), `p` (the period asked
        about), `position` (which collection period of `p` it is, from 0; -1: all of it), sums, marks and counts.
    unit, via, row
        One entry a contribution: whose figure it is part of, through which unit directly below (itself: its own), which cell.
    settled
        Whether it is part of the figure; the others would be, had the unit no figure of its own.
    """

    names: tuple[str, ...]
    tree: Tree
    cells: pd.DataFrame
    unit: Codes
    via: Codes
    row: Codes
    settled: NDArray[np.bool_]

    def table(self, columns: Sequence[str], *, settled: bool = True) -> pd.DataFrame:
        """The contributions with some columns of their cells, beside `unit` and `via`.

        `settled`: those that figures are made of; otherwise those that came from below (or, with `via` `NOBODY`, from the
        unit's own parts of the period), whether a figure of its own stands in their place or not.
        """
        chosen = self.settled if settled else self.via != self.unit
        cells = self.cells[list(columns)].take(self.row[chosen]).reset_index(drop=True)
        return cells.assign(unit=self.unit[chosen], via=self.via[chosen])


def contributions(observations: pd.DataFrame, workbook: Workbook, periods: Sequence[Period]) -> Contributions:
    """What the figures of some periods, of any kind, are made of.

    Where a unit between has a figure of its own it stands in the sums above in place of what is below it. What a unit gave for
    the whole of a period stands in place of the parts; it counts for the parent that the unit had at the end.
    """
    names = tuple(i.id for i in workbook.catalogue.indicators)
    wanted = list(dict.fromkeys(periods))
    until = max([*wanted, *map(Period.parse, observations["period"].unique())], default=None)
    owing = owed(observations, workbook, until=until) if until else observations[KEY].iloc[:0]
    cells = with_owed(collected(observations, workbook), owing)
    parts = {str(part) for period in wanted for kind in set(collects(workbook).values()) for part in period.parts(kind)}
    texts = dict.fromkeys([*map(str, wanted), *cells["period"].unique(), *sorted(parts)])
    tree = Tree(workbook.units, workbook.level_ids, list(texts))
    laid = _laid(coded(cells, tree, names), wanted, tree, names, workbook)
    return Contributions(names, tree, laid, *_risen(laid, tree, names, workbook))


def _laid(cells: pd.DataFrame, wanted: Sequence[Period], tree: Tree, names: Sequence[str], workbook: Workbook) -> pd.DataFrame:
    """The cells that each period asked about is made of: those of its collection periods, and those of the whole of it."""
    placed = _positions(wanted, tree, names, workbook)
    rules = stocks(workbook.catalogue).drop(columns="indicator").assign(i=range(len(names)))
    rows = cells.merge(placed, on=["i", "t"]).merge(rules, on="i")
    whole = rows["position"] < 0
    only_last = rows["a_stock"] & rows["b_stock"]
    rows = rows[whole | (rows["adds"] & (rows["last"] | ~only_last))]
    last = (rows["last"] | (rows["position"] < 0)).astype("float64")
    rows = rows.assign(a=rows["a"] * last.where(rows["a_stock"], 1.0), b=rows["b"] * last.where(rows["b_stock"], 1.0))
    rows = rows.sort_values("way", kind="stable").drop_duplicates(["i", "u", "p", "t", "position"])
    rows = _one_whole(rows)
    rows.loc[_half_there(rows, placed, tree), ["a", "b", "given", "provisional", "hidden", "there", *MARKS]] = 0
    return rows.drop(columns=["last", "way", "a_stock", "b_stock", "adds"]).reset_index(drop=True)


def _positions(wanted: Sequence[Period], tree: Tree, names: Sequence[str], workbook: Workbook) -> pd.DataFrame:
    """Which cells' periods make up each period asked about: `i`, `p`, `t`, `position`, `last`, and `way`, nearest first."""
    parsed = [(Period.parse(text), n) for n, text in enumerate(tree.periods)]
    by_range: dict[tuple[int, int], list[int]] = {}
    for period, n in parsed:
        by_range.setdefault((period.first, period.last), []).append(n)
    kinds = collects(workbook)
    rows = []
    for period in wanted:
        p = tree.of_period[str(period)]
        same = [(p, t, -1, True, int(t != p)) for t in by_range[period.first, period.last]]
        for kind in set(kinds.values()):
            parts = [part for part in period.parts(kind) if not part.same_as(period)]
            of_parts = [(p, tree.of_period[str(part)], n, part == parts[-1], 0) for n, part in enumerate(parts)]
            rows += [(i, *row) for i, name in enumerate(names) if kinds[name] == kind for row in (*same, *of_parts)]
    columns = pd.Index(["i", "p", "t", "position", "last", "way"])
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns, "int64") | {"last": bool})


def _one_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """One cell for the whole of a period where a unit gave several of the same months (Q1 and a running total to March)."""
    whole = rows[rows["position"] < 0].sort_values(["there", "way"], ascending=[False, True], kind="stable")
    spare = whole.index[whole.duplicated(["i", "u", "p"])]
    return rows.drop(index=spare)


def _half_there(rows: pd.DataFrame, placed: pd.DataFrame, tree: Tree) -> pd.Series[bool]:
    """Cells of a ratio of a flow and a stock whose unit did not give all of a period: its sum over a stock would be no rate."""
    mixed = rows[(rows["position"] >= 0) & (rows["a_stock"] != rows["b_stock"])]
    units = mixed[["i", "u", "p"]].drop_duplicates()
    parts = units.merge(placed.loc[placed["position"] >= 0, ["i", "p", "t"]], on=["i", "p"])
    lived = parts.assign(lived=tree.exists[parts["u"].to_numpy(), parts["t"].to_numpy()]).groupby(["i", "u", "p"])["lived"].sum()
    given = mixed.groupby(["i", "u", "p"])["given"].sum()
    lacking = given.index[given < lived.reindex(given.index)]
    emptied = mixed.index[pd.MultiIndex.from_frame(mixed[["i", "u", "p"]]).isin(lacking)]
    return pd.Series(rows.index.isin(emptied), index=rows.index)


def _risen(
    cells: pd.DataFrame, tree: Tree, names: Sequence[str], workbook: Workbook
) -> tuple[Codes, Codes, Codes, NDArray[np.bool_]]:
    """Every cell carried up the tree, level by level from the bottom.

    Returns
    -------
    Whose figure it is part of, through which unit below that it came, which cell it is, and whether it counts.
    """
    rising = np.isin(cells["i"], [n for n, i in enumerate(workbook.catalogue.indicators) if i.rolls_up != "none"])
    i, u, p, t = (np.asarray(cells[name], dtype=np.intp) for name in ("i", "u", "p", "t"))
    there, whole = np.asarray(cells["there"] == 1), np.asarray(cells["position"] < 0)
    key = _Keys(len(tree.ids), len(tree.periods))
    own_whole, own_part, in_parts = key(i, p, u)[there & whole], key.part(i, p, t, u)[there], key(i, p, u)[there & ~whole]
    found: list[tuple[Codes, Codes, Codes, NDArray[np.bool_]]] = []
    row = held = np.empty(0, dtype=np.intp)
    for level in reversed(range(tree.depth)):
        above = tree.parent[held, t[row]] if len(row) else held
        comes = (above != NOBODY) & (tree.level[above] == level) & rising[row]
        unit, came, through = above[comes], row[comes], held[comes]
        place = key(i[came], p[came], unit)
        stopped = np.isin(place, own_whole) | np.isin(key.part(i[came], p[came], t[came], unit), own_part)
        stopped |= whole[came] & np.isin(place, in_parts)
        mine = np.flatnonzero(tree.level[u] == level)
        silent = ~there[mine] & np.isin(key.part(i[mine], p[mine], t[mine], u[mine]), key.part(i[came], p[came], t[came], unit))
        replaced = ~whole[mine] & np.isin(key(i[mine], p[mine], u[mine]), own_whole)
        parts = mine[replaced]
        mine = mine[~silent & ~replaced]
        found.append((unit, through, came, ~stopped))
        found.append((u[parts], np.full(len(parts), NOBODY), parts, np.zeros(len(parts), dtype=bool)))
        found.append((u[mine], u[mine], mine, np.ones(len(mine), dtype=bool)))
        row = np.concatenate([row[~comes], came[~stopped], mine])
        held = np.concatenate([held[~comes], unit[~stopped], u[mine]])
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))  # type: ignore[return-value]


@dataclass(frozen=True)
class _Keys:
    """One number for an indicator, a period asked about (and a cell's own) and a unit."""

    units: int
    periods: int

    def __call__(self, i: Codes, p: Codes, u: Codes) -> Codes:
        return np.asarray((i * self.periods + p) * self.units + u)

    def part(self, i: Codes, p: Codes, t: Codes, u: Codes) -> Codes:
        return np.asarray(((i * self.periods + p) * self.periods + t) * self.units + u)


def summed(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The sums and counts of some contributions by group, and the marks that the sum inherits."""
    return rows.groupby(by, as_index=False, sort=False).agg({**dict.fromkeys(SUMS, "sum"), **dict.fromkeys(MARKS, "max")})
