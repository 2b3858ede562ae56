"""The cells of which the figures of some periods are made (METHODS 1 and 2).

A period has *places*, one for each collection period in it, numbered from 0. A cell covers the places from `start` to before
`stop`: mostly one, or several if a unit gave one figure for a longer part of the period.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportlib.analysis.columns import Codes, Columns, Flags, added, among, first_of_each, grouped, take
from reportlib.analysis.sums.cells import SMALL
from reportlib.analysis.sums.ledger import Ledger
from reportlib.analysis.sums.obligations import key
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import Tree

EMPTIED = ("a", "b", "provisional", "origin", "above", "below")
"""The columns that are set to 0 in a cell that is left out of sums."""


def cells_within(ledger: Ledger, wanted: Sequence[int]) -> Columns:
    """The cells of each period asked about: those of its collection periods, and those of longer parts of it.

    Returns
    -------
    One row for each cell and period asked about. The columns of cells are followed by `p`, the period; `start` and `stop`,
    the places that the cell covers; `places`, how many places the period has; `replaced`, whether a longer cell of the same
    unit replaces it; `short`, whether it is left out for a reason other than a missing return; `ends`, whether it is not left
    out and reaches the end of the period, where stocks are counted.
    """
    rules, tree = ledger.rules, ledger.tree
    nodes = _nodes(np.array(wanted, dtype=np.intp), rules, tree)
    rows = _expanded(ledger.with_owed, nodes, rules, tree)
    last = rows["stop"] == rows["places"]
    all_of_it = (rows["start"] == 0) & last
    i = rows["i"]
    rows = take(rows, all_of_it & _same(rows, tree) | rules.adds[i] & (last | ~rules.at_end[i]))
    rows = _chosen(rows, _owner(rows, tree))
    i, last = rows["i"], rows["stop"] == rows["places"]
    rows |= {"a": np.where(last | ~rules.a_stock[i], rows["a"], 0.0), "b": np.where(last | ~rules.b_stock[i], rows["b"], 0.0)}
    rows = _without_torn(rows, rules, tree)
    return rows | {"ends": (last & (rows["there"] == 1)).astype(SMALL)}


def _same(rows: Columns, tree: Tree) -> Flags:
    t, p = rows["t"], rows["p"]
    return np.asarray((tree.first[t] == tree.first[p]) & (tree.last[t] == tree.last[p]))


def _nodes(wanted: Codes, rules: Rules, tree: Tree) -> Columns:
    """For each cycle, the periods `t` whose cells can contribute to a period `p`.

    `start` and `stop` are the places of `t` in `p`, of the `places` of `p`. If two `t` have the same months, the one with
    the lower `way` is preferred: 1 for a year to date within `p` and for another period with all months of `p`, else 0.
    """
    first, last, week = tree.first, tree.last, tree.length[wanted] == 0
    inside = (first[wanted, None] <= first) & (last <= last[wanted, None])
    same = (first[wanted, None] == first) & (last == last[wanted, None])
    tables = []
    for n, (cycle, starts) in enumerate(rules.cycles):
        size, offset = max(cycle.months, 1), cycle.starts - 1
        ends = (last - first + 1, first) if cycle.weekly else (tree.length, tree.month)  # counted in weeks, or in months
        length, begins = ends
        whole = ((begins[wanted] - offset) % size == 0) & ((begins[wanted] + length[wanted] - offset) % size == 0)
        whole &= cycle.weekly | ~week
        part = inside & whole[:, None] & tree.aligned(starts) & (length >= size)
        at, t = np.nonzero(part | same)
        p = wanted[at]
        places = np.where(whole, length[wanted] // size, 1)[at]
        start = np.where(whole[at], (begins[t] - begins[p]) // size, 0)
        stop = np.where(whole[at], start + np.maximum(length[t] // size, 1), 1)
        way = np.where(same[at, t], t != p, tree.running[t]).astype(np.intp)
        tables.append({"p": p, "t": t, "start": start, "stop": stop, "places": places, "way": way})
        tables[-1]["cycle"] = np.full(len(p), n, dtype=np.intp)
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _expanded(cells: Columns, nodes: Columns, rules: Rules, tree: Tree) -> Columns:
    """Repeat every cell for each period asked about to which it can contribute."""
    kind = nodes["cycle"] * len(tree.periods) + nodes["t"]
    order = np.argsort(kind, kind="stable")
    wanted = rules.cycle[cells["i"]] * len(tree.periods) + cells["t"]
    low, high = np.searchsorted(kind[order], wanted, "left"), np.searchsorted(kind[order], wanted, "right")
    count = high - low
    row = np.repeat(np.arange(len(wanted)), count)
    node = order[np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(low, count)]
    repeated = take({name: column for name, column in cells.items() if name not in ("day", "row")}, row)
    return repeated | {name: nodes[name][node] for name in ("p", "start", "stop", "places", "way")}


def _owner(rows: Columns, tree: Tree) -> Codes:
    return key({"i": rows["i"], "t": rows["p"], "u": rows["u"]}, tree)


def _chosen(rows: Columns, owner: Codes) -> Columns:
    """Leave out duplicates, and mark or leave out rows that a longer cell of the same unit replaces.

    Rows are marked (`replaced`) if the longer cell covers the whole period asked about, and left out if it covers a part.
    A longer cell that cannot be part of a sum replaces nothing. It is left out if another cell of the same figure is kept.
    """
    length, there = rows["stop"] - rows["start"], rows["there"] == 1
    special = (length > 1) | (rows["way"] > 0)
    replaced, dropped = np.zeros(len(owner), dtype=bool), np.zeros(len(owner), dtype=bool)
    chosen = np.flatnonzero(among(owner, owner[special])) if special.any() else np.empty(0, dtype=np.intp)
    covered_spots, of_all = np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    most = int(rows["places"].max(initial=1))
    for long in sorted(set(length[chosen].tolist()), reverse=True):
        here = chosen[length[chosen] == long]
        here = here[np.lexsort((rows["way"][here], ~there[here]))]
        spot = owner[here] * most + rows["start"][here]
        double = ~first_of_each(spot)
        dropped[here] = double | among(spot, covered_spots) | (~there[here] & (long > 1))
        replaced[here] = among(spot, of_all)
        standing = here[~dropped[here]] if long > 1 else here[:0]
        every = rows["places"][standing] == long
        covered = [owner[standing] * most + rows["start"][standing] + n for n in range(long)]
        covered_spots = np.concatenate([covered_spots, *(spot[~every] for spot in covered)])
        of_all = np.concatenate([of_all, *(spot[every] for spot in covered)])
    lonely = dropped & ~there & ~among(owner, owner[~dropped])
    return take({**rows, "replaced": replaced}, ~dropped | lonely)


def _without_torn(rows: Columns, rules: Rules, tree: Tree) -> Columns:
    """Empty the cells of ratios of a flow and a stock if the unit did not give all of a period: there is no rate.

    A suppressed figure counts as not given too, but the cell stays marked as received and as hidden.
    """
    short = np.zeros(len(rows["i"]), dtype=SMALL)
    at = np.flatnonzero(rules.mixed[rows["i"]] & (rows["places"] > 1) & ~rows["replaced"])
    mixed = take(rows, at)
    groups, _ = grouped(_owner(mixed, tree))
    count = int(groups.max(initial=-1)) + 1
    covers = (mixed["stop"] - mixed["start"]) * mixed["given"] * mixed["there"]
    size = rules.size[mixed["i"]]
    lived = tree.lived(mixed["u"], tree.begins(mixed["p"], np.zeros_like(size), size), size, mixed["places"])
    given_length = added(covers * (1 - mixed["hidden"]), groups, count)[groups]
    torn = given_length < lived
    hidden_only = torn & (added(covers, groups, count)[groups] >= lived)
    lacking = torn & ~hidden_only
    all_given = added(1 - mixed["given"], groups, count)[groups] == 0
    short[at] = (lacking & all_given) | (hidden_only & (mixed["hidden"] == 0))
    emptied = {name: rows[name].copy() for name in (*EMPTIED, "given", "hidden", "there")}
    for name in EMPTIED:
        emptied[name][at[torn]] = 0
    for name in ("given", "hidden", "there"):
        emptied[name][at[lacking]] = 0
    emptied["there"][at[hidden_only]] = mixed["hidden"][hidden_only]
    return {**rows, **emptied, "short": short}
