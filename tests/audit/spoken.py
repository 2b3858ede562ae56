"""Periods as each language writes them, in sentences and on axes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.periods import Period

_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_ORDINALS = {"en": ("first", "second", "third", "fourth"), "zh": ("一", "二", "三", "四")}
_HALVES = {"en": ("first", "second"), "zh": ("上", "下")}


def texts(lang: str, first_year: int, last_year: int) -> dict[str, str]:
    """Every period of some years, and spans of up to six, as a text: the period in the grammar of workbooks, by what is written.

    Examples
    --------
    >>> found = texts("en", 2020, 2021)
    >>> found["second quarter of 2020"], found["2020 Q2"], found["January–September 2021"], found["2020–2021"]
    ('2020Q2', '2020Q2', '2021YTD09', '2020-2021')
    """
    years = range(first_year, last_year + 1)
    said = _english if lang == "en" else _chinese
    found = {text: period for year in years for text, period in said(year)}
    for year in years:
        for last in range(year + 1, min(year + 6, last_year + 1)):
            found |= dict.fromkeys(_span(lang, year, last), f"{year}-{last}")
    return found


def _span(lang: str, year: int, last: int) -> list[str]:
    return [f"{year}–{last}"] if lang == "en" else [f"{year}—{last}年", f"{year}—{last}"]


def _english(year: int) -> Iterator[tuple[str, str]]:
    yield f"{year}", f"{year}"
    for n, word in enumerate(_HALVES["en"], 1):
        yield from ((f"{word} half of {year}", f"{year}H{n}"), (f"{year} H{n}", f"{year}H{n}"))
    for n, word in enumerate(_ORDINALS["en"], 1):
        yield from ((f"{word} quarter of {year}", f"{year}Q{n}"), (f"{year} Q{n}", f"{year}Q{n}"))
    for n, month in enumerate(_MONTHS, 1):
        yield f"{month} {year}", f"{year}-{n:02d}"
        if n > 1:
            yield from ((f"January–{month} {year}", f"{year}YTD{n:02d}"), (f"Jan–{month} {year}", f"{year}YTD{n:02d}"))


def _chinese(year: int) -> Iterator[tuple[str, str]]:
    yield from ((f"{year}年", f"{year}"), (f"{year}", f"{year}"))
    for n, word in enumerate(_HALVES["zh"], 1):
        yield from ((f"{year}年{word}半年", f"{year}H{n}"), (f"{year}{word}半年", f"{year}H{n}"))
    for n, word in enumerate(_ORDINALS["zh"], 1):
        yield from ((f"{year}年第{word}季度", f"{year}Q{n}"), (f"{year}年{word}季度", f"{year}Q{n}"))
    for n in range(1, 13):
        yield from ((f"{year}年{n}月", f"{year}-{n:02d}"), (f"{year}-{n}", f"{year}-{n:02d}"))
        if n > 1:
            yield f"{year}年1—{n}月", f"{year}YTD{n:02d}"


def months(lang: str, period: Period) -> str:
    """The first and last month of a period, as beside its name."""
    first, last = period.first % 12, period.last % 12
    return f"{_MONTHS[first]}–{_MONTHS[last]}" if lang == "en" else f"{first + 1}—{last + 1}月"


def month_names(lang: str) -> list[str]:
    return _MONTHS if lang == "en" else [str(n) for n in range(1, 13)]
