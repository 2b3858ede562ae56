"""All that the oracle computes for a period: one row for each unit that existed and each indicator of its level."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.changes import change
from tests.oracle.figures import figure
from tests.oracle.periods import Period
from tests.oracle.tree import exists, on_level
from tests.oracle.wholes import rank, share, verdict
from tests.oracle.workbook import Book, Indicator


def standings(book: Book, period: str) -> list[dict[str, Any]]:
    """The rows of a period, in the order of units and catalogue; None where there is nothing to say.

    `absences` has the kinds of absence that are right if there is no value; it is None if METHODS has no word for the reason.
    """
    during = book.period(period)
    pairs = [(unit, indicator) for unit in book.units if exists(book, unit, during) for indicator in book.indicators.values()]
    return [
        _standing(book, indicator, unit, period) for unit, indicator in pairs if on_level(book, indicator, book.units[unit].level)
    ]


def _standing(book: Book, indicator: Indicator, unit: str, period: str) -> dict[str, Any]:
    during = book.period(period)
    there = {"unit": unit, "indicator": indicator.id, "period": period}
    return (
        there
        | _figure(book, indicator, unit, during)
        | _changes(book, indicator, unit, period)
        | _whole(book, indicator, unit, during)
    )


def _figure(book: Book, indicator: Indicator, unit: str, during: Period) -> dict[str, Any]:
    found = figure(book, indicator, unit, during)
    k, n = found.k_of_n
    returns_in, returns_asked = found.in_of_asked
    parts = {"numerator": found.a, "denominator": found.b} if indicator.kind == "ratio" else {}
    told = {"provisional": found.provisional, "status": found.status} if found.value is not None else {}
    counted = {"k": k, "n": n, "returns_in": returns_in, "returns_asked": returns_asked}
    named = {"own": found.own, "exact": found.exact, "suppressed": found.suppressed, "absences": found.absences}
    return {"value": found.value} | parts | told | counted | named | _target(book, indicator, unit, during, found.value)


def _target(book: Book, indicator: Indicator, unit: str, during: Period, value: Fraction | None) -> dict[str, Any]:
    """`target` for exactly this period, and `met`: whether the value meets the target.

    `met` is None without a direction, and if the value is missing, has a qualifier, or lacks a suppressed part.
    """
    target = book.targets.get((indicator.id, unit, during))
    met = None
    if target is not None and value is not None and indicator.direction != "none":
        found = figure(book, indicator, unit, during)
        sure = found.exact and not found.suppressed
        met = (value >= target if indicator.direction == "up" else value <= target) if sure else None
    return {"target": target, "met": met}


def _changes(book: Book, indicator: Indicator, unit: str, period: str) -> dict[str, Any]:
    during, before = book.period(period), book.previous(period)
    year_before = book.year_before(period)
    year = change(book, indicator, unit, during, year_before) if year_before else None
    single = change(book, indicator, unit, during, before) if before else None
    return {
        "on_year": year.by if year else None,
        "growth_year": year.growth if year else None,
        "pairs": year.units if year else None,
        "joined_change": year.joined if year else None,
        "on_previous": single.by if single else None,
        "growth_previous": single.growth if single else None,
        "pairs_previous": single.units if single else None,
    }


def _whole(book: Book, indicator: Indicator, unit: str, during: Period) -> dict[str, Any]:
    place = rank(book, indicator, unit, during)
    return {
        "share": share(book, indicator, unit, during),
        "rank": place.rank,
        "of": place.of,
        "missing": place.missing,
        "verdict": verdict(book, indicator, unit, during),
    }
