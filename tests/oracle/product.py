"""The package's rows of a world, and where they differ from the oracle's.

What is not compared, and why:

- `k`, `n`, `returns_in`, `returns_asked`, `provisional` of a unit's own figure, because the package counts the returns of sums
  only; and those of a row without a value, because the package shows them only beside a value.
- The denominator of a row without a value: if it is a stock, and no unit exists at the end of the period, it may be 0 or
  missing.
- `of` and `missing` where there is no rank, because the package shows them only beside a rank.
- `returns_in` and `returns_asked` in a world where one row may cover several collection periods (running totals, one row for a
  year, own figures of units above those that are asked): the package counts such a row once, the oracle each period in it.
- The kind of absence of a ratio of a flow and a stock, if neither side says “not reported”: several kinds may apply at once (a
  part is suppressed, another was not asked for), and METHODS does not say which one is named.
- Returns of indicators that are collected at another frequency than the calendar's: the package lists none.
- Whether a period for which nobody is asked for a return can be the latest: in the package it can.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

import pandas as pd

from reportlib.analysis import returns, whole_of
from reportlib.analysis.snapshots.collect import latest
from reportlib.data import drop_duplicates, read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.oracle import catalogues, periods, weeks, worlds
from tests.oracle import returns as oracle_returns
from tests.oracle.compare import differences
from tests.oracle.standings import standings
from tests.oracle.workbook import Book, read
from tests.oracle.worlds import World

NAMES: Final = (
    "unit", "indicator", "value", "numerator", "denominator", "k", "n", "returns_in", "returns_asked", "status", "absence",
    "on_year", "growth_year", "on_previous", "share", "rank", "of", "missing", "verdict",
)  # fmt: skip
RENAMED: Final = {"loose": "provisional", "pairs_year": "pairs", "moved_year": "joined_change"}
"""The package's names of columns that have other names in the oracle."""
COUNTS: Final = ("k", "n", "returns_in", "returns_asked", "provisional")
SEVERAL: Final = frozenset({"told for a year", "running totals", "mid-level figures"})
"""Features by which one row stands for several collection periods."""


@dataclass
class Tally:
    worlds: int = 0
    rows: int = 0
    names: int = 0
    returns: int = 0
    lines: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in ("worlds", "rows", "names", "returns", "lines"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def drawn(seed: int) -> World:
    """A made-up world for a seed: levels, units, kinds of indicators, up to five irregularities, and breaks in some series."""
    chance = Random(seed)
    features = frozenset(chance.sample([name for name in worlds.FEATURES if name != "breaks"], chance.randint(0, 5)))
    features |= {"breaks"} if seed % 3 == 0 else set()
    every = chance.choice(["quarter", "quarter", "month", "half", "year", "week"])
    kinds = chance.sample(sorted(catalogues.KINDS), chance.randint(1, 4))
    return worlds.make(every, chance.randint(2, 4), chance.randint(1, 12), kinds, features, Random(seed))


def held(world: World, seen: Sequence[str]) -> Tally:
    """Compare the package with the oracle in some periods of a world: every unit, indicator and return, and the latest period."""
    with tempfile.TemporaryDirectory() as folder:
        root = world.write(Path(folder))
        book, workbook = read(root), Workbook.load(root)
        observations, targets = read_observations(workbook), read_targets(workbook)
    tally = Tally(worlds=1)
    for period in seen:
        standing = whole_of(workbook, observations, targets, period=Period.parse(period)).standings
        theirs = list(rows_of(standing, book, period, counted=not world.features & SEVERAL))
        tally.rows, tally.names = tally.rows + len(theirs), tally.names + sum(map(len, theirs))
        found = differences(standings(book, period), theirs)
        tally.lines += [f"{period}: {line}" for line in found if not left_open(line, book)]
        tally.lines += [f"{period}: {line}" for line in _misnamed(book, workbook, period)]
    _hold_returns(tally, book, workbook, observations)
    return tally


def _misnamed(book: Book, workbook: Workbook, period: str) -> Iterator[str]:
    """A line for each unit that has another name in the package than in the oracle."""
    for unit in workbook.units.units:
        wanted, found = book.units[unit.id].name_in(book.period(period)), unit.as_of(Period.parse(period)).name["en"]
        if found != wanted:
            yield f"name of {unit.id}: it is {wanted!r} by the oracle, {found!r} by the product"


def left_open(line: str, book: Book) -> bool:
    """Whether a difference is allowed: two kinds of absence of a ratio of a flow and a stock, neither of them “not reported”."""
    indicator = book.indicators[line.partition(" of ")[0]]
    return indicator.mixed and ": absence is " in line and "not reported" not in line


def rows_of(standing: pd.DataFrame, book: Book, period: str, *, counted: bool) -> Iterator[dict[str, Any]]:
    """The package's rows of the units that existed, with the columns that are compared; `counted` says whether returns are."""
    during = book.period(period)
    table = standing[[*NAMES, *RENAMED, "own"]].rename(columns=RENAMED)
    for row in table.to_dict("records"):
        own = row.pop("own") is True
        left = {name for name in COUNTS if own or pd.isna(row["value"]) or (not counted and name.startswith("returns"))}
        left |= {"of", "missing"} if pd.isna(row["rank"]) else set()
        left |= {"status", "denominator"} if pd.isna(row["value"]) else set()
        if book.units[str(row["unit"])].life.overlaps(during):
            yield {str(name): value for name, value in row.items() if name not in left}


def _collected(book: Book) -> list[periods.Period]:
    """All collection periods of the calendar, from the year of the first row to the year of the last."""
    begun, first, last = book.starts - 1, min(row.period.first for row in book.rows), max(row.period.last for row in book.rows)
    if book.weekly:
        return weeks.Weeks(first, last).cut(book.size, book.starts)
    span = periods.Period((first - begun) // 12 * 12 + begun, (last - begun) // 12 * 12 + 11 + begun)
    return span.cut(book.size, book.starts)


def _text(part: periods.Period, book: Book) -> str:
    return weeks.write(part.first) if book.weekly else periods.write(part.first, book.size, book.starts, marked=True)


def _hold_returns(tally: Tally, book: Book, workbook: Workbook, observations: pd.DataFrame) -> None:
    """Compare the state and the day of every return, and the latest period."""
    settled, _ = drop_duplicates(observations)
    if settled.empty:
        return
    parts = _collected(book)
    texts = {part: _text(part, book) for part in parts}
    table = returns(settled, workbook, [Period.parse(text) for text in texts.values()])
    theirs = {(str(row["unit"]), str(row["period"])): (row["state"], row["received"]) for row in table.to_dict("records")}
    mine = {
        (entry.unit, texts[entry.period]): (entry.state, entry.day.isoformat() if entry.day else "")
        for part in parts
        for entry in oracle_returns.returns(book, part)
        if entry.period == part
    }
    tally.returns += len(mine.keys() | theirs.keys())
    tally.lines += [
        f"return of {unit} for {period}: state and day are {mine.get((unit, period))} by the oracle, {theirs.get((unit, period))}"
        for unit, period in sorted(mine.keys() | theirs.keys())
        if mine.get((unit, period)) != theirs.get((unit, period))
    ]
    chosen, wanted = latest(settled, workbook), oracle_returns.latest(book)
    found = book.period(str(chosen.period)) if chosen else None
    if found != wanted and not (chosen and not chosen.due):
        tally.lines.append(f"latest: period is {wanted} by the oracle, {found} by the product")
