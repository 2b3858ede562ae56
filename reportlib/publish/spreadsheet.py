"""Rows of cells as a spreadsheet: numbers as numbers, texts as texts whatever they look like, the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportlib.display.text import Words
from reportlib.display.text.numbers import Number
from reportlib.display.text.rounding import rounded
from reportlib.publish.fragments import Cell, Row

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
WIDEST = 60
_NEVER = dt.datetime(2000, 1, 1)
"""When every file says that it was made: a clock would change its bytes."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_COMMANDS = ("=", "+", "-", "@", "\t", "\r")
"""What a cell's text must not begin with where it is typed in: it would be taken for a formula."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, as the page writes it, and its rows."""

    name: str
    rows: Sequence[Row]


def names(wanted: Iterable[str]) -> list[str]:
    """Names that a spreadsheet allows: short, of allowed characters, each once whatever its case.

    Examples
    --------
    >>> names(["Rises/falls", "rises falls", "''", "x" * 40])[:3]
    ['Rises falls', 'rises falls 2', '-']
    """
    taken: dict[str, str] = {}
    for name in wanted:
        plain = " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'") or "-"
        tries = (plain[: LONGEST_NAME - len(end)].rstrip("' ") + end for end in ("", *(f" {n}" for n in range(2, 10_000))))
        free = next(text for text in tries if text.casefold() not in taken and text.casefold() != "history")
        taken[free.casefold()] = free
    return list(taken.values())


def write(sheets: Sequence[Sheet], *, title: str, words: Words) -> bytes:
    """The file of some sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": title[:255], "created": _NEVER})
        writer = _Writer(book, words)
        for name, sheet in zip(names(sheet.name for sheet in sheets), sheets, strict=True):
            writer.write(book.add_worksheet(name), sheet.rows)
    return stream.getvalue()


@dataclass(frozen=True)
class _Writer:
    """Writes rows with the formats of one file."""

    book: xlsxwriter.Workbook
    words: Words

    @cached_property
    def _formats(self) -> dict[tuple[str, str], Format]:
        return {}

    def _format(self, kind: str, **looks: Any) -> Format:
        place = (kind, str(sorted(looks.items())))
        if place not in self._formats:
            bold = {"bold": True} if kind in ("title", "head") else {}
            ruled = {"bottom": 1} if kind == "head" else {}
            self._formats[place] = self.book.add_format({"valign": "top", **bold, **ruled, **looks})
        return self._formats[place]

    def write(self, sheet: Worksheet, rows: Sequence[Row]) -> None:
        """Write rows to a sheet, its columns as wide as what they hold."""
        widths: dict[int, int] = {}
        for at, row in enumerate(rows):
            for column, cell in enumerate(row.cells):
                long = self._cell(sheet, at, column, cell, row.kind)
                if len(row.cells) > 1:
                    widths[column] = max(widths.get(column, 8), min(long + 2, WIDEST))
        for column, wide in widths.items():
            sheet.set_column(column, column, wide)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, kind: str) -> int:
        """Write one cell, and say how wide it is."""
        if number := cell.held(self.words):
            return self._number(sheet, row, column, number, kind)
        quoted = {"quote_prefix": True} if cell.text.startswith(_COMMANDS) else {}
        if cell.text:
            sheet.write_string(row, column, cell.text[:LONGEST_TEXT], self._format(kind, **quoted))
        return sum(1 if character.isascii() else 2 for character in cell.text[:WIDEST])

    def _number(self, sheet: Worksheet, row: int, column: int, number: Number, kind: str) -> int:
        sheet.write_number(row, column, number.value, self._format(kind, num_format=number.style))
        return len(f"{rounded(number.value, 2):,f}")
