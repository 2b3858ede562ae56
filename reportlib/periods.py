"""Periods: stretches of calendar time in a grammar that fits a file name.

==========================  ===========  =========================================
written                     kind         means
==========================  ===========  =========================================
``2019-2020``               span         whole years, first to last
``2020``                    year
``2020H1``                  half         first or second half
``2020YTD09``               ytd          January to September, cumulative
``2020Q4``                  quarter
``2020-11``                 month
``2020W07``                 week         a week by ISO 8601, Monday to Sunday
``2024_25@9``               year         September 2024 to August 2025
``2024_25Q1@9``             quarter      its first quarter; ``H1`` and ``YTD03`` in the same way
``2022_23-2024_25@9``       span         three such years
==========================  ===========  =========================================

A week belongs to the month, quarter and year in which its Thursday lies, so that weeks make up all of them. The years are those
from 1900 to 2200. What starts in another month than January carries that month behind an ``@``, so that the
text alone says which stretch of time it is. `reportlib.years` reads what people write, in which the month goes without saying.
How a period is printed for a reader is the business of `reportlib.display`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["span", "year", "half", "ytd", "quarter", "month", "week"]

KINDS: tuple[Kind, ...] = ("span", "year", "half", "ytd", "quarter", "month", "week")
GRAMMAR = "2020, 2020H1, 2020Q4, 2020-11, 2020W07, 2020YTD09 or 2019-2020"
KNOWN = "-KNOWN"
"""What is written behind a period up to which the latest known figures are meant, in capitals."""
YEARS = range(1900, 2201)
"""The years in which a period may lie: one outside was mistyped, and some calendars of Python end there."""
MONTHS: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1, "week": 0}
"""How many months each kind of period that comes again and again has; a week is less than one."""
_YEAR, _ACROSS = "([0-9]{4})", "([0-9]{4}_[0-9]{2})"
_NUMBERS = {"half": "H([12])", "ytd": "YTD(0[1-9]|1[0-2])", "quarter": "Q([1-4])"}
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("span", re.compile(f"{_YEAR}-{_YEAR}|{_ACROSS}-{_ACROSS}")),
    ("year", re.compile(f"{_YEAR}|{_ACROSS}")),
    ("half", re.compile(f"(?:{_YEAR}|{_ACROSS}){_NUMBERS['half']}")),
    ("ytd", re.compile(f"(?:{_YEAR}|{_ACROSS}){_NUMBERS['ytd']}")),
    ("quarter", re.compile(f"(?:{_YEAR}|{_ACROSS}){_NUMBERS['quarter']}")),
    ("month", re.compile(f"{_YEAR}-(0[1-9]|1[0-2])")),
    ("week", re.compile(f"{_YEAR}W(0[1-9]|[1-4][0-9]|5[0-3])")),
)
_ERA = 400 * 365 + 97
"""So many days have 400 years of the calendar, after which dates fall on the same days of the week."""


def year_text(year: int, starts: int) -> str:
    """A year as a period's text names it: 2024, or 2024_25 where it starts in another month than January."""
    return f"{year}" if starts == 1 else f"{year}_{(year + 1) % 100:02d}"


def weeks_of(year: int) -> int:
    """How many weeks a year has: 52 or 53, each by its Thursday.

    Examples
    --------
    >>> weeks_of(2019), weeks_of(2020)
    (52, 53)
    """
    return _opening(12 * year + 12) - _opening(12 * year)


@dataclass(frozen=True, order=False)
class Period:
    """A stretch of calendar time.

    Parameters
    ----------
    kind, year
        What it is a stretch of: of a year that goes over two calendar years, the first of them.
    number
        The half, the quarter, the week, the (last) month counted from the start of the year, or the last year of a span.
    starts
        The month in which its year starts; of a month and a week always 1.
    known
        Whether the latest known figures up to its end are meant, and not those of the period: written 2020Q4-known.

    Examples
    --------
    >>> Period.parse("2020Q4").year_before()
    Period('2019Q4')
    >>> [str(p) for p in Period.parse(2020).parts("half")]
    ['2020H1', '2020H2']
    >>> Period.parse("2024_25Q1@9").end
    datetime.date(2024, 11, 30)
    """

    kind: Kind
    year: int
    number: int = 0
    starts: int = 1
    known: bool = False

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
        return self.named if self.starts == 1 else f"{self.named}@{self.starts}"

    @property
    def named(self) -> str:
        """Its text in the name of a file, which does not say in which month the year starts."""
        return f"{self._named}-known" if self.known else self._named

    @property
    def _named(self) -> str:
        year = year_text(self.year, self.starts)
        match self.kind:
            case "span":
                return f"{year}-{year_text(self.number, self.starts)}"
            case "year":
                return year
            case "half":
                return f"{year}H{self.number}"
            case "quarter":
                return f"{year}Q{self.number}"
            case "ytd":
                return f"{year}YTD{self.number:02d}"
            case "month":
                return f"{year}-{self.number:02d}"
            case "week":
                return f"{year}W{self.number:02d}"

    def __repr__(self) -> str:
        return f"Period('{self}')"

    @property
    def first(self) -> int:
        """The first month, counted from year 0 (so that months subtract); of a week that of its Thursday."""
        if self.kind == "week":
            return _month_of(self.opens)
        length = MONTHS.get(self.kind, 12)
        offset = (self.number - 1) * length if self.kind in ("half", "quarter", "month") else 0
        return self.year * 12 + self.starts - 1 + offset

    @property
    def last(self) -> int:
        """The last month, counted from year 0."""
        if self.kind == "span":
            return self.number * 12 + self.starts + 10
        if self.kind == "ytd":
            return self.first + self.number - 1
        return self.first + max(MONTHS[self.kind], 1) - 1

    @property
    def months(self) -> int:
        """How many months it is long; a week 0, being shorter than any."""
        return 0 if self.kind == "week" else self.last - self.first + 1

    @property
    def opens(self) -> int:
        """The first of its weeks, counted from year 1: by weeks, periods of any kinds are set beside each other."""
        return _opening(self.year * 12) + self.number - 1 if self.kind == "week" else _opening(self.first)

    @property
    def closes(self) -> int:
        """The last of its weeks, counted from year 1."""
        return self.opens if self.kind == "week" else _opening(self.last + 1) - 1

    @property
    def begins(self) -> float:
        """Where it begins on an axis of months; a week by its place among the weeks of its month."""
        whole = Cycle("month").at(self.first)
        return self.first + (self.opens - whole.opens) / whole.weeks if self.kind == "week" else self.first

    @property
    def ends(self) -> float:
        """Where it ends on an axis of months.

        Examples
        --------
        >>> week = Period.parse("2024W02")
        >>> week.begins - week.first, week.ends - week.first
        (0.25, 0.5)
        """
        return self.begins + 1 / Cycle("month").at(self.first).weeks if self.kind == "week" else self.last + 1

    @property
    def weeks(self) -> int:
        """How many weeks it is long.

        Examples
        --------
        >>> [Period.parse(text).weeks for text in ("2024-02", "2024-03", 2020, "2024W07")]
        [5, 4, 53, 1]
        """
        return self.closes - self.opens + 1

    @property
    def begin(self) -> dt.date:
        """Its first day."""
        if self.kind == "week":
            return dt.date.fromordinal(7 * self.opens + 1)
        year, month = divmod(self.first, 12)
        return dt.date(year, month + 1, 1)

    @property
    def end(self) -> dt.date:
        """Its last day."""
        if self.kind == "week":
            return dt.date.fromordinal(7 * self.opens + 7)
        year, month = divmod(self.last, 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    def __lt__(self, other: Period) -> bool:
        return (self.closes, -self.opens) < (other.closes, -other.opens)

    def contains(self, other: Period) -> bool:
        """Whether every month, or week, of the other period is one of this."""
        return self.opens <= other.opens and other.closes <= self.closes

    def same_as(self, other: Period) -> bool:
        """Whether the other has the same first and last month: a year to date to March is the first quarter."""
        return (self.opens, self.closes) == (other.opens, other.closes)

    @property
    def cycle(self) -> Cycle | None:
        """The periods of its kind, one after another; none of a span or a year to date."""
        return Cycle(self.kind, self.starts) if self.kind in MONTHS else None

    def like(self, other: Period) -> bool:
        """Whether both are of one kind and length, in years that start in the same month; years to date, with one cut-off."""
        kinds = (self.kind, self.months, self.starts) == (other.kind, other.months, other.starts)
        return kinds and (self.kind != "ytd" or self.number == other.number)

    def shift(self, steps: int) -> Period:
        """The period so many steps later (earlier when negative); a year to date steps by whole years."""
        if self.kind in ("year", "ytd"):
            return Period(self.kind, self.year + steps, self.number, self.starts)
        if self.kind == "span":
            length = self.months // 12
            return Period("span", self.year + steps * length, self.number + steps * length, self.starts)
        cycle = Cycle.of(self.kind, self.starts)
        return cycle.with_week(self.opens + steps) if self.kind == "week" else cycle.at(self.first + steps * self.months)

    def previous(self) -> Period | None:
        """The single period before it; a year to date or a span of years has none to be fairly set against."""
        return None if self.kind in ("ytd", "span") else self.shift(-1)

    def year_before(self) -> Period | None:
        """The same stretch of the year before (for a span, of as many years before as it is long); none of a 53rd week."""
        if self.kind == "week":
            return Period("week", self.year - 1, self.number) if self.number <= weeks_of(self.year - 1) else None
        return self.shift(-1 if self.kind in ("year", "ytd", "span") else -(12 // self.months))

    def parts(self, kind: Kind) -> tuple[Period, ...]:
        """The periods of a finer kind that make this one up exactly; empty where none do."""
        return Cycle.of(kind, self.starts).parts(self) if kind in MONTHS else ()

    def within(self, kind: Kind) -> Period | None:
        """The period of a kind that holds all of this one; none where it reaches over two, or the kind has no length."""
        return Cycle.of(kind, self.starts).holding(self) if kind in MONTHS else None


@dataclass(frozen=True)
class Cycle:
    """A kind of period that comes again and again: what figures are collected in.

    Parameters
    ----------
    kind
        One that has a length: year, half, quarter, month or week.
    starts
        The month in which its years start; of months and weeks always 1 (see `of`).
    """

    kind: Kind
    starts: int = 1

    @classmethod
    def of(cls, kind: Kind, starts: int) -> Cycle:
        """The cycle of a kind in years that start in a month: months and weeks are the same in all years."""
        return cls(kind, 1 if kind in ("month", "week") else starts)

    @property
    def months(self) -> int:
        """How many months each of its periods has; of weeks 0."""
        return MONTHS[self.kind]

    @property
    def weekly(self) -> bool:
        """Whether its periods are weeks."""
        return self.kind == "week"

    def matches(self, other: Cycle) -> bool:
        """Whether its periods have the same months, whatever they are called by.

        Examples
        --------
        >>> Cycle("quarter", 4).matches(Cycle("quarter")), Cycle("quarter", 9).matches(Cycle("quarter"))
        (True, False)
        """
        return self.months == other.months and (self.starts - other.starts) % max(self.months, 1) == 0

    def at(self, month: int) -> Period:
        """The period that begins in a month, counted from year 0."""
        year, offset = divmod(month - self.starts + 1, 12)
        return Period(self.kind, year, 0 if self.kind == "year" else offset // self.months + 1, self.starts)

    def containing(self, day: dt.date) -> Period:
        """The period in which a day lies.

        Examples
        --------
        >>> Cycle("quarter", 9).containing(dt.date(2025, 1, 31))
        Period('2024_25Q2@9')
        """
        return self.with_week((day.toordinal() - 1) // 7) if self.weekly else self.with_month(day.year * 12 + day.month - 1)

    def holding(self, period: Period) -> Period | None:
        """The period that holds all of another; none where that reaches over two.

        Examples
        --------
        >>> Cycle("year", 4).holding(Period.parse("2020Q1"))
        Period('2019_20@4')
        """
        whole = self.with_week(period.opens)
        return whole if whole.contains(period) else None

    def parts(self, period: Period) -> tuple[Period, ...]:
        """The periods that make another up exactly; empty where none do, or it is one of them itself.

        Examples
        --------
        >>> [str(week) for week in Cycle("week").parts(Period.parse("2021-01"))]
        ['2021W01', '2021W02', '2021W03', '2021W04']
        """
        if self.weekly:
            single = period.kind == "week"
            return () if single else tuple(self.with_week(week) for week in range(period.opens, period.closes + 1))
        if self.months > period.months or period.months % self.months or (period.first - self.starts + 1) % self.months:
            return ()
        found = tuple(self.at(month) for month in range(period.first, period.last + 1, self.months))
        return () if found == (period,) else found

    def with_month(self, month: int) -> Period:
        """The period in which a month lies; of weeks the first in it."""
        return self.with_week(_opening(month)) if self.weekly else self.at(month - (month - self.starts + 1) % self.months)

    def with_week(self, week: int) -> Period:
        """The period in which a week lies, counted from year 1."""
        month = _month_of(week)
        if not self.weekly:
            return self.with_month(month)
        return Period("week", month // 12, week - _opening(month - month % 12) + 1)


@lru_cache(maxsize=8192)
def _opening(month: int) -> int:
    """The first week with its Thursday in a month, counted from year 0; weeks are counted from that of 1 January of year 1."""
    year, number = divmod(month, 12)
    eras, within = divmod(year - 1, 400)
    return (dt.date(within + 1, number + 1, 1).toordinal() + eras * _ERA + 2) // 7


@lru_cache(maxsize=8192)
def _month_of(week: int) -> int:
    """The month in which the Thursday of a week lies, counted from year 0."""
    eras, within = divmod(7 * week + 3, _ERA)
    day = dt.date.fromordinal(within + 1)
    return (day.year + 400 * eras) * 12 + day.month - 1


def _there(period: Period) -> bool:
    """Whether there is a period that can be written: a span ends after it begins, a year has the week."""
    if period.kind == "week":
        return period.number <= weeks_of(period.year)
    return period.kind != "span" or period.number > period.year


@lru_cache(maxsize=4096)
def _parse(text: str) -> Period:
    told, marked, month = text.upper().partition("@")
    written = told.removesuffix(KNOWN)
    starts = int(month) if re.fullmatch("[1-9]|1[0-2]", month) else 0 if marked else 1
    for kind, pattern in _PATTERNS if starts else ():
        if match := pattern.fullmatch(written):
            year, number = ([int(group[:4]) for group in match.groups() if group is not None] + [0])[:2]
            period = Period(kind, year, number, starts, known=written != told)
            if period.named.upper() == told and _there(period):
                return period
    across = f"; or say in which month the year starts: {text}@9" if "_" in text and not marked else ""
    raise ValueError(f"'{text}' is not a period: write {GRAMMAR}{across}")
