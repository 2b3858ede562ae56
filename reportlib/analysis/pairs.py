"""Changes like for like: pairs of a unit and a collection period that are there on both sides (METHODS 2)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.cells import MARKS, is_stock
from reportlib.analysis.contributions import Contributions
from reportlib.analysis.rollup import FEW_PROVISIONAL
from reportlib.analysis.tree import Codes, Tree
from reportlib.catalogue import Catalogue
from reportlib.observations.table import ORIGINS
from reportlib.periods import Period

MOVES: Final = ["indicator", "unit", "mover", "joined", "amount"]
CELL = ["i", "unit", "u", "position"]
NUMBERS: Final = ["a", "b", "given", "provisional", "hidden", *MARKS]
COUNTED = ("flow", "stock", "distinct")
"""Kinds of indicator of which a change is told in per cent."""
SYNTHETIC = ORIGINS.index("synthetic")
CHANGE: Final = ["before", "change", "growth", "pairs", "of_pairs", "cells", "of_cells", "moved", "movers", "loose_change"]
"""What `change_since` tells of each figure."""


def change_since(made_of: Contributions, period: Period, earlier: Period, *, catalogue: Catalogue) -> pd.DataFrame:
    """How every figure changed from an earlier period of the same length, told of the pairs that are there on both sides.

    A unit that existed and did not answer in one of the two is left out in both, one collection period at a time. Units that
    opened or closed, joined the unit above or left it, count on the side where they belong, and what comes from them is told.

    Parameters
    ----------
    made_of
        The contributions to both periods.
    period, earlier
        The two periods.

    Returns
    -------
    One row an indicator and unit that has a change: `before`, the earlier value; `change`, in the indicator's measure, and
    `growth`, as a share of `before`; `pairs` and `of_pairs`, of how many units below it is told, of how many; `cells` and
    `of_cells`, the same in returns; `moved`, the part of the change that comes from units that joined or left, and `movers`,
    how many did; `loose_change`, whether either side is provisional. Nothing is told of a unit that lived through a part of
    either period, nor across a qualifier, nor between figures that are made up and figures that are not.
    """
    tree = made_of.tree
    told = _changes(_sums(beside(made_of, period, earlier)), made_of, catalogue)
    stocks = told["i"].isin([n for n, i in enumerate(catalogue.indicators) if is_stock(i)])
    whole = stocks | lived_through(tree, told["unit"].to_numpy(), period) & lived_through(tree, told["unit"].to_numpy(), earlier)
    return _named(told[whole], made_of)[["indicator", "unit", *CHANGE]]


def beside(made_of: Contributions, period: Period, earlier: Period) -> pd.DataFrame:
    """The contributions to two periods side by side, each marked as a `pair`, as `joined` or `left`, or as none of these."""
    t, t0 = made_of.tree.of_period[str(period)], made_of.tree.of_period[str(earlier)]
    now, then = _alike(_side(made_of, t), _side(made_of, t0))
    both = now.merge(then, on=CELL, how="outer", suffixes=("", "_0"), indicator="sides")
    return _classed(both, made_of.tree, t, t0)


def moves(both: pd.DataFrame, made_of: Contributions) -> pd.DataFrame:
    """Who joined each unit or left it between two periods.

    Returns
    -------
    indicator, unit, `mover`, whether it `joined` (or left) and `amount`, how much of a count it brought or took along.
    """
    rows = both[both["joined"] | both["left"]]
    amount = rows["a"].where(rows["joined"], 0.0) - rows["a_0"].where(rows["left"], 0.0)
    grouped = rows.assign(amount=amount).groupby(["i", "unit", "u", "joined"], as_index=False).agg(amount=("amount", "sum"))
    ids = np.array(made_of.tree.ids, dtype=object)
    return _named(grouped, made_of).assign(mover=ids[grouped["u"].to_numpy(dtype=np.intp)]).astype({"mover": "str"})[MOVES]


def pushes(both: pd.DataFrame, made_of: Contributions) -> pd.DataFrame:
    """What each unit directly below added to a count, or took from it, between two periods; together they are the change.

    Returns
    -------
    indicator, unit, `child` and `push`.
    """
    used = both[both["pair"] | both["joined"] | both["left"]]
    names = ["i", "unit", "via", "push"]
    now, then = (used[["i", "unit", via, a]].set_axis(names, axis=1).dropna() for via, a in (("via", "a"), ("via_0", "a_0")))
    sides = [now, then.assign(push=-then["push"])]
    both_sides = pd.concat([side[side["via"] != side["unit"]] for side in sides], ignore_index=True)
    sums = both_sides.groupby(["i", "unit", "via"], as_index=False).agg(push=("push", "sum"))
    ids = np.array(made_of.tree.ids, dtype=object)
    table = _named(sums, made_of).assign(child=ids[sums["via"].to_numpy(dtype=np.intp)]).astype({"child": "str"})
    return table[["indicator", "unit", "child", "push"]]


def _side(made_of: Contributions, at: int) -> pd.DataFrame:
    """The contributions to one of the two periods."""
    rows = made_of.table(["i", "u", "t", "p", "position", "a", "b", "given", "provisional", "hidden", "there", *MARKS])
    return rows[rows["p"] == at].drop(columns="p").reset_index(drop=True)


def _alike(now: pd.DataFrame, then: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both sides at one frequency: what stands for the whole of a period on one side is added up on the other."""
    wholes = [side.loc[side["position"] < 0, ["i", "u"]].drop_duplicates() for side in (now, then)]
    parts = [side.loc[side["position"] >= 0, ["i", "u"]].drop_duplicates() for side in (now, then)]
    return _joined(now, wholes[1].merge(parts[0])), _joined(then, wholes[0].merge(parts[1]))


def _joined(side: pd.DataFrame, coarse: pd.DataFrame) -> pd.DataFrame:
    """One side, the parts of some cells added up to one for the whole."""
    if coarse.empty:
        return side
    chosen = pd.MultiIndex.from_frame(side[["i", "u"]]).isin(pd.MultiIndex.from_frame(coarse)) & (side["position"] >= 0)
    rules = {
        "a": "sum",
        "b": "sum",
        "given": "min",
        "there": "min",
        **dict.fromkeys(["provisional", "hidden", "t", *MARKS], "max"),
    }
    whole = side[chosen].groupby(["i", "unit", "u"], as_index=False).agg({**rules, "via": "last"}).assign(position=-1)
    return pd.concat([side[~chosen], whole], ignore_index=True)


def _classed(both: pd.DataFrame, tree: Tree, t: int, t0: int) -> pd.DataFrame:
    """Each pair with what it is: `pair`, `joined`, `left`, or neither, where one side is owed and not given."""
    whole = [both[f"given{side}"].eq(1) & both[f"hidden{side}"].eq(0) & both[f"there{side}"].eq(1) for side in ("", "_0")]
    unit, above = (both[name].to_numpy(dtype=np.intp) for name in ("u", "unit"))
    times = both["t"].to_numpy(), both["t_0"].to_numpy()
    counterpart = _counterparts(both, tree, t, t0)
    was = tree.under(unit, above, np.where(np.isnan(times[1]), counterpart[1], times[1]).astype(np.intp))
    is_ = tree.under(unit, above, np.where(np.isnan(times[0]), counterpart[0], times[0]).astype(np.intp))
    only_now, only_then = both["sides"] == "left_only", both["sides"] == "right_only"
    return both.assign(
        pair=(both["sides"] == "both") & whole[0] & whole[1],
        joined=only_now & whole[0] & ~was,
        left=only_then & whole[1] & ~is_,
        stays=was & is_,
    )


def _counterparts(both: pd.DataFrame, tree: Tree, t: int, t0: int) -> tuple[Codes, Codes]:
    """For each cell, the number of the period on either side in which its counterpart would stand."""
    found = []
    for at, column, other in ((t, "t", "t_0"), (t0, "t_0", "t")):
        span = Period.parse(tree.periods[at])
        there = both[column].fillna(-1).astype(int).to_numpy()
        across = both[other].fillna(-1).astype(int).to_numpy()
        shifted = {n: _shifted(tree, n, span, Period.parse(tree.periods[t0 if at == t else t])) for n in set(across[there < 0])}
        found.append(np.array([here if here >= 0 else shifted[far] for here, far in zip(there, across, strict=True)]))
    return found[0], found[1]


def _shifted(tree: Tree, n: int, span: Period, other: Period) -> int:
    """The number of the period that lies in `span` as period n lies in `other`; where there is none, that of all the span."""
    part, months = Period.parse(tree.periods[n]), span.first - other.first
    if part.kind == "ytd" or months % part.months:
        return tree.of_period[str(span)]
    return tree.of_period.get(str(part.shift(months // part.months)), tree.of_period[str(span)])


def _sums(both: pd.DataFrame) -> pd.DataFrame:
    """Of each indicator and unit: both sides' sums over pairs alone and with those that joined or left, and what is counted."""
    used = both["pair"] | both["joined"] | both["left"]
    paired, numbers = both["pair"].astype("float64"), both.fillna({name: 0.0 for name in both.columns if name in _ZEROED})
    columns = {
        "a": numbers["a"] * (used & (both["sides"] != "right_only")),
        "b": numbers["b"] * (used & (both["sides"] != "right_only")),
        "a_0": numbers["a_0"] * (used & (both["sides"] != "left_only")),
        "b_0": numbers["b_0"] * (used & (both["sides"] != "left_only")),
        "pa": numbers["a"] * paired,
        "pb": numbers["b"] * paired,
        "pa_0": numbers["a_0"] * paired,
        "pb_0": numbers["b_0"] * paired,
        "loose": numbers["provisional"] * used,
        "loose_0": numbers["provisional_0"] * used,
        "rows": (used & (both["sides"] != "right_only")).astype("float64"),
        "rows_0": (used & (both["sides"] != "left_only")).astype("float64"),
        "leans": ((numbers["above"] + numbers["below"] + numbers["above_0"] + numbers["below_0"]) > 0) & used,
        "made_up": (numbers["origin"] == SYNTHETIC) & used & (both["sides"] != "right_only"),
        "made_up_0": (numbers["origin_0"] == SYNTHETIC) & used & (both["sides"] != "left_only"),
    }
    rules = {name: "max" if name in ("leans", "made_up", "made_up_0") else "sum" for name in columns}
    sums = both[["i", "unit"]].assign(**columns).groupby(["i", "unit"], as_index=False).agg(rules)
    return sums.merge(_counted(both), on=["i", "unit"])


_ZEROED = {f"{name}{side}" for name in NUMBERS for side in ("", "_0")}


def _counted(both: pd.DataFrame) -> pd.DataFrame:
    """Of how many units below the change is told, of how many there are, and how many joined or left."""
    flags = both.assign(mover=both["joined"] | both["left"])[["i", "unit", "u", "pair", "mover", "stays"]]
    by_unit = flags.groupby(["i", "unit", "u"], as_index=False).max()
    counted = by_unit.groupby(["i", "unit"], as_index=False).agg(
        pairs=("pair", "sum"), of_pairs=("stays", "sum"), movers=("mover", "sum")
    )
    cells = flags.groupby(["i", "unit"], as_index=False)
    return counted.merge(cells.agg(cells=("pair", "sum"), of_cells=("stays", "sum")), on=["i", "unit"])


def _changes(sums: pd.DataFrame, made_of: Contributions, catalogue: Catalogue) -> pd.DataFrame:
    """The change that some sums make, where it may be told."""
    indicators = catalogue.indicators
    divided = sums["i"].isin([n for n, i in enumerate(indicators) if i.kind in ("ratio", "score")])
    scale = sums["i"].map({n: i.scale for n, i in enumerate(indicators)})

    def value(a: str, b: str) -> pd.Series[float]:
        return sums[a].mask(divided, scale * sums[a] / sums[b].where(sums[b] != 0))

    now, then, paired = value("a", "b"), value("a_0", "b_0"), value("pa", "pb") - value("pa_0", "pb_0")
    told = (sums["rows"] > 0) & (sums["rows_0"] > 0) & ~sums["leans"] & (sums["made_up"] == sums["made_up_0"])
    told &= sums["pairs"] > 0
    least = sums["i"].map({n: i.min_base for n, i in enumerate(indicators)})
    change = (now - then).where(told)
    counted = sums["i"].isin([n for n, i in enumerate(indicators) if i.kind in COUNTED])
    return sums[["i", "unit", "pairs", "of_pairs", "cells", "of_cells", "movers"]].assign(
        before=then.where(told),
        change=change,
        growth=(change / then).where((then > 0) & (then >= least) & (now >= 0) & counted),
        moved=(change - paired.fillna(0.0)).where(sums["movers"] > 0, 0.0),
        loose_change=(sums["loose"] > FEW_PROVISIONAL * sums["rows"]) | (sums["loose_0"] > FEW_PROVISIONAL * sums["rows_0"]),
    )[change.notna()]


def lived_through(tree: Tree, unit: Codes, period: Period) -> NDArray[np.bool_]:
    """Whether units existed through the whole of a period."""
    return np.asarray(tree.months[unit, tree.of_period[str(period)]] == period.months)


def _named(told: pd.DataFrame, made_of: Contributions) -> pd.DataFrame:
    names, units = np.array(made_of.names, dtype=object), np.array(made_of.tree.ids, dtype=object)
    key = {"indicator": names[told["i"].to_numpy()], "unit": units[told["unit"].to_numpy()]}
    return told.assign(**key).astype({"indicator": "str", "unit": "str"})
