"""Which figures are asked of which units: the cells that units owe (METHODS 1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from reportlib.analysis.columns import Codes, Columns, Flags, among, stack, take
from reportlib.analysis.sums.rules import Rules
from reportlib.analysis.sums.tree import FAR, Tree
from reportlib.periods import Cycle, Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Unit

_NONE: Codes = np.empty(0, dtype=np.intp)


def collection_periods(observed: Sequence[Period], cycle: Cycle, *, until: Period) -> list[Period]:
    """Every period of a cycle from the first to the last with an observation, or to the end of `until` if that is later.

    A running total is an observation of all periods in it. A figure for a longer period does not begin the series. `until`
    counts only if it consists of periods of the cycle.
    """
    inside = [whole for p in observed if p.kind not in ("ytd", "span") and (whole := cycle.holding(p)) is not None]
    running = [part for p in observed if p.kind == "ytd" for part in cycle.parts(p)]
    same = cycle.holding(until)
    asked_until = cycle.parts(until)[-1:] or ((same,) if same is not None and same.same_as(until) else ())
    last = max([*inside, *running, *asked_until], default=None)
    return [] if last is None else back_to(min([*inside, *running, *asked_until]).opens, last)


def back_to(week: int, last: Period) -> list[Period]:
    """Successive periods of the length of `last`, up to `last`; only the first of them begins in or before week `week`."""
    periods = [last]
    while periods[-1].opens > week:
        periods.append(periods[-1].shift(-1))
    return periods[::-1]


def asked_for(observed: Sequence[Period], cycle: Cycle, *, until: Period) -> list[Period]:
    """The periods of a cycle for which figures are asked: `collection_periods`, and the parts of longer observed periods."""
    longer = [part for p in observed for part in cycle.parts(p)]
    return sorted({*collection_periods(observed, cycle, until=until), *longer})


def owed(rows: Columns, exempt: Flags, *, rules: Rules, tree: Tree, workbook: Workbook, until: Period) -> Columns:
    """Every cell that units owe: `i`, `u` and `t`, the numbers of indicator, unit and period.

    A unit owes each indicator of its level for each collection period in which the unit existed, from the first for which any
    unit gave it. It owes no figure if it is `published_only`, if only pilots are asked and it is no pilot, or if a row says
    that the figure is not asked, not yet due or not applicable (`exempt`).
    """
    observed = [tree.spans[t] for t in np.unique(rows["t"])]
    periods = {cycle: asked_for(observed, cycle, until=until) for cycle, _ in rules.cycles}
    first_weeks = _first_weeks(rows, rules, tree)
    groups: dict[tuple[tuple[str, ...], str, Cycle], list[int]] = {}
    for n, i in enumerate(rules.indicators):
        if first_weeks[n] < FAR:
            groups.setdefault((i.levels, i.asked, rules.cycles[rules.cycle[n]][0]), []).append(n)
    tables = [{"i": _NONE, "u": _NONE, "t": _NONE}]
    for (levels, asked_units, cycle), numbers in groups.items():
        owing = _owing(levels, periods[cycle], pilots=asked_units == "pilots", tree=tree, workbook=workbook)
        tables += [_from(owing, n, first_weeks[n], tree) for n in numbers]
    table = stack(tables)
    released = take(rows, exempt)
    return take(table, ~among(key(table, tree), key(released, tree)))


def key(table: Columns, tree: Tree) -> Codes:
    """For each row a number that encodes its indicator, period and unit."""
    return np.asarray((table["i"] * len(tree.periods) + table["t"]) * len(tree.ids) + table["u"])


def _first_weeks(rows: Columns, rules: Rules, tree: Tree) -> Codes:
    first_weeks = np.full(len(rules.indicators), FAR, dtype=np.intp)
    np.minimum.at(first_weeks, rows["i"], tree.first[rows["t"]])
    return first_weeks


def _owing(levels: Sequence[str], periods: Sequence[Period], *, pilots: bool, tree: Tree, workbook: Workbook) -> Columns:
    units_asked = [n for n, u in enumerate(workbook.units.units) if u.level in levels and not u.published_only]
    units, times = np.array(units_asked, dtype=np.intp), np.array([tree.number_of(p) for p in periods], dtype=np.intp)
    there = tree.exists[np.ix_(units, times)]
    if pilots:
        there &= _pilots([workbook.units.units[n] for n in units_asked], periods, workbook)
    at_unit, at_period = np.nonzero(there)
    return {"u": units[at_unit], "t": times[at_period]}


def _from(owing: Columns, number: int, first_week: int, tree: Tree) -> Columns:
    rows = take(owing, tree.last[owing["t"]] >= first_week)
    return {"i": np.full(len(rows["u"]), number, dtype=np.intp), **rows}


def _pilots(units: Sequence[Unit], periods: Sequence[Period], workbook: Workbook) -> Flags:
    table = [[is_pilot(unit, period, workbook) for period in periods] for unit in units]
    return np.array(table, dtype=bool).reshape(len(units), len(periods))


def is_pilot(unit: Unit, period: Period, workbook: Workbook) -> bool:
    """Whether a unit, or a unit above it, became a pilot by the end of a period."""
    line = (unit, *workbook.units.ancestors(unit.id, period=period))
    return any(u.pilot is not None and u.pilot.opens <= period.closes for u in line)
