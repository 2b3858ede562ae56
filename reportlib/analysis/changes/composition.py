"""What the counts of a period are made of, as tables for pages: parts, what moved them, and who came or went."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.changes.pairs import moves, pushes
from reportlib.analysis.columns import Columns
from reportlib.analysis.comparisons.parts import shares_in
from reportlib.analysis.sums.contributions import Contributions
from reportlib.periods import Period
from reportlib.workbook.units import Unit


def composition_tables(made_of: Contributions, both: Columns, period: Period) -> dict[str, pd.DataFrame]:
    """What units below gave to every figure, how they moved it since the year before, and who alone joined or left.

    Parameters
    ----------
    both
        The figures of the period beside those of the year before (see `reportlib.analysis.changes.pairs.beside`).

    Returns
    -------
    `parts` (see `shares_in`), `pushes` (see `pairs.pushes`), and `moves` (see `pairs.moves`) where it was one unit alone, with
    the `other` unit that it came from or went to, empty where there is none.
    """
    earlier, units = period.year_before() or period, made_of.tree.units
    table = moves(both, made_of)
    table = table[~table.duplicated(["indicator", "unit"], keep=False)].reset_index(drop=True)
    others = [
        _came_from(units[mover], earlier) if joined else _went_to(units[mover], period)
        for mover, joined in zip(table["mover"], table["joined"], strict=True)
    ]
    moved = table.assign(other=others).astype({"other": "str"})
    return {"moves": moved, "parts": shares_in(made_of, period), "pushes": pushes(both, made_of)}


def _came_from(unit: Unit, earlier: Period) -> str:
    """What a unit stood under in an earlier period; empty where it did not exist."""
    return unit.parent_in(earlier) or ""


def _went_to(unit: Unit, period: Period) -> str:
    """What a unit stood under at the end of a period; empty where it had closed by then."""
    closed = unit.end is not None and unit.end.closes < period.closes
    return "" if closed else unit.parent_in(period) or ""


def movers(moves: pd.DataFrame) -> list[str]:
    """The units that joined or left, and those that they came from or went to."""
    return [*moves["mover"], *(other for other in moves["other"] if other)]
