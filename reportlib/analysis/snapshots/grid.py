"""Figures of all units by their indicator and unit: any of them are found by their numbers, and known by their fingerprints."""

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
"""The bytes of the fingerprint of an answer."""


class Table(Protocol):
    """A table of which rows may be taken without reading the others."""

    def take(self, rows: Rows) -> pd.DataFrame:
        """Some rows, in their order."""
        ...

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        ...


class Shelf(Protocol):
    """Where tables are kept by their names, so that none is made twice."""

    def get(self, name: str) -> Table | None:
        """The table of a name; None where none is kept."""
        ...

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name."""
        ...


@dataclass(frozen=True)
class Frame:
    """A table in memory."""

    frame: pd.DataFrame

    def take(self, rows: Rows) -> pd.DataFrame:
        """Some rows, in their order."""
        return self.frame.take(rows).reset_index(drop=True)

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        return self.frame[name].to_numpy()


@dataclass(frozen=True)
class Memory:
    """Tables kept in memory."""

    tables: dict[str, Frame] = field(default_factory=dict)

    def get(self, name: str) -> Table | None:
        """The table of a name; None where none is kept."""
        return self.tables.get(name)

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name."""
        return self.tables.setdefault(name, Frame(table))


@dataclass(frozen=True)
class Grid:
    """A table with a row a pair of an indicator and a unit, which stand in it as their numbers in the workbook's files."""

    table: Table
    indicators: Mapping[str, int]
    units: Mapping[str, int]
    """The numbers of all that the workbook has."""

    @classmethod
    def numbered(cls, table: pd.DataFrame, indicators: Mapping[str, int], units: Mapping[str, int]) -> pd.DataFrame:
        """A table with the columns by which its rows are found and known: numbers of indicator and unit, and a fingerprint."""
        named, units_at = pd.Index(table["indicator"]), pd.Index(table["unit"])
        numbers = {"_i": pd.Index(list(indicators)).get_indexer(named), "_u": pd.Index(list(units)).get_indexer(units_at)}
        hashes = pd.util.hash_pandas_object(table, index=False).to_numpy()
        return table.assign(**numbers, _hash=np.asarray(hashes).view(np.int64))

    @cached_property
    def _at(self) -> NDArray[np.int64]:
        """The row of each indicator (first) and unit; -1 where there is none."""
        at = np.full((len(self.indicators), len(self.units)), -1)
        numbers = self.table.column("_i")
        at[numbers, self.table.column("_u")] = np.arange(len(numbers))
        return at

    def rows(self, indicators: Iterable[str], units: Iterable[str]) -> Rows:
        """Where the figures of some indicators and units stand, one indicator after the other; those that are there."""
        wanted = [self.indicators[name] for name in indicators], [self.units[name] for name in units]
        positions: Rows = self._at[np.ix_(*(np.asarray(numbers, dtype=int) for numbers in wanted))].ravel()
        return np.asarray(positions[positions >= 0])

    def fingerprint(self, rows: Rows) -> str:
        """What some rows hold, and which they are, in one short word."""
        return blake2b(self.table.column("_hash")[rows].tobytes(), digest_size=SIZE).hexdigest()
