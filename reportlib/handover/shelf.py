"""Tables on disk, by their names: one process makes a table, the others map it into their memory and take rows of it."""

from __future__ import annotations

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
from reportlib.handover.tables import Packed, column, framed, laid_out, pack, texts_of, unframed
from reportlib.private import is_own, read_regular, write_new

_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Stored:
    """A table as it lies in a file: its columns are mapped, and a text is looked up only for a row that is taken."""

    columns: dict[str, tuple[str, NDArray[Any]]]
    texts: Any

    def take(self, rows: Rows) -> pd.DataFrame:
        """Some rows, in their order."""
        return pd.DataFrame({name: column(kind, held[rows], self.texts) for name, (kind, held) in self.columns.items()})

    def column(self, name: str) -> NDArray[Any]:
        """A column of numbers."""
        return self.columns[name][1]


@dataclass(frozen=True)
class Folder:
    """Tables kept as files of a folder that nobody else may write to."""

    path: Path

    @property
    def trusted(self) -> bool:
        """Whether what lies there was put there by this user."""
        return is_own(self.path)

    def get(self, name: str) -> Table | None:
        """The table of a name; None where none is kept."""
        if not self.trusted:
            return None
        try:
            descriptor = os.open(self.path / name, _OPEN)
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as stream, suppress(OSError, ValueError, KeyError):
            return _stored(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        return None

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name; where there is no room for it, it is made again when it is asked for again."""
        packed = pack({"": table})
        whole = framed({"shapes": packed.shapes, "texts": packed.texts}, packed.columns)
        part = self.path / f".{secrets.token_hex(8)}"
        with suppress(OSError):
            write_new(part, whole)
            part.replace(self.path / name)
        return Frame(table)

    def note(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        write_new(self.path / name, text.encode())

    def noted(self, name: str) -> str:
        """The text of a name.

        Raises
        ------
        OSError
            When there is none.
        """
        return read_regular(self.path / name).decode()


def _stored(held: mmap.mmap) -> Stored:
    """The table that was packed into some bytes."""
    told, end = unframed(held)
    packed = Packed(told["shapes"], told["texts"], np.frombuffer(held, dtype=np.uint8, offset=end))
    return Stored(laid_out(packed)[""], texts_of(packed))
