"""Questions that need more than figures and changes: the parent without the unit (`rests`), parts, targets, relatives.

Each question is noted for later plans (see `reportlib.query.reads`).
"""

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
    """The parts of a unit's figure (`parts`), and its change since the year before: what each unit below contributed (`pushes`),
    and which units joined or left (`moves`).
    """

    parts: pd.DataFrame
    pushes: pd.DataFrame
    moves: pd.DataFrame

    @property
    def units(self) -> list[str]:
        """The ids of all units in the three tables, each once."""
        unit_ids = [*self.parts["child"], *self.pushes["child"], *self.moves["mover"], *self.moves["other"]]
        return [unit for unit in dict.fromkeys(unit_ids) if unit]


def rests(book: Book, indicators: tuple[str, ...], units: tuple[str, ...], period: Period) -> pd.DataFrame:
    """For each unit the figure of its parent without the unit itself (see `analysis.comparisons.rests.rests_in`)."""
    book.note("rests", indicators, units, str(period))
    return rests_of(book.snapshot, indicators, units, period)


def rests_of(snapshot: Snapshot, indicators: tuple[str, ...], units: tuple[str, ...], period: Period) -> pd.DataFrame:
    """The result of `rests`, without noting the question."""
    grid = snapshot.rests([period])[period]
    return grid.table.take(grid.rows(indicators, units))[["unit", "indicator", "value", "origin", "status", "k", "n"]].assign(
        period=str(period)
    )


def parts(book: Book, indicator: str, unit: str, period: Period) -> Parts:
    """What each unit below contributed to a unit's figure, and to its change since the year before."""
    book.note("parts", indicator, unit, str(period))
    return parts_of(book.snapshot, indicator, unit, period)


def parts_of(snapshot: Snapshot, indicator: str, unit: str, period: Period) -> Parts:
    """The result of `parts`, without noting the question."""
    tables = snapshot.parts(period)
    mine = {name: table[(table["indicator"] == indicator) & (table["unit"] == unit)] for name, table in tables.items()}
    return Parts(**{name: mine[name].drop(columns="_row").reset_index(drop=True) for name in NAMES})


def targets(book: Book, indicators: tuple[str, ...], units: tuple[str, ...]) -> pd.DataFrame:
    """The targets of some units: indicator, unit, period, value."""
    book.note("targets", indicators, units)
    return targets_of(book.snapshot, indicators, units)


def targets_of(snapshot: Snapshot, indicators: tuple[str, ...], units: tuple[str, ...]) -> pd.DataFrame:
    """The result of `targets`, without noting the question."""
    every = snapshot.targets
    return every[every["indicator"].isin(indicators) & every["unit"].isin(units)].reset_index(drop=True)


def related(book: Book, word: str, unit: str, period: Period) -> tuple[Unit, ...]:
    """The units other than `unit` that a word of `members.RELATIVES`, such as `siblings`, stands for in a period."""
    book.note("relatives", word, unit, str(period))
    unit_ids = relatives(book.workbook, word, unit, period)
    return tuple(book.workbook.units[one] for one in unit_ids if one != unit)
