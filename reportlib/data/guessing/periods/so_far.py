"""Find columns of a month or quarter, of the year so far, and of a year before, in a table whose title names the month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from reportlib.data.guessing.vocabulary import said_in
from reportlib.data.mapping.headings import BETWEEN, Heading
from reportlib.periods import Period
from reportlib.workbook.patterns import PartOfYear, part_in, plain, words

_BRACKETS: Final = re.compile(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$")
_MONTHS: Final = {"month": 1, "ytd": 1, "quarter": 3}
"""The kinds of periods in titles that columns of the year so far may stand beside, and their months."""
Dated = dict[str, tuple[str, str]]
"""By the name of a column: the words in it that name an indicator, empty if there are none, and the period of its figures."""


def dated_columns(figures: Sequence[Heading], period: str) -> Dated:
    """The columns whose names say “this month” or quarter, “so far” or “a year before”, with the periods that they mean.

    `period` is that of the title. The result is empty if all columns are of this month or quarter.

    Examples
    --------
    >>> names = ("Sales / \u672c\u6708", "Sales / \u7d2f\u8ba1", "Staff")
    >>> dated_columns([Heading(n, name, name, tuple(name.split(" / "))) for n, name in enumerate(names)], "2023-05")
    {'Sales / \u672c\u6708': ('Sales', '2023-05'), 'Sales / \u7d2f\u8ba1': ('Sales', '2023YTD05')}
    """
    last = Period.parse(period) if period else None
    if last is None or last.kind not in _MONTHS:
        return {}
    here: Literal["quarter", "month"] = "quarter" if last.kind == "quarter" else "month"
    periods = {
        "now": PartOfYear(here, last.number).of(str(last.year)),
        "ytd": PartOfYear("ytd", last.number * _MONTHS[last.kind]).of(str(last.year)),
        "before": PartOfYear(here, last.number).of(str(last.year - 1)),
    }
    found: Dated = {}
    for heading in figures:
        for n, part in enumerate(heading.parts):
            kind, rest = _kind(part, last)
            if kind and not said_in(part, "rates"):
                name = BETWEEN.join(text for text in (*heading.parts[:n], rest, *heading.parts[n + 1 :]) if text)
                found[heading.name] = name, periods[kind]
                break
    return found if any(when != periods["now"] for _, when in found.values()) else {}


def month_of(period: str) -> str:
    """The month with which a running total ends; other periods are unchanged."""
    last = Period.parse(period)
    return PartOfYear("month", last.number).of(str(last.year)) if last.kind == "ytd" else period


def _kind(part: str, last: Period) -> tuple[str, str]:
    """`now`, `ytd` or `before` if a text says “this month”, “so far” or “a year before”, and the rest of the text; else empty."""
    bare = _BRACKETS.sub("", part)
    measure = part[len(bare) :].strip()
    text = plain(bare)
    if (said := _said(bare)) and said.number == last.number * (_MONTHS[last.kind] if said.kind == "ytd" else 1):
        return ("ytd" if said.kind == "ytd" else "now" if said.kind == last.kind or last.kind == "ytd" else ""), measure
    kinds: Mapping[str, list[str]] = words()["so far"]
    for kind, listed in kinds.items():
        for word in sorted(map(plain, listed), key=len, reverse=True):
            if text == word:
                return kind, measure
            if text.startswith(word) or text.endswith(word):
                rest = text.removeprefix(word) if text.startswith(word) else text.removesuffix(word)
                return kind, f"{rest.strip('-_:')}{measure}"
    return "", ""


def _said(text: str) -> PartOfYear | None:
    found = part_in(re.sub("\u7d2f\u8ba1\u6570?$", "", text.strip()))
    return found if found is not None and found.kind in _MONTHS else None
