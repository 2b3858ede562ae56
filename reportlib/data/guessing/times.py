"""Guess the periods of a table's figures, from columns, names of columns, a title, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import pandas as pd

from reportlib.data.mapping.headings import BETWEEN, Heading
from reportlib.periods.reading import Years, western
from reportlib.workbook import patterns
from reportlib.workbook.patterns import PartOfYear, PatternMatch, part_in, period_of, plain, words

PATTERNS: Final = ("{monthname}-{yy}", "{monthname}{yy}", "{year}-{month}-{any}", "{year}/{month}/{any}", "{year}{month}")
"""Further patterns of periods in cells: with the last two digits of the year, or with a day."""
NUMERIC: Final = 0.6
"""The least share of a column's cells, or of columns' names, that must fit a guess about them."""
_NAMES: Final = ("{year}-{month}-{any}", "{monthname}-{yy}", "{monthname}{yy}", "{period}")
"""Further patterns of periods in names of columns."""
_TIME: Final = re.compile(r"\d|[\u5e74\u6708\u5b63]")
_BEGUN: Final = re.compile(r"(?<!\d)1\s*[-\u2013\u2014~\uff5e\u81f3]$")
_HOLE: Final = re.compile(r"\{(\w+)\}")
_ACROSS: Final = re.compile(r"(?:AY|FY|SY)?\s*(\d{4})\s*[/\u2013_-]\s*(\d{4}|\d{2})", re.IGNORECASE)


@dataclass
class Times:
    """Where a table names its periods.

    `fields` are columns with periods, months or quarters, by number. `wide` is the pattern of periods in names of columns,
    `periods` the pattern in cells. `period` is the one period of all figures, except those of the columns in `dated` (see
    `dated_columns`). `starts` is the first month of years such as 2024/25.
    """

    fields: dict[int, str] = field(default_factory=dict)
    wide: str = ""
    period: str = ""
    periods: str = ""
    starts: int = 1
    dated: dict[str, tuple[str, str]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)

    @property
    def years(self) -> Years:
        """The table's kind of years, which begin in the month `starts`."""
        return Years((self.starts,))

    @property
    def finer(self) -> Literal["month", "quarter"] | None:
        """What a column beside that of years holds, or beside the year of a title."""
        kinds: tuple[Literal["month", "quarter"], ...] = ("month", "quarter")
        return next((kind for kind in kinds if kind in self.fields.values()), None)

    @property
    def rows(self) -> bool:
        """Whether the table has a column of periods."""
        return "period" in self.fields.values()


def is_period(text: str, way: str = "", starts: int = 1) -> str:
    """The period that a text names; empty if it names none. `way` is the pattern of periods, if there is one."""
    if way:
        match = patterns.find(way, text)
        return match.period if match else ""
    if starts > 1:
        try:
            return str(Years((starts,)).read(text))
        except ValueError:
            return ""
    return period_of(text)


def are_periods(texts: Iterable[str], heading: Heading, *, has_period_name: bool, repeated: bool) -> bool:
    """Whether all texts of a column are periods.

    If the column's name is not a word for periods, some texts must be repeated, and fewer notations count as periods.
    """
    different = list(texts)
    if has_period_name and any(all(is_period(text, way) for text in different) for way in ("", *PATTERNS)):
        return True
    return repeated and (all(map(period_of, different)) or all(map(over_two, different)))


def over_two(text: str) -> bool:
    """Whether a text names a year across two calendar years, such as 2024/25."""
    match = _ACROSS.fullmatch(western(text.strip()))
    return match is not None and int(match[2]) == (int(match[1]) + 1) % (100 if len(match[2]) == 2 else 10_000)


def start_month(names: str, texts: Iterable[str]) -> tuple[int, str]:
    """The month in which years such as 2024/25 start, guessed from the words of a table, and the reason."""
    if any(western(text) != text for text in texts):
        return 4, "fiscal years of Japan start in April"
    schools = any(plain(word) in plain(names) for word in words()["schools"])
    if schools:
        return 9, "years go over two calendar years, and the table is of schools; write the month in which they start"
    return 4, "years go over two calendar years; write the month in which they start"


def times_of(dated: Sequence[Heading], others: Iterable[Heading], cells: pd.DataFrame, names: str, *, year: str = "") -> Times:
    """Guess which columns hold periods, months or quarters.

    Parameters
    ----------
    dated
        The columns of periods.
    others
        The columns that may hold months or quarters of these periods.
    names
        The names of all columns and of the table, and the texts above the table.
    year
        The year that a title or a name says, which completes months and quarters if no column has years.
    """
    times = Times()
    for heading in dated[:1]:
        different = [text for text in cells[heading.number].unique() if text]
        times.fields[heading.number] = "period"
        times.why["period"] = "its cells are periods"
        if different and all(map(over_two, different)):
            times.starts, times.why["starts"] = start_month(names, different)
        else:
            ways = (way for way in ("", *PATTERNS) if all(is_period(text, way) for text in different))
            times.periods = next(ways, "")
    for heading in others if dated or year else ():
        for what, last in (("month", 12), ("quarter", 4)):
            if what not in times.fields.values() and _numbers_parts(heading, cells[heading.number], what, last):
                times.fields[heading.number] = what
                break
    return times


def _numbers_parts(heading: Heading, texts: pd.Series[str], what: str, last: int) -> bool:
    has_period_name = plain(heading.last) in (
        what,
        *(plain(word) for word in words()["headers"]["period"] if plain(word) in plain(heading.last)),
    )
    number_by_name = words()["months" if what == "month" else "quarters"]
    return has_period_name and all(
        (text.isdigit() and 1 <= int(text) <= last) or plain(text) in number_by_name or _is_part(text, what)
        for text in texts.unique()
    )


def _is_part(text: str, what: str) -> bool:
    part = part_in(text)
    return part is not None and (part.kind == what or (what == "month" and part.kind == "ytd"))


def read_names(times: Times, names: Sequence[str], *, year: str, all_names: str) -> None:
    """Set `times.wide` to the pattern of periods in the names of columns, if there is one.

    `year` is the year in a title, which completes names that are only quarters or months.
    """
    finer = "month" in times.fields.values() or "quarter" in times.fields.values()
    ways = [] if times.rows else [*(way for way in words()["periods"] if "{year}" in way), *_NAMES]
    ways += [] if finer or not (year or times.rows) else words()["parts"]
    across = not times.rows and sum(any(over_two(part) for part in _parts(name)) for name in names) >= NUMERIC * len(names)
    if across and names:
        times.starts, times.why["starts"] = start_month(all_names, names)
        ways = ["{years}"]
    best = max(_with_indicators(ways), key=lambda way: (_fitting(way, names, times.years), _exactness(way)), default="")
    fits = _fitting(best, names, times.years) if best else 0
    if fits < 2 or fits < NUMERIC * len(names):
        return
    times.wide, times.why["wide"] = best, "the names of the columns say when"
    if not any(hole in best for hole in ("{year}", "{yy}", "{years}", "{period}")) and not times.rows:
        times.period, times.why["period"] = year, "the only year in the title or the name of the file"


def _parts(name: str) -> list[str]:
    return [name, *name.split(BETWEEN), *name.split(" ")]


def _exactness(way: str) -> tuple[int, int]:
    holes = [hole for hole in _HOLE.findall(way) if hole not in ("indicator", "any")]
    return len(holes), len(_HOLE.sub("", plain(way)))


def _with_indicators(ways: Iterable[str]) -> Iterator[str]:
    for way in ways:
        yield way
        for between in (BETWEEN, " ", "_", ""):
            yield f"{way}{between}{{indicator}}"
            yield f"{{indicator}}{between}{way}"
            yield f"{{indicator}}{between}{way}({{any}})"
        yield f"{way}{{note}}"


def _fitting(way: str, names: Sequence[str], years: Years) -> int:
    """How many different pairs of period and indicator a pattern reads from names of columns.

    A pair whose “indicator” is a part of a period does not count. A pattern that leaves out texts in brackets counts 0 if these
    texts differ between names of one indicator, because they are then no measures.
    """
    if way.endswith("({any})") and _differ(way, names, years):
        return 0
    matches = [patterns.find(way, name, years) for name in names]
    return len({one for one in matches if one is not None and not _is_cut(one.indicator)})


def _is_cut(indicator: str) -> bool:
    """Whether the words for an indicator have a part of a period in them, which a pattern has cut in two: 1- of 1-6月."""
    return bool(_TIME.match(indicator) or _BEGUN.search(indicator))


def _differ(way: str, names: Sequence[str], years: Years) -> bool:
    brackets: dict[str, set[str]] = {}
    for name in names:
        match = patterns.find(way, name, years)
        if match is not None:
            brackets.setdefault(match.indicator, set()).add(plain(name).rpartition("(")[2])
    return any(len(texts) > 1 for texts in brackets.values())


def periods_in(times: Times, names: Iterable[str], cells: pd.DataFrame) -> list[str]:
    """All periods that a table names."""
    matches = [patterns.find(times.wide, name, times.years) or PatternMatch() for name in names] if times.wide else []
    if parts := [one.part for one in matches if one.part]:
        return [part.of(year) for part in parts for year in (_in_rows(times, cells) if times.rows else [times.period])]
    if matches:
        return [one.period for one in matches if one.period]
    if times.finer and not times.rows:
        return [PartOfYear(times.finer, 1).of(times.period)]
    return _in_rows(times, cells) if times.rows else [*{times.period, *(period for _, period in times.dated.values())}]


def _in_rows(times: Times, cells: pd.DataFrame) -> list[str]:
    number = next(number for number, what in times.fields.items() if what == "period")
    periods = [is_period(text, times.periods, times.starts) for text in cells[number].unique() if text]
    finer = next((what for what in times.fields.values() if what in ("month", "quarter")), "")
    return [f"{text}-01" if finer == "month" else f"{text}Q1" if finer == "quarter" else text for text in periods if text]


def is_timeless(times: Times, name: str) -> bool:
    """Whether a column's name has no period although other columns have one."""
    if not times.wide:
        return False
    match = patterns.find(times.wide, name, times.years)
    return match is None or _is_cut(match.indicator)
