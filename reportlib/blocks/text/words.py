"""`Words`: how numbers, measures, periods and names are written in one language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.direction import isolated
from reportlib.blocks.text.entries import by_key
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rates import Rate, read_rate
from reportlib.blocks.text.rounding import change_decimals, decimal, rounded, significant
from reportlib.data.mapping.amounts import is_multiple
from reportlib.periods import Cycle, Period, year_text
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.documents import Text

_NUMBERED = {
    "half": ("half", "period.halves"),
    "quarter": ("ordinal", "period.ordinals"),
    "month": ("month", "period.months"),
    "ytd": ("month", "period.months"),
}
"""For each kind of period, the name of the gap in its text, and the key of the words that fill it."""
SMALL_DENOMINATOR = 100
"""The denominator below which a ratio is printed with its denominator."""


class Words:
    """The texts of one language, and how it writes numbers, periods and names.

    Examples
    --------
    >>> Words("en").period("2020YTD09")
    'January–September 2020'
    >>> Words("en").short(2653217)
    '2.65 million'
    """

    def __init__(self, lang: str, *, year_name: str = "") -> None:
        self.lang = lang
        self._text = by_key(lang)
        self._year_name = year_name or str(self.get("period.across.name"))

    @classmethod
    def of_workbook(cls, workbook: Workbook, lang: str) -> Words:
        """The words of a language, with the workbook's name for years that do not start in January."""
        return cls(lang, year_name=workbook.settings.calendar.year_name.get(lang, ""))

    def __call__(self, key: str, **values: object) -> str:
        """The text under a dotted key, with its gaps filled."""
        return str(self.get(key)).format(**values)

    def get(self, key: str) -> Any:
        """The entry of the language's texts under a dotted key such as `number.steps`, unchanged."""
        return self._text[key]

    def name(self, names: Text) -> str:
        """A name of the workbook in this language or, if it has none, in the name's first language."""
        return isolated(names.get(self.lang) or next(iter(names.values()), ""))

    def group(self, group: str, names: Mapping[str, Text]) -> str:
        """The name of a group of units, or its id if it has no name."""
        return self.name(names[group]) if group in names else group

    def label(self, indicator: Indicator) -> str:
        """The plain name of an indicator, else its full name, with a capital at its start."""
        return capitalised(self.name(indicator.plain or indicator.name))

    def join(self, parts: list[str]) -> str:
        """Texts in a row, separated as the language separates the items of a list."""
        return self("list").join(parts)

    def clauses(self, parts: Iterable[str]) -> str:
        """Parts of a sentence joined by commas; empty ones are left out."""
        return self("comma").join(part for part in parts if part)

    def period(self, period: Period | str, *, short: bool = False) -> str:
        """A period as written in a sentence or, if `short`, on an axis."""
        p = Period.parse(period)
        if p.known:
            return self("period.known", period=self.period(replace(p, known=False), short=True))
        return self._across(p, short=short) if p.starts > 1 else _period(self.lang, p, short)

    def _across(self, p: Period, *, short: bool) -> str:
        """A period of a year that does not start in January; a year to date is written by its months."""
        if p.kind == "ytd":
            ends = [self.period(Cycle("month").at(month), short=short) for month in (p.first, p.last)]
            return ends[0] if p.number == 1 else self("period.across.months", first=ends[0], last=ends[1])
        year = year_text(p.year, p.starts).replace("_", "/")
        if p.kind == "span":
            year = self("period.across.years", first=year, last=year_text(p.number, p.starts).replace("_", "/"))
        label = year if short else self._year_name.format(year=year)
        if p.kind in ("span", "year"):
            return label
        gap, names = _NUMBERED[p.kind]
        key = f"period.across.short.{p.kind}" if short else f"period.across.{p.kind}"
        return self(key, year=label, number=p.number, **{gap: self.get(names)[p.number - 1]})

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with separators and `decimals` decimals; a dash for None and NaN."""
        if value is None or math.isnan(value):
            return self("missing")
        return _grouped(float(value), decimals) if math.isfinite(value) else self._endless(value)

    def ordinal(self, number: float) -> str:
        """An ordinal number such as 3rd, by the rules of the language."""
        endings, whole = self.get("number.endings"), int(rounded(number, 0))
        last = "other" if whole % 100 in (11, 12, 13) else str(whole % 10)
        return self.number(whole) + str(endings.get(last, endings["other"]))

    def _endless(self, value: float) -> str:
        return self("number.endless" if value > 0 else "number.endless_below")

    def short(self, value: float | None, decimals: int = 0) -> str:
        """A large number in the language's units, to three significant digits or an integer (2,653,217 → “2.65 million”).

        A smaller number is printed in full, with `decimals` decimals.
        """
        if value is None or not math.isfinite(value):
            return self.number(value)
        nearly = abs(significant(value, 4))  # a number that rounds up to a unit is written in that unit
        for step, sign in self.get("number.steps"):
            if nearly >= step:
                scaled = decimal(value) / step
                places = max(0, 2 - scaled.adjusted())
                text = f"{rounded(float(scaled), places):,f}"
                return f"{_signed(text.rstrip('0').rstrip('.') if places else text)}{sign}"
        return self.number(value, decimals)

    def short_of(self, value: float, indicator: Indicator) -> str:
        """A value as `short` writes it; in full if the measure is a multiple: no “2 million million yuan”."""
        return (
            self.number(value, indicator.decimals)
            if is_multiple(self.name(indicator.measure))
            else self.short(value, indicator.decimals)
        )

    def figure(self, value: float | None, indicator: Indicator, *, qualifier: str = "exactly") -> str:
        """A value for a table, not shortened, with decimals and qualifier; the only measure that is printed is the % sign."""
        if value is None or math.isnan(value):
            return self("missing")
        number = self.number(value, indicator.decimals)
        number = self("number.percent", number=number) if indicator.percent else number
        return number if qualifier == "exactly" else self(f"qualifier.{qualifier}", amount=number)

    def brief(self, value: float, indicator: Indicator) -> NumberText:
        """A value, shortened as on a card, with the unrounded number; the only measure that is printed is the % sign."""
        text = self.figure(value, indicator) if indicator.percent else self.short(value, indicator.decimals)
        return NumberText(text, value)

    def cell(self, value: float | None, indicator: Indicator, *, qualifier: str = "exactly", absence: str = "") -> NumberText:
        """A value as text for a table's cell, with the unrounded number unless there is a qualifier such as “more than”.

        Without a value, the text is the kind of absence, or else a dash.
        """
        if value is None or math.isnan(value):
            return NumberText(self.absence(absence, short=True) if absence else self("missing"))
        text = self.figure(value, indicator, qualifier=qualifier)
        return NumberText(text, value if qualifier == "exactly" else None)

    def amount(self, value: float | None, indicator: Indicator, *, qualifier: str = "exactly") -> str:
        """A shortened value with measure and qualifier, for a sentence or a card; for a rate also the base (“per 10,000”)."""
        if value is None or math.isnan(value):
            return self("missing")
        rate = None if indicator.kind == "rank" else self._rate(indicator)
        if rate is None or not rate.names_base:
            return self(f"qualifier.{qualifier}", amount=self._plain_amount(value, indicator))
        counted = self("number.rate.counted", number=self.short_of(value, indicator), measure=rate.measure)
        return self("number.rate.amount", per=rate.per, amount=self(f"qualifier.{qualifier}", amount=counted))

    def split(self, value: float | None, indicator: Indicator) -> tuple[str, str]:
        """A value and its measure as two texts, so that the measure can be printed smaller.

        Returns
        -------
        The number, such as 1,609, or a dash. Then the measure: “people”, “%”, or the base of a rate (“per 10,000”); empty for a
        rank or a dash.
        """
        if value is None or math.isnan(value):
            return self("missing"), ""
        if indicator.percent:
            return self.number(value, indicator.decimals), self("number.percent", number="")
        if indicator.kind == "rank":
            return self("number.rank", number=self.ordinal(value)), ""
        number = self.short_of(value, indicator)
        return number, self.measure_of(number, indicator)

    def beside(self, indicator: Indicator) -> str:
        """The measure as printed beside a number (of a rate, with the base); empty for a rank."""
        if indicator.percent:
            return self("number.percent", number="")
        if indicator.kind == "rank":
            return ""
        rate = self._rate(indicator)
        if rate is None:
            return self.name(indicator.measure)
        return self("number.rate.beside", measure=rate.measure, per=rate.per, base=rate.base) if rate.measure else rate.per

    def _rate(self, indicator: Indicator) -> Rate | None:
        measure, per = self.name(indicator.measure), self.name(indicator.per)
        frame, of = str(self.get("number.rate.per")), str(self.get("number.rate.base"))
        scale = self._text.get(f"number.rate.scales.{indicator.scale:.0f}") or self.number(indicator.scale)
        return read_rate(indicator, measure=measure, per=per, frame=frame, of=of, scale=str(scale))

    def _plain_amount(self, value: float, indicator: Indicator) -> str:
        if indicator.percent:
            return self("number.percent", number=self.number(value, indicator.decimals))
        if indicator.kind == "rank":
            return self("number.rank", number=self.ordinal(value))
        number = self.short_of(value, indicator)
        return self("number.amount", number=number, measure=self.measure_of(number, indicator))

    def measure_of(self, number: str, indicator: Indicator) -> str:
        """The measure as printed beside a number; beside 1 it is in the singular, if the catalogue has one.

        A measure that begins with a digit, such as 2015 = 100, is in brackets, so that it is not read with the number.
        """
        singular = indicator.singular.get(self.lang, "") if number.lstrip("\u2212") == "1" else ""
        measure = singular or self.beside(indicator)
        return f"{self.get('open')}{measure}{self.get('close')}".strip() if measure[:1].isdigit() else measure

    def difference(self, value: float | None, indicator: Indicator) -> str:
        """A difference without sign: in percentage points, in places, or in the indicator's measure.

        The base of a rate is left out if every name of the indicator contains it.
        """
        if value is None or math.isnan(value):
            return self("missing")
        if indicator.percent:
            return self("number.points", number=self.number(abs(value), change_decimals(indicator)))
        if indicator.kind == "rank":
            return self("number.place" if rounded(abs(value), 0) == 1 else "number.places", number=self.number(abs(value)))
        rate = self._rate(indicator)
        if rate and all(rate.per.casefold() in self.name(name).casefold() for name in (indicator.name, indicator.plain) if name):
            return self("number.rate.counted", number=self.short_of(abs(value), indicator), measure=rate.measure)
        return self._plain_amount(abs(value), indicator)

    def of(self, denominator: float | None, indicator: Indicator) -> str:
        """The denominator of a ratio in words, if it is below `SMALL_DENOMINATOR`; else empty."""
        if indicator.kind != "ratio" or denominator is None or not 0 <= denominator < SMALL_DENOMINATOR:
            return ""
        return self("number.of", number=self._whole(denominator))

    def _whole(self, value: float) -> str:
        exact = decimal(value)
        return self.number(value, max(0, -int(exact.normalize().as_tuple().exponent)))

    def reason(self, kind: str) -> str:
        """A kind of absence as written within a sentence."""
        return self.absence(kind).removeprefix(self("missing")).lstrip("\uff0c, ")

    def absence(self, kind: str, *, short: bool = False) -> str:
        """A kind of absence in words, for a cell (`short`) or a sentence; `kind` may also be the status “missing”."""
        name = "not reported" if kind == "missing" else kind
        return self(f"absence.{name.replace(' ', '_')}.{'short' if short else 'long'}")


@lru_cache(maxsize=4096)
def _period(lang: str, p: Period, short: bool) -> str:
    """A period in a language; cached, because a page writes the same few periods hundreds of times."""
    words = Words(lang)
    kind = "month" if p.kind == "ytd" and p.number == 1 else p.kind
    gaps: dict[str, object] = {"year": p.year, "last": p.number, "number": p.number}
    if kind in _NUMBERED:
        gap, names = _NUMBERED[kind]
        gaps[gap] = words.get(names)[p.number - 1]
    return words(f"period.short.{kind}" if short else f"period.{kind}", **gaps)


@lru_cache(maxsize=8192)
def _grouped(value: float, decimals: int) -> str:
    """A number with separators; cached, because a page prints each figure several times."""
    return _signed(f"{rounded(value, decimals):,f}")


def _signed(text: str) -> str:
    return text.replace("-", "\u2212")


def in_words(period: Period, words: Words) -> str:
    """A period for a sentence or a caption: years and spans in full, others in short form."""
    return words.period(period, short=period.kind not in ("year", "span"))
