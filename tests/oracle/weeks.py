"""Weeks by ISO 8601, each counted by its Thursday, and the months and years that they make up."""

from __future__ import annotations

import calendar
import datetime as dt
from functools import lru_cache

from tests.oracle.periods import Period, kind_of, parse, previous, year_before

SIZE = 1
"""The length of a week, in periods that are counted in weeks."""


class Weeks(Period):
    """A period of whole weeks, from the first to the last; `thursday` turns the number of a week into its Thursday."""

    @property
    def end(self) -> dt.date:
        return thursday(self.last) + dt.timedelta(3)

    def shifted(self, months: int) -> Weeks:
        return Weeks(self.first + months, self.last + months)

    def pieces(self, starts: int) -> list[Period]:  # type: ignore[override]
        """The longest halves, quarters, months and weeks that make up the period, but never all in one."""
        found, start = [], self.first
        while start <= self.last and self.months > 1:
            month = month_of(start)
            wholes = [of_months(Period(month, month + size - 1)) for size in (12, 6, 3, 1) if (month - starts + 1) % size == 0]
            fitting = [w for w in wholes if w.first == start and w.last <= self.last and w.months < self.months]
            found.append(fitting[0] if fitting else Weeks(start, start))
            start = found[-1].last + 1
        return found  # type: ignore[return-value]

    def cut(self, size: int, starts: int) -> list[Period]:
        return [Weeks(week, week) for week in range(self.first, self.last + 1)]


def thursday(week: int) -> dt.date:
    """The Thursday of a week; week 0 is the week of 4 January of year 1."""
    return dt.date(1, 1, 4) + dt.timedelta(weeks=week)


def of_day(day: dt.date) -> int:
    monday = day - dt.timedelta(day.isoweekday() - 1)
    return (monday + dt.timedelta(3) - dt.date(1, 1, 4)).days // 7


def month_of(week: int) -> int:
    """The month in which the Thursday of a week lies."""
    return thursday(week).year * 12 + thursday(week).month - 1


@lru_cache
def of_months(period: Period) -> Weeks:
    """The weeks whose Thursdays lie in some months."""
    first, (year, month) = dt.date(period.first // 12, period.first % 12 + 1, 1), divmod(period.last, 12)
    last = dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])
    begin, end = of_day(first), of_day(last)
    return Weeks(begin + (thursday(begin) < first), end - (thursday(end) > last))


@lru_cache
def read(text: object, starts: int = 1) -> Weeks:
    written = str(text).strip().upper()
    if "W" in written:
        year, number = map(int, written.split("W"))
        return Weeks(*[of_day(dt.date.fromisocalendar(year, number, 4))] * 2)
    return of_months(parse(text, starts))


def before_a_year(text: str) -> Weeks | None:
    """The same period of the year before; None for a 53rd week."""
    if "W" not in text:
        return of_months(year_before(text))
    year, number = map(int, text.split("W"))
    there = dt.date(year - 1, 12, 28).isocalendar().week >= number
    return read(f"{year - 1}W{number:02d}") if there else None


def single_before(text: str) -> Weeks | None:
    """The period of the same kind before it; None for a year to date and a span."""
    if "W" in text:
        return read(text).shifted(-1)
    before = previous(text)
    return of_months(before) if before else None


def write(week: int) -> str:
    year, number, _ = thursday(week).isocalendar()
    return f"{year}W{number:02d}"


def is_running(text: str) -> bool:
    return "W" not in text.upper() and kind_of(text) == "ytd"
