"""Periods as months counted from year 0: read, written, divided into finer ones, shifted."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

SIZES = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_YEAR = r"(\d{4})(?:_\d\d)?"
_FORMS = {
    "span": f"{_YEAR}-{_YEAR}",
    "year": _YEAR,
    "half": f"{_YEAR}H([12])",
    "ytd": rf"{_YEAR}YTD(\d{{2}})",
    "quarter": f"{_YEAR}Q([1-4])",
    "month": r"(\d{4})-(\d{2})",
}


class Period(NamedTuple):
    """A period of whole months, both ends included; periods of the same months are equal."""

    first: int
    last: int

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def end(self) -> dt.date:
        year, month = divmod(self.last, 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def shifted(self, months: int) -> Period:
        return Period(self.first + months, self.last + months)

    @lru_cache  # noqa: B019 - a period is a tuple, and they are few
    def pieces(self, starts: int) -> list[Period]:
        """The longest years (from month `starts`), halves, quarters and months that make up the period, but never all in one.

        January to August gives a half and two months.
        """
        found, start = [], self.first
        while start <= self.last:
            begun = start - (starts - 1)
            fitting = (s for s in (12, 6, 3, 1) if s < self.months and begun % s == 0 and start + s - 1 <= self.last)
            size = next(fitting, 0)
            if size == 0:
                return []
            found.append(Period(start, start + size - 1))
            start += size
        return found

    def cut(self, size: int, starts: int) -> list[Period]:
        """The parts of `size` months that divide the period; empty if it cannot be divided so."""
        if (self.first - (starts - 1)) % size or (self.last + 1 - (starts - 1)) % size:
            return []
        return [Period(start, start + size - 1) for start in range(self.first, self.last + 1, size)]


@lru_cache
def kind_of(text: str) -> str:
    """What kind of period a text writes: span, year, half, ytd, quarter or month."""
    return next(kind for kind, form in _FORMS.items() if re.fullmatch(form, text.strip().upper().partition("@")[0]))


@lru_cache
def parse(text: object, starts: int = 1) -> Period:
    """The period that a text or a year names; years across two calendar years start in the given month."""
    written, _, month = str(text).strip().upper().replace("/", "_").partition("@")
    kind = kind_of(written)
    begun = (int(month) if month else starts if "_" in written else 1) - 1
    found = re.fullmatch(_FORMS[kind], written)
    assert found is not None
    year, *rest = (int(group) for group in found.groups())
    number = rest[0] if rest else 1
    if kind == "span":
        return Period(year * 12 + begun, number * 12 + 11 + begun)
    if kind == "ytd":
        return Period(year * 12 + begun, year * 12 + begun + number - 1)
    first = year * 12 + begun + (number - 1) * SIZES[kind]
    return Period(first, first + SIZES[kind] - 1)


def year_before(text: str) -> Period:
    """The same period of the year before; for a span, as many years before as it is long."""
    period = parse(text)
    return period.shifted(-period.months if kind_of(text) == "span" else -12)


def previous(text: str) -> Period | None:
    """The period of the same kind before it; None for a year to date and a span."""
    period = parse(text)
    return None if kind_of(text) in ("ytd", "span") else period.shifted(-period.months)


def write(first: int, size: int, starts: int = 1, *, marked: bool = False) -> str:
    """The text of the month, quarter, half or year that begins in the month `first`, in years that start in the month `starts`.

    Examples
    --------
    >>> write(2024 * 12 + 3, 3), write(2024 * 12, 1), write(2025 * 12 + 2, 3, 9), write(2024 * 12 + 8, 12, 9, marked=True)
    ('2024Q2', '2024-01', '2024_25Q3', '2024_25@9')
    """
    if size == 1:
        return f"{first // 12}-{first % 12 + 1:02d}"
    year, offset = divmod(first - (starts - 1), 12)
    number = offset // size + 1
    return named(year, starts) + {3: f"Q{number}", 6: f"H{number}", 12: ""}[size] + mark(starts if marked else 1)


def named(year: int, starts: int) -> str:
    """A year as text, `2024`, or `2024_25` if it crosses calendar years."""
    return f"{year}" if starts == 1 else f"{year}_{(year + 1) % 100:02d}"


def mark(starts: int) -> str:
    """“@” and the month in which a year starts, such as `@9`; empty for January."""
    return "" if starts == 1 else f"@{starts}"
