"""Find out that months in a table stand for the quarters or years that end with them."""

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
    """What ends with each of the months: “quarterend” or “yearend”, and the month in which years start; else empty.

    Months stand for quarters if each is the last of a quarter and none but these is there. With `rolling`, figures are of twelve
    months, and months that are a year apart stand for years.

    Examples
    --------
    >>> ending(["2023-03", "2023-06", "2023-09"], rolling=False), ending(["2023-03", "2024-03"], rolling=True)
    (('quarterend', 1), ('yearend', 4))
    >>> ending(["2023-01", "2023-02", "2023-03"], rolling=False), ending(["2023-02", "2023-05", "2023-08"], rolling=False)
    (('', 1), ('', 1))
    """
    read = [Period.parse(text) for text in periods if text]
    months = sorted({period.year * _YEAR + period.number for period in read if period.kind == "month"})
    if not months or any(period.kind != "month" for period in read):
        return "", 1
    gaps = {later - month for month, later in pairwise(months)}
    if rolling and gaps and all(gap % _YEAR == 0 for gap in gaps):
        return "yearend", months[0] % _YEAR + 1
    if len(months) >= _FEW and min(gaps) == _QUARTER and all(month % _QUARTER == 0 for month in months):
        return "quarterend", 1
    return "", 1


def of_ends(pattern: str, hole: str) -> str:
    """A pattern of months as one of the quarters or years that end with them."""
    return pattern.replace("{monthname}", f"{{{hole}}}").replace("{month}", f"{{{hole}}}")


def said(hole: str) -> str:
    """Why months are read as quarters or years."""
    what, apart = ("year", "twelve") if hole == "yearend" else ("quarter", "three")
    return f"months are {apart} months apart: each is read as the {what} that ends with it"
