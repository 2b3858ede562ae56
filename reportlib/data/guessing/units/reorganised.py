"""Guess which units of a table replaced others: their rows begin in the period after the others' last rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pandas as pd

from reportlib.data.guessing.periods.times import is_period
from reportlib.data.guessing.roles import Roles
from reportlib.data.guessing.units.units import GuessedUnit
from reportlib.periods import Period

OFTEN = 3
"""If units end and others begin at more than one in so many periods, rows are missing; the units were not reorganised."""
ENDED = "no row of it follows, and rows of others begin in the next period"
BEGAN = "no row of it is earlier, and rows of others end in the period before; write succeeds if it carries them on"


def with_dates(units: Sequence[GuessedUnit], roles: Roles) -> list[GuessedUnit]:
    """The units, with a first or a last period where units replaced others.

    A unit whose rows end has perhaps only stopped reporting. It counts as ended only if other units begin in the next period.
    """
    times = roles.times
    if roles.units.unit is None or times.wide or list(times.fields.values()) != ["period"]:
        return list(units)
    column = next(iter(times.fields))
    texts = {text: is_period(text, times.periods, times.starts) for text in roles.cells[column].unique()}
    has_figure = (roles.cells[[heading.number for heading in roles.figures]] != "").any(axis=1)
    rows = pd.DataFrame({"unit": roles.names, "period": roles.cells[column].map(texts)})[has_figure]
    order = sorted({text for text in rows["period"] if text}, key=lambda text: Period.parse(text).opens)
    if len({Period.parse(text).kind for text in order}) != 1:
        return list(units)
    places = rows["period"].map({text: n for n, text in enumerate(order)}).dropna().groupby(rows["unit"]).agg(["min", "max"])
    ends, begins = set(places["max"]), set(places["min"])
    turns = {(last, first) for last, first in pairwise(range(len(order))) if last in ends and first in begins}
    if len(turns) > max(1, (len(order) - 1) // OFTEN):
        return list(units)
    first, last = ({cell: int(n) for cell, n in places[side].items()} for side in ("min", "max"))
    return [_dated(unit, first.get(unit.cell), last.get(unit.cell), turns, order) for unit in units]


def _dated(
    unit: GuessedUnit, first: int | None, last: int | None, turns: set[tuple[int, int]], order: Sequence[str]
) -> GuessedUnit:
    start = order[first] if first is not None and any(first == begin for _, begin in turns) else ""
    end = order[last] if last is not None and any(last == ended for ended, _ in turns) else ""
    why = "; ".join(filter(None, [unit.why, BEGAN if start else "", ENDED if end else ""]))
    return replace(unit, start=start, end=end, why=why)
