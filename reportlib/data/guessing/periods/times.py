"""Guess the periods of a table's figures, from columns, names of columns, a title, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import pandas as pd

from reportlib.data.guessing.periods.across import over_two, start_month
from reportlib.data.guessing.periods.days import ROLLING, dated_by, names_rolling, names_weeks, rolling_in
from reportlib.data.guessing.periods.spaced import WAYS, apart, ending, of_ends, said
from reportlib.data.mapping.headings import Heading
from reportlib.periods.reading import Years
from reportlib.workbook import patterns
from reportlib.workbook.patterns import PartOfYear, PatternMatch, part_in, period_of, plain, words

PATTERNS: Final = ("{monthname}-{yy}", "{monthname}{yy}", "{year}{month}")
"""Further patterns of periods in cells."""
FISCAL: Final = ("FY{fy}", "Q{quarter} FY{fy}", "FY{fy} Q{quarter}", "FY{fy}-Q{quarter}", "Q{quarter}-FY{fy}")
"""Patterns with a year that is named by the calendar year in which it ends."""
ACROSS_WAYS: Final = (
    "{years}",
    "{years} Q{quarter}",
    "Q{quarter} {years}",
    "{years} quarter {quarter}",
    "quarter {quarter} {years}",
)
"""Patterns with a year across two calendar years."""
NUMERIC: Final = 0.6
"""The least share of a column's cells, or of columns' names, that must fit a guess about them."""
ENDS_IN: Final = "'{}' is taken for a year that ends then; write the month in which years start, 1 if in January"
_MARK: Final = re.compile(r"\w\s*(\([a-zA-Z*]{1,2}\)|\[[^\]]{1,12}\])$")
_PART_SIGN: Final = re.compile(r"^(?:q|qtr|quarter|w|wk|week)(?=\d)")


Finer = Literal["month", "quarter", "week"]
_LAST: Final[dict[Finer, int]] = {"month": 12, "quarter": 4, "week": 53}
"""The parts of a year that a column may number, and the last number of each."""


@dataclass
class Times:
    """Where a table names its periods.

    `fields` says by the number of a column whether it holds periods, months, quarters or weeks. `wide` is the pattern of periods
    in names of columns, `periods` the pattern in cells. `period` is the one period of all figures, except those of the columns in
    `dated` (see `dated_columns`). `starts` is the first month of years such as 2024/25.
    """

    fields: dict[int, str] = field(default_factory=dict)
    wide: str = ""
    period: str = ""
    periods: str = ""
    starts: int = 1
    rolling: bool = False
    """Whether each figure is of the twelve months up to its period."""
    dated: dict[str, tuple[str, str]] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)

    @property
    def years(self) -> Years:
        """The table's kind of years, which begin in the month `starts`."""
        return Years((self.starts,))

    @property
    def finer(self) -> Finer | None:
        """The parts of years that a column holds, such as “month”; None if there is no such column."""
        return next((kind for kind in _LAST if kind in self.fields.values()), None)

    @property
    def rows(self) -> bool:
        """Whether the table has a column of periods."""
        return "period" in self.fields.values()


def is_period(text: str, way: str = "", starts: int = 1) -> str:
    """The period that a text names; empty if it names none. `way` is the pattern of periods, if there is one."""
    if way:
        match = patterns.find(way, text, Years((starts,)))
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
    if has_period_name and (_way(different, ("", *PATTERNS, *_marked())) is not None or dated_by(different, heading.name)):
        return True
    if not (repeated or has_period_name) or not different:
        return False
    known = any(all(map(name, different)) for name in (period_of, over_two))
    return known or bool(rolling_in(different)) or _way(different, FISCAL) is not None or names_weeks(different, heading.name)


def _way(texts: Collection[str], ways: Iterable[str], starts: int = 1) -> str | None:
    """The first pattern (empty: the usual notations) by which all texts are periods; None if none is."""
    return next((way for way in ways if all(is_period(text, way, starts) for text in texts)), None)


def times_of(dated: Sequence[Heading], others: Iterable[Heading], cells: pd.DataFrame, names: str, *, year: str = "") -> Times:
    """Guess which columns hold periods, months, quarters or weeks.

    Parameters
    ----------
    dated
        The columns of periods.
    others
        The columns that may hold months, quarters or weeks of these periods.
    names
        The names of all columns and of the table, and the texts above the table.
    year
        The year in a title or a name. It is that of months, quarters or weeks if no column has years.
    """
    times = Times()
    for heading in dated[:1]:
        times.fields[heading.number] = "period"
        times.why["period"] = "its cells are periods"
        _say_cells(times, heading, [text for text in cells[heading.number].unique() if text], names)
    for heading in others if dated or year else ():
        for what in _LAST:
            if what not in times.fields.values() and _numbers_parts(heading, cells[heading.number], what):
                times.fields[heading.number] = what
                break
    return times


def _say_cells(times: Times, heading: Heading, different: list[str], names: str) -> None:
    """Set how the periods in a column are written, or why they are refused."""
    times.why["periods"] = "all periods are written so"
    times.rolling = names_rolling(heading.name) or bool(rolling_in(different))
    if different and all(map(over_two, different)):
        times.starts, times.why["starts"] = start_month(names, different)
        times.periods = _way(different, ("", *ACROSS_WAYS), times.starts) or ""
    elif different and _way(different, FISCAL) is not None:
        times.starts, times.why["starts"] = 4, ENDS_IN.format(different[0])
        times.periods = _way(different, FISCAL, times.starts) or ""
    elif _way(different, ("",)) is None and (dates := dated_by(different, heading.name)):
        if not dates.pattern:
            times.why["refused"] = f"column '{heading.name}' {dates.why}"
        times.periods, times.why["periods"] = dates
    else:
        times.periods = _way(different, ("", *PATTERNS, *ROLLING, *_marked())) or ""
        if "{note}" in times.periods:
            times.why["periods"] += f"; {marks_in(different)} behind them is not read"
    _say_ends(times, different)


def _marked() -> list[str]:
    return [f"{way}{{note}}" for way in words()["periods"] if "{year}" in way]


def marks_in(texts: Iterable[str]) -> str:
    """The different marks behind periods, as words of a sentence: `(p) and (r)`."""
    return " and ".join(sorted({mark[1] for text in texts if (mark := _MARK.search(text))}))


def _say_ends(times: Times, different: list[str]) -> None:
    """Have months in cells read as quarters or years if they stand for these; else warn of gaps between them."""
    periods = [is_period(text, times.periods, times.starts) for text in different]
    hole, starts = ending(periods, rolling=times.rolling)
    way = _way(different, (times.periods,) if times.periods else WAYS) if hole else None
    times.why["period"] += apart(periods) if not way else ""
    if way:
        times.periods, times.why["periods"] = of_ends(way, hole), said(hole)
        times.starts, times.why["starts"] = starts, said(hole)


def _numbers_parts(heading: Heading, texts: pd.Series[str], what: Finer) -> bool:
    name = plain(heading.last)
    named = {part: name in map(plain, words()["part_names"][part]) for part in _LAST}
    has_period_name = named[what] or (name in map(plain, words()["headers"]["period"]) and not any(named.values()))
    number_by_name = words()[f"{what}s"]
    return has_period_name and all(
        (number.isdigit() and 1 <= int(number) <= _LAST[what]) or number in number_by_name or _is_part(number, what)
        for number in (_PART_SIGN.sub("", plain(text)) for text in texts.unique())
    )


def _is_part(text: str, what: Finer) -> bool:
    part = part_in(text)
    return part is not None and (part.kind == what or (what == "month" and part.kind == "ytd"))


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
    return [PartOfYear(times.finer, 1).of(text) if times.finer else text for text in periods if text]
