"""Patterns that find periods and indicators in the texts of a table, such as `{year} / {indicator}`.

Braces may contain: `period` (as in `reportlib.periods` or `words.yaml`), `year`, `yy` (the last two digits of a year from 2000
on), `years` (a year across two calendar years, such as 2024/25 or 202425), `fy` (25 or 2025 for the year that ends in 2025),
`half`, `quarter`, `quartername` (Apr-Jun), `month`, `monthname`, `day` (the period is the week of that day), `quarterend` and
`yearend` (the name or number of a month: the period is the quarter, or the year, that ends with this month), `ytd` (the last
month of a running total), `indicator`, `note` (a text in square brackets, one or two letters in round brackets, or nothing), and
`any` (a text that is not used). Blanks, case and full-width forms make no difference. If a pattern has a part of a year but
no year, a column or the layout names the year.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from reportlib.periods import MONTHS, YEARS, Period
from reportlib.periods.reading import CALENDAR, Years, western

WORDS = Path(__file__).with_name("words.yaml")
_HOLE = re.compile(r"\{(\w*)\}")
_QUARTERS = ((1, 3), (4, 6), (7, 9), (10, 12))
_ENDS = ("quarterend", "yearend")
_WITH_YEAR = {"year", "yy", "years", "fy"}
_DASHES = "[-\u2010-\u2015\u2212~\u81f3]"
"""The characters that match a hyphen of a pattern."""
_AROUND = " ()\uff08\uff09[]\u3010\u3011"
_SHAPES = {
    "year": r"\d{4}",
    "yy": r"\d{2}",
    "years": rf"\d{{4}}(?:/|_|{_DASHES})(?:\d{{4}}|\d{{2}})|\d{{6}}",
    "fy": r"\d{4}|\d{2}",
    "month": r"\d{1,2}",
    "day": r"\d{1,2}",
    "ytd": r"\d{1,2}",
    "indicator": ".+?",
    "note": r"(?:\[[^\]]*\]|\([a-z*]{1,2}\))?",
    "any": ".*?",
    "period": ".+?",
}


@cache
def words() -> Mapping[str, Any]:
    """The words and patterns of `words.yaml`, by kind."""
    words_by_kind: Mapping[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return words_by_kind


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    r"""A text for comparison: half-width, in lower case, without blanks and invisible characters.

    Examples
    --------
    >>> plain(" North\u200b East "), plain("\uff21\uff12")
    ('northeast', 'a2')
    """
    normal = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in normal if not letter.isspace() and unicodedata.category(letter) != "Cf").casefold()


@dataclass(frozen=True)
class PartOfYear:
    """A half, a quarter, a month, a week, or the first months of a year; the year is named elsewhere."""

    kind: Literal["half", "quarter", "month", "week", "ytd"]
    number: int

    def of(self, year: str) -> str:
        """The period as `str(Period)` writes it; empty if `year` is no year, or has no such part.

        Examples
        --------
        >>> PartOfYear("quarter", 3).of("2023"), PartOfYear("month", 2).of("2024_25@9"), PartOfYear("half", 1).of("2023Q1")
        ('2023Q3', '2025-02', '')
        """
        try:
            whole = Period.from_input(year)
        except ValueError:
            return ""
        if self.kind == "week" and whole.kind == "year" and whole.starts == 1:
            return period_of(f"{whole.year}W{self.number:02d}")
        if whole.kind != "year" or not 1 <= self.number <= 12 // MONTHS.get(self.kind, 1):
            return ""
        if self.kind == "month":
            return str(Period("month", whole.year + (self.number < whole.starts), self.number))
        return str(Period(self.kind, whole.year, self.number, whole.starts))


@dataclass(frozen=True)
class PatternMatch:
    """What a pattern found in a text: a period or the part of a year, and the words for an indicator."""

    period: str = ""
    indicator: str = ""
    part: PartOfYear | None = None


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression for texts that `plain` has written.

    Raises
    ------
    ValueError
        When braces contain an unknown name, or two braces the same name.
    """
    shapes = _SHAPES | {
        "quarter": _any("quarters"),
        "half": _any("halves"),
        "monthname": _any("months"),
        "quartername": _quarter_names(),
        **dict.fromkeys(_ENDS, rf"{_any('months')}|\d{{1,2}}"),
    }
    names = _HOLE.findall(pattern)
    for name in names:
        if name not in shapes:
            raise ValueError(f"'{{{name}}}' is not known; what may stand in braces: {', '.join(sorted(shapes))}")
        if name != "any" and names.count(name) > 1:
            raise ValueError(f"'{{{name}}}' stands twice; keep one")
    parts = _HOLE.split(pattern)
    return re.compile("".join(_group(p, shapes[p]) if n % 2 else _literal(p) for n, p in enumerate(parts)))


def _literal(text: str) -> str:
    return re.escape(plain(text)).replace(r"\-", _DASHES)


def _group(name: str, shape: str) -> str:
    return f"(?:{shape})" if name == "any" else f"(?P<{name}>{shape})"


def _any(kind: str) -> str:
    return "|".join(sorted((re.escape(word) for word in words()[kind]), key=len, reverse=True))


@cache
def _number_by_quarter() -> Mapping[tuple[str, str], int]:
    """The number of each quarter by the names of its first and its last month."""
    months: Mapping[str, int] = words()["months"]
    return {(one, end): last // 3 for one, first in months.items() for end, last in months.items() if (first, last) in _QUARTERS}


def _quarter_names() -> str:
    return "|".join(f"{re.escape(first)}(?:{_DASHES}|to){re.escape(last)}" for first, last in _number_by_quarter())


def find(pattern: str, text: str, years: Years = CALENDAR) -> PatternMatch | None:
    """What a pattern finds in a text; None if the text does not match. `{period}` is read with `years`.

    Examples
    --------
    >>> find("{year} / {indicator}", "2022 / Staff"), find("{year}", "in 2022")
    (PatternMatch(period='2022', indicator='staff', part=None), None)
    >>> find("w/c {day}/{month}/{year}", "w/c 04/01/2021").period, find("{quartername} {year}", "Apr to Jun 2023").period
    ('2021W01', '2023Q2')
    >>> find("Q{quarter} FY{fy}", "Q1 FY24", Years((4,))).period, find("{years}", "202324", Years((9,))).period
    ('2023_24Q1@4', '2023_24@9')
    """
    match = compiled(pattern).fullmatch(western(plain(text)))
    if not match:
        return None
    groups = match.groupdict()
    part = _part(groups)
    period = _period(groups, part, years)
    if period is None or (part is not None and part.number > 12):
        return None
    return PatternMatch(period, groups.get("indicator") or "", None if _WITH_YEAR & set(groups) else part)


def _part(groups: Mapping[str, str]) -> PartOfYear | None:
    if "quarter" in groups:
        return PartOfYear("quarter", words()["quarters"][groups["quarter"]])
    if "quartername" in groups:
        first, last = re.split(rf"{_DASHES}|to(?!ber)", groups["quartername"])
        return PartOfYear("quarter", _number_by_quarter()[first, last])
    if "half" in groups:
        return PartOfYear("half", words()["halves"][groups["half"]])
    if "ytd" in groups:
        return PartOfYear("ytd", int(groups["ytd"]))
    month = words()["months"][groups["monthname"]] if "monthname" in groups else groups.get("month")
    return PartOfYear("month", int(month)) if month else None


def _period(groups: Mapping[str, str], part: PartOfYear | None, years: Years) -> str | None:
    """The period in a match, as `str(Period)` writes it; empty without a year, None if it is no period."""
    if "period" in groups:
        own = _as_people_write(groups["period"], years) if years != CALENDAR else ""
        return own or period_of(groups["period"]) or None
    if not _WITH_YEAR & set(groups):
        return ""
    year = _year(groups, years)
    if end := next((hole for hole in _ENDS if hole in groups), ""):
        return _ending(int(year or 0), groups[end], years if end == "yearend" else None)
    if "day" in groups:
        return _week(year, part, int(groups["day"])) or None
    return (part.of(year) or None) if part and year else year


def _ending(year: int, month: str, years: Years | None) -> str | None:
    """The year that ends with a month or, without `years`, the quarter; None if no such year or quarter does."""
    number = int(month) if month.isdigit() else words()["months"][month]
    if number not in range(1, 13):
        return None
    if years is None:
        return str(Period("quarter", year, number // 3)) if number % 3 == 0 else None
    starts = number % 12 + 1
    return str(Period("year", year - (starts > 1), 0, starts)) if starts in years.starts else None


def _year(groups: Mapping[str, str], years: Years) -> str | None:
    """The year in a match; None if it cannot be a year, or if nothing says in which month it starts."""
    if "years" in groups:
        text = groups["years"]
        return _as_people_write(f"{text[:4]}/{text[4:]}" if len(text) == 6 else text, years) or None
    if "fy" in groups:
        last = int(groups["fy"]) + (2000 if len(groups["fy"]) == 2 else 0)
        starts = years.starts[0]
        return str(Period("year", last - (starts > 1), 0, starts)) if len(years.starts) == 1 and last > YEARS[0] else None
    return _in_grammar(groups.get("year") or f"20{groups['yy']}")


def _week(year: str | None, month: PartOfYear | None, day: int) -> str:
    """The week by ISO 8601 in which a day lies; empty if there is no such day."""
    try:
        when = date.fromisoformat(f"{year}-{month.number if month else 0:02d}-{day:02d}")
    except ValueError:
        return ""
    return str(Period("week", when.isocalendar().year, when.isocalendar().week))


def _in_grammar(text: str) -> str | None:
    try:
        return str(Period.from_input(text))
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def period_of(text: str) -> str:
    """The period that a text names, as `str(Period)` writes it; empty if it names none.

    Examples
    --------
    >>> period_of("Mar 2020"), period_of("2020/3"), period_of("2020-03-01 00:00:00"), period_of("soon")
    ('2020-03', '2020-03', '', '')
    """
    if own := _in_grammar(text.strip()):
        return own
    match = (find(pattern, text) for pattern in words()["periods"])
    return next((one.period for one in match if one and one.period), "") or _as_people_write(text)


def _as_people_write(text: str, years: Years = CALENDAR) -> str:
    """The period of a text that can mean only one period; else empty."""
    try:
        return str(years.read(text))
    except ValueError:
        return ""


def part_in(text: str) -> PartOfYear | None:
    """The part of a year if a text names nothing else, such as “Q2” or “(Q2)”; else None."""
    bare = text.strip(_AROUND)
    matches = (find(pattern, bare) for pattern in words()["parts"])
    return next((match.part for match in matches if match is not None and match.part), None)
