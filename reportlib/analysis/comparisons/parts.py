"""What units contribute to the unit above, the coverage of sums, and the rest of the whole (METHODS 1, 4)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Codes, Columns, Flags, added, greatest, grouped, take, words_of
from reportlib.analysis.sums.contributions import Contributions, summed
from reportlib.analysis.sums.rollup import FEW_PROVISIONAL
from reportlib.analysis.sums.tree import NOBODY
from reportlib.periods import Period

COVERAGE: Final = ["k", "n", "returns_in", "returns_asked", "hidden", "loose", "parts", "asked_part"]
REST: Final = [
    "part", "part_leans", "rest_a", "rest_b", "rest_k", "rest_n", "whole_k", "whole_n", "rest_loose", "rest_leans",
    "negative_part", "split", "contradicted",
]  # fmt: skip


def coverage(made_of: Contributions, period: Period) -> Columns:
    """The coverage of every sum in a period: how many of the units asked reported completely.

    Returns
    -------
    One row for each indicator `i` and unit `u`. `k` of `n` units asked gave a figure for every collection period in which
    they were below it; `returns_in` of `returns_asked` returns came; `hidden` returns are suppressed at the source, `loose`
    returns are provisional. `parts` is the number of cells in the figure. `asked_part` is whether the unit itself was asked
    for less of the time than other units were.
    """
    rows = made_of.table(made_of.of(period) & made_of.counts)
    units = len(made_of.tree.ids)
    sums = summed(rows, ("i", "unit"), (len(made_of.rules.indicators), units))
    k, n = _complete(rows, rows["i"] * units + rows["unit"], units)
    counted_from = {"returns_in": "given", "returns_asked": "asked", "hidden": "hidden", "loose": "provisional", "parts": "there"}
    counts = {name: sums[count] for name, count in counted_from.items()}
    return {"i": sums["i"], "u": sums["unit"], "k": k, "n": n} | counts | {"asked_part": _asked_for_a_part(rows, units)}


def _asked_for_a_part(rows: Columns, units: int) -> Flags:
    length = rows["stop"] - rows["start"]
    most = int(rows["stop"].max(initial=0))
    anywhere = np.zeros((int(rows["i"].max(initial=-1)) + 1, most + 1), dtype=np.intp)
    np.add.at(anywhere, (rows["i"], rows["start"]), 1)
    np.add.at(anywhere, (rows["i"], rows["stop"]), -1)
    every = (anywhere.cumsum(axis=1) > 0).sum(axis=1)
    groups, keys = grouped(rows["i"] * units + rows["unit"])
    alone = added(rows["via"] != rows["unit"], groups, len(keys)) == 0
    return np.asarray(alone & (added(length, groups, len(keys)) < every[keys // units]))


def _complete(rows: Columns, keys: Codes, units: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """For each distinct key, in the order of first occurrence: the number of units without a missing figure, and of all units."""
    groups, group_keys = grouped(keys)
    by_unit, unit_keys = grouped(groups * units + rows["u"])
    lacking = added(1 - rows["given"], by_unit, len(unit_keys)) > 0
    figure = unit_keys // units
    return added(~lacking, figure, len(group_keys)), added(np.ones(len(unit_keys)), figure, len(group_keys))


def of_the_whole(made_of: Contributions, period: Period) -> Columns:
    """What each unit contributed to the figure of the unit above, and the rest of that figure.

    If the unit above has an own figure with numerator and denominator, the rest is that figure less the unit's contribution.

    Returns
    -------
    One row for each indicator `i` and unit `u` that has a unit above. `part` is the unit's contribution, `rest_a` and
    `rest_b` are the two sums of the rest. `rest_k` of `rest_n` and `whole_k` of `whole_n` are the coverage of the rest and
    of the whole.

    The other columns are flags. `part_leans`: the part contains a figure with a qualifier. `rest_loose`: the rest is
    provisional. `rest_leans`: the whole contains a suppressed figure or one with a qualifier. `negative_part`: a part of the
    whole is negative. `split`: the unit began, ended or changed its parent within the period. `contradicted`: the parts do
    not add up to the own figure of the whole.
    """
    tree, units = made_of.tree, len(made_of.tree.ids)
    parts, whole = _parts(made_of, period), _wholes(made_of, period)
    at = pd.Index(whole["i"] * units + whole["unit"]).get_indexer(parts["i"] * units + parts["unit"])
    stands = (at >= 0) & (tree.parent[parts["via"], tree.number_of(period)] == parts["unit"])
    contradicted = _contradicted(parts, whole, at, made_of)[stands]
    parts, whole = take(parts, stands), take(whole, at[stands])
    split = np.array([unit.changes_within(period) for unit in tree.units.units], dtype=bool)
    rest = _rest(parts, whole) | {"split": split[parts["via"]], "contradicted": contradicted}
    return {"i": parts["i"], "u": parts["via"], **rest}


def _contradicted(parts: Columns, wholes: Columns, at: Codes, made_of: Contributions) -> Flags:
    """Whether the parts contradict the own figure of their whole, by more than rounding explains.

    They contradict it if they add up to more, or if they add up to less and none is missing, suppressed or qualified.
    """
    if not len(wholes["i"]):
        return np.zeros(len(at), dtype=bool)
    groups, group_keys = grouped(parts["i"] * len(made_of.tree.ids) + parts["unit"])
    names = ("a", "given", "asked", "hidden", "there", "above", "below")
    total = {name: added(parts[name], groups, len(group_keys))[groups] for name in names}
    whole = take({name: wholes[name] for name in ("a", "own")}, at)
    slack = made_of.rules.rounding_error(parts["i"]) + made_of.rules.rounding(parts["i"], total["there"])
    complete = (total["given"] >= total["asked"]) & (total["hidden"] == 0) & (total["above"] + total["below"] == 0)
    off = total["a"] - whole["a"]
    return np.asarray((at >= 0) & (whole["own"] == 1) & ((off > slack) | (complete & (off < -slack))))


def _parts(made_of: Contributions, period: Period) -> Columns:
    """Add up the contributions to each figure that came through the same unit directly below, by `i`, `unit` and `via`.

    `k` of `n` units gave all their figures; both count only contributions that are in the figure. `negative` flags figures to
    which any contribution is negative.
    """
    units, chosen = len(made_of.tree.ids), made_of.of(period) & (made_of.via != made_of.unit) & (made_of.via != NOBODY)
    rows = made_of.table(chosen)
    sums = summed(rows, ("i", "unit", "via"), (len(made_of.rules.indicators), units, units))
    figure = rows["i"] * units + rows["unit"]
    key, is_counted = figure * units + rows["via"], made_of.counts[chosen]
    k, n = _complete(take(rows, is_counted), key[is_counted], units)
    at = pd.Index(pd.unique(key[is_counted])).get_indexer(pd.Index((sums["i"] * units + sums["unit"]) * units + sums["via"]))
    below = np.unique(figure[rows["a"] < 0])
    counts = {name: np.append(column, 0)[at] for name, column in (("k", k), ("n", n))}
    return {**sums, **counts, "negative": np.isin(sums["i"] * units + sums["unit"], below)}


def _wholes(made_of: Contributions, period: Period) -> Columns:
    """Add up the contributions to each figure. `own`: the unit's own figure is one of them; `alone`: it is the only one."""
    units = len(made_of.tree.ids)
    rows = made_of.table(made_of.of(period) & made_of.counts)
    sums = summed(rows, ("i", "unit"), (len(made_of.rules.indicators), units))
    k, n = _complete(rows, rows["i"] * units + rows["unit"], units)
    groups, group_keys = grouped(rows["i"] * units + rows["unit"])
    own: Flags = greatest((rows["via"] == rows["unit"]).astype(np.intp), groups, len(group_keys)) == 1
    alone: Flags = greatest((rows["via"] != rows["unit"]).astype(np.intp), groups, len(group_keys)) == 0
    return {**sums, "k": np.where(alone, 1, k), "n": np.where(alone, 1, n), "own": own, "alone": alone}


def _rest(part: Columns, whole: Columns) -> Columns:
    own = whole["own"]
    returns = whole["there"] - whole["hidden"] - part["there"] + part["hidden"]
    loose = whole["provisional"] - part["provisional"]
    addable = ~own | (part["there"] >= part["given"])  # a bare value, without its parts, cannot be taken out of an own figure
    return {
        "part": np.where(part["there"] > part["hidden"], part["a"], np.nan),
        "part_leans": (part["above"] + part["below"]) > 0,
        "rest_a": np.where(addable, whole["a"] - part["a"], np.nan),
        "rest_b": np.where(addable, whole["b"] - part["b"], np.nan),
        "rest_k": whole["k"] - np.where(whole["alone"], 0, part["k"]),
        "rest_n": whole["n"] - np.where(whole["alone"], 0, part["n"]),
        "whole_k": whole["k"],
        "whole_n": whole["n"],
        "rest_loose": np.where(own, whole["provisional"] > 0, loose > FEW_PROVISIONAL * returns),
        "rest_leans": (whole["above"] + whole["below"] + whole["hidden"]) > 0,
        "negative_part": part["negative"],
    }


def shares_in(made_of: Contributions, period: Period) -> pd.DataFrame:
    """What each unit directly below contributed to a figure: `indicator`, `unit`, `child` and `part`.

    The parts need not add up to a figure that the unit reported itself. A part is missing, not 0, if everything in it is
    suppressed.
    """
    units, ids = len(made_of.tree.ids), made_of.tree.ids
    rows = made_of.table(made_of.of(period) & (made_of.via != made_of.unit) & (made_of.via != NOBODY))
    distinct, groups = np.unique((rows["i"] * units + rows["unit"]) * units + rows["via"], return_inverse=True)
    part, there, hidden = (added(rows[name], groups, len(distinct)) for name in ("a", "there", "hidden"))
    words = (
        words_of(distinct // units // units, made_of.rules.names),
        words_of(distinct // units % units, ids),
        words_of(distinct % units, ids),
    )
    table = dict(zip(("indicator", "unit", "child"), words, strict=True))
    return pd.DataFrame({**table, "part": np.where(there > hidden, part, np.nan)})
