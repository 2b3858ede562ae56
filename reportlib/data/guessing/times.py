"""Guess the periods of a table's figures, from columns, names of columns, a title, or the file's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from reportlib.data.guessing.across import over_two, start_month
from reportlib.data.guessing.days import ROLLING, dated_by, names_rolling, names_weeks, rolling_in
from reportlib.data.guessing.spaced import WAYS, apart, ending, of_ends, said
from reportlib.data.mapping.headings import BETWEEN, Heading
from reportlib.periods.reading import Years
from reportlib.workbook import patterns
from reportlib.workbook.patterns import PartOfYear, PatternMatch, compiled, period_of, plain, words

PATTERNS: Final = ("{monthname}-{yy}", "{monthname}{yy}")
"""Further patterns of periods in cells: with the last two digits of the year."""
_FISCAL: Final = ("FY{fy}", "Q{quarter} FY{fy}", "FY{fy} Q{quarter}", "FY{fy}-Q{quarter}", "Q{quarter}-FY{fy}")
"""Patterns with a year that is named by the calendar year in which it ends."""
_ACROSS_WAYS: Final = (
    "{years}",
    "{years} Q{quarter}",
    "Q{quarter} {years}",
    "{years} quarter {quarter}",
    "quarter {quarter} {years}",
)
"""Patterns with a year across two calendar years."""
NUMERIC: Final = 0.6
"""The least share of a column's cells, or of columns' names, that must fit a guess about them."""
_NAMES: Final = ("{year}-{month}-{any}", "{monthname}-{yy}", "{monthname}{yy}", "{period}")
"""Further patterns of periods in names of columns."""
_ENDS_IN: Final = "'{}' is taken for a year that ends then; write the month in which years start, 1 if in January"
_TIME: Final = re.compile(r"\d|[\u5e74\u6708\u5b63]")
_HOLE: Final = re.compile(r"\{(\w+)\}")
_MARK: Final = re.compile(r"\w\s*(\([a-zA-Z*]{1,2}\)|\[[^\]]{1,12}\])$")
_PART_SIGN: Final = re.compile(r"^(?:q|qtr|quarter|w|wk|week)(?=\d)")


_FIRST: Final = {"month": PartOfYear("month", 1), "quarter": PartOfYear("quarter", 1), "week": PartOfYear("week", 1)}


@dataclass
class Times:
    """Where a table names its periods.

    `fields` are columns with periods, months or quarters, by number. `wide` is the pattern of periods in names of columns,
    `periods` the pattern in cells. `period` is the one period of all figures. `starts` is the first month of years such as
    2024/25.
    """

    fields: dict[int, str] = field(default_factory=dict)
    wide: str = ""
    period: str = ""
    periods: str = ""
    starts: int = 1
    rolling: bool = False
    """Whether each figure is of the twelve months up to its period."""
    why: dict[str, str] = field(default_factory=dict)

    @property
    def years(self) -> Years:
        """The table's kind of years, which begin in the month `starts`."""
        return Years((self.starts,))

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
    return known or bool(rolling_in(different)) or _way(different, _FISCAL) is not None or names_weeks(different, heading.name)


def _way(texts: Collection[str], ways: Iterable[str], starts: int = 1) -> str | None:
    """The first pattern that reads all texts; None if there is none."""
    return next((way for way in ways if all(is_period(text, way, starts) for text in texts)), None)


def times_of(dated: Sequence[Heading], others: Iterable[Heading], cells: pd.DataFrame, names: str) -> Times:
    """Guess which columns hold periods, months or quarters.

    Parameters
    ----------
    dated
        The columns of periods.
    others
        The columns that may hold months or quarters of these periods.
    names
        The names of all columns and of the table, and the texts above the table.
    """
    times = Times()
    for heading in dated[:1]:
        times.fields[heading.number] = "period"
        times.why["period"] = "its cells are periods"
        _say_cells(times, heading, [text for text in cells[heading.number].unique() if text], names)
    for heading in others if dated else ():
        for what, last in (("month", 12), ("quarter", 4), ("week", 53)):
            if what not in times.fields.values() and _numbers_parts(heading, cells[heading.number], what, last):
                times.fields[heading.number] = what
                break
    return times


def _say_cells(times: Times, heading: Heading, different: list[str], names: str) -> None:
    """Say how the cells of a column of periods are written."""
    times.why["periods"] = "all periods are written so"
    times.rolling = names_rolling(heading.name) or bool(rolling_in(different))
    if different and all(map(over_two, different)):
        times.starts, times.why["starts"] = start_month(names, different)
        times.periods = _way(different, ("", *_ACROSS_WAYS), times.starts) or ""
    elif different and _way(different, _FISCAL) is not None:
        times.starts, times.why["starts"] = 4, _ENDS_IN.format(different[0])
        times.periods = _way(different, _FISCAL, times.starts) or ""
    elif _way(different, ("",)) is None and (dates := dated_by(different, heading.name)):
        if not dates.pattern:
            times.why["refused"] = f"column '{heading.name}' {dates.why}"
        times.periods, times.why["periods"] = dates
    else:
        times.periods = _way(different, ("", *PATTERNS, *ROLLING, *_marked())) or ""
        if "{note}" in times.periods:
            times.why["periods"] += f"; {_marks(different)} behind them is not read"
    _say_ends(times, different)


def _marked() -> list[str]:
    return [f"{way}{{note}}" for way in words()["periods"] if "{year}" in way]


def _marks(texts: Iterable[str]) -> str:
    return " and ".join(sorted({mark[1] for text in texts if (mark := _MARK.search(text))}))


def _say_ends(times: Times, different: list[str]) -> None:
    """Read months in cells as quarters or years if they stand for these."""
    periods = [is_period(text, times.periods, times.starts) for text in different]
    hole, starts = ending(periods, rolling=times.rolling)
    way = _way(different, (times.periods,) if times.periods else WAYS) if hole else None
    times.why["period"] += apart(periods) if not way else ""
    if way:
        times.periods, times.why["periods"] = of_ends(way, hole), said(hole)
        times.starts, times.why["starts"] = starts, said(hole)


def _numbers_parts(heading: Heading, texts: pd.Series[str], what: str, last: int) -> bool:
    name = plain(heading.last)
    named = {part: name in map(plain, words()["part_names"][part]) for part in _FIRST}
    has_period_name = named[what] or (name in map(plain, words()["headers"]["period"]) and not any(named.values()))
    number_by_name = words()[f"{what}s"]
    numbers = [_PART_SIGN.sub("", plain(text)) for text in texts.unique()]
    return has_period_name and all((n.isdigit() and 1 <= int(n) <= last) or n in number_by_name for n in numbers)


def read_names(times: Times, names: Sequence[str], *, year: str, all_names: str) -> None:
    """Set `times.wide` to the pattern of periods in the names of columns, if there is one.

    `year` is the year in a title, which completes names that are only quarters or months.
    """
    if not times.rows and _say_dates(times, [name for name in names if any(map(str.isdigit, name))], len(names)):
        return
    finer = bool({"month", "quarter", "week"} & set(times.fields.values()))
    ways = [] if times.rows else [*(way for way in words()["periods"] if "{year}" in way), *_NAMES, *ROLLING]
    ways += [] if finer or not (year or times.rows) else words()["parts"]
    across = not times.rows and sum(any(over_two(part) for part in _parts(name)) for name in names) >= NUMERIC * len(names)
    if across and names:
        times.starts, times.why["starts"] = start_month(all_names, names)
        ways = list(_ACROSS_WAYS)
    elif not times.rows and _fiscal_names(names):
        times.starts, times.why["starts"] = 4, _ENDS_IN.format(names[-1])
        ways = list(_FISCAL)
    best = max(_with_indicators(ways), key=lambda way: (_fitting(way, names, times.years), _exactness(way)), default="")
    fits = _fitting(best, names, times.years) if best else 0
    if fits < 2 or fits < NUMERIC * len(names):
        return
    times.wide, times.why["wide"] = best, "the names of the columns say when"
    found = [match.period for name in names if (match := patterns.find(best, name, times.years))]
    hole, starts = ending(found, rolling=times.rolling) if "{month" in best else ("", 1)
    times.why["wide"] += apart(found) if not hole else f"; {said(hole)}"
    if hole:
        times.wide, times.starts, times.why["starts"] = of_ends(best, hole), starts, said(hole)
    times.rolling = any(best.startswith(way.partition("{")[0]) for way in ROLLING)
    if best.endswith("{note}") and (marks := _marks(names)):
        times.why["wide"] += f"; {marks} behind them is not read"
    if not any(hole in best for hole in ("{year}", "{yy}", "{years}", "{fy}", "{period}")) and not times.rows:
        times.period, times.why["period"] = year, "the only year in the title or the name of the file"


def _say_dates(times: Times, names: Sequence[str], several: int) -> bool:
    """Set `times.wide` if the names of columns are dates; whether they are."""
    dates = dated_by(names, "") if len(names) >= max(2, NUMERIC * several) else None
    if dates is None or not all(compiled(dates.pattern).fullmatch(plain(name)) for name in names if dates.pattern):
        return False
    if not dates.pattern:
        times.why["refused"] = f"the row of names {dates.why}"
    elif "{day}" not in dates.pattern:
        return False
    times.wide, times.why["wide"] = dates
    return True


def _fiscal_names(names: Sequence[str]) -> bool:
    fitting = sum(any(is_period(part, way) for way in _FISCAL for part in _parts(name)) for name in names)
    return bool(names) and fitting >= NUMERIC * len(names) and not all(any(map(period_of, _parts(name))) for name in names)


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
    return len({one for one in matches if one is not None and not _TIME.match(one.indicator)})


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
    return _in_rows(times, cells) if times.rows else [times.period]


def _in_rows(times: Times, cells: pd.DataFrame) -> list[str]:
    number = next(number for number, what in times.fields.items() if what == "period")
    periods = [is_period(text, times.periods, times.starts) for text in cells[number].unique() if text]
    finer = next((what for what in times.fields.values() if what in _FIRST), "")
    return [_FIRST[finer].of(text) if finer else text for text in periods if text]


def is_timeless(times: Times, name: str) -> bool:
    """Whether a column's name has no period although other columns have one."""
    return bool(times.wide) and patterns.find(times.wide, name, times.years) is None
