"""The returns of a period, unit by unit, and the period that is the latest (METHODS 1; issue 9, 1 and 2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.oracle.coverage import due
from tests.oracle.own import received
from tests.oracle.periods import Period
from tests.oracle.tree import asked
from tests.oracle.workbook import RECEIVED, Book, Row, remembered


@dataclass(frozen=True)
class Return:
    """One unit's return of one collection period: on time, late, missing or not yet due, and the day it came."""

    unit: str
    period: Period
    state: str
    day: dt.date | None


@remembered
def returns(book: Book, period: Period) -> list[Return]:
    """The returns due in a period: one a unit and collection period for which it is asked for anything."""
    sizes = sorted({indicator.size for indicator in book.indicators.values()})
    parts = sorted({part for size in sizes for part in period.cut(size)}, key=lambda part: (part.last, part.months))
    return [_return(book, unit, part) for part in parts for unit in book.units if _due(book, unit, part)]


def _due(book: Book, unit: str, part: Period) -> bool:
    return any(asked(book, indicator, unit, part) for indicator in book.indicators.values() if indicator.size == part.months)


def _return(book: Book, unit: str, part: Period) -> Return:
    """A return came on the first day of any of its rows; one without a day is on time."""
    last_day = due(book, part)
    if not any(received(book, indicator, unit, part) for indicator in book.indicators.values() if indicator.size == part.months):
        return Return(unit, part, "not yet due" if book.today <= last_day else "missing", None)
    days = [row.day for row in _dated(book).get(unit, []) if row.day is not None and _belongs(book, row, part)]
    day = min(days, default=None)
    return Return(unit, part, "late" if day is not None and day > last_day else "on time", day)


@remembered
def _dated(book: Book) -> dict[str, list[Row]]:
    """The rows of each unit that have a day."""
    found: dict[str, list[Row]] = {}
    for row in book.rows:
        if row.day is not None:
            found.setdefault(row.unit, []).append(row)
    return found


def _belongs(book: Book, row: Row, part: Period) -> bool:
    """Whether a row is one of a return's: of its period, of a finer one in it, or a running total that ends with it."""
    if row.status not in RECEIVED or book.indicators[row.indicator].size != part.months:
        return False
    return part.holds(row.period) or (row.running and row.period.last == part.last)


def share_in(book: Book, period: Period) -> tuple[int, int]:
    """How many returns of a period are in, and how many are due, counted by unit and collection period."""
    listed = returns(book, period)
    return sum(entry.state in ("on time", "late") for entry in listed), len(listed)


def latest(book: Book) -> Period | None:
    """The last collection period with enough of its returns in, else the last with any figure."""
    ends = [row.period.last for row in book.rows]
    if not ends:
        return None
    first = min(row.period.first for row in book.rows)
    top = max(ends)
    start, stop = first - first % book.size, top - top % book.size + book.size - 1
    parts = Period(start, stop).cut(book.size)[::-1]
    for part in parts:
        have, asked_for = share_in(book, part)
        if asked_for and have >= book.latest_coverage * asked_for:
            return part
    return next(
        (part for part in parts if any(part.holds(row.period) or row.period.last == part.last for row in book.rows)), None
    )
