"""Tables in which rows are found by indicator and unit, and changes are noticed by fingerprints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.intp]
SIZE = 8
"""The length of a fingerprint in bytes."""


class Table(Protocol):
    """A table whose rows can be read without reading the others."""

    def take(self, rows: Rows) -> pd.DataFrame:
        """Some rows, in the given order."""
        ...

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        ...


class Shelf(Protocol):
    """A store of tables by name."""

    def get(self, name: str) -> Table | None:
        """The table with a name, or None."""
        ...

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Store a table under a name."""
        ...


@dataclass(frozen=True)
class Frame:
    """A table in memory."""

    frame: pd.DataFrame

    def take(self, rows: Rows) -> pd.DataFrame:
        """Some rows, in the given order."""
        return self.frame.take(rows).reset_index(drop=True)

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        return self.frame[name].to_numpy()


@dataclass(frozen=True)
class Memory:
    """Tables kept in memory."""

    tables: dict[str, Frame] = field(default_factory=dict)

    def get(self, name: str) -> Table | None:
        """The table with a name, or None."""
        return self.tables.get(name)

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name."""
        return self.tables.setdefault(name, Frame(table))


@dataclass(frozen=True)
class Grid:
    """A table with at most one row for each indicator and unit, which are numbered as in the workbook's files."""

    table: Table
    indicators: Mapping[str, int]
    units: Mapping[str, int]
    """The numbers of all indicators and units of the workbook."""

    @classmethod
    def numbered(cls, table: pd.DataFrame, indicators: Mapping[str, int], units: Mapping[str, int]) -> pd.DataFrame:
        """Add the columns that a `Grid` needs: the numbers of indicator and unit, and a fingerprint of each row."""
        named, units_at = pd.Index(table["indicator"]), pd.Index(table["unit"])
        numbers = {"_i": pd.Index(list(indicators)).get_indexer(named), "_u": pd.Index(list(units)).get_indexer(units_at)}
        hashes = pd.util.hash_pandas_object(table, index=False).to_numpy()
        return table.assign(**numbers, _hash=np.asarray(hashes).view(np.int64))

    @cached_property
    def _at(self) -> NDArray[np.int64]:
        """The row of each indicator (first axis) and unit (second axis); -1 if there is none."""
        at = np.full((len(self.indicators), len(self.units)), -1)
        numbers = self.table.column("_i")
        at[numbers, self.table.column("_u")] = np.arange(len(numbers))
        return at

    def rows(self, indicators: Iterable[str], units: Iterable[str]) -> Rows:
        """The rows of some indicators and units, one indicator after the other."""
        wanted = [self.indicators[name] for name in indicators], [self.units[name] for name in units]
        positions: Rows = self._at[np.ix_(*(np.asarray(numbers, dtype=int) for numbers in wanted))].ravel()
        return np.asarray(positions[positions >= 0])

    def fingerprint(self, rows: Rows) -> str:
        """A short fingerprint of the contents of some rows."""
        return blake2b(self.table.column("_hash")[rows].tobytes(), digest_size=SIZE).hexdigest()
