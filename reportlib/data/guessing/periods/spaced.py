"""Find out whether months in a table stand for the quarters or years that end with them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from reportlib.periods import Period

_QUARTER, _YEAR, _FEW = 3, 12, 3
WAYS: Final = (
    "{monthname} {year}",
    "{monthname}-{year}",
    "{year} {monthname}",
    "{year}-{month}",
    "{year}/{month}",
    "{month}/{year}",
)
"""The patterns of months that need no pattern to be read."""


def ending(periods: Iterable[str], *, rolling: bool) -> tuple[str, int]:
    """“quarterend” or “yearend” if months stand for the quarters or years that they end, and the month in which years start.

    The text is empty if the months stand for neither. Months that are whole years apart stand for years if they end quarters or
    if, as `rolling` says, figures are of twelve months. Three or more months that all end quarters stand for these quarters if
    some of them are three months apart.

    Examples
    --------
    >>> ending(["2023-03", "2023-06", "2023-09"], rolling=False), ending(["2023-03", "2024-03"], rolling=True)
    (('quarterend', 1), ('yearend', 4))
    >>> ending(["2023-01", "2023-02", "2023-03"], rolling=False), ending(["2023-02", "2023-05", "2023-08"], rolling=False)
    (('', 1), ('', 1))
    """
    months = _months(periods)
    if not months:
        return "", 1
    gaps = {later - month for month, later in pairwise(months)}
    ends_a_year = rolling or months[0] % _QUARTER == 0
    if ends_a_year and gaps and all(gap % _YEAR == 0 for gap in gaps):
        return "yearend", months[0] % _YEAR + 1
    if len(months) >= _FEW and min(gaps) == _QUARTER and all(month % _QUARTER == 0 for month in months):
        return "quarterend", 1
    return "", 1


def _months(periods: Iterable[str]) -> list[int]:
    """The different months, in order, counted from the year 0; empty if other periods are there."""
    read = [Period.parse(text) for text in periods if text]
    if any(period.kind != "month" for period in read):
        return []
    return sorted({period.year * _YEAR + period.number for period in read})


def apart(periods: Iterable[str]) -> str:
    """A warning if there are several months and none directly follows another; else empty.

    Examples
    --------
    >>> apart(["2023-01", "2024-01"])[:33], apart(["2023-01", "2023-02", "2023-07"])
    ('; no month has another next to it', '')
    """
    gaps = [later - month for month, later in pairwise(_months(periods))]
    if not gaps or min(gaps) == 1:
        return ""
    return "; no month has another next to it, and pages will call the months between them not reported"


def of_ends(pattern: str, hole: str) -> str:
    """A pattern of months with `hole`, “quarterend” or “yearend”, in place of the month."""
    return pattern.replace("{monthname}", f"{{{hole}}}").replace("{month}", f"{{{hole}}}")


def said(hole: str) -> str:
    """Why months are read as quarters or years."""
    what, apart = ("year", "twelve") if hole == "yearend" else ("quarter", "three")
    return f"months are {apart} months apart: each is read as the {what} that ends with it"
