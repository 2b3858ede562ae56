"""Remarks in brackets, such as coverage, that several series of a page share: a mark replaces them in data tables.

A table at the end of the page says what the marks mean.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlib.blocks.text import Words

MARKS = "①②③④⑤⑥⑦⑧⑨⑩"
MIN_REMARKS = 3
"""The fewest remarks of a row or column that are moved to the end of the page."""
ACROSS, DOWN = "small_multiples", "trend"
"""The kind of figure with a row for each series in its table, and the kind with a column for each series."""

Remarks = tuple[tuple[str, str], ...]
"""The remarks of a series, as pairs of period and remark, in order."""


@dataclass(frozen=True)
class DataTable:
    """A figure's data table as the page shows it."""

    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()

    @property
    def transposed(self) -> DataTable:
        """The table with its columns as rows."""
        columns, *rows = zip(*[self.columns, *self.rows], strict=True)
        return DataTable(columns, rows)


@dataclass(frozen=True)
class SharedRemarks:
    """The remarks that several series of a page share, each with a mark."""

    words: Words
    marks: Mapping[Remarks, str] = field(default_factory=dict)
    periods: Sequence[str] = ()
    """The periods of all figures, in order."""

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]], words: Words) -> SharedRemarks:
        """Find the remarks that several series share in the figures that `records` describe."""
        tables = [table for record in records if (table := _by_series(record)).rows]
        found = Counter(_remarks(table.columns, row, words) for table in tables for row in table.rows)
        shared = (series for series, count in found.items() if count > 1 and len(series) >= MIN_REMARKS)
        periods = dict.fromkeys(period for table in tables for period in table.columns[1:])
        return cls(words, dict(zip(shared, MARKS, strict=False)), list(periods))

    def table(self, record: Mapping[str, Any]) -> DataTable:
        """The data table of a figure, with marks in place of shared remarks."""
        by_series = _by_series(record)
        if not by_series.rows:
            return _table(record)
        return self._marked(by_series) if record.get("kind") == ACROSS else self._marked(by_series).transposed

    def _marked(self, table: DataTable) -> DataTable:
        marks = [self.marks.get(_remarks(table.columns, row, self.words), "") for row in table.rows]
        rows = [self._short(row, mark) if mark else row for row, mark in zip(table.rows, marks, strict=True)]
        return DataTable(table.columns, rows)

    def _short(self, row: Sequence[str], mark: str) -> list[str]:
        return [f"{row[0]} {mark}", *(_parts(cell, self.words)[0] for cell in row[1:])]

    @property
    def foot(self) -> DataTable:
        """The table that explains the marks: a row for each mark, a column for each period."""
        with_remarks = {period for series in self.marks for period, _ in series}
        periods = [period for period in self.periods if period in with_remarks]
        return DataTable(
            periods, [[mark, *map(dict(series).get, periods, [""] * len(periods))] for series, mark in self.marks.items()]
        )


def _table(record: Mapping[str, Any]) -> DataTable:
    table = record.get("table") or {}
    return DataTable(
        [str(name) for name in table.get("columns", ())], [[str(cell) for cell in row] for row in table.get("rows", ())]
    )


def _by_series(record: Mapping[str, Any]) -> DataTable:
    """A figure's data table with a row for each series; without rows if the figure has no series."""
    table, kind = _table(record), record.get("kind")
    if kind not in (ACROSS, DOWN) or not table.rows:
        return DataTable()
    return table if kind == ACROSS else table.transposed


def _remarks(periods: Sequence[str], row: Sequence[str], words: Words) -> Remarks:
    parted = ((period, _parts(cell, words)[1]) for period, cell in zip(periods[1:], row[1:], strict=True))
    return tuple((period, remark) for period, remark in parted if remark)


def _parts(cell: str, words: Words) -> tuple[str, str]:
    opening, closing = (re.escape(str(words.get(name))) for name in ("open", "close"))
    found = re.fullmatch(f"(.*?){opening}(.*){closing}", cell)
    return (found[1], found[2]) if found else (cell, "")
