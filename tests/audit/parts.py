"""Check the alternative texts of heat maps, and the first and last period that a subtitle names."""

from __future__ import annotations

from fractions import Fraction

from tests.audit.bench import Bench
from tests.audit.grammar import Claim
from tests.audit.page import Figure
from tests.oracle.periods import parse
from tests.oracle.tree import children
from tests.oracle.wholes import given
from tests.oracle.workbook import Indicator

Areas = dict[tuple[str, str], Fraction]
_FEWEST = 3
_NAMED = 12


def areas(indicator: Indicator, unit: str, bench: Bench) -> dict[str, Fraction]:
    """For each unit directly below `unit`, the part of its figure that counts for `unit`; `published_only` units are left out."""
    book, during = bench.say.book, bench.facts.during
    months = range(during.first, during.last + 1)
    names = {name for month in months for name in children(book, unit, type(during)(month, month))}
    found = {name: given(book, indicator, name, unit, during).value for name in names if not book.units[name].published_only}
    return {name: value for name, value in found.items() if value is not None}


def judge_cells_alt(claim: Claim, figure: Figure, bench: Bench) -> None:
    """Check how many rows and columns a table has, and how many of its cells were not reported."""
    silent = {bench.say.text["absence.not_reported.short"], bench.say.text["absence.not_reported.long"]}
    body = figure.table[1:]
    named = 2 if figure.table[0][0] == bench.say.text["figure.column.group"] else 1
    for part in claim["told"]:
        if part.kind == "heat":
            size = (str(len(body)), str(len(figure.table[0]) - named))
            bench.hold((part["rows"], part["columns"]), size, "rows and columns")
        else:
            count = sum(cell in silent for row in body for cell in row[named:])
            bench.hold(part["count"], str(count), "cells not reported")


def spans(claim: Claim, drawn: list[str], bench: Bench) -> None:
    """Check the unit, the first period and the last period that a subtitle names."""
    bench.hold(bench.facts.unit in claim["unit"], True, f"unit in “{claim.text}”")
    first, last = parse(claim["first"]), parse(claim["last"])
    ends = (drawn[0], drawn[-1]) if drawn else None
    bench.hold((claim["first"], claim["last"]), ends, "the first and the last period drawn")
    bench.hold(first.first <= last.first and last.last <= bench.facts.during.last, True, "no later than the page")
