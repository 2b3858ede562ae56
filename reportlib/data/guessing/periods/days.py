"""Guess the periods that dates stand for: the week or month in which a day lies, or the twelve months up to a month."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Final, NamedTuple

from reportlib.workbook.patterns import compiled, plain, words

_WEEK: Final = 7
_IN_WORDS: Final = 2
"""Words of no more letters than this may stand in other words, such as “we”."""
_DATES: Final = (
    "{year}-{month}-{day}",
    "{year}-{month}-{day}t{any}",
    "{year}-{month}-{day}00:00:00",
    "{year}/{month}/{day}",
    "{day}/{month}/{year}",
    "{day}/{month}/{yy}",
    "{month}/{day}/{year}",
    "{month}/{day}/{yy}",
    "{day}.{month}.{year}",
    "{day}-{month}-{year}",
    "{day} {monthname} {year}",
    "{day}-{monthname}-{year}",
    "{day}-{monthname}-{yy}",
    "{year}\u5e74{month}\u6708{day}\u65e5",
)
_BEGINS: Final = ("w/c", "wc", "w/b", "week commencing", "week beginning", "week starting", "week of")
_ENDS: Final = ("w/e", "we", "week ending", "week ended", "week to")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Dated(NamedTuple):
    """How dates are written: a pattern, and the reason for it. The pattern is empty for single days, which are not read."""

    pattern: str
    why: str


def dated_by(texts: Collection[str], called: str) -> Dated | None:
    """How texts write dates that stand for weeks or months; None if they are not all dates written alike.

    Dates stand for weeks if words before them or the column's name, `called`, say so, such as “week ending”. They also do if they
    are whole weeks apart, some by less than four. Otherwise they stand for months, or for single days if a month has several.

    Examples
    --------
    >>> dated_by(["2021-01-04", "2021-01-11"], "date").pattern, dated_by(["01/04/2021", "01/05/2021"], "date").pattern
    ('{year}-{month}-{day}', '{any}/{month}/{year}')
    >>> dated_by(["2021-01-04", "2021-01-05"], "date").pattern, dated_by(["2021", "2022"], "date")
    ('', None)
    """
    for way in _DATES:
        for word in (*_BEGINS, *_ENDS):
            pattern = f"{word} {way}"
            if dates := _read(pattern, texts):
                return Dated(pattern, _of_weeks(dates, begin=word in _BEGINS))
    found = [(way, dates) for way in _DATES if (dates := _read(way, texts))]
    if not found:
        return None
    weekly = next(((way, dates) for way, dates in found if _weekly(dates) or _says_weeks(called)), None)
    if weekly:
        return Dated(weekly[0], _of_weeks(weekly[1], begin=_says(called, _BEGINS)))
    monthly = [(way, dates) for way, dates in found if len({(day.year, day.month) for day in dates}) == len(dates)]
    if not monthly:
        return Dated("", "has several days of one month, and figures of single days are not read: add them up by week or month")
    way = max(monthly, key=lambda one: _one_day(one[1]))[0].replace("{day}", "{any}")
    return Dated(way, "all periods are written so; the day of a date is ignored")


def names_weeks(texts: Collection[str], called: str) -> bool:
    """Whether all texts are dates, and words before them or the column's name say that they stand for weeks."""
    dated = dated_by(texts, called)
    return dated is not None and (_says_weeks(called) or not dated.pattern.startswith("{")) and bool(dated.pattern)


def _read(pattern: str, texts: Collection[str]) -> list[date]:
    """The different days that texts name, in order; empty if the pattern does not fit a text."""
    days = set[date]()
    for text in texts:
        match = compiled(pattern).fullmatch(plain(text))
        day = _day(match.groupdict()) if match else None
        if day is None:
            return []
        days.add(day)
    return sorted(days)


def _day(groups: dict[str, str]) -> date | None:
    month = words()["months"][groups["monthname"]] if "monthname" in groups else int(groups["month"])
    try:
        return date(int(groups.get("year") or f"20{groups['yy']}"), month, int(groups["day"]))
    except ValueError:
        return None


def _weekly(dates: list[date]) -> bool:
    gaps = [(later - day).days for day, later in pairwise(dates)]
    return bool(gaps) and all(gap % _WEEK == 0 for gap in gaps) and min(gaps) < 4 * _WEEK


def _one_day(dates: list[date]) -> bool:
    """Whether all dates have the same day of the month, or each is the last day of its month."""
    return len({day.day for day in dates}) == 1 or all((day + timedelta(1)).day == 1 for day in dates)


def _says(called: str, kind: Collection[str]) -> bool:
    return any(plain(word) in plain(called) for word in kind if len(word) > _IN_WORDS)


def _says_weeks(called: str) -> bool:
    return _says(called, (*_BEGINS, *_ENDS))


def _of_weeks(dates: list[date], *, begin: bool) -> str:
    """Why dates are read as weeks. With `begin`, weeks begin on the dates, and a warning follows if not all are Mondays."""
    why = "a date stands for the week in which it lies, Monday to Sunday"
    days = sorted({day.weekday() for day in dates})
    if not begin or days == [0]:
        return why
    return f"{why}; those here begin on {' or '.join(_WEEKDAYS[day] for day in days)}: check that the weeks are the right ones"


ROLLING: Final = tuple(
    f"{length} {until} {when}"
    for length, until, when in product(
        ("year", "12 months", "12-months", "twelve months", "rolling 12 months", "12 month period"),
        ("ending", "ended", "to"),
        ("{monthname} {year}", "{monthname}-{yy}", "{year}-{month}"),
    )
)
"""Patterns of periods of twelve months that are named by their last month."""


def rolling_in(texts: Collection[str]) -> str:
    """The pattern of texts that name twelve months by the last of them; empty if they do not.

    Examples
    --------
    >>> rolling_in(["Year ending March 2024", "Year ending June 2024"])
    'year ending {monthname} {year}'
    """
    return next((way for way in ROLLING if all(compiled(way).fullmatch(plain(text)) for text in texts)), "")


def names_rolling(called: str) -> bool:
    """Whether the name of a column of periods says that its figures are of twelve months up to each period."""
    return any(plain(word) in plain(called) for word in _rolling_words())


def _rolling_words() -> Iterator[str]:
    yield from dict.fromkeys(way.partition(" {")[0] for way in ROLLING)
    yield from ("rolling 12", "rolling year", "rolling annual", "rolling twelve", "last 12 months", "12-month rolling")
