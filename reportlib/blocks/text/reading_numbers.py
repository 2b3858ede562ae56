"""Read printed numbers, which become numbers with a format in a spreadsheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from reportlib.blocks.text.rounding import decimal
from reportlib.blocks.text.words import Words

_GROUPED = r"\d{1,3}(?:,\d{3})*"
_NUMBER = re.compile(rf"([+\u2212-]?)({_GROUPED})(?:\.(\d+))?(.*)", re.DOTALL)
_UNGROUPED = re.compile(rf"([+\u2212-]?)({_GROUPED}(?!\d)|\d+)(?:\.(\d+))?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Number:
    """A value, and its format in a spreadsheet."""

    value: float
    style: str


def read_number(text: str, words: Words) -> Number | None:
    """The number that a text consists of; None for other texts, and for thousands without a separator, which may be a year.

    Examples
    --------
    >>> read_number("1,234.50", Words("en"))
    Number(value=1234.5, style='#,##0.00')
    >>> read_number("45.3%", Words("en"))
    Number(value=0.453, style='0.0%')
    >>> read_number("2.65 million", Words("en"))
    Number(value=2650000.0, style='#,##0')
    >>> read_number("2020", Words("en")), read_number("no. 3", Words("en"))
    (None, None)
    """
    return _parsed(_NUMBER.fullmatch(text.strip()), words)


def stored(text: str, value: float, words: Words) -> Number | None:
    """The unrounded `value`, with a format that shows it like `text`; None if the text says more than a number.

    Examples
    --------
    >>> stored("3", 2.5, Words("en")), stored("45.3%", 45.3141, Words("en"))
    (Number(value=2.5, style='#,##0'), Number(value=0.453141, style='0.0%'))
    >>> stored("more than 120,000", 120000, Words("en"))
    """
    number = _parsed(_UNGROUPED.fullmatch(text.strip()), words)
    if number is None:
        return None
    exact = decimal(value)
    return Number(float(exact.scaleb(-2) if "%" in number.style else exact), number.style)


def _parsed(match: re.Match[str] | None, words: Words) -> Number | None:
    if match is None:
        return None
    sign, whole, places, end = match.groups(default="")
    minus = "" if sign in ("", "+") else "-"
    plain_number = f"{minus}{whole.replace(',', '')}.{places or 0}"
    return _scaled(plain_number, len(places), end, words, signed=sign == "+")


def _scaled(plain_number: str, places: int, end: str, words: Words, *, signed: bool) -> Number | None:
    if not end:
        return Number(float(plain_number), style("#,##0", places, signed=signed))
    if end == words("number.percent", number=""):
        return Number(float(f"{plain_number}e-2"), style("0", places, "%", signed=signed))
    steps = {str(sign): Decimal(step) for step, sign in words.get("number.steps")}
    if end not in steps:
        return None
    return Number(float(Decimal(plain_number) * steps[end]), style("#,##0", 0, signed=signed))


def style(whole: str, places: int, end: str = "", *, signed: bool = False) -> str:
    """A spreadsheet format: `whole` (such as “#,##0”), `places` decimals, `end`; with `signed`, positive numbers get a plus."""
    number_format = f"{whole}.{'0' * places}{end}" if places else f"{whole}{end}"
    return f"+{number_format};-{number_format};{number_format}" if signed else number_format
