"""Find the period in a title, or in the name of a sheet or file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from reportlib.periods import Period
from reportlib.periods.reading import western
from reportlib.workbook.patterns import PartOfYear, part_in, period_of

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BASE: Final = re.compile(r"(?:19|20)\d\d\s*\u5e74?\s*(?:[=\uff1d]|\u4e3a)\s*100(?!\d)|(?:19|20)\d\d (?:prices|dollars|pounds)")
"""The base of an index, or the year of the prices in which money is counted: no period of figures."""
_IN_YEAR: Final = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:\u5e74\u5ea6?\s*)?[(\uff08]?"
    r"(?P<part>\u7b2c?[1-4\u4e00\u4e8c\u4e09\u56db]\u5b63\u5ea6|[\u4e0a\u4e0b]\u534a\u5e74|Q[1-4]"
    r"|1\u6708?[-\u2013\u2014~\uff5e\u81f3]\d{1,2}\u6708|\d{1,2}\u6708)(?!\s*\d+\s*[\u65e5\u53f7])",
    re.IGNORECASE,
)
"""A year with a part of it, such as its first quarter. A month that a day follows is left alone."""
_YEAR_END: Final = re.compile(r"12\u6708[\u5e95\u672b]")
_IN_LATIN: Final = re.compile(
    r"(?<![A-Za-z])(?<!\d )(?<!at )(?<!to )(?<!by )(?<!end )(?<!ended )(?<!ending )(?<!from )(?<!since )(?<!until )"
    r"(?<!published )(?<!updated )(?P<part>[A-Z][a-z]{2,8}|Q[1-4])\.?,? +(?P<year>(?:19|20)\d\d)(?!\d)"
)
"""A month or quarter before its year; after such words as “ending” it is no month of the figures."""
_DIGITS: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<part>0[1-9]|1[0-2])(?!\d)")
_WEEK: Final = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*\u5e74\s*\u7b2c?\s*(?P<number>[1-9]|[1-4]\d|5[0-2])\s*\u5468")
_TO: Final = re.compile(r"^1\u6708?[-\u2013\u2014~\uff5e\u81f3]")
_LABEL: Final = re.compile(r"^[^:\uff1a]*(?:\u65e5\u671f|\u65f6\u95f4|date)\s*[:\uff1a]", re.IGNORECASE)
"""The label of a date, which says when a table was made."""
ONLY_YEAR: Final = "the only year in the title or the name of the file"
_FINER: Final = "the title or the name of the sheet or file says so"


class Said(NamedTuple):
    """The year and the period in texts around a table, and the reason. If the texts say several periods, these are `several`."""

    year: str
    period: str
    why: str
    several: tuple[str, ...] = ()


def said_by(above: Sequence[str], names: Iterable[str]) -> Said:
    """The period in the texts above a table, or else in the names of its sheet and file.

    The year and the part of the year may come from different texts: the title may name the year, and the sheet the quarter.

    Examples
    --------
    >>> said_by(["Training in 2023"], ["Q2", "t"])[:2], said_by(["\u6708\u62a5 2023\u5e745\u6708"], [])[:2]
    (('2023', '2023Q2'), ('2023', '2023-05'))
    """
    places = [[text for text in above if not _LABEL.match(text)], *([name] for name in names)]
    year = next((found for texts in places if (found := year_in(texts))), "")
    if not year:
        return Said("", "", "")
    finer: tuple[str, ...] = next((parts for texts in places if (parts := _finer(texts, year))), ())
    if len(finer) > 1:
        return Said(year, "", "", finer)
    return Said(year, *((finer[0], _FINER) if finer else (year, ONLY_YEAR)))


def year_in(texts: Iterable[str]) -> str:
    """The year in the texts; empty unless they name exactly one."""
    years = {year for text in texts for year in _years(_BASE.sub("", western(text)))}
    return period_of(years.pop()) if len(years) == 1 else ""


def _years(text: str) -> list[str]:
    return [*_YEAR.findall(text), *(match["year"] for match in _DIGITS.finditer(text))]


def _finer(texts: Iterable[str], year: str) -> tuple[str, ...]:
    """The different periods in texts that are shorter than a year; a whole text such as “Q2” is the part of `year`."""
    found = dict[str, None]()
    for text in (_YEAR_END.sub("", western(text)) for text in texts):
        for match in (*_IN_YEAR.finditer(text), *_IN_LATIN.finditer(text)):
            found[_of(match["part"], match["year"])] = None
        for match in _WEEK.finditer(text):
            found[str(Period("week", int(match["year"]), int(match["number"])))] = None
        for match in _DIGITS.finditer(text):
            found[PartOfYear("month", int(match["part"])).of(match["year"])] = None
        if part := part_in(text):
            found[part.of(year)] = None
    return tuple(period for period in found if period)


def _of(part: str, year: str) -> str:
    found = part_in(_TO.sub("1-", part))
    return found.of(year) if found else ""
