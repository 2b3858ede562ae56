"""What each unit's figure is of the whole above it: coverage in units, its part, and the rest of the whole (METHODS 1, 4)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.contributions import Contributions, summed
from reportlib.analysis.tree import NOBODY, Tree
from reportlib.periods import Period

COVERAGE: Final = ["k", "n", "returns_in", "returns_asked", "hidden", "loose", "parts"]
REST: Final = [
    "part",
    "part_b",
    "rest_a",
    "rest_b",
    "rest_k",
    "rest_n",
    "whole_k",
    "whole_n",
    "rest_loose",
    "rest_leans",
    "negative_part",
    "split",
]
_COLUMNS = ["i", "u", "p", "a", "b", "given", "provisional", "hidden", "asked", "there", "origin", "above", "below"]


def coverage(made_of: Contributions, period: Period) -> pd.DataFrame:
    """Of every sum in a period: in how many of the units asked it is complete.

    Returns
    -------
    One row an indicator and unit: `k`, the units that gave it for every collection period in which they stood there, of `n`
    asked; `returns_in` of `returns_asked`, the same in returns; `hidden`, how many returns are suppressed at the source;
    `loose`, how many are provisional; `parts`, how many cells the figure is made of.
    """
    rows = _of_period(made_of.table(_COLUMNS), made_of, period)
    by_unit = rows.groupby(["i", "unit", "u"], as_index=False, sort=False).agg(
        given=("given", "min"), returns_in=("given", "sum"), returns_asked=("asked", "sum"), hidden=("hidden", "sum"),
        loose=("provisional", "sum"), parts=("there", "sum"),
    )  # fmt: skip
    sums = by_unit.groupby(["i", "unit"], as_index=False, sort=False).agg(
        k=("given", "sum"), n=("given", "size"), returns_in=("returns_in", "sum"), returns_asked=("returns_asked", "sum"),
        hidden=("hidden", "sum"), loose=("loose", "sum"), parts=("parts", "sum"),
    )  # fmt: skip
    return named(sums, made_of)[["indicator", "unit", *COVERAGE]]


def of_the_whole(made_of: Contributions, period: Period) -> pd.DataFrame:
    """What each unit gave to the figure of the unit above while it stood there, and what is left of that without it.

    Where the unit above has a figure of its own with its parts, the rest is that less the unit's part.

    Returns
    -------
    One row an indicator and unit that has one above: `part` and `part_b`, its sums in the whole; `rest_a`, `rest_b`, those of
    the rest; `rest_k`, `rest_n`, of how many units; `whole_k`, `whole_n`, the same of the whole; `rest_loose`, whether the rest
    is provisional; `rest_leans`, whether the whole holds a figure with a qualifier or a suppressed one; `negative_part`,
    whether any part of the whole is negative; `split`, whether the unit stood there through a part of the period only.
    """
    tree = made_of.tree
    t = tree.of_period[str(period)]
    settled = _of_period(made_of.table(_COLUMNS), made_of, period)
    below = _of_period(made_of.table(_COLUMNS, settled=False), made_of, period)
    parts = summed(below[below["via"] != NOBODY], ["i", "unit", "via"]).merge(
        _units_in(below[below["via"] != NOBODY], ["i", "unit", "via"]), on=["i", "unit", "via"]
    )
    wholes = summed(settled, ["i", "unit"]).merge(_units_in(settled, ["i", "unit"]), on=["i", "unit"])
    own = settled.loc[settled["via"] == settled["unit"], ["i", "unit"]].drop_duplicates().assign(own=True)
    from_below = below[below["via"] != NOBODY]
    negative = from_below.assign(negative_part=from_below["a"] < 0).groupby(["i", "unit"], as_index=False)["negative_part"].max()
    both = (
        parts.merge(wholes, on=["i", "unit"], suffixes=("", "_whole"))
        .merge(own, on=["i", "unit"], how="left")
        .merge(negative, on=["i", "unit"])
    )
    both = both.loc[tree.parent[both["via"].to_numpy(), t] == both["unit"].to_numpy()]
    return named(_rest(both, tree, period), made_of, unit="via")[["indicator", "unit", *REST]]


def shares_in(made_of: Contributions, period: Period) -> pd.DataFrame:
    """What each unit directly below gave to a figure in a period while it stood there: indicator, unit, `child` and `part`.

    The parts are there beside a figure of the unit's own too, of which they may be less or more. One of which all that came is
    suppressed is missing, not nought.
    """
    rows = _of_period(made_of.table(_COLUMNS, settled=False), made_of, period)
    rows = rows[rows["via"] != NOBODY]
    sums = rows.groupby(["i", "unit", "via"], as_index=False).agg(
        part=("a", "sum"), there=("there", "sum"), hidden=("hidden", "sum")
    )
    ids = np.array(made_of.tree.ids, dtype=object)
    table = named(sums, made_of).assign(
        child=ids[sums["via"].to_numpy(dtype=np.intp)], part=sums["part"].where(sums["there"] > sums["hidden"])
    )
    return table.astype({"child": "str"})[["indicator", "unit", "child", "part"]]


def _rest(both: pd.DataFrame, tree: Tree, period: Period) -> pd.DataFrame:
    """What is left of each whole without each of its parts."""
    own = both["own"].fillna(False).astype(bool)
    given, loose = both["given_whole"] - both["given"], both["provisional_whole"] - both["provisional"]
    lean = both[["above_whole", "below_whole", "hidden_whole"]].any(axis=1)
    addable = ~own | (both["there"] >= both["given"])  # a bare value, without its parts, cannot be taken out of an own figure
    return both.assign(
        part=both["a"],
        part_b=both["b"],
        rest_a=(both["a_whole"] - both["a"]).where(addable),
        rest_b=(both["b_whole"] - both["b"]).where(addable),
        rest_k=(both["k_whole"] - both["k"]).mask(own, 1),
        rest_n=(both["n_whole"] - both["n"]).mask(own, 1),
        whole_k=both["k_whole"].mask(own, 1),
        whole_n=both["n_whole"].mask(own, 1),
        rest_loose=(loose > 0.2 * given).where(~own, both["provisional_whole"] > 0),
        rest_leans=lean,
        split=_split(both["via"].to_numpy(), tree, period),
    )


def _split(unit: NDArray[Any], tree: Tree, period: Period) -> NDArray[np.bool_]:
    """Whether each unit stood under its parent through a part of the period only."""
    moved = np.zeros(len(tree.ids), dtype=bool)
    for n, known in enumerate(tree.units.units):
        spans = [(known.start, known.end), *((parent.start, parent.end) for parent in known.parents)]
        starts, ends = [start for start, _ in spans if start], [end for _, end in spans if end]
        moved[n] = any(period.first < start.first <= period.last for start in starts) or any(
            period.first <= end.last < period.last for end in ends
        )
    return np.asarray(moved[unit])


def _units_in(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """In how many units each group is complete, of how many."""
    by_unit = rows.groupby([*by, "u"], as_index=False, sort=False).agg(given=("given", "min"))
    counted: pd.DataFrame = by_unit.groupby(by, as_index=False, sort=False).agg(k=("given", "sum"), n=("given", "size"))
    return counted


def _of_period(rows: pd.DataFrame, made_of: Contributions, period: Period) -> pd.DataFrame:
    """The contributions to one of the periods."""
    return rows[rows["p"] == made_of.tree.of_period[str(period)]]


def named(sums: pd.DataFrame, made_of: Contributions, *, unit: str = "unit") -> pd.DataFrame:
    """Sums with the words of indicator and unit in place of their numbers."""
    names, ids = np.array(made_of.names, dtype=object), np.array(made_of.tree.ids, dtype=object)
    key = {"indicator": names[sums["i"].to_numpy(dtype=np.intp)], "unit": ids[sums[unit].to_numpy(dtype=np.intp)]}
    table: pd.DataFrame = sums.assign(**key)
    return table.astype({"indicator": "str", "unit": "str"})
