"""Periods as each language writes them, in sentences and on axes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.periods import Period, named

_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_ORDINALS = {"en": ("first", "second", "third", "fourth"), "zh": ("一", "二", "三", "四")}
_HALVES = {"en": ("first", "second"), "zh": ("上", "下")}


def texts(lang: str, first_year: int, last_year: int) -> dict[str, str]:
    """For every text that a page may use for a period, this period: for periods of some years, and spans of up to six years.

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


def across(lang: str, first_year: int, last_year: int, starts: int, name: str = "") -> dict[str, str]:
    """Like `texts`, for years that do not start in January; `name` is the pattern for the name of such a year.

    Examples
    --------
    >>> found = across("en", 2020, 2021, 9, "AY {year}")
    >>> found["AY 2020/21"], found["2020/21 Q1"], found["second half of AY 2020/21"], found["September 2020 – March 2021"]
    ('2020_21@9', '2020_21Q1@9', '2020_21H2@9', '2020_21YTD07@9')
    """
    name = name or ("{year}" if lang == "en" else "{year}\u5e74\u5ea6")
    found: dict[str, str] = {}
    for year in range(first_year, last_year + 1):
        told = named(year, starts)
        said = [name.format(year=told.replace("_", "/")), told.replace("_", "/")]
        found |= dict.fromkeys(said, f"{told}@{starts}")
        found |= {text: f"{told}{part}@{starts}" for part, text in _parts(lang, *said)}
        ends = [year * 12 + starts - 1 + n for n in range(12)]
        found |= {_from_to(lang, ends[0], last): f"{told}YTD{n:02d}@{starts}" for n, last in enumerate(ends[1:], 2)}
        for last in range(year + 1, min(year + 6, last_year + 1)):
            dash, until = "\u2013" if lang == "en" else "\u2014", named(last, starts)
            both = f"{told}{dash}{until}".replace("_", "/")
            found |= dict.fromkeys([both, name.format(year=both)], f"{told}-{until}@{starts}")
    return found


def _parts(lang: str, called: str, short: str) -> Iterator[tuple[str, str]]:
    """Each text for a half or a quarter of a year, after the sign of the half or quarter: `H1`, “first half of 2020”."""
    for sign, words, zh in (("H", _HALVES, "{}\u534a\u5e74"), ("Q", _ORDINALS, "\u7b2c{}\u5b63\u5ea6")):
        for n, word in enumerate(words[lang], 1):
            of = "half" if sign == "H" else "quarter"
            yield f"{sign}{n}", f"{word} {of} of {called}" if lang == "en" else called + zh.format(word)
            yield f"{sign}{n}", f"{short} {sign}{n}" if lang == "en" else short + zh.format(word).removeprefix("\u7b2c")


def _from_to(lang: str, first: int, last: int) -> str:
    """The text for the months from `first` to `last`."""
    if lang == "en":
        return " \u2013 ".join(f"{_MONTHS[month % 12]} {month // 12}" for month in (first, last))
    return "\u2014".join(f"{month // 12}\u5e74{month % 12 + 1}\u6708" for month in (first, last))


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
    """The text for the first and the last month of a period, as pages print it beside the name of the period."""
    first, last = period.first % 12, period.last % 12
    return f"{_MONTHS[first]}–{_MONTHS[last]}" if lang == "en" else f"{first + 1}—{last + 1}月"


def month_names(lang: str) -> list[str]:
    return _MONTHS if lang == "en" else [str(n) for n in range(1, 13)]
