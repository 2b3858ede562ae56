"""How a period is written: a grammar that fits a file name.

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
``2024_25Q1@9``             quarter      September to November 2024; ``H1`` and ``YTD03`` in the same way
``2022_23-2024_25@9``       span         September 2022 to August 2025
==========================  ===========  =========================================

A week belongs to the month, quarter and year in which its Thursday lies, so that months, quarters and years consist of whole
weeks. Input may name the years from 1900 to 2200. If a year does not start in January, the text ends with ``@`` and its
first month. People need not write that month: `reportlib.periods.reading` reads what they write, and `reportlib.blocks.text`
writes periods for readers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from reportlib.periods.weeks import weeks_of

Kind = Literal["span", "year", "half", "ytd", "quarter", "month", "week"]

KINDS: tuple[Kind, ...] = ("span", "year", "half", "ytd", "quarter", "month", "week")
GRAMMAR = "2020, 2020H1, 2020Q4, 2020-11, 2020W07, 2020YTD09 or 2019-2020"
KNOWN = "-KNOWN"
"""The suffix, in capitals, that asks for the latest figures known by the end of a period instead of its own."""
YEARS = range(1900, 2201)
"""The years that input may name; any other year is taken for a typing error."""
MONTHS: dict[Kind, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1, "week": 0}
"""The length in months of each kind of period that recurs, the longest first; 0 for a week."""
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


class PeriodText(NamedTuple):
    """The parts of a period's text; they mean what the fields of `reportlib.periods.Period` mean."""

    kind: Kind
    year: int
    number: int = 0
    starts: int = 1
    known: bool = False

    @property
    def text(self) -> str:
        """The text without the month in which the year starts."""
        year = year_text(self.year, self.starts)
        match self.kind:
            case "span":
                text = f"{year}-{year_text(self.number, self.starts)}"
            case "year":
                text = year
            case "half":
                text = f"{year}H{self.number}"
            case "quarter":
                text = f"{year}Q{self.number}"
            case "ytd":
                text = f"{year}YTD{self.number:02d}"
            case "month":
                text = f"{year}-{self.number:02d}"
            case "week":
                text = f"{year}W{self.number:02d}"
        return f"{text}{KNOWN.lower()}" if self.known else text

    @property
    def exists(self) -> bool:
        """False for week 53 of a year with 52 weeks, and for a span whose last year is not later than its first year."""
        if self.kind == "week":
            return self.number <= weeks_of(self.year)
        return self.kind != "span" or self.number > self.year


def year_text(year: int, starts: int) -> str:
    """A year as in a period's text: 2024, or 2024_25 if it does not start in January."""
    return f"{year}" if starts == 1 else f"{year}_{(year + 1) % 100:02d}"


@lru_cache(maxsize=4096)
def read(text: str) -> PeriodText:
    """Split the text of a period into its parts.

    Raises
    ------
    ValueError
        When the text is not in the grammar; the message shows the grammar.
    """
    whole, marked, month = text.upper().partition("@")
    period = whole.removesuffix(KNOWN)
    starts = int(month) if re.fullmatch("[1-9]|1[0-2]", month) else 0 if marked else 1
    for kind, pattern in _PATTERNS if starts else ():
        if match := pattern.fullmatch(period):
            year, number = ([int(group[:4]) for group in match.groups() if group is not None] + [0])[:2]
            parts = PeriodText(kind, year, number, starts, known=period != whole)
            if parts.text.upper() == whole and parts.exists:
                return parts
    across = f"; or say in which month the year starts: {text}@9" if "_" in text and not marked else ""
    raise ValueError(f"'{text}' is not a period: write {GRAMMAR}{across}")
