"""Words, numbers and periods as a reader of one language writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from reportlib.catalogue import Indicator
from reportlib.documents import LOADER, Text
from reportlib.periods import Period


@lru_cache(maxsize=8)
def text(lang: str) -> dict[str, Any]:
    """The text catalogue of a language, as nested dictionaries."""
    source = files("reportlib.display.text").joinpath(f"{lang}.yaml").read_text("utf-8")
    return dict(yaml.load(source, Loader=LOADER))


@lru_cache(maxsize=8)
def _by_key(lang: str) -> dict[str, Any]:
    """Everything in the text catalogue of a language, by its dotted key: a page looks up thousands."""
    return dict(_flat(text(lang)))


def _flat(node: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for part, value in node.items():
        yield f"{above}{part}", value
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{part}.")


def languages() -> list[str]:
    """The languages that there is a text catalogue for."""
    return sorted(
        path.name.removesuffix(".yaml") for path in files("reportlib.display.text").iterdir() if path.name.endswith(".yaml")
    )


_NUMBERED = {
    "half": ("half", "period.halves"),
    "quarter": ("ordinal", "period.ordinals"),
    "month": ("month", "period.months"),
    "ytd": ("month", "period.months"),
}
"""The gap in a period's text that its number fills, and what fills it."""


class Words:
    """Everything that is said differently in another language.

    Examples
    --------
    >>> Words("en").period("2020YTD09")
    'January–September 2020'
    >>> Words("en").short(2653217)
    '2.65 million'
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._text = _by_key(lang)

    def __call__(self, key: str, **values: object) -> str:
        """The text under a dotted key, with its gaps filled."""
        return str(self.get(key)).format(**values)

    def get(self, key: str) -> Any:
        """What stands under a dotted key, as it stands."""
        return self._text[key]

    def name(self, names: Text) -> str:
        """A name of the workbook in this language."""
        return isolated(names.get(self.lang) or next(iter(names.values()), ""))

    def join(self, parts: list[str]) -> str:
        """Things named one after the other."""
        return str(self.get("list")).join(parts)

    def period(self, period: Period | str, *, short: bool = False) -> str:
        """A period as it is written in a sentence, or shorter, on an axis."""
        p = Period.parse(period)
        key = f"period.short.{p.kind}" if short else f"period.{p.kind}"
        gaps: dict[str, object] = {"year": p.year, "last": p.number, "number": p.number}
        if p.kind in _NUMBERED:
            gap, names = _NUMBERED[p.kind]
            gaps[gap] = self.get(names)[p.number - 1]
        return self(key, **gaps)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with separators and so many decimals; a dash where there is none."""
        if value is None or math.isnan(value):
            return str(self.get("missing"))
        rounded = round(value, decimals) + 0.0  # no minus before a zero
        return f"{rounded:,.{decimals}f}"

    def short(self, value: float | None, decimals: int = 0) -> str:
        """A number shortened by the language's steps (ten thousands, millions …) to at most four figures."""
        if value is None or math.isnan(value):
            return str(self.get("missing"))
        nearly = abs(float(f"{value:.4g}"))  # what rounds up to a step is written in that step
        for step, sign in self.get("number.steps"):
            if nearly >= step:
                scaled = value / step
                places = max(0, 3 - len(f"{abs(scaled):.0f}"))
                return f"{scaled:,.{places}f}".rstrip("0").rstrip(".") + sign if places else f"{scaled:,.0f}{sign}"
        return self.number(value, decimals)

    def figure(self, value: float | None, indicator: Indicator) -> str:
        """A value with the indicator's decimals, in full and without its measure, for a table."""
        if indicator.percent and value is not None and not math.isnan(value):
            return self("number.percent", number=self.number(value, indicator.decimals))
        return self.number(value, indicator.decimals)

    def amount(self, value: float | None, indicator: Indicator, *, qualifier: str = "exactly") -> str:
        """A value with its measure and qualifier, shortened, for a sentence or a card."""
        if value is None or math.isnan(value):
            return str(self.get("missing"))
        return self(f"qualifier.{qualifier}", amount=self._plain_amount(value, indicator))

    def _plain_amount(self, value: float, indicator: Indicator) -> str:
        if indicator.percent:
            return self("number.percent", number=self.number(value, indicator.decimals))
        if indicator.kind == "rank":
            return self("number.rank", number=self.number(value))
        number = self.short(value, indicator.decimals).replace(",", self("number.separator"))
        return self("number.amount", number=number, measure=self.name(indicator.measure))

    def difference(self, value: float | None, indicator: Indicator) -> str:
        """How far two values lie apart, without sign: in percentage points, or in the indicator's own measure."""
        if value is None or math.isnan(value):
            return str(self.get("missing"))
        if indicator.percent:
            return self("number.points", number=self.number(abs(value), max(1, indicator.decimals)))
        return self._plain_amount(abs(value), indicator)


_TURNING = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")
_ISOLATES = re.compile("[\u2066-\u2069]")


def isolated(text: str) -> str:
    r"""A name that may run from right to left, so wrapped that it turns nothing around it; any other as it is.

    Examples
    --------
    >>> isolated("plain"), isolated("a\u202eb")
    ('plain', '\u2068a\u202eb\u2069')
    """
    return f"\u2068{_ISOLATES.sub('', text)}\u2069" if _TURNING.search(text) else text
