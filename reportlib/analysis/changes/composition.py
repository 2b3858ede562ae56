"""Tables of what the counts of a period consist of, and of what changed them."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.changes.pairs import moves, pushes
from reportlib.analysis.columns import Columns
from reportlib.analysis.comparisons.parts import shares_in
from reportlib.analysis.sums.contributions import Contributions
from reportlib.periods import Period
from reportlib.workbook.units import Unit, Units


def composition_tables(made_of: Contributions, both: Columns, period: Period) -> dict[str, pd.DataFrame]:
    """Tables of what units below gave to every figure, how much they changed it in a year, and which units joined or left.

    Parameters
    ----------
    both
        The result of `pairs.beside` for the period and the year before.

    Returns
    -------
    `parts` (see `shares_in`), `pushes` (see `pairs.pushes`), and `moves` (see `pairs.moves`). `moves` has a row only where
    exactly one unit joined or left. Its column `other` is the unit that the mover came from or went to, empty if the mover
    opened or closed.
    """
    earlier, units = period.year_before() or period, made_of.tree.units
    table = moves(both, made_of)
    table = table[~table.duplicated(["indicator", "unit"], keep=False)].reset_index(drop=True)
    others = [
        _came_from(units[mover], unit, units, earlier, period) if joined else _went_to(units[mover], unit, units, earlier, period)
        for mover, unit, joined in zip(table["mover"], table["unit"], table["joined"], strict=True)
    ]
    moved = table.assign(other=others).astype({"other": "str"})
    return {"moves": moved, "parts": shares_in(made_of, period), "pushes": pushes(both, made_of)}


def _came_from(mover: Unit, unit: str, units: Units, earlier: Period, period: Period) -> str:
    return _elsewhere(mover, unit, units, during=earlier, then=period)


def _went_to(mover: Unit, unit: str, units: Units, earlier: Period, period: Period) -> str:
    closed = mover.end is not None and mover.end.closes < period.closes
    return "" if closed else _elsewhere(mover, unit, units, during=period, then=earlier)


def _elsewhere(mover: Unit, unit: str, units: Units, *, during: Period, then: Period) -> str:
    """The last parent of `mover` in the period `during`, except `unit` and units below `unit`; empty if there is none.

    A parent that was below `unit` in the period `during` or `then` is replaced by its own parent.
    """
    parents = [
        p
        for p in mover.parents
        if (not p.start or p.start.opens <= during.closes) and (not p.end or p.end.closes >= during.opens)
    ]
    for parent in sorted(parents, key=lambda p: p.start.opens if p.start else 0, reverse=True):
        if parent.id == unit:
            continue
        beneath = any(unit == above.id for at in (during, then) for above in units.ancestors(parent.id, period=at))
        other = _elsewhere(units[parent.id], unit, units, during=during, then=then) if beneath else parent.id
        if other:
            return other
    return ""


def movers(moves: pd.DataFrame) -> list[str]:
    """The units that joined or left, and the units that they came from or went to."""
    return [*moves["mover"], *(other for other in moves["other"] if other)]
