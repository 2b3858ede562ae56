"""What each unit gave for each period, as sums that can be added up (METHODS 1 and 2).

A *cell* is one indicator of one unit for one period, with the numbers `i`, `u` and `t`. It has two sums, `a` and `b`. For a
count, `a` is the value; for a ratio they are numerator and denominator; for a score, `a` is value x respondents and `b` the
respondents. Only these sums are added up. `origin` (a higher number is less reliable), `above` and `below` (see `LEANS`) of
a sum are the maxima of its terms. The flags `given`, `provisional`, `hidden` and `there` say whether the cell is a complete
return, is provisional, is suppressed at the source, and can be added up. `day` is the number of the day on which it came.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, added, among, coded, first_of_each, greatest, grouped, stack, take
from reportlib.analysis.sums.obligations import key
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import Tree
from reportlib.data.table import ORIGINS
from reportlib.periods import MONTHS, Cycle, Period

SMALL: Final = np.int8
"""The dtype of flags and of small codes; it is small because whole columns are copied often."""
MARKS: Final = ("origin", "above", "below")
RECEIVED: Final = ("final", "provisional", "nothing to divide by", "suppressed")
EXEMPT: Final = ("not applicable", "not asked", "not yet due")
"""The statuses that say that a figure is not asked of a unit."""
LEANS: Final = {
    "exactly": (0, 0),
    "more than": (2, 0),
    "at least": (1, 0),
    "just under": (0, 2),
    "at most": (0, 1),
    "about": (1, 1),
}
"""Whether the true figure is above the given one, and below it, by qualifier: 0 no, 1 perhaps, 2 yes."""
_SIZES: Final = (3, 6, 12)
_STATUSES: Final = {status: n for n, status in enumerate(RECEIVED)}
_ORIGINS: Final = {origin: n for n, origin in enumerate(ORIGINS)}


def to_cells(observations: pd.DataFrame, rows: Columns, rules: Rules, days: Codes) -> Columns:
    """The observations that were received, as cells; `row` is the position of the observation.

    Parameters
    ----------
    rows
        The numbers of each observation's indicator, unit and period (`i`, `u`, `t`).
    days
        The number of the day on which each observation came.
    """
    status = coded(observations["status"], _STATUSES)
    at = np.flatnonzero(status >= 0)
    i, hidden = rows["i"][at], status[at] == _STATUSES["suppressed"]
    value, numerator, b = (observations[name].to_numpy("float64")[at] for name in ("value", "numerator", "denominator"))
    ratio, score = rules.ratio[i], rules.score[i]
    b = np.where(ratio | score, b, 0.0)
    a = np.where(ratio, numerator, np.where(score, value * b, value))
    a = np.where(ratio & (b == 0) & ~np.isnan(a), 0.0, a)  # a numerator over 0 is left out of sums
    a, b = np.where(hidden, 0.0, a), np.where(hidden, 0.0, b)
    has_value = ~np.isnan(a) & ~np.isnan(b)
    cells = {"i": i, "u": rows["u"][at], "t": rows["t"][at], "a": np.where(has_value, a, 0.0), "b": np.where(has_value, b, 0.0)}
    lean = np.array(list(LEANS.values()), dtype=SMALL)
    qualifier = coded(observations["qualifier"], {word: n for n, word in enumerate(LEANS)})[at]
    cells |= {"origin": coded(observations["origin"], _ORIGINS).astype(SMALL)[at]}
    cells |= {"above": lean[qualifier, 0] * has_value, "below": lean[qualifier, 1] * has_value}
    provisional = (status[at] == _STATUSES["provisional"]) & has_value  # a missing value makes no sum provisional
    cells |= {"given": np.ones(len(at), dtype=SMALL), "provisional": provisional.astype(SMALL)}
    return cells | {"hidden": hidden.astype(SMALL), "there": has_value.astype(SMALL), "day": days[at], "row": at}


def collected(cells: Columns, rules: Rules, tree: Tree) -> Columns:
    """The cells of observations, and cells computed from finer periods and from running totals.

    A cell for the period itself is preferred to the sum of finer ones, and this sum to the difference of two running totals.
    """
    derived = [table for table in (from_finer(cells, rules, tree), from_totals(cells, rules, tree)) if len(table["i"])]
    every = stack([cells, *derived])
    return take(every, first_of_each(key(every, tree))) if derived else cells


def from_finer(cells: Columns, rules: Rules, tree: Tree) -> Columns:
    """The cells of collection periods added up from finer cells, step by step: months to quarters, quarters to half-years.

    `given` is 1 only if every finer period in which the unit existed is there.
    """
    pool, tables = cells, [take(cells, np.empty(0, dtype=np.intp))]
    for step, size in enumerate(_SIZES):
        part = _within(pool, size, (1, *_SIZES)[step], rules, tree)
        if not len(part["i"]):
            continue
        longer = _joined(part, rules, tree)
        longer = take(longer, ~among(key(longer, tree), key(pool, tree)))
        pool = stack([pool, longer])
        tables.append(take(longer, rules.size[longer["i"]] == size))
    return stack(tables)


def _within(cells: Columns, size: int, finer: int, rules: Rules, tree: Tree) -> Columns:
    """The cells for periods of `finer` months; `whole` is the number of the period of `size` months that contains each."""
    whole = np.full(len(cells["t"]), -1, dtype=np.intp)
    for starts in {starts for _, starts in rules.cycles}:
        usable = (tree.length == finer) & tree.aligned(starts) & ~tree.running
        if not usable[cells["t"]].any():
            continue
        cycle = next(Cycle(kind, starts) for kind, months in MONTHS.items() if months == size)
        wholes = [_number(span, cycle, tree) if usable[n] else -1 for n, span in enumerate(tree.spans)]
        here = rules.starts[cells["i"]] == starts
        whole[here] = np.array(wholes, dtype=np.intp)[cells["t"][here]]
    chosen = (whole >= 0) & (rules.size[cells["i"]] >= size) & rules.adds[cells["i"]]
    return take({**cells, "whole": whole}, chosen)


def _number(span: Period, cycle: Cycle, tree: Tree) -> int:
    whole = cycle.holding(span)
    return -1 if whole is None else tree.number_of(whole)


def _joined(part: Columns, rules: Rules, tree: Tree) -> Columns:
    """Combine the parts of each longer period into one cell: flows are added up, stocks taken at the end.

    A stock without a figure for the end of the period gives no cell.
    """
    groups, _ = grouped(key({**part, "t": part["whole"]}, tree))
    count, i = int(groups.max()) + 1, part["i"]
    end = tree.last[part["t"]] == tree.last[part["whole"]]
    first = np.flatnonzero(first_of_each(groups))
    cells = {name: part[name][first] for name in ("i", "u", "row")} | {"t": part["whole"][first]}
    cells |= {"a": added(part["a"] * (end | ~rules.a_stock[i]), groups, count)}
    cells |= {"b": added(part["b"] * (end | ~rules.b_stock[i]), groups, count)}
    cells |= {name: greatest(part[name], groups, count) for name in (*MARKS, "provisional", "hidden", "day")}
    size = tree.length[part["t"]][first]
    wanted = tree.lived(cells["u"], tree.month[cells["t"]], size, tree.length[cells["t"]] // size)
    complete = added(part["given"], groups, count) == wanted
    there = (added(1 - part["there"], groups, count) == 0) & (complete | ~rules.mixed[cells["i"]])
    cells |= {"given": complete.astype(SMALL), "there": there.astype(SMALL)}
    cells |= {name: np.where(there, cells[name], 0) for name in ("a", "b", "provisional")}
    has_end = greatest(end.astype(np.intp), groups, count) == 1
    return take(cells, has_end | ~(rules.a_stock | rules.b_stock)[cells["i"]])


def from_totals(cells: Columns, rules: Rules, tree: Tree) -> Columns:
    """The cells of flows from running totals: the difference of two totals that are one collection period apart.

    A total that is lower than the one before, or has a qualifier, gives no cell.
    """
    steps = running(cells, rules, tree)
    rising = (steps["a"] >= steps["before"]) & steps["exact"]
    rises = take(steps, rising)
    return {name: rises[name] for name in cells} | {"a": rises["a"] - rises["before"], "t": rises["ends"]}


def running(cells: Columns, rules: Rules, tree: Tree) -> Columns:
    """Each running total of a flow beside the one `before` it; `ends` is the number of its last collection period.

    `exact` is whether both are known and without a qualifier.
    """
    totals = take(cells, tree.running[cells["t"]] & rules.flow[cells["i"]])
    ends, previous = _steps(totals, rules, tree)
    totals = take({**totals, "ends": ends, "previous": previous}, ends >= 0)
    order = np.argsort(key(totals, tree), kind="stable")
    sorted_keys = key(totals, tree)[order]
    wanted = key({**totals, "t": totals["previous"]}, tree)
    at = np.minimum(np.searchsorted(sorted_keys, wanted), max(len(sorted_keys) - 1, 0))
    first = tree.first[totals["ends"]] == tree.first[totals["t"]]
    has = (
        np.zeros(len(wanted), dtype=bool)
        if not len(sorted_keys)
        else (sorted_keys[at] == wanted) & (totals["previous"] >= 0) & ~first
    )
    earlier = take(totals, order[at] if len(sorted_keys) else at)
    leans: Flags = (totals["above"] + totals["below"] > 0) | (has & (earlier["above"] + earlier["below"] > 0))
    exact = ~leans & (first | has) & (totals["hidden"] == 0) & ~(has & (earlier["hidden"] == 1))
    provisional = np.maximum(totals["provisional"], has * earlier["provisional"])
    before = np.where(has, earlier["a"], np.where(first, 0.0, np.nan))
    return totals | {"before": before, "exact": exact, "provisional": provisional}


def _steps(totals: Columns, rules: Rules, tree: Tree) -> tuple[Codes, Codes]:
    """For each running total its last collection period, and the running total before it; -1 for none."""
    ends = np.full(len(totals["t"]), -1, dtype=np.intp)
    previous = ends.copy()
    pairs, groups = np.unique(np.stack([rules.cycle[totals["i"]], totals["t"]]), axis=1, return_inverse=True)
    for n, (number, t) in enumerate(pairs.T):
        span = tree.spans[t]
        if (parts := rules.cycles[number][0].parts(span)) and parts[-1].months:  # weeks cannot be computed from totals of months
            ends[groups.ravel() == n] = tree.number_of(parts[-1])
            earlier = Period("ytd", span.year, span.number - parts[-1].months, span.starts)
            previous[groups.ravel() == n] = tree.number_of(earlier)
    return ends, previous
