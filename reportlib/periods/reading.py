"""Read what people write for periods; a text with two possible meanings is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from reportlib.periods import GRAMMAR, KNOWN, YEARS, Kind, Period, weeks_of, year_text

_DASHES: Final = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u81f3~\uff5e\uff0f", "-" * 11 + "/")
_LABEL: Final = r"(?P<label>(?:AY|FY|SY) ?)?"
_YEAR: Final = r"(?P<year>[0-9]{4})(?:\u5e74\u5ea6?)?"
_PAIR: Final = r"(?P<year>[0-9]{4})(?P<sign>[/_-])(?P<next>[0-9]{4}|[0-9]{2})(?P<called>\u5b66\u5e74\u5ea6?|\u5e74\u5ea6?)?"
_WEEK: Final = r"([0-9]{4})(?:-?W|\u5e74\u7b2c?)([0-9]{1,2})(?:(?<=W[0-9])|(?<=W[0-9]{2})|\u5468)"
_ORDINALS: Final = "\u4e00\u4e8c\u4e09\u56db"
_PARTS: Final[tuple[tuple[Kind, int, str], ...]] = (
    ("year", 1, ""),
    ("half", 1, r"H([12])|([\u4e0a\u4e0b])\u534a\u5e74"),
    ("quarter", 1, rf"Q([1-4])|\u7b2c?([1-4{_ORDINALS}])\u5b63\u5ea6"),
    ("ytd", 1, "YTD(0[1-9]|1[0-2])"),
    ("ytd", 3, r"Q1-Q?([2-4])|\u524d([\u4e8c\u4e09])\u5b63\u5ea6"),
)
"""What may follow a year: the kind of period, the factor for the number in the text, and the pattern."""
_ERAS: Final = {"\u4ee4\u548c": 2018, "\u5e73\u6210": 1988, "\u662d\u548c": 1925, "\u5927\u6b63": 1911}
"""The calendar year before the first year of each Japanese era."""
_ERA: Final = re.compile(
    rf"(?P<era>{'|'.join(_ERAS)}) ?(?P<number>\u5143|[0-9]{{1,2}})(?![0-9]) ?(?P<year>\u5e74)?(?P<fiscal>\u5ea6)?"
)
_NUMBERS: Final = {sign: n for n, sign in enumerate(_ORDINALS, 1)} | {"\u4e0a": 1, "\u4e0b": 2}


@dataclass(frozen=True)
class Years:
    """The kinds of years that a workbook or an indicator uses: calendar years, or others such as academic years.

    Parameters
    ----------
    starts
        The months in which these years start, without repeats.

    Examples
    --------
    >>> Years((9,)).read("AY2024/25"), Years().read("2020Q1\u2013Q3")
    (Period('2024_25@9'), Period('2020YTD09'))
    """

    starts: tuple[int, ...] = (1,)

    def read(self, text: object) -> Period:
        """Read a period from user input.

        Raises
        ------
        ValueError
            When the text is no period, can mean more than one, or its year is not one from 1900 to 2200. The message says what
            to write.
        """
        if isinstance(text, Period):
            return text
        if isinstance(text, bool) or not isinstance(text, (str, int)):
            raise ValueError(f"{text!r} is not a period: write {self.grammar}")
        meanings = self.meanings(str(text))
        if not meanings:
            raise ValueError(f"'{str(text).strip()}' is not a period: write {self.grammar}{self._hint(str(text))}")
        if len(meanings) > 1:
            listed = " or ".join(f"{self.write(period)} ({_months(period)})" for period in meanings)
            raise ValueError(f"'{text}' can mean more than one period: write {listed}")
        if {meanings[0].first // 12, meanings[0].last // 12} - set(YEARS):
            raise ValueError(f"'{text}' is not a period between {YEARS[0]} and {YEARS[-1]}: write {self.grammar}")
        return meanings[0]

    def meanings(self, text: str) -> tuple[Period, ...]:
        """Every period that a text can mean, without repeats."""
        normal = western(text.strip().upper().translate(_DASHES))
        if "@" in normal:
            return _parsed(Period.parse, normal)
        if normal.endswith(KNOWN):
            return tuple(replace(period, known=True) for period in self.meanings(normal.removesuffix(KNOWN)))
        ways = (self._in_a_year, self._over_two, self._months, self._spans)
        return tuple(dict.fromkeys(period for way in ways for period in way(normal)))

    def write(self, period: Period) -> str:
        """The shortest text that `read` takes for this period.

        Examples
        --------
        >>> Years((9,)).write(Period.parse("2024_25@9")), Years((9,)).write(Period.parse("2009-10"))
        ('2024_25', '2009M10')
        """
        texts = (period.named, f"{period.year}M{period.number:02d}", str(period))
        return next((text for text in texts if self.meanings(text) == (period,)), f"{period.named}@{period.starts}")

    @property
    def grammar(self) -> str:
        """Examples of what can be written."""
        other = next((month for month in self.starts if month > 1), None)
        if other is None:
            return GRAMMAR
        kinds: tuple[tuple[Kind, int], ...] = (("year", 0), ("half", 1), ("quarter", 4), ("ytd", 9))
        texts = [self.write(Period(kind, 2024, number, other)) for kind, number in kinds]
        return f"{', '.join(texts)}, 2024-11, 2024W07 or {self.write(Period('span', 2022, 2024, other))}"

    def _hint(self, text: str) -> str:
        """The end of the error message: how many weeks the year has, or how to write two years; empty for other texts."""
        if (match := re.fullmatch(_WEEK, text.strip().upper())) and int(match[1]):
            return f"; {match[1]} has {weeks_of(int(match[1]))} weeks"
        pair = re.fullmatch(_LABEL + _PAIR, text.strip().upper().translate(_DASHES))
        if not pair or not _follows(pair):
            return ""
        both = f"{pair['year']}-{int(pair['year']) + 1}"
        return f"; every year starts in January here: write {both} for both years, or say `year_starts` where it is another"

    def _in_a_year(self, text: str) -> Iterator[Period]:
        """Meanings of a text with one calendar year: that year, or a year that starts in a later month of it.

        If the text has a label, such as FY, a year that ends in the calendar year is possible as well.
        """
        for kind, number, match in _matched(_LABEL + _YEAR, text):
            year = int(match["year"])
            if match["label"] and self.starts != (1,):
                yield from (Period(kind, first, number, month) for month in self._across for first in (year - 1, year))
            elif 1 not in self.starts:
                yield from (Period(kind, year, number, month) for month in self.starts)
            if 1 in self.starts or not match["label"]:
                yield Period(kind, year, number)

    def _over_two(self, text: str) -> Iterator[Period]:
        """Meanings of a text with two successive calendar years: a year that starts in one and ends in the other."""
        for kind, number, match in _matched(_LABEL + _PAIR, text):
            if _follows(match):
                yield from (Period(kind, int(match["year"]), number, month) for month in self._across)

    def _months(self, text: str) -> Iterator[Period]:
        """Meanings of a text with a month, a week or the first months of a calendar year."""
        for form in (r"([0-9]{4})[-M](0?[1-9]|1[0-2])", r"([0-9]{4})\u5e74(0?[1-9]|1[0-2])\u6708"):
            if match := re.fullmatch(form, text):
                yield Period("month", int(match[1]), int(match[2]))
        if (match := re.fullmatch(_WEEK, text)) and 0 < int(match[2]) <= weeks_of(int(match[1])):
            yield Period("week", int(match[1]), int(match[2]))
        if match := re.fullmatch(r"([0-9]{4})\u5e741-([2-9]|1[0-2])\u6708", text):
            yield Period("ytd", int(match[1]), int(match[2]))

    def _spans(self, text: str) -> Iterator[Period]:
        """Meanings of a text with a first and a last year."""
        if (match := re.fullmatch(r"([0-9]{4})-([0-9]{4})", text)) and match[1] < match[2]:
            yield from (Period("span", int(match[1]), int(match[2]), month) for month in self.starts)
            if 1 not in self.starts:
                yield Period("span", int(match[1]), int(match[2]))
        if match := re.fullmatch(r"([0-9]{4})[/_]([0-9]{2})-([0-9]{4})[/_]([0-9]{2})", text):
            first, last = int(match[1]), int(match[3])
            if first < last and (match[2], match[4]) == tuple(year_text(year, 9)[-2:] for year in (first, last)):
                yield from (Period("span", first, last, month) for month in self._across)

    @property
    def _across(self) -> tuple[int, ...]:
        return tuple(month for month in self.starts if month > 1)


CALENDAR: Final = Years()
"""Years that start in January."""


def western(text: str) -> str:
    """A text with calendar years in place of the years of Japanese eras; a fiscal year becomes 2018/19.

    Examples
    --------
    >>> western("\u4ee4\u548c\u5143\u5e745\u6708"), western("\u5e73\u621030\u5e74\u5ea6"), western("2019")
    ('2019\u5e745\u6708', '2018/19', '2019')
    """
    return _ERA.sub(_western_year, text)


def _western_year(match: re.Match[str]) -> str:
    number = 1 if match["number"] == "\u5143" else int(match["number"])
    year = _ERAS[match["era"]] + number
    return year_text(year, 4).replace("_", "/") if match["fiscal"] else f"{year}{match['year'] or ''}"


def _parsed(parse: Callable[[str], Period], text: str) -> tuple[Period, ...]:
    try:
        return (parse(text),)
    except ValueError:
        return ()


def _matched(year: str, text: str) -> Iterator[tuple[Kind, int, re.Match[str]]]:
    """Match a text with the pattern `year`, alone or before a part such as Q3; yield its kind and number, and the match."""
    named = re.compile(year).groups
    for kind, factor, part in _PARTS:
        if match := re.fullmatch(f"{year} ?(?:{part})", text):
            number = next(filter(None, match.groups()[named:]), "0")
            yield kind, factor * _number(number), match


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _follows(pair: re.Match[str]) -> bool:
    return int(pair["next"]) == (int(pair["year"]) + 1) % (100 if len(pair["next"]) == 2 else 10_000)


def _months(period: Period) -> str:
    first, last = (f"{month // 12}-{month % 12 + 1:02d}" for month in (period.first, period.last))
    return first if first == last else f"{first} to {last}"
