"""Find the number in a cell that also has a measure, a flag or a word, such as “12%”, “12.3 p” or “3 million people”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reportlib.workbook.patterns import words

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_GROUP: Final = r"[,' \u00a0\u202f\u2019]"
_NUMBER: Final = rf"(?:\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:\.\d+)?|\d{{1,3}}(?:\.\d{{3}})+,\d+|\d+[.,]\d+|\d+)(?!\d)"
_CELL: Final = re.compile(rf"(?P<before>[^\d<>]*?)\s*(?P<sign>[-+\u2212]?)\s*(?P<number>{_NUMBER})(?P<behind>.*)", re.DOTALL)
_NEXT: Final = re.compile(rf"\s*(?P<number>{_NUMBER})(?P<behind>.*)", re.DOTALL)
_FOOTNOTE: Final = re.compile(r"[\[(]?\d{1,2}[\])]$")
_DECIMAL_COMMA: Final = re.compile(r"\d+,(\d{1,2}|\d{4,})|[\d.]+\.\d{3},\d+")


@dataclass(frozen=True)
class WordedNumber:
    """The number in a cell such as “1.2 million”: `digits` are 1200000, `factor` is “million”, and `counted` is 1.2.

    Without such a word, `factor` and `counted` are empty. `bracketed`: the number is in brackets, which may mean that it is
    negative.
    """

    digits: str
    bracketed: bool = False
    factor: str = ""
    counted: str = ""


def worded_number(text: str) -> WordedNumber | None:
    r"""The number in a text that also has a measure, a flag or a word such as “about”; None for other texts.

    A bound such as <5, a range and a fraction are no such number.

    Examples
    --------
    >>> [found.digits for text in ("12%", "12\u4eba", "12.3 p", "1,200", "12,5 %", "¥ 3") if (found := worded_number(text))]
    ['12', '12', '12.3', '1200', '12.5', '3']
    >>> worded_number("1.2 million"), worded_number("1\u4ebf2000\u4e07\u5143").digits, worded_number("5\u767e\u5206\u70b9").digits
    (WordedNumber(digits='1200000', bracketed=False, factor='million', counted='1.2'), '120000000', '5')
    >>> worded_number("9" * 60 + "%").digits == "9" * 60
    True
    >>> [worded_number(text) for text in ("<5", "..", "n/a", "x", "5-9", "3/4", "five", "2020-04-15")]
    [None, None, None, None, None, None, None, None]
    """
    cell = _CELL.fullmatch(text.translate(_HALF_WIDTH).strip())
    if cell is None or not _leaves_a_number(cell["before"]):
        return None
    amount, factor, behind = _multiplied(Decimal(_bare(cell["number"])), cell["behind"])
    if re.search(r"\d", _FOOTNOTE.sub("", behind)):
        return None
    minus = "" if cell["sign"] in ("", "+") else "-"
    bracketed = not minus and cell["before"].endswith("(") and behind.startswith(")")
    counted = minus + _digits(amount / _factor(cell["behind"])[1]) if factor else ""
    return WordedNumber(minus + _digits(amount), bracketed, factor, counted)


def _leaves_a_number(before: str) -> bool:
    """Whether the text before a number is empty, a currency sign, a bracket, or a word such as “about”."""
    known = [str(word) for word in words()["before_numbers"]]
    left = before.casefold()
    for word in sorted(known, key=len, reverse=True):
        left = left.replace(word, "")
    return not left.strip()


def _multiplied(number: Decimal, behind: str) -> tuple[Decimal, str, str]:
    """A number times the factor behind it, plus smaller amounts that follow; the factor's word; the remaining text."""
    word, factor = _factor(behind)
    # a number without a factor stays as it is: a product keeps 28 digits only
    amount, least, behind = number * factor if word else number, factor, behind.lstrip().removeprefix(word)
    while word and (more := _NEXT.fullmatch(behind)) and 1 < (part := _factor(more["behind"]))[1] < least:
        amount += Decimal(_bare(more["number"])) * part[1]
        least, behind = part[1], more["behind"].lstrip().removeprefix(part[0])
    return amount, word, behind


def _factor(behind: str) -> tuple[str, int]:
    factors: Mapping[str, int] = words()["magnitudes"]
    text = behind.lstrip()
    found = [(text[: len(word.strip())], factor) for word, factor in factors.items() if _begins(text, word.strip())]
    return ("", 1) if text.startswith(tuple(words()["no_magnitudes"])) or not found else max(found, key=lambda one: len(one[0]))


def _begins(text: str, word: str) -> bool:
    whole = r"(?![a-z])" if word.isascii() else ""
    return bool(re.match(re.escape(word) + whole, text, re.IGNORECASE))


def _bare(number: str) -> str:
    if _DECIMAL_COMMA.fullmatch(number):
        return number.replace(".", "").replace(",", ".")
    return re.sub(_GROUP, "", number)


def _digits(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
