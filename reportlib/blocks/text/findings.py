"""Findings about the data as sentences, for pages and for `check`."""

from __future__ import annotations

import math

from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import within_sentence
from reportlib.data.findings import Finding
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

_MOST = 10
"""The most decimals in a finding."""
_PERIODS = ("partial", "overlapping")
"""The findings whose detail is periods."""


def sentence(finding: Finding, workbook: Workbook, words: Words) -> str:
    """The finding as a sentence without its full stop."""
    return _sentence(finding, workbook, words, {"unit": "", "indicator": ""})


def identified(finding: Finding, workbook: Workbook, words: Words) -> str:
    """The sentence of a finding with the ids of unit and indicator, without its full stop."""
    return _sentence(finding, workbook, words, {"unit": finding.unit, "indicator": finding.indicator})


def _sentence(finding: Finding, workbook: Workbook, words: Words, ids: dict[str, str]) -> str:
    indicator = workbook.catalogue[finding.indicator]
    first, second, apart = _numbers(finding, indicator, words)
    return words(
        f"quality.{finding.what}.text",
        unit=_named(words.name(workbook.units[finding.unit].name), ids["unit"], words),
        name=_measured(finding, indicator, words, ids["indicator"]),
        period=words.period(finding.period),
        first=first,
        second=second,
        apart=apart,
        day=day(finding.day, words) if finding.day else "",
        detail=_detail(finding, workbook, words),
    )


def _detail(finding: Finding, workbook: Workbook, words: Words) -> str:
    if finding.what == "partless":
        is_score = workbook.catalogue[finding.indicator].kind == "score"
        return words(f"quality.lacking.{'ratio' if not is_score else 'score' if finding.second is None else 'nobody'}")
    if finding.what == "breakdown":
        return within_sentence(words.name(workbook.catalogue.breakdown(finding.detail).name))
    return words.join([words.period(month) for month in finding.detail.split()]) if finding.what in _PERIODS else ""


def _named(name: str, identifier: str, words: Words) -> str:
    return words("quality.with_id", name=name, id=identifier) if identifier else name


def _measured(finding: Finding, indicator: Indicator, words: Words, identifier: str) -> str:
    """The indicator's name, with the numerator or denominator if the finding is about one of them."""
    name = _named(words.name(indicator.name), identifier, words)
    part = {"numerator": indicator.numerator, "denominator": indicator.denominator}.get(finding.detail)
    return words("quality.part", name=name, part=words.name(part.name)) if part else name


def _numbers(finding: Finding, indicator: Indicator, words: Words) -> tuple[str, str, str]:
    """Both figures and their difference, with enough decimals to show it; parts of a ratio and numbers of months get no %."""
    figures = [number for number in (finding.first, finding.second) if number is not None and not math.isnan(number)]
    parts = finding.what in ("beyond", "over-nothing", "partial") or finding.detail in ("numerator", "denominator")
    own = 0 if parts else indicator.decimals
    places = max([own, *(needed for number in figures if (needed := _decimals(number)) <= own + 2)])
    while places < _MOST and len({words.number(number, places) for number in figures}) < len(set(figures)):
        places += 1

    def number_behind(number: float | None) -> str:
        text = words.number(number, places)
        percent = indicator.percent and not parts and number is not None and not math.isnan(number)
        return words("number.percent", number=text) if percent else text

    apart = abs(figures[0] - figures[1]) if len(figures) > 1 else None
    return number_behind(finding.first), number_behind(finding.second), number_behind(apart)


def _decimals(number: float) -> int:
    """The number of decimals of a number, written with up to ten significant digits."""
    return len(f"{number:.10g}".partition("e")[0].partition(".")[2])


def day(iso: str, words: Words) -> str:
    """A date in words.

    Examples
    --------
    >>> day("2024-05-20", Words("en"))
    '20 May 2024'
    """
    year, month, number = map(int, iso.split("-"))
    return words("quality.day", year=year, month=words.get("period.months")[month - 1], day=number)
