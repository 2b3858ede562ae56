"""Rolled-up figures that a build or an analyst's session keeps beside the reports, for later builds and sessions.

They are in a folder that only this user may open, and are used until one of their inputs changes.
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
from reportlib.data import drop_duplicates, read_coded
from reportlib.handover.query_source import OBSERVATIONS, workbook_text
from reportlib.handover.shelf import Folder, whole_table
from reportlib.private import is_own
from reportlib.workbook import Workbook, provenance

FIGURES: Final = Path(".reportlib", "figures")
FIGURES_FOLDER: Final = "outputs" / FIGURES
INPUTS: Final = "inputs"
"""The name of the text with the fingerprint of the figures' inputs."""
MODE: Final = 0o700


@dataclass
class KeptTables:
    """A folder of kept tables. If the inputs change, `fits` becomes False, and the folder is no longer used."""

    folder: Folder
    fits: bool = True

    def get(self, name: str) -> Table | None:
        """The table with a name, or None."""
        return self.folder.get(name) if self.fits else None

    def put(self, name: str, table: pd.DataFrame) -> Table:
        """Keep a table under a name."""
        return self.folder.put(name, table) if self.fits else Frame(table)


def kept_snapshot(workbook: Workbook) -> Snapshot:
    """A workbook's figures, rolled up at the first question and kept for later sessions.

    If data files are wrong, the first question about a figure that is not kept raises a `DataError` with all problems.
    """
    inputs = inputs_digest(workbook, provenance.data_hash(workbook))
    folder = _folder(workbook.root / FIGURES_FOLDER, inputs)
    shelf = KeptTables(folder) if folder else None

    def source() -> pd.DataFrame:
        observations = shelf.get(OBSERVATIONS) if shelf else None
        if observations is not None:
            return whole_table(observations)
        unique_rows = drop_duplicates(read_coded(workbook))[0]
        if shelf:  # files may have changed since the workbook was opened
            shelf.fits = inputs_digest(workbook, provenance.data_hash(workbook)) == inputs
        return unique_rows

    return Snapshot(workbook, source, shelf or Memory())


def inputs_digest(workbook: Workbook, data: str) -> str:
    """The fingerprint of all inputs of figures: params, data files (`data` is their fingerprint), this package, its libraries."""
    parts = [workbook_text(workbook), data, provenance.code_hash(), provenance.packages_hash()]
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()


def kept_by_builds(output: Path, workbook: Workbook, data: str) -> Folder | None:
    """The folder of figures that a build kept beside its pages (`output`); `data` is the fingerprint of the data files.

    None if there is no such folder, or if it does not belong to this user alone.
    """
    inputs = inputs_digest(workbook, data)
    folder = Folder(output / FIGURES / inputs)
    with suppress(OSError, ValueError):
        if folder.trusted and folder.text_of(INPUTS) == inputs:
            return folder
    return None


def folder_for_builds(output: Path, workbook: Workbook, data: str) -> Folder | None:
    """The folder beside the pages for keeping figures; None if the data files no longer have the fingerprint `data`."""
    if provenance.data_hash(workbook) != data:
        return None
    return _folder(output / FIGURES, inputs_digest(workbook, data))


def _folder(parent: Path, inputs: str) -> Folder | None:
    """The folder for inputs with this fingerprint, made if it is missing; folders for other inputs are removed.

    None if it cannot be written to, or is another user's.
    """
    folder = Folder(parent / inputs)
    with suppress(OSError, ValueError):
        if folder.trusted and folder.text_of(INPUTS) == inputs:
            return folder
    try:
        make_folder(parent.parent)
        parent.mkdir(mode=MODE, exist_ok=True)
        if not is_own(parent):
            return None
        for earlier in parent.iterdir():  # a process that has its files mapped keeps them
            shutil.rmtree(earlier, ignore_errors=True)
        folder.path.mkdir(mode=MODE)
        folder.put_text(INPUTS, inputs)
    except OSError:
        return None
    return folder
