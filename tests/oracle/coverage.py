"""Who owed a figure and who gave it: k of n units, and how many returns of how many (METHODS 1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set
from dataclasses import dataclass

from tests.oracle.own import Piece, piece, pieces, received, row_for
from tests.oracle.periods import Period
from tests.oracle.tree import asked, children, exists, parent_in
from tests.oracle.workbook import RELEASED, Book, Indicator, remembered


@dataclass(frozen=True)
class Owed:
    """One return that was asked for, or a figure that replaces several returns: its unit, its period, and what came."""

    unit: str
    period: Period
    given: bool
    """Whether the unit gave the figure, or the answer that there is none, in this return or in one for a longer period."""
    returned: bool
    suppressed: bool
    reason: str | None
    """Why there is no figure; None if there is one, or if METHODS has no word for the reason."""


def counted(book: Book, indicator: Indicator, period: Period) -> list[Period]:
    """The collection periods that a figure is computed from; only the last one if no flow is in it."""
    every = period.cut(indicator.size, indicator.starts)
    stock = indicator.kind == "stock" or (indicator.kind == "ratio" and "flow" not in indicator.kinds)
    return every[-1:] if stock else every


def standing(book: Book, indicator: Indicator, unit: str, part: Period, period: Period) -> Piece | None:
    """The unit's own figure for a collection period, or for a longer one that contains it; None if there is neither.

    The figure may be suppressed.
    """
    own = (p for p in pieces(book, indicator, unit, period) if p.period.overlaps(part))
    return next((p for p in own if p.counts or p.status == "suppressed"), None)


@remembered
def owing(book: Book, indicator: Indicator, unit: str, part: Period, period: Period) -> tuple[str, ...]:
    """The units that owe a figure for the collection period `part`: those below a unit, or else the unit itself.

    A unit with an own figure is returned in place of the units below it.
    """
    if not exists(book, unit, part):
        return ()
    if standing(book, indicator, unit, part, period):
        return (unit,)
    if indicator.rollup != "none":
        below = [name for child in children(book, unit, part) for name in owing(book, indicator, child, part, period)]
        if below:
            return tuple(below)
    return (unit,) if asked(book, indicator, unit, part) and not released(book, indicator, unit, part) else ()


def released(book: Book, indicator: Indicator, unit: str, part: Period) -> bool:
    """Whether a row says that a unit need not give a figure."""
    row = row_for(book, indicator, unit, part)
    return row is not None and row.status in RELEASED


@remembered
def owed(book: Book, indicator: Indicator, unit: str, period: Period, within: str | None = None) -> frozenset[Owed]:
    """Every return that a unit's figure is computed from; with `within`, only those of the time when the unit was below it."""
    parts = counted(book, indicator, period)
    here = [part for part in parts if within is None or parent_in(book, unit, part) == within]
    pairs = [(name, part) for part in here for name in owing(book, indicator, unit, part, period)]
    return frozenset(_owed(book, indicator, name, part, period) for name, part in pairs)


@remembered
def gap(book: Book, indicator: Indicator, unit: str, period: Period) -> tuple[Period, ...]:
    """The collection periods in which a unit existed and gave no figure, for whatever reason."""
    there = [p.period for p in pieces(book, indicator, unit, period) if p.counts]
    lived = [part for part in period.cut(indicator.size, indicator.starts) if exists(book, unit, part)]
    return tuple(part for part in lived if not any(span.overlaps(part) for span in there))


def _left_out(book: Book, indicator: Indicator, unit: str, period: Period) -> bool:
    """Whether a unit has a gap, so that it is left out of a ratio of a flow and a stock; a suppressed figure is no gap here."""
    lacking = gap(book, indicator, unit, period) if indicator.mixed else ()
    return any(standing(book, indicator, unit, part, period) is None for part in lacking)


def left_out_for(book: Book, indicator: Indicator, units: Set[str], period: Period) -> set[str]:
    """Why units are left out of a ratio of a flow and a stock: the reasons of the returns that they owed and did not give."""
    gaps = [(unit, part) for unit in sorted(units) if indicator.mixed for part in gap(book, indicator, unit, period)]
    owed_there = [_owed(book, indicator, unit, part, period) for unit, part in gaps if asked(book, indicator, unit, part)]
    return {entry.reason for entry in owed_there if entry.reason is not None}


def released_by(book: Book, indicator: Indicator, unit: str, period: Period) -> set[str]:
    """The statuses, such as “not asked”, by which rows say that the unit need not report."""
    rows = (row_for(book, indicator, unit, part) for part in dict.fromkeys([period, *counted(book, indicator, period)]))
    return {row.status for row in rows if row is not None and row.status in RELEASED}


def _owed(book: Book, indicator: Indicator, unit: str, part: Period, period: Period) -> Owed:
    covering = standing(book, indicator, unit, part, period)
    returned = received(book, indicator, unit, part)
    longer = covering is not None and covering.period.months > part.months
    if longer and covering is not None and not asked(book, indicator, unit, part):
        return Owed(unit, covering.period, True, True, False, None)
    suppressed = covering is not None and covering.status == "suppressed"
    exact = piece(book, indicator, unit, part)
    given = longer or (returned and exact is not None and exact.status != "fallen")
    left_out = _left_out(book, indicator, unit, period)
    given, returned = given and not left_out, returned and not left_out
    return Owed(unit, part, given, returned, suppressed, _reason(book, indicator, unit, part, period, returned))


def _reason(book: Book, indicator: Indicator, unit: str, part: Period, period: Period, returned: bool) -> str | None:
    if any(p.counts and p.period.overlaps(part) for p in pieces(book, indicator, unit, period)):
        return None
    exact = piece(book, indicator, unit, part)
    if returned and (exact is None or exact.counts or exact.status == "fallen"):
        return None
    if exact is not None and not exact.counts:
        return exact.status
    return "not yet due" if book.today <= due(book, part) else "not reported"


def due(book: Book, period: Period) -> dt.date:
    """The last day on which a return of a collection period is on time."""
    return period.end + dt.timedelta(book.due_days)


def k_of_n(returns: frozenset[Owed]) -> tuple[int, int]:
    """How many units gave every return that they owed, and how many owed any."""
    units = {owed.unit for owed in returns}
    lacking = {owed.unit for owed in returns if not owed.given}
    return len(units - lacking), len(units)


def enough(returns: frozenset[Owed]) -> bool:
    """Whether at least 80 % of the units asked gave their returns, and nothing is suppressed."""
    k, n = k_of_n(returns)
    return 5 * k >= 4 * n and not any(owed.suppressed for owed in returns)


def in_of_asked(returns: frozenset[Owed]) -> tuple[int, int]:
    return sum(owed.returned for owed in returns), len(returns)
