"""Lists of units or indicators in a table, with one row for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from reportlib.errors import Problem, WorkbookError, choices
from reportlib.workbook.checks import paths as path_checks
from reportlib.workbook.documents import Document, Location, Noun
from reportlib.workbook.layouts import IGNORE, Layout
from reportlib.workbook.patterns import plain

if TYPE_CHECKING:
    from reportlib.sources import Table

SEVERAL: Final = ("levels", "succeeds")
"""The fields that may hold several ids, separated by commas or semicolons."""
_BETWEEN: Final = re.compile(r"\s*[,;\uff0c\uff1b\u3001]\s*")


class Listing(Noun):
    """A table with a unit, or an indicator, in each row."""

    file: str = Field(description="its path from the folder of the workbook, such as data/units.xlsx")
    sheet: str | None = Field(None, description="the name of the sheet; left out: the first")
    encoding: str | None = Field(None, description="of a CSV; left out: it is found out")
    separator: str | None = Field(None, min_length=1, max_length=1, description="of a CSV; left out: it is found out")
    header: int = Field(1, ge=1, le=1_000_000, description="the row that names the columns, as a spreadsheet counts them")
    columns: dict[str, str] = Field(
        default_factory=dict,
        description="what each column holds, such as id, name.en, level, or ignore; left out: the field of the same name",
    )


def as_written(value: Any) -> Any:
    """Return the value unchanged; a list's field has this validator so that its JSON Schema also allows a `Listing`."""
    return value


class _Named(BaseModel):
    model_config = ConfigDict(extra="ignore")
    units: Listing | None = None
    indicators: Listing | None = None


class Tabled(Document):
    """A params file, one of whose lists was read from a table; problems in that list name the row or cell of the table."""

    def __init__(self, base: Document, key: str, listing: Listing, entries: Sequence[tuple[dict[str, Any], dict[Location, Any]]]):
        self.name, self.base, self._key, self._file = base.name, base, key, listing.file
        self.data = {**base.data, key: [entry for entry, _ in entries]}
        self._places = {(key, n, *where): cell for n, (_, places) in enumerate(entries) for where, cell in places.items()}

    def line(self, location: Location) -> int:
        """The line in the file, or the row in the table, of the value at a location."""
        return self._cell_of(location)[0] if self._within(location) else self.base.line(location)

    def problem(self, message: str, *location: int | str, mend: str = "") -> Problem:
        """A problem at a location, in the file or in the table."""
        if not self._within(location):
            return self.base.problem(message, *location, mend=mend)
        row, cell = self._cell_of(location)
        return Problem(message, file=self._file, line=row, mend=mend, cell=cell)

    def _within(self, location: Location) -> bool:
        return location[:1] == (self._key,) and location[:2] in self._places

    def _cell_of(self, location: Location) -> tuple[int, str]:
        while location not in self._places:
            location = location[:-1]
        cell: tuple[int, str] = self._places[location]
        return cell


def listing_of(document: Document, key: str) -> Listing | None:
    """The table that holds a list of a params file; None if the list is in the file.

    Raises
    ------
    WorkbookError
        When the file describes the table wrongly.
    """
    base = document.base if isinstance(document, Tabled) else document
    if not isinstance(base.data.get(key), dict):
        return None
    listing: Listing | None = getattr(base.parse(_Named), key)
    return listing


def resolved(document: Document, key: str, root: Path, model: type[Noun], *, languages: Sequence[str] = ()) -> Document:
    """A params file; if its list `key` (units or indicators) is in a table, the list is read from there.

    Parameters
    ----------
    model
        The model of one row.
    languages
        The languages of the workbook; a column `name` gives the name in all of them.

    Raises
    ------
    InputError
        When the table cannot be read, or its columns are not known.
    """
    listing = listing_of(document, key)
    if listing is None:
        return document
    if wrong := list(path_checks.misplaced(root, {(key, "file"): listing.file}, document)):
        raise WorkbookError(wrong)
    if not (root / listing.file).exists():
        raise WorkbookError([document.problem(f"file '{listing.file}' is not there", key, "file")])
    from reportlib.sources import source_of  # noqa: PLC0415 pandas and readers of sheets: needed only for a table

    layout = Layout(file=listing.file, sheet=listing.sheet, encoding=listing.encoding, separator=listing.separator)
    table = source_of(root, listing.file, layout).read()
    fields = _columns(table, listing, model, document, key)
    return Tabled(document, key, listing, list(_entries(table, listing, fields, languages)))


def _columns(table: Table, listing: Listing, model: type[Noun], document: Document, key: str) -> dict[int, tuple[str, ...]]:
    at = np.flatnonzero(table.rows == listing.header)
    if not len(at):
        raise WorkbookError(
            [document.problem(f"row {listing.header} of '{listing.file}' is empty; name that of the header", key)]
        )
    header_texts = {n: " ".join(text.split()) for n, text in enumerate(table.cells.iloc[int(at[0])]) if text.strip()}
    field_by_name = {plain(name): field for name, field in listing.columns.items()}
    fields_allowed = [field.alias or name for name, field in model.model_fields.items()]
    problems, fields = [], dict[int, tuple[str, ...]]()
    for name in listing.columns:
        if plain(name) not in map(plain, header_texts.values()):
            hint = choices(name, list(header_texts.values()), what="columns", limit=8)
            problems.append(document.problem(f"no column of '{listing.file}' is called '{name}'; {hint}", key, "columns", name))
    for n, name in header_texts.items():
        path = tuple(field_by_name.get(plain(name), name).split("."))
        if path[0] in fields_allowed:
            fields[n] = path
        elif path != (IGNORE,):
            hint = choices(path[0], fields_allowed, what="names", limit=40)
            message = (
                f"column '{name}' is no name used here; {hint}; say under `columns` of {document.name} what it holds, or ignore"
            )
            problems.append(Problem(message, file=listing.file, line=listing.header, cell=table.place(listing.header, n)))
    if problems:
        raise WorkbookError(problems)
    return fields


def _entries(
    table: Table, listing: Listing, fields: dict[int, tuple[str, ...]], languages: Sequence[str]
) -> Iterator[tuple[dict[str, Any], dict[Location, Any]]]:
    for row, texts in zip(table.rows.tolist(), table.cells.itertuples(index=False), strict=True):
        if row <= listing.header or not any(text.strip() for text in texts):
            continue
        entry, places = dict[str, Any](), dict[Location, Any]({(): (row, table.place(row, next(iter(fields))))})
        for n, path in fields.items():
            places.setdefault(path[:1], (row, table.place(row, n)))
            places[path] = row, table.place(row, n)
            if text := texts[n].strip():
                _set_value(entry, path, text, languages)
        yield entry, places


def _set_value(entry: dict[str, Any], path: tuple[str, ...], text: str, languages: Sequence[str]) -> None:
    if path == ("name",):
        entry["name"] = dict.fromkeys(languages, text)
        return
    for name in path[:-1]:
        entry = entry.setdefault(name, {})
    entry[path[-1]] = _BETWEEN.split(text) if path[-1] in SEVERAL else text
