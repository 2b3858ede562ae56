"""Questions other than figures and changes (rests, parts, targets, relatives); each is noted (see `reportlib.query.reads`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.periods import Period
from reportlib.query.members import relatives
from reportlib.workbook.units import Unit

if TYPE_CHECKING:
    from reportlib.query.book import Book

NAMES = ("parts", "pushes", "moves")


@dataclass(frozen=True)
class Parts:
    """What the figure of a unit is made of, what moved it since the year before, and who joined or left."""

    parts: pd.DataFrame
    pushes: pd.DataFrame
    moves: pd.DataFrame

    @property
    def units(self) -> list[str]:
        """Every unit that is named in it."""
        unit_ids = [*self.parts["child"], *self.pushes["child"], *self.moves["mover"], *self.moves["other"]]
        return [unit for unit in dict.fromkeys(unit_ids) if unit]


def rests(book: Book, indicators: tuple[str, ...], units: tuple[str, ...], period: Period) -> pd.DataFrame:
    """The figures of the units above some, without their own parts (see `analysis.comparisons.rests.rests_in`)."""
    book.note("rests", indicators, units, str(period))
    return rests_of(book.snapshot, indicators, units, period)


def rests_of(snapshot: Snapshot, indicators: tuple[str, ...], units: tuple[str, ...], period: Period) -> pd.DataFrame:
    """As `rests`, without noting the question: noted questions are answered again by it."""
    grid = snapshot.rests([period])[period]
    return grid.table.take(grid.rows(indicators, units))[["unit", "indicator", "value", "origin", "status", "k", "n"]].assign(
        period=str(period)
    )


def parts(book: Book, indicator: str, unit: str, period: Period) -> Parts:
    """What the figure of a unit is made of."""
    book.note("parts", indicator, unit, str(period))
    return parts_of(book.snapshot, indicator, unit, period)


def parts_of(snapshot: Snapshot, indicator: str, unit: str, period: Period) -> Parts:
    """As `parts`, without noting the question: noted questions are answered again by it."""
    tables = snapshot.parts(period)
    mine = {name: table[(table["indicator"] == indicator) & (table["unit"] == unit)] for name, table in tables.items()}
    return Parts(**{name: mine[name].drop(columns="_row").reset_index(drop=True) for name in NAMES})


def targets(book: Book, indicators: tuple[str, ...], units: tuple[str, ...]) -> pd.DataFrame:
    """The targets of some units: indicator, unit, period, value."""
    book.note("targets", indicators, units)
    return targets_of(book.snapshot, indicators, units)


def targets_of(snapshot: Snapshot, indicators: tuple[str, ...], units: tuple[str, ...]) -> pd.DataFrame:
    """As `targets`, without noting the question: noted questions are answered again by it."""
    every = snapshot.targets
    return every[every["indicator"].isin(indicators) & every["unit"].isin(units)].reset_index(drop=True)


def related(book: Book, word: str, unit: str, period: Period) -> tuple[Unit, ...]:
    """The children or peers of a unit in a period, without itself."""
    book.note("relatives", word, unit, str(period))
    unit_ids = relatives(book.workbook, word, unit, period)
    return tuple(book.workbook.units[one] for one in unit_ids if one != unit)
