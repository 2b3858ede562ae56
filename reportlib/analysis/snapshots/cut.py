"""The rows that one report reads, and their fingerprints."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.intp]
NONE: Rows = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Cut:
    """The rows of a `Whole` that one report reads, by table: those of its unit (`own`), and `others`.

    The report names `units`, and receives figures of the indicators in `handed` (see `choice.handed_to`).
    """

    own: Mapping[str, Rows]
    others: Mapping[str, Rows]
    units: tuple[str, ...]
    handed: Mapping[str, frozenset[str]]

    def rows(self, table: str) -> Rows:
        """The rows of a table, those of `own` first."""
        return np.concatenate([self.own.get(table, NONE), self.others.get(table, NONE)])


@dataclass(frozen=True)
class ByUnit:
    """The rows of every table by unit."""

    rows_by_table: Mapping[str, Mapping[str, Rows]]

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Self:
        """Group the rows of tables by their column `unit`."""
        grouped = {name: table.groupby("unit").indices for name, table in tables.items()}
        return cls({name: {str(unit): np.asarray(rows) for unit, rows in by_unit.items()} for name, by_unit in grouped.items()})

    def rows(self, table: str, units: Iterable[str], *, where: NDArray[np.bool_] | None = None) -> Rows:
        """The rows of some units, in the order of the units; with `where`, only flagged rows."""
        by_unit = self.rows_by_table[table]
        rows = np.concatenate([NONE, *(by_unit[unit] for unit in units if unit in by_unit)])
        return rows if where is None else rows[where[rows]]


def fingerprint(rows: Mapping[str, Rows], hashes: Mapping[str, NDArray[np.uint64]]) -> str:
    """A short fingerprint of some rows of each table, given the `hashes` of all rows."""
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(rows):
        digest.update(name.encode())
        digest.update(hashes[name][rows[name]].tobytes())
    return digest.hexdigest()
