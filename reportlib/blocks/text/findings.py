"""Findings as sentences, on pages and by `check` alike."""

from __future__ import annotations

import math

from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import within_sentence
from reportlib.data.findings import Finding
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

_MOST = 10
"""Decimals that no figure needs more of."""
_PERIODS = ("partial", "overlapping")
"""The findings whose detail is periods."""


def sentence(finding: Finding, workbook: Workbook, words: Words) -> str:
    """What is odd, in a sentence without its end."""
    return _sentence(finding, workbook, words, {"unit": "", "indicator": ""})


def identified(finding: Finding, workbook: Workbook, words: Words) -> str:
    """What is odd, in a sentence without its end that names unit and indicator by their ids too."""
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
    """What else a sentence names: periods, or what a count is broken down by."""
    if finding.what == "breakdown":
        return within_sentence(words.name(workbook.catalogue.breakdown(finding.detail).name))
    return words.join([words.period(month) for month in finding.detail.split()]) if finding.what in _PERIODS else ""


def _named(name: str, identifier: str, words: Words) -> str:
    return words("quality.with_id", name=name, id=identifier) if identifier else name


def _measured(finding: Finding, indicator: Indicator, words: Words, identifier: str) -> str:
    """The indicator's name, and that of the part of it that the figures are."""
    name = _named(words.name(indicator.name), identifier, words)
    part = {"numerator": indicator.numerator, "denominator": indicator.denominator}.get(finding.detail)
    return words("quality.part", name=name, part=words.name(part.name)) if part else name


def _numbers(finding: Finding, indicator: Indicator, words: Words) -> tuple[str, str, str]:
    """Both figures and their distance, with decimals that tell them apart; parts of a ratio and months are counts."""
    figures = [number for number in (finding.first, finding.second) if number is not None and not math.isnan(number)]
    parts = finding.what in ("beyond", "over-nothing", "partial") or finding.detail in ("numerator", "denominator")
    own = 0 if parts else indicator.decimals
    places = max([own, *(needed for number in figures if (needed := _decimals(number)) <= own + 2)])
    while places < _MOST and len({words.number(number, places) for number in figures}) < len(set(figures)):
        places += 1

    def number_text(number: float | None) -> str:
        text = words.number(number, places)
        percent = indicator.percent and not parts and number is not None and not math.isnan(number)
        return words("number.percent", number=text) if percent else text

    apart = abs(figures[0] - figures[1]) if len(figures) > 1 else None
    return number_text(finding.first), number_text(finding.second), number_text(apart)


def _decimals(number: float) -> int:
    """How many decimals a number is written with, up to ten significant digits."""
    return len(f"{number:.10g}".partition("e")[0].partition(".")[2])


def day(iso: str, words: Words) -> str:
    """A day as it is written in a sentence.

    Examples
    --------
    >>> day("2024-05-20", Words("en"))
    '20 May 2024'
    """
    year, month, number = map(int, iso.split("-"))
    return words("quality.day", year=year, month=words.get("period.months")[month - 1], day=number)
