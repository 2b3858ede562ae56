"""Check the table of the units below: the number of units, their figures, and which cells are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from tests.audit.bench import Bench
from tests.audit.grammar import Claim, Parser, either, literal, many, whole
from tests.audit.numerals import grouped
from tests.audit.page import Figure, words
from tests.audit.parts import areas
from tests.audit.pictorial import Pictorial
from tests.oracle.periods import Period
from tests.oracle.tree import parent_in
from tests.oracle.workbook import Indicator

_MARKS = {"better": "\u25cf", "worse": "\u25c6", "higher": "\u25d3", "lower": "\u25d2"}
_CELL = re.compile(r"^(.*?)\*?(?:\([\d.,]+\))?(?:(?:\uff08| \().*?)?([\u25cf\u25c6\u25d3\u25d2]*)$")
_ROWS = 12
"""How many rows of a table are judged cell by cell."""
_LEVELS = {"cells": 1.0, "by_chance": 0.05, "surely": 0.002}


def judge_units(figure: Figure, place: str, bench: Bench, speech: Pictorial) -> None:
    if bench.at(f"{place} title"):
        _headed(figure.title, "units.title", bench, speech)
    if bench.at(f"{place} subtitle"):
        _headed(figure.subtitle, "units.subtitle", bench, speech)
    if bench.at(f"{place} cells"):
        for cell in _cells(figure, bench):
            _cell(*cell, bench)
    if figure.note and bench.at(f"{place} note"):
        found = whole(_note(figure, bench, speech), figure.note)
        if found is None:
            bench.leave(figure.note)
        for claim in found or []:
            _sentence(claim, figure, bench)


def _headed(text: str, key: str, bench: Bench, speech: Pictorial) -> None:
    found = whole(speech.template(key, unit=speech.unit, count=speech.count, period=speech.period), text)
    if key == "units.subtitle" and (period := whole(speech.period, text)) is not None:  # there are no rates and scores
        bench.hold(period, bench.facts.period, "period")
    elif found is None:
        bench.leave(text)
    elif key == "units.title":
        bench.hold(bench.facts.unit in found["unit"], True, f"unit in “{text}”")
        bench.hold(found["count"], {str(len(bench.facts.below)), str(len(_rows(bench)))}, "units below")
    else:
        bench.hold(found["period"], bench.facts.period, "period")


def _rows(bench: Bench) -> set[str]:
    """The units that the table may list: those below, and those that left, if a part of a count comes from them."""
    counts = [indicator for indicator in bench.facts.known if indicator.kind in ("flow", "stock")]
    return {*bench.facts.below, *(unit for count in counts for unit in areas(count, bench.facts.unit, bench))}


def _heads(figure: Figure) -> list[str]:
    return [str(head.get("id", "")).removeprefix("by-") for head in figure.tag.select("thead th")]


def _cells(figure: Figure, bench: Bench) -> Iterator[tuple[str, Indicator, str]]:
    """The unit, the indicator and the text of each cell in the first `_ROWS` rows of the table."""
    names = _heads(figure)
    for row in figure.tag.select("tbody tr")[:_ROWS]:
        unit = str(row["id"]).removeprefix("u-")
        for name, cell in zip(names[1:], row.select("td"), strict=True):
            yield unit, bench.facts.indicator(name), words(cell)


def _cell(unit: str, indicator: Indicator, text: str, bench: Bench) -> None:
    there = bench.facts.at(unit, bench.facts.period)
    match = _CELL.match(text)
    assert match is not None
    said, marks = match[1], match[2]
    value = areas(indicator, bench.facts.unit, bench).get(unit) if indicator.kind in ("flow", "stock") else there.value(indicator)
    if indicator.kind not in ("flow", "stock") and set(indicator.kinds) != {"stock"} and _elsewhere(unit, bench):
        value = None  # it would be of the whole period, beside counts of a part of it
    if value is None:
        bench.hold(bool(re.search(r"\d", said)), False, f"{unit} has no {indicator.id}: {text}")
        return
    number = grouped(value, bench.say.decimals(indicator))
    qualifier = there.qualifier(indicator) or "exactly"
    bench.hold(said, bench.say.said(f"qualifier.{qualifier}", amount=number), f"{indicator.id} of {unit}")
    verdict = there.verdict(indicator) if indicator.kind == "ratio" else None
    bench.hold(marks[:1], _MARKS.get(verdict or "", ""), f"mark of {indicator.id} of {unit}")


def _elsewhere(unit: str, bench: Bench) -> bool:
    """Whether a unit was below another unit than the page's in some month of the period."""
    during = bench.facts.during
    held = {parent_in(bench.say.book, unit, Period(month, month)) for month in range(during.first, during.last + 1)}
    return bool(held - {None, bench.facts.unit})


def _note(figure: Figure, bench: Bench, speech: Pictorial) -> Parser:
    say = bench.say
    level = say.levels[bench.facts.level]
    rest = literal(say.said("verdict.rest", whole=say.name(level.get("whole")) or say.called(bench.facts.unit)))
    gaps = {"rest": rest, "few": speech.count, "count": speech.indicator, "name": speech.indicator, "first": speech.period}
    gaps |= {"last": speech.period} | dict.fromkeys(("cells", "marked", "sure"), speech.count)
    expected = either(*(speech.template(f"units.note.expected.{key}", number=speech.count) for key in ("about", "hardly")))
    gaps |= dict.fromkeys(("by_chance", "surely"), expected)
    keys = ("marks", "chance", "small_counted", "small", "moved", "provisional", "undivided", "lines")
    return many(either(*(speech.template(f"units.note.{key}", **gaps) for key in keys)), say.text["figure.between"])


def _sentence(claim: Claim, figure: Figure, bench: Bench) -> None:
    if claim.kind != "chance":
        bench.spare(claim.text, "says how the picture is drawn")
        return
    marks = [match[2] for row in figure.table[1:] for cell in row[1:] if (match := _CELL.match(cell))]
    told = (_plain(claim["marked"]), _plain(claim["sure"]))
    bench.hold(told, (sum(map(bool, marks)), sum(len(mark) > 1 for mark in marks)), "cells that are marked")
    cells = _plain(claim["cells"])
    for gap in ("by_chance", "surely"):
        right = Fraction(str(_LEVELS[gap])) * cells
        few = right < Fraction(1, 20)
        told = ("hardly", "0.1") if few else ("about", grouped(right, 0 if right >= Fraction(19, 2) else 1))
        bench.hold((claim[gap].kind, claim[gap]["number"]), told, f"marks that chance would set ({gap})")


def _plain(text: str) -> int:
    return int(str(text).replace(",", ""))
