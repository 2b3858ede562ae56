"""Changes like for like: over pairs of unit and collection period with figures on both sides (METHODS 2)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.changes.coarser import alike
from reportlib.analysis.changes.followed import followed
from reportlib.analysis.changes.lineage import Lineage
from reportlib.analysis.changes.weekly import averaged, stretched, unlike
from reportlib.analysis.columns import Codes, Columns, Flags, added, among, greatest, grouped, take, words_of
from reportlib.analysis.sums.contributions import MARKS, Contributions
from reportlib.analysis.sums.rollup import FEW_PROVISIONAL
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import NOBODY, Tree
from reportlib.data.table import ORIGINS
from reportlib.periods import Period

MOVES: Final = ["indicator", "unit", "mover", "joined", "amount"]
SYNTHETIC = ORIGINS.index("synthetic")
CHANGE: Final = [
    "before",
    "change",
    "growth",
    "pairs",
    "of_pairs",
    "cells",
    "of_cells",
    "moved",
    "movers",
    "loose_change",
    "before_of",
]
"""The columns of `change_since`."""
_NUMBERS: Final = ("a", "b", "given", "provisional", "hidden", "there", "torn", "weeks", *MARKS)


def beside(made_of: Contributions, period: Period, earlier: Period) -> Columns:
    """Set the contributions to two periods of one length side by side.

    Returns
    -------
    One row for each contributing unit of a figure and each run of collection periods. `i`, `unit` and `u` are the indicator,
    the unit of the figure and the contributing unit. Then come the columns of each side, those of the earlier period with the
    ending `_0`: `has`, whether the side has the row; `via`, the unit directly below the figure's unit through which the row
    was added up (-1 if the side lacks the row); and the numbers (0 if the side lacks the row).

    The flags `pair`, `joined` and `left` say how the row counts. All are False if a figure that was due is missing or
    suppressed. Both `joined` and `left` are True if several units are compared as one, and only some of them were below the
    unit. `stays` is whether the contributing unit was below the unit of the figure in both periods.
    """
    lines, apart = Lineage.between(made_of.tree, earlier, period), unlike(made_of.rules, period, earlier)
    most = max(period.weeks, earlier.weeks)
    now, then = (stretched(_side(made_of, one), apart, most) for one in (period, earlier))
    now, then = (followed if lines.some else alike)(now, then, made_of, lines)
    now, then = averaged(now, made_of.rules, apart, period.weeks), averaged(then, made_of.rules, apart, earlier.weeks)
    places = max(int(side["places"].max(initial=1)) for side in (now, then)) + 1
    keys, keys_0 = _key(now, made_of, places), _key(then, made_of, places)
    at = pd.Index(keys_0).get_indexer(pd.Index(keys))
    gone = np.setdiff1d(np.arange(len(keys_0)), at)
    there, there_0 = np.arange(len(keys)), np.concatenate([at, gone])
    both = {name: np.concatenate([now[name], then[name][gone]]) for name in ("i", "unit", "u")}
    both |= {"has": np.arange(len(there_0)) < len(keys), "has_0": there_0 >= 0}
    both |= {name: np.concatenate([now[name][there], np.zeros(len(gone), now[name].dtype)]) for name in _NUMBERS}
    both |= {f"{name}_0": np.where(both["has_0"], _at(then[name], there_0), 0) for name in _NUMBERS}
    both["covers"] = np.concatenate([now["stop"] - now["start"], (then["stop"] - then["start"])[gone]])
    for name in ("via", "t"):
        both[name] = np.concatenate([now[name][there], np.full(len(gone), -1)])
        both[f"{name}_0"] = np.where(both["has_0"], _at(then[name], there_0), -1)
    whole = made_of.rules.mixed | apart
    classed = _classed(both, made_of, lines, made_of.tree.number_of(period), made_of.tree.number_of(earlier), whole)
    flows = apart & ~made_of.rules.at_end
    return both | (_through_all(both, classed, made_of, flows[both["i"]], most) if flows.any() else classed)


def _side(made_of: Contributions, period: Period) -> Columns:
    rows = made_of.table(made_of.of(period) & made_of.counts)
    return rows | {"torn": np.zeros(len(rows["u"]), dtype=np.intp)}


def _key(side: Columns, made_of: Contributions, most: int) -> Codes:
    units = len(made_of.tree.ids)
    figure = (side["i"] * units + side["unit"]) * units + side["u"]
    return np.asarray((figure * most + side["start"]) * most + side["stop"])


def _at(column: NDArray[np.generic], rows: Codes) -> NDArray[np.generic]:
    """The values of a column at some rows; an arbitrary value for the row -1."""
    return column[rows] if len(column) else np.zeros(len(rows), dtype=column.dtype)


def _classed(both: Columns, made_of: Contributions, lines: Lineage, t: int, t0: int, mixed: Flags) -> Columns:
    """Compute the flags `pair`, `joined`, `left` and `stays` of `beside`.

    Parameters
    ----------
    mixed
        Flags the indicators for which a unit counts with all its collection periods, or not at all.
    """
    tree, size = made_of.tree, made_of.rules.size[both["i"]]
    whole, whole_0 = (
        (both[f"given{side}"] == 1) & (both[f"hidden{side}"] == 0) & (both[f"there{side}"] == 1) for side in ("", "_0")
    )
    was = lines.under(both["u"], both["unit"], np.where(both["has_0"], both["t_0"], tree.shifted(both["t"], size, t, t0)))
    is_ = lines.under(both["u"], both["unit"], np.where(both["has"], both["t"], tree.shifted(both["t_0"], size, t0, t)))
    torn = both["has"] & both["has_0"] & whole & whole_0 & ((both["torn"] == 1) | (both["torn_0"] == 1))
    classed = {
        "pair": both["has"] & both["has_0"] & whole & whole_0 & ~torn,
        "joined": torn | (both["has"] & ~both["has_0"] & whole & ~was),
        "left": torn | (both["has_0"] & ~both["has"] & whole_0 & ~is_),
        "stays": was & is_ & ~torn,
    }
    return _without_gaps(both, classed, made_of, mixed[both["i"]])


def _without_gaps(both: Columns, classed: Columns, made_of: Contributions, at: Flags) -> Columns:
    """If one of a unit's rows `at` is neither `pair`, `joined` nor `left`, unset these flags in all rows `at` of the unit."""
    units = len(made_of.tree.ids)
    owner = (both["i"] * units + both["unit"]) * units + both["u"]
    counted = classed["pair"] | classed["joined"] | classed["left"]
    gaps = at & among(owner, owner[at & ~counted])
    return classed | {name: classed[name] & ~gaps for name in ("pair", "joined", "left")}


def _through_all(both: Columns, classed: Columns, made_of: Contributions, at: Flags, weeks: int) -> Columns:
    """Unset the flags of a unit's rows `at` if the unit has pairs, but its rows cover fewer than `weeks` weeks."""
    units = len(made_of.tree.ids)
    groups, group_keys = grouped((both["i"] * units + both["unit"]) * units + both["u"])
    covered, paired = (added(values, groups, len(group_keys)) for values in (both["covers"], classed["pair"]))
    gaps = at & ((covered < weeks) & (paired > 0))[groups]
    return classed | {name: classed[name] & ~gaps for name in ("pair", "joined", "left")}


def change_since(both: Columns, rules: Rules, tree: Tree) -> Columns:
    """The change of every figure from an earlier period of the same length, like for like.

    If a unit existed in both periods but reported for only one, it counts in neither; this is decided for each collection
    period. Units that opened, closed, joined or left count in the period in which they belonged to the figure's unit. There
    is no change if one of the figures has a qualifier, or if only one of them is made up.

    Parameters
    ----------
    both
        The result of `beside` for the two periods.

    Returns
    -------
    One row for each indicator `i` and unit `u`. `before` is the earlier value, `change` the difference in the indicator's
    measure, `growth` the difference as a share of `before`. Both differences are per week if the periods have different
    numbers of weeks. The change is over `pairs` of `of_pairs` units below, and over `cells` of `of_cells` returns. `moved` is
    the part of the difference that comes from units that joined or left; their number is `movers`. `loose_change` is whether
    either side is provisional. `before_of` is what the earlier value was divided by, missing where it is no quotient.
    """
    sums = _sums(both, len(tree.ids))
    i = sums["i"]
    now, then = rules.values(i, sums["a"], sums["b"]), rules.values(i, sums["a_0"], sums["b_0"])
    paired = rules.values(i, sums["pa"], sums["pb"]) - rules.values(i, sums["pa_0"], sums["pb_0"])
    comparable = (sums["rows"] > 0) & (sums["rows_0"] > 0) & (sums["pairs"] > 0)
    comparable &= (sums["leans"] == 0) & (sums["made_up"] == sums["made_up_0"]) & ~np.isnan(paired)
    loose = [sums[f"loose{side}"] > FEW_PROVISIONAL * sums[f"rows{side}"] for side in ("", "_0")]
    change = np.where(comparable, now - then, np.nan)
    weeks = np.where(rules.flow[i] | ~rules.a_stock[i], sums["weeks_0"], 1 / sums["weeks_0"])
    back = np.where(rules.flow[i] | rules.mixed[i], weeks, 1.0)  # from a figure per week back to the whole one
    growth = growth_of(change * back, then * back, now, rules, i)
    moved = np.where(sums["movers"] > 0, change - paired, 0.0)
    table = {"before": then * back, "change": change, "growth": growth, "moved": moved, "loose_change": loose[0] | loose[1]}
    table["before_of"] = np.where(rules.divides[i], sums["b_0"], np.nan)
    counts = {name: sums[name] for name in ("i", "u", "pairs", "of_pairs", "cells", "of_cells", "movers")}
    return take(counts | table, ~np.isnan(change))


def growth_of(
    change: NDArray[np.float64], before: NDArray[np.float64], now: NDArray[np.float64], rules: Rules, i: Codes
) -> NDArray[np.float64]:
    """Changes as shares of the earlier figures; NaN unless the figure is a count and was large enough (METHODS 9)."""
    least = np.array([indicator.min_base for indicator in rules.indicators])[i]
    counted = np.array([indicator.counts for indicator in rules.indicators], dtype=bool)[i]
    large = counted & (before > 0) & (before >= least) & (now >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(large, change / before, np.nan)


def _sums(both: Columns, units: int) -> Columns:
    groups, group_keys = grouped(both["i"] * units + both["unit"])
    count, used = len(group_keys), both["pair"] | both["joined"] | both["left"]
    sums: Columns = {"i": group_keys // units, "u": group_keys % units}
    for side in ("", "_0"):
        here = used & both[f"has{side}"]
        sums |= {f"{name}{side}": added(both[f"{name}{side}"] * here, groups, count) for name in ("a", "b")}
        sums |= {f"p{name}{side}": added(both[f"{name}{side}"] * both["pair"], groups, count) for name in ("a", "b")}
        sums |= {
            f"rows{side}": added(here, groups, count),
            f"loose{side}": added(both[f"provisional{side}"] * here, groups, count),
        }
        sums[f"weeks{side}"] = np.maximum(greatest(both[f"weeks{side}"], groups, count), 1)
        sums[f"made_up{side}"] = greatest((both[f"origin{side}"] == SYNTHETIC) & here, groups, count)
    leans = both["above"] + both["below"] + both["above_0"] + both["below_0"]
    sums["leans"] = greatest(((leans > 0) & used).astype(np.intp), groups, count)
    return sums | _counted(both, groups, count, units)


def _counted(both: Columns, groups: Codes, count: int, units: int) -> Columns:
    by_unit, unit_keys = grouped(groups * units + both["u"])
    flags = {"pairs": both["pair"], "of_pairs": both["stays"], "movers": both["joined"] | both["left"]}
    counts = {name: _units_with(flag, by_unit, unit_keys // units, count) for name, flag in flags.items()}
    return counts | {"cells": added(both["pair"], groups, count), "of_cells": added(both["stays"], groups, count)}


def _units_with(flag: Flags, by_unit: Codes, figure: Codes, count: int) -> NDArray[np.float64]:
    return added(added(flag, by_unit, len(figure)) > 0, figure, count)


def moves(both: Columns, made_of: Contributions) -> pd.DataFrame:
    """Find which units joined each unit or left it between two periods.

    Returns
    -------
    `indicator`, `unit`, `mover`, `joined` (False if it left) and `amount`, the count that the mover brought or took away.
    """
    rows = take(both, both["joined"] | both["left"])
    units = len(made_of.tree.ids)
    key = ((rows["i"] * units + rows["unit"]) * units + rows["u"]) * 2 + rows["joined"]
    distinct, groups = np.unique(key, return_inverse=True)
    amount = added(rows["a"] * rows["joined"] - rows["a_0"] * rows["left"], groups, len(distinct))
    figure, mover = distinct // 2 // units, distinct // 2 % units
    table = {"mover": words_of(mover, made_of.tree.ids), "joined": distinct % 2 == 1, "amount": amount}
    return pd.DataFrame(_words(figure, made_of) | table)[MOVES]


def pushes(both: Columns, made_of: Contributions) -> pd.DataFrame:
    """How much of a count's change between two periods came from each unit directly below.

    The amounts add up to the change, except that a unit and its successor are left out if they have different parents.

    Returns
    -------
    `indicator`, `unit`, `child` and `push`, which is negative if the child lowers the count.
    """
    used, units = both["pair"] | both["joined"] | both["left"], len(made_of.tree.ids)
    keys, amounts = [], []
    for via, number, has, sign in (("via", "a", "has", 1.0), ("via_0", "a_0", "has_0", -1.0)):
        side = take(both, used & both[has] & (both[via] != both["unit"]) & (both[via] != NOBODY))
        keys.append((side["i"] * units + side["unit"]) * units + side[via])
        amounts.append(sign * side[number])
    distinct, groups = np.unique(np.concatenate(keys), return_inverse=True)
    table = {"child": words_of(distinct % units, made_of.tree.ids), "push": added(np.concatenate(amounts), groups, len(distinct))}
    return pd.DataFrame(_words(distinct // units, made_of) | table)


def _words(figure: Codes, made_of: Contributions) -> dict[str, pd.api.extensions.ExtensionArray]:
    units = len(made_of.tree.ids)
    return {"indicator": words_of(figure // units, made_of.rules.names), "unit": words_of(figure % units, made_of.tree.ids)}
