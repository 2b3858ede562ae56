"""A workbook for queries in the kernel of a report; every question is noted for the build."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import TypeAdapter

from reportlib.errors import HandoverError
from reportlib.handover.shelf import Folder, whole_table
from reportlib.private import naming_errors, read_regular
from reportlib.workbook import Settings, Workbook
from reportlib.workbook.catalogue import Catalogue
from reportlib.workbook.layouts import Layout
from reportlib.workbook.units import Unit, Units

OBSERVATIONS, TARGETS, WORKBOOK = "observations", "targets", "workbook"
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_UNITS = TypeAdapter(tuple[Unit, ...])


@dataclass(frozen=True)
class QuerySource:
    """A workbook with its figures, and the file in which questions about it are noted."""

    workbook: Workbook
    shelf: Folder
    notes: Path

    def observations(self) -> pd.DataFrame:
        """The observations, one row each, without duplicates.

        Raises
        ------
        HandoverError
            When the file is gone or was changed.
        """
        table = self.shelf.get(OBSERVATIONS)
        if table is None:
            raise HandoverError(f"the figures that the build wrote are gone: '{self.shelf.path}'; build again")
        return whole_table(table)

    def note(self, question: str, answer: str) -> None:
        """Note a question and the fingerprint of its answer."""
        with naming_errors(self.notes):
            descriptor = os.open(self.notes, _APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as stream:
            stream.write((json.dumps([question, answer]) + "\n").encode())


def lay_out(folder: Path, workbook: Workbook, observations: pd.DataFrame, targets: pd.DataFrame) -> None:
    """Write a workbook, its observations and its targets into a folder of this user alone, for queries in kernels."""
    shelf = Folder(folder)
    shelf.put_text(WORKBOOK, workbook_text(workbook))
    shelf.put(OBSERVATIONS, observations)
    shelf.put(TARGETS, targets)


def lay_out_kept(folder: Path, workbook: Workbook, kept_folder: Folder) -> bool:
    """Write a workbook as `lay_out` does, but from kept tables; return whether the tables were there."""
    shelf = Folder(folder)
    if not all(shelf.copy(name, kept_folder) for name in (OBSERVATIONS, TARGETS)):
        return False
    shelf.put_text(WORKBOOK, workbook_text(workbook))
    return True


def open_source(folder: Path, notes: Path) -> QuerySource:
    """The workbook that a build wrote into a folder.

    Raises
    ------
    HandoverError
        When the folder does not belong to this user alone.
    """
    shelf = Folder(folder)
    if not shelf.trusted:
        raise HandoverError(f"'{folder}' is not a folder of this user alone; build again")
    return QuerySource(read_workbook(shelf.text_of(WORKBOOK)), shelf, notes)


def read_notes(notes_file: Path) -> dict[str, str]:
    """The questions in a file of notes, with the fingerprints of their answers; empty if there is no file."""
    if not notes_file.is_file():
        return {}
    return dict(json.loads(line) for line in read_regular(notes_file).decode().splitlines())


def workbook_text(workbook: Workbook) -> str:
    """A workbook as JSON text."""
    parts = (workbook.settings, workbook.catalogue)
    units = _UNITS.dump_json(workbook.units.units, by_alias=True).decode()
    named = [units, workbook.units.peer_groups]
    layouts = [layout.model_dump_json(by_alias=True) for layout in workbook.layouts]
    return json.dumps(
        [str(workbook.root), *(part.model_dump_json(by_alias=True) for part in parts), named, layouts, workbook.listed]
    )


def read_workbook(text: str) -> Workbook:
    """The workbook in a text that `workbook_text` wrote."""
    root, settings, catalogue, (units, peer_groups), layouts, listed = json.loads(text)
    of_units = Units.model_construct(units=_UNITS.validate_json(units), peer_groups=peer_groups)
    return Workbook(
        Path(root),
        Settings.model_validate_json(settings),
        Catalogue.model_validate_json(catalogue),
        of_units,
        tuple(map(Layout.model_validate_json, layouts)),
        tuple(listed),
    )
