"""Periods as months counted from year 0: read, written, cut into finer ones, shifted."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

SIZES = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_FORMS = {
    "span": r"(\d{4})-(\d{4})",
    "year": r"(\d{4})",
    "half": r"(\d{4})H([12])",
    "ytd": r"(\d{4})YTD(\d{2})",
    "quarter": r"(\d{4})Q([1-4])",
    "month": r"(\d{4})-(\d{2})",
}


class Period(NamedTuple):
    """A stretch of whole months, both ends included; two periods are one where their months are."""

    first: int
    last: int

    @property
    def months(self) -> int:
        return self.last - self.first + 1

    @property
    def end(self) -> dt.date:
        """Its last day."""
        year, month = divmod(self.last, 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def overlaps(self, other: Period) -> bool:
        return self.first <= other.last and other.first <= self.last

    def holds(self, other: Period) -> bool:
        return self.first <= other.first and other.last <= self.last

    def shifted(self, months: int) -> Period:
        return Period(self.first + months, self.last + months)

    @lru_cache  # noqa: B019 - a period is a tuple, and they are few
    def pieces(self) -> list[Period]:
        """The largest years, halves, quarters or months, each smaller than itself, that make it up."""
        found, start = [], self.first
        while start <= self.last:
            fitting = (s for s in (12, 6, 3, 1) if s < self.months and start % s == 0 and start + s - 1 <= self.last)
            size = next(fitting, 0)
            if size == 0:
                return []
            found.append(Period(start, start + size - 1))
            start += size
        return found

    def cut(self, size: int) -> list[Period]:
        """The periods of so many months that make it up exactly; none where it is not made of such."""
        if self.first % size or (self.last + 1) % size:
            return []
        return [Period(start, start + size - 1) for start in range(self.first, self.last + 1, size)]


@lru_cache
def kind_of(text: str) -> str:
    """What kind of period a text writes: span, year, half, ytd, quarter or month."""
    return next(kind for kind, form in _FORMS.items() if re.fullmatch(form, text.strip().upper()))


@lru_cache
def parse(text: object) -> Period:
    """The period that a text (or a bare year) writes."""
    written = str(text).strip().upper()
    kind = kind_of(written)
    found = re.fullmatch(_FORMS[kind], written)
    assert found is not None
    year, *rest = (int(group) for group in found.groups())
    number = rest[0] if rest else 1
    if kind == "span":
        return Period(year * 12, number * 12 + 11)
    if kind == "ytd":
        return Period(year * 12, year * 12 + number - 1)
    first = year * 12 + (number - 1) * SIZES[kind]
    return Period(first, first + SIZES[kind] - 1)


def year_before(text: str) -> Period:
    """The same stretch of the year before; of a span, of as many years before as it is long."""
    period = parse(text)
    return period.shifted(-period.months if kind_of(text) == "span" else -12)


def previous(text: str) -> Period | None:
    """The single period before; a year to date and a span have none."""
    period = parse(text)
    return None if kind_of(text) in ("ytd", "span") else period.shifted(-period.months)


def write(first: int, size: int) -> str:
    """The text of the month, quarter, half or year that begins in a month.

    Examples
    --------
    >>> write(2024 * 12 + 3, 3), write(2024 * 12, 1)
    ('2024Q2', '2024-01')
    """
    year, offset = divmod(first, 12)
    number = offset // size + 1
    return {1: f"{year}-{number:02d}", 3: f"{year}Q{number}", 6: f"{year}H{number}", 12: f"{year}"}[size]
