"""Find out from the name and the figures of an indicator what it is counted in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from reportlib.data.guessing.vocabulary import stands_in
from reportlib.workbook.patterns import words

SMALL: Final = "if its figures, none above 1, are shares of 1, write `scale: 100` at their column in params/sources.yaml"
_PLURAL: Final = re.compile("([A-Za-z]+(?: [a-z]+)?(?<!s)s)(?: [a-z]+(?:ed|ing))?")
"""A short name of what is counted, such as “Road accidents” or “Complaints received”."""


def counted_in(name: str, rate: bool) -> tuple[str, str]:
    """The measure that an indicator's name suggests, and the reason. The measure is empty for a rate, or if there is none."""
    measures: Mapping[str, str] = words()["counted"]
    text = unicodedata.normalize("NFKC", name).casefold()
    measure_found = next((measure for word, measure in measures.items() if not rate and stands_in(word, text)), "")
    return measure_found, "its name says what is counted" if measure_found else "nothing says what it is counted in"


def of_number(name: str, measure: str, said: str) -> tuple[str, str]:
    """The measure of an indicator called a “number of” something, and the reason; “number” itself is not a measure."""
    if measure:
        return measure, f"'{said}' says so"
    found, why = counted_in(name, False)
    if not found and (plural := _PLURAL.fullmatch(name)):
        return plural[1].lower(), f"'{said}' says that these are counted"
    return found, why


def are_small(numbers: Iterable[str]) -> bool:
    """Whether there are several figures, none of them above 1."""
    amounts = [abs(float(number.replace(",", ""))) for number in numbers]
    return len(amounts) > 1 and max(amounts) <= 1


def without_ages(said: str) -> str:
    """A text without the words that say of which ages people are.

    Examples
    --------
    >>> without_ages("All ages"), without_ages("Age 5 to 17"), without_ages("Age of mothers")
    ('', ' 5 to 17', 'Age of mothers')
    """
    for words_there in words()["all_ages"]:
        said = re.sub(re.escape(words_there), "", said, flags=re.IGNORECASE)
    return re.sub(r"\bages?(?=\s*(?:\d|under\b|over\b))", "", said, flags=re.IGNORECASE)
