"""Recognise years across two calendar years, such as 2024/25, and guess the month in which they start."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from reportlib.periods.reading import western
from reportlib.workbook.patterns import plain, words

_ACROSS: Final = re.compile(r"(?:AY|FY|SY)?\s*(\d{4})\s*[/\u2013_-]\s*(\d{4}|\d{2})|(\d{4})(\d{2})", re.IGNORECASE)
_QUARTER: Final = re.compile(r"^(?:Q|quarter )[1-4][\s_-]|[\s_-]?(?:Q|quarter )[1-4]$", re.IGNORECASE)


def over_two(text: str) -> bool:
    """Whether a text names a year across two calendar years, such as 2024/25, or a quarter of one, such as 2024/25 Q1."""
    match = _ACROSS.fullmatch(_QUARTER.sub("", western(text.strip())))
    if match is None:
        return False
    first, last = match[1] or match[3], match[2] or match[4]
    return int(last) == (int(first) + 1) % (100 if len(last) == 2 else 10_000)


def start_month(names: str, texts: Iterable[str]) -> tuple[int, str]:
    """The month in which years such as 2024/25 start, guessed from the words of a table, and the reason."""
    if any(western(text) != text for text in texts):
        return 4, "fiscal years of Japan start in April"
    schools = any(plain(word) in plain(names) for word in words()["schools"])
    if schools:
        return 9, "years go over two calendar years, and the table is of schools; write the month in which they start"
    return 4, "years go over two calendar years; write the month in which they start"
