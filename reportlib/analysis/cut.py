"""The rows of a roll-up that one report reads, and what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
NONE: Rows = np.empty(0, dtype=np.intp)


@dataclass(frozen=True)
class Cut:
    """The rows of a whole that one report reads: those of the unit `own`, and those of `others` that it is seen beside."""

    own: Mapping[str, Rows]
    others: Mapping[str, Rows]
    units: tuple[str, ...]
    handed: Mapping[str, frozenset[str]]

    def rows(self, table: str) -> Rows:
        """The rows of a table, own first."""
        return np.concatenate([self.own.get(table, NONE), self.others.get(table, NONE)])


def fingerprint(rows: Mapping[str, Rows], hashes: Mapping[str, NDArray[np.uint64]]) -> str:
    """What some rows of each table hold, in one short word; `hashes` has that of every row."""
    digest = hashlib.blake2b(digest_size=8)
    for name in sorted(rows):
        digest.update(name.encode())
        digest.update(hashes[name][rows[name]].tobytes())
    return digest.hexdigest()
