"""Tables on disk by name: one process writes a table, others map it into memory and take rows."""

from __future__ import annotations

import hashlib
import mmap
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.snapshots.grid import Frame, Rows, Table
from reportlib.handover.tables import Packed, column, join_header, pack, split_header, stored_columns, texts_of
from reportlib.private import is_own, read_regular, write_new

_DIGEST_BYTES = 32
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Stored:
    """A table in a file that is mapped into memory; texts are looked up only for rows that are taken."""

    columns: dict[str, tuple[str, NDArray[Any]]]
    texts: Any

    def take(self, rows: Rows) -> pd.DataFrame:
        """The rows with these numbers, in the order of the numbers."""
        return pd.DataFrame({name: column(kind, values[rows], self.texts) for name, (kind, values) in self.columns.items()})

    def column(self, name: str) -> NDArray[Any]:
        """The numbers stored for a column; for a column of texts, their positions in `texts`."""
        return self.columns[name][1]


@dataclass(frozen=True)
class Folder:
    """A folder with a file for each table; it is not trusted if others can write to it."""

    path: Path

    @property
    def trusted(self) -> bool:
        """Whether the folder, and so each of its files, belongs to this user alone."""
        return is_own(self.path)

    def get(self, name: str) -> Table | None:
        """The table with a name; None if it is missing or damaged, or if the folder is not trusted."""
        if not self.trusted:
            return None
        try:
            descriptor = os.open(self.path / name, _OPEN)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as stream, suppress(OSError, ValueError, KeyError):
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
            return _stored(data) if _is_whole(data) else None
        return None

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name. A failure to write is ignored, because a missing table is computed again."""
        packed = pack({"": table})
        content = join_header({"shapes": packed.shapes, "texts": packed.texts}, packed.columns)
        self._put_bytes(name, _digest(content) + content)
        return Frame(table)

    def copy(self, name: str, other: Folder) -> bool:
        """Copy a table from another folder; return whether it was there, undamaged."""
        if other.get(name) is None:
            return False
        self._put_bytes(name, read_regular(other.path / name))
        return True

    def _put_bytes(self, name: str, content: bytes) -> None:
        part = self.path / f".{secrets.token_hex(8)}"
        with suppress(OSError):
            write_new(part, content)
            part.replace(self.path / name)

    def put_text(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        write_new(self.path / name, text.encode())

    def text_of(self, name: str) -> str:
        """The text with a name.

        Raises
        ------
        OSError
            When there is none.
        """
        return read_regular(self.path / name).decode()


def whole_table(table: Table) -> pd.DataFrame:
    """All rows of a table that has a column `value`."""
    return table.take(np.arange(len(table.column("value"))))


def _digest(content: bytes | memoryview) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


def _is_whole(data: mmap.mmap) -> bool:
    """Whether a file is complete: its first bytes are the fingerprint of the rest."""
    with memoryview(data) as view:
        return _digest(view[_DIGEST_BYTES:]) == bytes(view[:_DIGEST_BYTES])


def _stored(data: mmap.mmap) -> Stored:
    header, end = split_header(data, start=_DIGEST_BYTES)
    packed = Packed(header["shapes"], header["texts"], np.frombuffer(data, dtype=np.uint8, offset=end))
    return Stored(stored_columns(packed)[""], texts_of(packed))
