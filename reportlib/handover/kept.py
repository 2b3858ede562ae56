"""Figures that were rolled up by hand once, kept beside the workbook's reports for whoever opens it next.

They lie in a folder of this user alone, and are used as long as nothing that they were made from has changed.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import pandas as pd

from reportlib.analysis.snapshots.grid import Frame, Memory, Table
from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.atomic import make_folder
from reportlib.data import read_observations, settle
from reportlib.handover.asking import written
from reportlib.handover.shelf import Folder
from reportlib.private import is_own
from reportlib.workbook import Workbook, provenance

PLACE: Final = Path("outputs", ".reportlib", "figures")
INPUTS: Final = "inputs"
"""The name of the note of what the figures were made from."""
MODE: Final = 0o700


@dataclass
class Kept:
    """A folder of tables, which is written to as long as they are made from what it is for."""

    folder: Folder
    fits: bool = True

    def get(self, name: str) -> Table | None:
        """The table of a name; None where none is kept."""
        return self.folder.get(name) if self.fits else None

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name."""
        return self.folder.put(name, table) if self.fits else Frame(table)


def kept_snapshot(workbook: Workbook) -> Snapshot:
    """A workbook's figures, rolled up by whoever asks for them first and kept for the next one.

    With wrong files, the first question about a figure that is not kept raises a `DataError` with every problem of every file.
    """
    made_from = _made_from(workbook)
    folder = _folder(workbook.root / PLACE, made_from)
    shelf = Kept(folder) if folder else None

    def source() -> pd.DataFrame:
        settled = settle(read_observations(workbook))[0]
        if shelf:  # files may have changed since the workbook was opened
            shelf.fits = _made_from(workbook) == made_from
        return settled

    return Snapshot(workbook, source, shelf or Memory())


def _made_from(workbook: Workbook) -> str:
    """The fingerprint of all that figures are made from: the workbook as it was read, and its files as they are now."""
    parts = [written(workbook), provenance.data_hash(workbook), provenance.code_hash(), provenance.packages_hash()]
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def _folder(place: Path, made_from: str) -> Folder | None:
    """The folder for what is made from some inputs; None where the workbook's folder cannot be written to, or is another's."""
    folder = Folder(place / made_from)
    with suppress(OSError, ValueError):
        if folder.trusted and folder.noted(INPUTS) == made_from:
            return folder
    try:
        make_folder(place.parent)
        place.mkdir(mode=MODE, exist_ok=True)
        if not is_own(place):
            return None
        for earlier in place.iterdir():  # who has its files mapped keeps them
            shutil.rmtree(earlier, ignore_errors=True)
        folder.path.mkdir(mode=MODE)
        folder.note(INPUTS, made_from)
    except OSError:
        return None
    return folder
