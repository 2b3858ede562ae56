"""Patterns by which periods and indicators are read from the texts of a table, such as `{year} / {indicator}`.

In braces may stand: `period` (as in `reportlib.periods`, or as in `words.yaml`), `year`, `half`, `quarter`, `month`,
`monthname`, `indicator`, and `any`, which is not looked at. Blanks, and full-width or half-width, make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from reportlib.periods import Period

WORDS = Path(__file__).with_name("words.yaml")
_HOLE = re.compile(r"\{(\w*)\}")
_SHAPES = {"year": r"\d{4}", "month": r"\d{1,2}", "indicator": ".+?", "any": ".*?", "period": ".+?"}


@cache
def words() -> Mapping[str, Any]:
    """The words by which tables are understood, from `words.yaml`."""
    words_by_kind: Mapping[str, Any] = yaml.safe_load(WORDS.read_text("utf-8"))
    return words_by_kind


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    r"""A text without blanks and signs that do not show, half-width, in lower case: what is compared.

    Examples
    --------
    >>> plain(" North\u200b East "), plain("\uff21\uff12")
    ('northeast', 'a2')
    """
    normal = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in normal if not letter.isspace() and unicodedata.category(letter) != "Cf").casefold()


@dataclass(frozen=True)
class PatternMatch:
    """What a pattern found in a text: the period that it names, and the words for an indicator; empty where it has none."""

    period: str = ""
    indicator: str = ""


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression over texts as `plain` writes them.

    Raises
    ------
    ValueError
        When something else stands in braces, or twice.
    """
    shapes = _SHAPES | {"quarter": _any("quarters"), "half": _any("halves"), "monthname": _any("months")}
    names = _HOLE.findall(pattern)
    for name in names:
        if name not in shapes:
            raise ValueError(f"'{{{name}}}' is not known; what may stand in braces: {', '.join(sorted(shapes))}")
        if name != "any" and names.count(name) > 1:
            raise ValueError(f"'{{{name}}}' stands twice; keep one")
    parts = _HOLE.split(pattern)
    expressions = [re.escape(plain(part)) if n % 2 == 0 else _group(part, shapes[part]) for n, part in enumerate(parts)]
    return re.compile("".join(expressions))


def _group(name: str, shape: str) -> str:
    return f"(?:{shape})" if name == "any" else f"(?P<{name}>{shape})"


def _any(kind: str) -> str:
    return "|".join(sorted((re.escape(word) for word in words()[kind]), key=len, reverse=True))


def find(pattern: str, text: str) -> PatternMatch | None:
    """What a pattern finds in a text; none where the text is not so.

    Examples
    --------
    >>> find("{year} / {indicator}", "2022 / Staff"), find("{year}", "in 2022")
    (PatternMatch(period='2022', indicator='staff'), None)
    """
    match = compiled(pattern).fullmatch(plain(text))
    if not match:
        return None
    groups = match.groupdict()
    period = _period(groups)
    if period is None:
        return None
    return PatternMatch(period, groups.get("indicator") or "")


def _period(groups: Mapping[str, str]) -> str | None:
    """The period that groups name, in the grammar; empty where they name none, nothing where it is not one."""
    if "period" in groups:
        return period_of(groups["period"]) or None
    if "year" not in groups:
        return ""
    year = groups["year"]
    if "quarter" in groups:
        return _in_grammar(f"{year}Q{words()['quarters'][groups['quarter']]}")
    if "half" in groups:
        return _in_grammar(f"{year}H{words()['halves'][groups['half']]}")
    month = words()["months"][groups["monthname"]] if "monthname" in groups else groups.get("month")
    return _in_grammar(f"{year}-{int(month):02d}") if month else _in_grammar(year)


def _in_grammar(text: str) -> str | None:
    try:
        return str(Period.from_input(text))
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def period_of(text: str) -> str:
    """The period that a text names, in the grammar; empty where it names none.

    Examples
    --------
    >>> period_of("Mar 2020"), period_of("2020/3"), period_of("2020-03-01 00:00:00"), period_of("soon")
    ('2020-03', '2020-03', '', '')
    """
    if own := _in_grammar(text.strip()):
        return own
    return next((match.period for pattern in words()["periods"] if (match := find(pattern, text)) and match.period), "")
