"""Periods: stretches of calendar time in a grammar that fits a file name.

====================  ===========  =========================================
written               kind         means
====================  ===========  =========================================
``2019-2020``         span         whole years, first to last
``2020``              year
``2020H1``            half         first or second half
``2020YTD09``         ytd          January to September, cumulative
``2020Q4``            quarter
``2020-11``           month
====================  ===========  =========================================

The years are those from 1900 to 2200.
How a period is printed for a reader is the business of `reportlib.display`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["span", "year", "half", "ytd", "quarter", "month"]

KINDS: tuple[Kind, ...] = ("span", "year", "half", "ytd", "quarter", "month")
GRAMMAR = "2020, 2020H1, 2020Q4, 2020-11, 2020YTD09 or 2019-2020"
YEARS = range(1900, 2201)
"""The years in which a period may lie: one outside was mistyped, and some calendars of Python end there."""
MONTHS: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("span", re.compile(r"([0-9]{4})-([0-9]{4})")),
    ("year", re.compile(r"([0-9]{4})")),
    ("half", re.compile(r"([0-9]{4})H([12])")),
    ("ytd", re.compile(r"([0-9]{4})YTD(0[1-9]|1[0-2])")),
    ("quarter", re.compile(r"([0-9]{4})Q([1-4])")),
    ("month", re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")),
)


@dataclass(frozen=True, order=False)
class Period:
    """A stretch of calendar time; `number` is the half, quarter, (last) month, or last year of a span.

    Examples
    --------
    >>> Period.parse("2020Q4").year_before()
    Period('2019Q4')
    >>> [str(p) for p in Period.parse(2020).parts("half")]
    ['2020H1', '2020H2']
    """

    kind: Kind
    year: int
    number: int = 0

    @classmethod
    def parse(cls, text: object) -> Period:
        """Read a period; a bare year may be an int, as YAML and the command line give it.

        Raises
        ------
        ValueError
            When the text is not in the grammar; the message shows the grammar.
        """
        if isinstance(text, Period):
            return text
        if isinstance(text, bool) or not isinstance(text, (str, int)):
            raise ValueError(f"{text!r} is not a period: write {GRAMMAR}")
        return _parse(str(text).strip())

    @classmethod
    def given(cls, text: object) -> Period:
        """Read a period that somebody wrote; those that are set beside it may begin earlier, and are only parsed.

        Raises
        ------
        ValueError
            When it is not in the grammar, or of no year from 1900 to 2200.
        """
        period = cls.parse(text)
        if {period.first // 12, period.last // 12} - set(YEARS):
            raise ValueError(f"'{text}' is not a period between {YEARS[0]} and {YEARS[-1]}: write {GRAMMAR}")
        return period

    def __str__(self) -> str:
        match self.kind:
            case "span":
                return f"{self.year}-{self.number}"
            case "year":
                return f"{self.year}"
            case "half":
                return f"{self.year}H{self.number}"
            case "quarter":
                return f"{self.year}Q{self.number}"
            case "ytd":
                return f"{self.year}YTD{self.number:02d}"
            case "month":
                return f"{self.year}-{self.number:02d}"

    def __repr__(self) -> str:
        return f"Period('{self}')"

    @property
    def first(self) -> int:
        """The first month, counted from year 0 (so that months subtract)."""
        length = MONTHS.get(self.kind, 12)
        offset = (self.number - 1) * length if self.kind in ("half", "quarter", "month") else 0
        return self.year * 12 + offset

    @property
    def last(self) -> int:
        """The last month, counted from year 0."""
        if self.kind == "span":
            return self.number * 12 + 11
        if self.kind == "ytd":
            return self.first + self.number - 1
        return self.first + MONTHS[self.kind] - 1

    @property
    def months(self) -> int:
        """How many months it is long."""
        return self.last - self.first + 1

    @property
    def end(self) -> dt.date:
        """Its last day."""
        year, month = divmod(self.last, 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def __lt__(self, other: Period) -> bool:
        return (self.last, -self.first) < (other.last, -other.first)

    def contains(self, other: Period) -> bool:
        """Whether every day of the other period is one of this."""
        return self.first <= other.first and other.last <= self.last

    def same_as(self, other: Period) -> bool:
        """Whether the other has the same first and last month: a year to date to March is the first quarter."""
        return (self.first, self.last) == (other.first, other.last)

    def shift(self, steps: int) -> Period:
        """The period so many steps later (earlier when negative); a year to date steps by whole years."""
        if self.kind in ("year", "ytd"):
            return Period(self.kind, self.year + steps, self.number)
        if self.kind == "span":
            length = self.months // 12
            return Period("span", self.year + steps * length, self.number + steps * length)
        return _at(self.kind, self.first + steps * self.months)

    def previous(self) -> Period | None:
        """The single period before it; a year to date or a span of years has none to be fairly set against."""
        return None if self.kind in ("ytd", "span") else self.shift(-1)

    def year_before(self) -> Period:
        """The same stretch of the year before (for a span, of as many years before as it is long)."""
        return self.shift(-1 if self.kind in ("year", "ytd", "span") else -(12 // self.months))

    def parts(self, kind: Kind) -> tuple[Period, ...]:
        """The periods of a finer kind that make this one up exactly; empty where none do."""
        length = MONTHS.get(kind)
        if length is None or length > self.months or self.months % length:
            return ()
        if self.first % length or (length == self.months and kind == self.kind):
            return ()
        return tuple(_at(kind, month) for month in range(self.first, self.last + 1, length))

    def within(self, kind: Kind) -> Period | None:
        """The period of a kind that holds all of this one; none where it reaches over two, or the kind has no length.

        Examples
        --------
        >>> Period.parse("2020-11").within("quarter")
        Period('2020Q4')
        """
        length = MONTHS.get(kind)
        if length is None:
            return None
        whole = _at(kind, self.first - self.first % length)
        return whole if whole.contains(self) else None


def _at(kind: Kind, month: int) -> Period:
    """The period of that kind which begins in that month."""
    year, offset = divmod(month, 12)
    return Period(kind, year, 0 if kind == "year" else offset // MONTHS[kind] + 1)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    for kind, pattern in _PATTERNS:
        if match := pattern.fullmatch(text.upper()):
            period = Period(kind, *map(int, match.groups()))
            if kind == "span" and period.number <= period.year:
                break
            return period
    raise ValueError(f"'{text}' is not a period: write {GRAMMAR}")


def containing(day: dt.date, kind: Kind) -> Period:
    """The month, quarter, half or year in which a day lies.

    Examples
    --------
    >>> containing(dt.date(2026, 11, 22), "quarter")
    Period('2026Q4')
    """
    length = MONTHS[kind]
    month = day.year * 12 + day.month - 1
    return _at(kind, month - month % length)
