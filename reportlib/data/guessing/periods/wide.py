"""Guess the pattern of periods in the names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from reportlib.data.guessing.periods.across import over_two, start_month
from reportlib.data.guessing.periods.days import ROLLING, dated_by
from reportlib.data.guessing.periods.spaced import apart, ending, of_ends, said
from reportlib.data.guessing.periods.times import ACROSS_WAYS, ENDS_IN, FISCAL, NUMERIC, Times, is_period, marks_in
from reportlib.data.guessing.periods.titles import ONLY_YEAR
from reportlib.data.mapping.headings import BETWEEN
from reportlib.periods.reading import Years
from reportlib.workbook import patterns
from reportlib.workbook.patterns import compiled, period_of, plain, words

_NAMES: Final = ("{year}-{month}-{any}", "{monthname}-{yy}", "{monthname}{yy}", "{period}")
"""Further patterns of periods in names of columns."""
_TIME: Final = re.compile(r"\d|[\u5e74\u6708\u5b63]")
_BEGUN: Final = re.compile(r"(?<!\d)1\s*[-\u2013\u2014~\uff5e\u81f3]$")
_HOLE: Final = re.compile(r"\{(\w+)\}")


def read_names(times: Times, names: Sequence[str], *, year: str, all_names: str) -> None:
    """Set `times.wide` to the pattern of periods in the names of columns, if there is one.

    `year` is the year in a title, which completes names that are only quarters or months.
    """
    if not times.rows and _say_dates(times, [name for name in names if any(map(str.isdigit, name))], len(names)):
        return
    finer = times.finer is not None
    ways = [] if times.rows else [*(way for way in words()["periods"] if "{year}" in way), *_NAMES, *ROLLING]
    ways += [] if finer or not (year or times.rows) else words()["parts"]
    across = not times.rows and sum(any(over_two(part) for part in _parts(name)) for name in names) >= NUMERIC * len(names)
    if across and names:
        times.starts, times.why["starts"] = start_month(all_names, names)
        ways = list(ACROSS_WAYS)
    elif not times.rows and _fiscal_names(names):
        times.starts, times.why["starts"] = 4, ENDS_IN.format(names[-1])
        ways = list(FISCAL)
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
    if best.endswith("{note}") and (marks := marks_in(names)):
        times.why["wide"] += f"; {marks} behind them is not read"
    if not any(hole in best for hole in ("{year}", "{yy}", "{years}", "{fy}", "{period}")) and not times.rows:
        times.period, times.why["period"] = year, ONLY_YEAR


def _say_dates(times: Times, names: Sequence[str], several: int) -> bool:
    """Whether columns are named by dates of weeks or of single days. Weeks set `times.wide`; single days are to be refused."""
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
    fitting = sum(any(is_period(part, way) for way in FISCAL for part in _parts(name)) for name in names)
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
    return len({one for one in matches if one is not None and not _is_cut(one.indicator)})


def _is_cut(indicator: str) -> bool:
    """Whether a pattern has cut a period, such as January to June, and left a part of it in the words for an indicator."""
    return bool(_TIME.match(indicator) or _BEGUN.search(indicator))


def _differ(way: str, names: Sequence[str], years: Years) -> bool:
    brackets: dict[str, set[str]] = {}
    for name in names:
        match = patterns.find(way, name, years)
        if match is not None:
            brackets.setdefault(match.indicator, set()).add(plain(name).rpartition("(")[2])
    return any(len(texts) > 1 for texts in brackets.values())


def is_timeless(times: Times, name: str) -> bool:
    """Whether a column's name has no period although other columns have one."""
    if not times.wide:
        return False
    match = patterns.find(times.wide, name, times.years)
    return match is None or _is_cut(match.indicator)
