"""Queries on made-up worlds have the same results as the oracle, also for groups and changes."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest

from reportlib.errors import QueryError
from reportlib.periods import Period
from reportlib.query import Book
from reportlib.workbook import Workbook
from tests.oracle import workbook
from tests.oracle.changes import change
from tests.oracle.compare import differences
from tests.oracle.figures import figure
from tests.oracle.product import SEVERAL, drawn, left_open
from tests.oracle.standings import standings
from tests.oracle.tree import exists, parent_in

SOME = [0, 1, *(pytest.param(part, marks=pytest.mark.rare) for part in (2, 3))]
"""The worlds are divided into these parts, which run in parallel."""
EACH = 8
"""The number of worlds in a part."""
NAMES = ("unit", "indicator", "value", "numerator", "denominator", "k", "n", "status", "absence")


def opened(seed: int) -> tuple[Book, workbook.Book, list[str], bool]:
    """A world as a `Book` and as the oracle's book, two of its periods, and whether a row may cover several periods."""
    world = drawn(seed)
    with tempfile.TemporaryDirectory() as folder:
        root = world.write(Path(folder))
        book = Book(Workbook.load(root), lang="en")
        assert not book.snapshot.observations.empty
        return book, workbook.read(root), Random(seed).sample(world.periods, 2), bool(world.features & SEVERAL)


def asked(book: Book, period: str) -> Iterator[dict[str, Any]]:
    """The rows of all units, queried by level, with the columns that are compared."""
    for level in book.workbook.level_ids:
        try:
            found = book.each(level).at(period).values()
        except QueryError:  # nobody was there, or the period is outside what the figures reach
            continue
        for row in found[list(NAMES)].to_dict("records"):
            left = {"k", "n", "status", "denominator"} if pd.isna(row["value"]) else {"k", "n"} if math.isnan(row["k"]) else set()
            yield {str(name): value for name, value in row.items() if name not in left}


@pytest.mark.parametrize("part", SOME)
def test_every_figure_is_the_oracle_s(part: int) -> None:
    rows = 0
    for seed in range(part * EACH, (part + 1) * EACH):
        book, mine, seen, _ = opened(seed)
        for period in seen:
            theirs = list(asked(book, period))
            if theirs:
                found = differences(standings(mine, period), theirs)
                assert [f"world {seed}, {period}: {line}" for line in found if not left_open(line, mine)] == []
            rows += len(theirs)
    assert rows > 150


def test_groups_add_what_the_oracle_s_figures_add_up_to() -> None:
    # Lowest units grouped by parent: the parts of their own figures are added, and divided once.
    groups = 0
    for seed in range(40):
        book, mine, seen, several = opened(seed)
        level = book.workbook.level_ids[-1]
        for name, indicator in mine.indicators.items():
            if indicator.kind not in ("flow", "stock", "ratio") or several:
                continue
            try:
                found = book[name].each(level).at(seen[0]).by("parent").values()
            except QueryError:
                continue
            for row in found.to_dict("records"):
                wanted = _of_parent(mine, name, row["group"], seen[0])
                assert row["value"] == pytest.approx(float("nan") if wanted is None else float(wanted), nan_ok=True), (seed, row)
                groups += 1
    assert groups > 50


def _of_parent(mine: workbook.Book, name: str, parent: str, period: str) -> Fraction | None:
    """The sum of the figures of a parent's lowest units at the end of a period."""
    during, indicator = mine.period(period), mine.indicators[name]
    units = [unit for unit in mine.units if mine.units[unit].level == mine.levels[-1] and exists(mine, unit, during)]
    found = [figure(mine, indicator, unit, during) for unit in units if (parent_in(mine, unit, during) or "") == parent]
    given = [(one.a, one.b or Fraction(0)) for one in found if one.value is not None and one.a is not None]
    a, b = (sum(parts, Fraction(0)) for parts in zip(*given, strict=True)) if given else (None, Fraction(0))
    if a is None or indicator.kind != "ratio":
        return a
    return None if b == 0 else indicator.scale * a / b


def test_changes_are_the_oracle_s() -> None:
    told = 0
    for seed in range(40):
        book, mine, seen, _ = opened(seed)
        for row in changed(book, seen[0]):
            now, before = mine.period(seen[0]), mine.year_before(seen[0])
            wanted = change(mine, mine.indicators[row["indicator"]], row["unit"], now, before) if before else None
            assert row["change"] == pytest.approx(float(wanted.by) if wanted else math.nan, nan_ok=True), (seed, row)
            told += wanted is not None
    assert told > 50


def changed(book: Book, period: str) -> Iterator[dict[str, Any]]:
    before = str(Period.parse(period).year_before())
    for level in book.workbook.level_ids:
        try:
            rows = book.each(level).change(before, period).values().to_dict("records")
        except QueryError:  # nobody was there, or a period is outside what the figures reach
            continue
        yield from ({str(name): value for name, value in row.items()} for row in rows)
