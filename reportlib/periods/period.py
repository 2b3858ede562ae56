"""`Period`, a stretch of calendar time, and `Cycle`, a kind of period that recurs."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from reportlib.periods.grammar import GRAMMAR, MONTHS, YEARS, Kind, PeriodText, read
from reportlib.periods.weeks import first_week, month_of, weeks_of


@dataclass(frozen=True, order=False)
class Period:
    """A stretch of calendar time.

    Parameters
    ----------
    kind, year
        The kind of stretch, and its year. For a year that does not start in January, this is the calendar year in which it
        starts; for a span, its first year.
    number
        The half, quarter or week, the month (of a year to date, its last) counted from the start of the year, or the last
        year of a span.
    starts
        The month in which its year starts; 1 for a month or a week.
    known
        Whether the latest figures known by its end are meant, instead of its own; written 2020Q4-known.

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
        return cls(*read(str(text).strip()))

    @classmethod
    def from_input(cls, text: object) -> Period:
        """Read a period from user input; unlike `parse`, refuse years that are probably typing errors.

        Raises
        ------
        ValueError
            When the text is not in the grammar, or the year is not one from 1900 to 2200.
        """
        period = cls.parse(text)
        if {period.first // 12, period.last // 12} - set(YEARS):
            raise ValueError(f"'{text}' is not a period between {YEARS[0]} and {YEARS[-1]}: write {GRAMMAR}")
        return period

    def __str__(self) -> str:
        return self.named if self.starts == 1 else f"{self.named}@{self.starts}"

    @property
    def named(self) -> str:
        """Its text in file names, without the month in which the year starts."""
        return PeriodText(self.kind, self.year, self.number, self.starts, self.known).text

    def __repr__(self) -> str:
        return f"Period('{self}')"

    @property
    def first(self) -> int:
        """The number of its first month, 12 * year + month - 1; for a week, of the month in which its Thursday lies."""
        if self.kind == "week":
            return month_of(self.opens)
        earlier = self.number - 1 if self.kind in ("half", "quarter", "month") else 0
        return self.year * 12 + self.starts - 1 + earlier * MONTHS.get(self.kind, 0)

    @property
    def last(self) -> int:
        """The number of its last month, counted as in `first`."""
        if self.kind == "span":
            return self.number * 12 + self.starts + 10
        return self.first + (self.number if self.kind == "ytd" else max(MONTHS[self.kind], 1)) - 1

    @property
    def months(self) -> int:
        """Its length in months; 0 for a week."""
        return 0 if self.kind == "week" else self.last - self.first + 1

    @property
    def opens(self) -> int:
        """The number of its first week (see `reportlib.periods.weeks`), by which periods of all kinds are compared."""
        return first_week(self.year * 12) + self.number - 1 if self.kind == "week" else first_week(self.first)

    @property
    def closes(self) -> int:
        """The number of its last week."""
        return self.opens if self.kind == "week" else first_week(self.last + 1) - 1

    @property
    def begins(self) -> float:
        """Where it begins on an axis of month numbers; the weeks of a month divide that month evenly."""
        whole = Cycle("month").at(self.first)
        return self.first + (self.opens - whole.opens) / whole.weeks if self.kind == "week" else self.first

    @property
    def ends(self) -> float:
        """Where it ends on an axis of month numbers.

        Examples
        --------
        >>> week = Period.parse("2024W02")
        >>> week.begins - week.first, week.ends - week.first
        (0.25, 0.5)
        """
        return self.begins + 1 / Cycle("month").at(self.first).weeks if self.kind == "week" else self.last + 1

    @property
    def weeks(self) -> int:
        """Its length in weeks.

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
        """Whether the other period lies wholly within this one."""
        return self.opens <= other.opens and other.closes <= self.closes

    def same_as(self, other: Period) -> bool:
        """Whether both begin and end at the same time, as a year to date to March and the first quarter do."""
        return (self.opens, self.closes) == (other.opens, other.closes)

    @property
    def cycle(self) -> Cycle | None:
        """The cycle of its kind; None for a span or a year to date."""
        return Cycle(self.kind, self.starts) if self.kind in MONTHS else None

    def like(self, other: Period) -> bool:
        """Whether both have the same kind, length and first month of the year, and years to date the same last month."""
        kinds = (self.kind, self.months, self.starts) == (other.kind, other.months, other.starts)
        return kinds and (self.kind != "ytd" or self.number == other.number)

    def shift(self, steps: int) -> Period:
        """The period `steps` later (earlier if negative). A year to date moves by whole years, a span by its own length."""
        if self.kind in ("year", "ytd", "span"):
            years = steps * self.months // 12 if self.kind == "span" else steps
            return Period(self.kind, self.year + years, self.number + years if self.kind == "span" else self.number, self.starts)
        cycle = Cycle.of(self.kind, self.starts)
        return cycle.with_week(self.opens + steps) if self.kind == "week" else cycle.at(self.first + steps * self.months)

    def previous(self) -> Period | None:
        """The period just before it; None for a year to date or a span of years."""
        return None if self.kind in ("ytd", "span") else self.shift(-1)

    def year_before(self) -> Period | None:
        """The same stretch of the year before; for a span the equally long span before it, for a 53rd week None."""
        if self.kind == "week":
            return Period("week", self.year - 1, self.number) if self.number <= weeks_of(self.year - 1) else None
        return self.shift(-1 if self.kind in ("year", "ytd", "span") else -(12 // self.months))

    def parts(self, kind: Kind) -> tuple[Period, ...]:
        """The periods of a finer kind of which it exactly consists; empty if there are none."""
        return Cycle.of(kind, self.starts).parts(self) if kind in MONTHS else ()

    def within(self, kind: Kind) -> Period | None:
        """The period of a kind that contains it; None if it crosses two of them, or for the kinds span and ytd."""
        return Cycle.of(kind, self.starts).holding(self) if kind in MONTHS else None


@dataclass(frozen=True)
class Cycle:
    """A kind of period that recurs, such as quarters of years from April; figures are collected by cycles.

    `starts` is the month in which its years start; 1 for months and weeks.
    """

    kind: Kind
    starts: int = 1

    @classmethod
    def of(cls, kind: Kind, starts: int) -> Cycle:
        """The cycle of a kind, for years that start in the month `starts`, which is ignored for months and weeks."""
        return cls(kind, 1 if kind in ("month", "week") else starts)

    @property
    def months(self) -> int:
        """The length of each of its periods in months; 0 for weeks."""
        return MONTHS[self.kind]

    @property
    def weekly(self) -> bool:
        """Whether its periods are weeks."""
        return self.kind == "week"

    def matches(self, other: Cycle) -> bool:
        """Whether the periods of both cover the same months; one return then has the figures of both.

        Examples
        --------
        >>> Cycle("quarter", 4).matches(Cycle("quarter")), Cycle("quarter", 9).matches(Cycle("quarter"))
        (True, False)
        """
        return self.months == other.months and (self.starts - other.starts) % max(self.months, 1) == 0

    def at(self, month: int) -> Period:
        """The period that begins in the month with this number (see `Period.first`)."""
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
        """The period of the cycle that contains another; None if the other crosses two of them.

        Examples
        --------
        >>> Cycle("year", 4).holding(Period.parse("2020Q1"))
        Period('2019_20@4')
        """
        whole = self.with_week(period.opens)
        return whole if whole.contains(period) else None

    def parts(self, period: Period) -> tuple[Period, ...]:
        """The periods of the cycle that make up a period exactly; empty if there are none, or if it belongs to the cycle.

        Examples
        --------
        >>> [str(week) for week in Cycle("week").parts(Period.parse("2021-01"))]
        ['2021W01', '2021W02', '2021W03', '2021W04']
        """
        if self.weekly:
            return () if period.kind == "week" else tuple(map(self.with_week, range(period.opens, period.closes + 1)))
        if self.months > period.months or period.months % self.months or (period.first - self.starts + 1) % self.months:
            return ()
        periods = tuple(self.at(month) for month in range(period.first, period.last + 1, self.months))
        return () if periods == (period,) else periods

    def with_month(self, month: int) -> Period:
        """The period that contains the month with this number; for weeks, the first week of the month."""
        return self.with_week(first_week(month)) if self.weekly else self.at(month - (month - self.starts + 1) % self.months)

    def with_week(self, week: int) -> Period:
        """The period that contains the week with this number (see `reportlib.periods.weeks`)."""
        month = month_of(week)
        if not self.weekly:
            return self.with_month(month)
        return Period("week", month // 12, week - first_week(month - month % 12) + 1)
