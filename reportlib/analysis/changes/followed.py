"""Put successors in place of units that have ended, so that the periods of a change have the same units (METHODS 2)."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.changes.coarser import alike
from reportlib.analysis.changes.lineage import Lineage
from reportlib.analysis.columns import Codes, Columns, Flags, added, among, greatest, grouped, last_of_each, stack, take
from reportlib.analysis.sums.contributions import MARKS, Contributions
from reportlib.analysis.sums.tree import NOBODY, Tree
from reportlib.periods import YEARS

FURTHEST: Final = 53 * len(YEARS)
"""The largest number of collection periods in one period: the weeks of all years."""
LEAST: Final = ("given", "there")
MOST: Final = ("provisional", "hidden", "torn", *MARKS)


def followed(now: Columns, then: Columns, made_of: Contributions, lines: Lineage) -> tuple[Columns, Columns]:
    """Replace units that have ended by their last successors, in the contributions to two periods.

    Parameters
    ----------
    now, then
        Contributions to two periods of the same length. The rows of the two results are for corresponding collection periods,
        such as March 2024 and March 2023.
    """
    t, t0 = (int(side["p"][0]) if len(side["p"]) else 0 for side in (now, then))
    sides = [_there(now, lines), _there(then, lines)]
    sides[1] = stack([sides[1], _as_parts(sides[1], made_of, lines, t, t0)])
    named = [_named(side, made_of, lines, t, int(p)) for side, p in zip(sides, (t, t0), strict=True)]
    completeness = [_complete(side, made_of, lines) for side in named]
    both = alike(named[0], named[1], made_of, lines)
    return _as_one(both[0], completeness[0], made_of, lines), _as_one(both[1], completeness[1], made_of, lines)


def _there(side: Columns, lines: Lineage) -> Columns:
    """Leave out rows of successors for times before they began. Add the columns `as` and `weight` with default values."""
    late = lines.involved[side["u"]] & ~lines.tree.exists[side["u"], side["t"]]
    return take(side, ~late) | {"as": np.full(int((~late).sum()), NOBODY), "weight": np.ones(int((~late).sum()))}


def _as_parts(then: Columns, made_of: Contributions, lines: Lineage, t: int, t0: int) -> Columns:
    """The contributions to each ended unit's figure, again as contributions to the figures of its last successors.

    The unit's own figures go to each last successor by its share, if that is known. Figures of units below go to the last
    successor that is above them in the later period, or to the only one.
    """
    tables = [take(then, np.zeros(len(then["u"]), dtype=bool))]
    for unit in lines.shares:
        leaves, parts = lines.leaves(unit), lines.parts(unit)
        for leaf in (leaf for leaf in leaves if leaf != unit):
            rows = take(then, (then["unit"] == unit) & made_of.rules.rises[then["i"]])
            own = rows["u"] == unit
            goes = ~own if len(leaves) == 1 else ~own & _stand_now(rows, leaf, made_of, lines, t, t0)
            goes |= own & (leaf in parts)
            rows |= {"unit": np.full(len(own), leaf), "as": np.where(own, leaf, NOBODY)}
            rows |= {"weight": np.where(own, parts.get(leaf, 0.0), 1.0)}
            tables.append(take(rows, goes))
    return stack(tables)


def _stand_now(rows: Columns, leaf: int, made_of: Contributions, lines: Lineage, t: int, t0: int) -> Flags:
    tree = made_of.tree
    later = tree.shifted(rows["t"], made_of.rules.size[rows["i"]], t0, t)
    flags = np.zeros(len(rows["u"]), dtype=bool)
    for n, unit in enumerate(rows["u"].tolist()):
        goes_on = np.array(lines.leaves(unit), dtype=np.intp)
        flags[n] = tree.under(goes_on, np.full(len(goes_on), leaf), np.full(len(goes_on), later[n])).any()
    return flags


def _named(side: Columns, made_of: Contributions, lines: Lineage, t: int, p: int) -> Columns:
    """Replace the unit of each row by the one under whose name it is compared, or divide the row among several such units."""
    tables = [take(side, ~_ended(side, lines))]
    tables[0] |= {"source": tables[0]["u"], "u": np.array([lines.target(u) for u in tables[0]["u"].tolist()], dtype=np.intp)}
    rows = take(side, _ended(side, lines))
    for unit in np.unique(rows["u"]).tolist():
        mine = take(rows, rows["u"] == unit)
        for target, share in lines.shares[unit].items():
            own = mine["as"] != NOBODY
            goes = ~own | np.array([lines.target(leaf) == target for leaf in mine["as"].tolist()], dtype=bool)
            renamed = mine | {"source": mine["u"], "u": np.full(len(own), target), "weight": np.where(own, mine["weight"], share)}
            tables.append(take(renamed, goes))
    every = stack(tables)
    every |= {name: every[name] * every["weight"] for name in ("a", "b")}
    every["via"] = _through(every, made_of, lines, t, p)
    return {name: column for name, column in every.items() if name not in ("as", "weight")}


def _ended(side: Columns, lines: Lineage) -> Flags:
    return among(side["u"], np.array(list(lines.shares), dtype=np.intp))


def _through(side: Columns, made_of: Contributions, lines: Lineage, t: int, p: int) -> Codes:
    """For each row, the unit directly below the figure's unit through which the row came; if it has ended, its successor."""
    via = side["via"].copy()
    for unit in lines.shares:
        leaves, at = lines.leaves(unit), np.flatnonzero(via == unit)
        own = side["source"][at] == unit
        direct = own & lines.single[side["u"][at]]
        via[at[direct]] = side["u"][at[direct]]
        for leaf in leaves:
            below = at[~own]
            rows = take(side, below)
            goes = np.ones(len(below), dtype=bool) if len(leaves) == 1 else _stand_now(rows, leaf, made_of, lines, t, p)
            via[below[goes]] = leaf
    return via


def _complete(side: Columns, made_of: Contributions, lines: Lineage) -> Columns:
    """For each figure, and each successor that contributes to it, which collection periods are complete.

    A collection period is `whole` if every unit that is compared under the successor's name, and was below the unit of the
    figure, gave a figure. It is `torn` if some of these units existed and were not below the unit of the figure. `place` is a
    number for the figure, the successor and the collection period.
    """
    rows = take(side, lines.involved[side["u"]])
    rows["start"] = np.where(made_of.rules.at_end[rows["i"]], rows["stop"] - 1, rows["start"])
    rows = _spread_out(rows)
    groups, spots = grouped(_spot(rows, made_of))
    units = len(made_of.tree.ids)
    by_source, sources = grouped(groups * units + rows["source"])
    answered = added((greatest(rows["given"], by_source, len(sources)) == 1), sources // units, len(spots))
    one = take(rows, ~pd.Index(groups).duplicated())
    at, member = lines.members_of(one["u"])
    time = _periods(one, made_of.tree, made_of.rules.size[one["i"]])[at]
    exists, inside = made_of.tree.exists[member, time], lines.stands(member, one["unit"][at], time)
    whole = answered >= added(inside, at, len(spots))
    return {"place": spots, "whole": whole.astype(np.intp), "torn": greatest((exists & ~inside).astype(np.intp), at, len(spots))}


def _spread_out(rows: Columns) -> Columns:
    """Repeat each row for every collection period that it covers."""
    length = rows["stop"] - rows["start"]
    at = np.repeat(np.arange(len(length)), length)
    within = np.arange(len(at)) - np.repeat(np.cumsum(length) - length, length)
    start = rows["start"][at] + within
    return take(rows, at) | {"start": start, "stop": start + 1, "row": at}


def _spot(rows: Columns, made_of: Contributions) -> Codes:
    return np.asarray(_figure(rows, made_of) * (FURTHEST + 1) + rows["start"])


def _periods(rows: Columns, tree: Tree, size: Codes) -> Codes:
    first = tree.begins(rows["p"], rows["start"], size)
    triples = zip(rows["p"].tolist(), first.tolist(), size.tolist(), strict=True)
    numbers = {(p, start, months): _number(tree, p, start, months) for p, start, months in dict.fromkeys(triples)}
    return np.array([numbers[one] for one in zip(rows["p"].tolist(), first.tolist(), size.tolist(), strict=True)], dtype=np.intp)


def _number(tree: Tree, period: int, first: int, months: int) -> int:
    """The number of the collection period that begins in month `first`; if `months` is 0, of week `first`."""
    if months:
        return tree.with_months(first, months, period)
    week = min(first, int(tree.last[period]))
    return tree.by_weeks.get((week, week), period)


def _as_one(side: Columns, places: Columns, made_of: Contributions, lines: Lineage) -> Columns:
    """Combine the rows of one successor that cover the same collection periods into one row.

    The combined row counts as received if every unit that is compared under the successor's name gave its figure.
    """
    involved = lines.involved[side["u"]]
    rest, rows = take(side, ~involved), take(side, involved)
    one = _summed(rows, made_of)
    start = np.where(made_of.rules.at_end[one["i"]], one["stop"] - 1, one["start"])
    every, count = _spread_out(one | {"start": start}), len(one["i"])
    at = pd.Index(places["place"]).get_indexer(pd.Index(_spot(every, made_of)))
    whole, torn = (np.append(places[name], 0)[at] for name in ("whole", "torn"))
    one["given"] *= 1 - greatest(1 - whole, every["row"], count)
    one["torn"] = greatest(torn, every["row"], count)
    return stack([rest, one])


def _summed(rows: Columns, made_of: Contributions) -> Columns:
    """Add up the rows of one successor that cover the same collection periods, and combine their flags.

    The other columns are those of the row that ends last.
    """
    most = int(rows["places"].max(initial=1)) + 1
    groups, group_keys = grouped(_figure(rows, made_of) * most * most + rows["start"] * most + rows["stop"])
    count = len(group_keys)
    one = take(rows, last_of_each(groups, count, made_of.tree.last[rows["t"]]))
    one |= {name: added(rows[name], groups, count) for name in ("a", "b")}
    one |= {name: greatest(rows[name], groups, count) for name in MOST}
    one |= {name: 1 - greatest(1 - rows[name], groups, count) for name in LEAST}
    several = added(rows["via"] != one["via"][groups], groups, count) > 0
    return one | {"via": np.where(several, NOBODY, one["via"])}


def _figure(rows: Columns, made_of: Contributions) -> Codes:
    units = len(made_of.tree.ids)
    return np.asarray((rows["i"] * units + rows["unit"]) * units + rows["u"])
