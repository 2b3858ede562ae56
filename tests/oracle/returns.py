"""The returns of a period, unit by unit, and the latest period (METHODS 1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tests.oracle.coverage import due, released
from tests.oracle.own import received, rows_of
from tests.oracle.periods import Period
from tests.oracle.tree import asked, exists
from tests.oracle.workbook import RECEIVED, Book, Indicator, remembered


@dataclass(frozen=True)
class Return:
    """One unit's return of one collection period: on time, late, missing or not yet due, and the day it came."""

    unit: str
    period: Period
    state: str
    day: dt.date | None


@remembered
def returns(book: Book, period: Period) -> list[Return]:
    """The returns due in a period: one for each unit and collection period for which the unit is asked for anything."""
    cycles = sorted({(indicator.size, indicator.starts) for indicator in book.indicators.values()})
    parts = sorted({part for cycle in cycles for part in period.cut(*cycle)}, key=lambda part: (part.last, part.months))
    return [_return(book, unit, part) for part in parts for unit in book.units if _due(book, unit, part)]


def _collected(book: Book, part: Period) -> list[Indicator]:
    """The indicators for which the period is a collection period."""
    return [indicator for indicator in book.indicators.values() if part.cut(indicator.size, indicator.starts) == [part]]


def _due(book: Book, unit: str, part: Period) -> bool:
    of_size = _collected(book, part)
    return any(asked(book, indicator, unit, part) and not released(book, indicator, unit, part) for indicator in of_size)


def _return(book: Book, unit: str, part: Period) -> Return:
    """The return of a unit, with the earliest day of its rows; a return whose rows have no day is on time."""
    last_day = due(book, part)
    of_size = _collected(book, part)
    if not any(received(book, indicator, unit, part) for indicator in of_size):
        return Return(unit, part, "not yet due" if book.today <= last_day else "missing", None)
    days = [day for indicator in of_size if (day := _came(book, indicator, unit, part)) is not None]
    day = min(days, default=None)
    return Return(unit, part, "late" if day is not None and day > last_day else "on time", day)


def _came(book: Book, indicator: Indicator, unit: str, part: Period) -> dt.date | None:
    """The first day of a row for the period, or of a running total up to its end; else the last day of its finer rows.

    If only some of the finer rows came, the result is None.
    """
    rows = [row for row in rows_of(book).get((indicator.id, unit), ()) if row.status in RECEIVED and row.period.overlaps(part)]
    if not rows:
        return None
    of_it = [row for row in rows if row.period == part or (row.running and row.period.last == part.last)]
    sent = [row for row in of_it if row.origin != "published"] or of_it
    if sent:
        return min((row.day for row in sent if row.day is not None), default=None)
    finer = [_came(book, indicator, unit, piece) for piece in part.pieces(indicator.starts) if exists(book, unit, piece)]
    known = [day for day in finer if day is not None]
    return max(known) if known and received(book, indicator, unit, part) else None


def share_in(book: Book, period: Period) -> tuple[int, int]:
    """How many returns of a period are in, and how many are due, counted by unit and collection period."""
    listed = returns(book, period)
    return sum(entry.state in ("on time", "late") for entry in listed), len(listed)


def latest(book: Book) -> Period | None:
    """The last collection period with enough returns, else the last with any figure; None if there is none."""
    parts = [part for part in sorted(_seen(book), reverse=True) if len(part.cut(book.size, book.starts)) == 1]
    for part in parts:
        have, asked_for = share_in(book, part)
        if asked_for and have >= book.latest_coverage * asked_for:
            return part
    return next(iter(parts), None)


def _seen(book: Book) -> set[Period]:
    """The collection periods for which anything came: a row, a finer row, or a running total."""
    rows = [row for row in book.rows if row.status in RECEIVED]
    ends = [Period(_begun(row.period.last, book), row.period.last) for row in rows if row.running]
    starts = [_begun(row.period.first, book) for row in rows if not row.running]
    wholes = [Period(start, start + book.size - 1) for start in starts]
    inside = [whole for whole, row in zip(wholes, (r for r in rows if not r.running), strict=True) if whole.holds(row.period)]
    return {*inside, *ends}


def _begun(month: int, book: Book) -> int:
    """The first month of the collection period in which a month lies."""
    return month - (month - (book.starts - 1)) % book.size
