"""Write rows of cells as a spreadsheet; equal rows give equal bytes."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportlib.blocks.sheet import Cell, Row
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.reading_numbers import Number, read_number, stored
from reportlib.blocks.text.rounding import rounded

LONGEST_NAME = 31
WIDEST = 60
_NOTES = 4
"""The rows to keep free for notes on what a sheet cannot hold."""
_NEVER = dt.datetime(2000, 1, 1)
"""The date of creation in every file, fixed so that equal contents give equal bytes."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_COMMANDS = ("=", "+", "-", "@", "\t", "\r")
"""Characters at the beginning of a text with which spreadsheet programs take it for a formula."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name in the language of the page, and its rows.

    If `table` is true, the head stays in sight, and the columns have filters.
    """

    name: str
    rows: Sequence[Row]
    table: bool = False


@dataclass(frozen=True)
class Limits:
    """The limits of a spreadsheet: rows and columns of a sheet, and UTF-16 code units of a cell."""

    rows: int = 1_048_576
    columns: int = 16_384
    text: int = 32_767

    def notice(self, words: Words, what: str, **amounts: int) -> str:
        """The note about something that a sheet cannot hold."""
        return words(f"annex.limits.{what}", **{name: f"{amount:,}" for name, amount in amounts.items()})


LIMITS = Limits()


def number_of(cell: Cell, words: Words) -> Number | None:
    """The number of a cell: the stored one, else one read from the text; None for a text."""
    if not isinstance(cell, NumberText):
        return cell if isinstance(cell, Number) else None
    return read_number(cell.text, words) if cell.behind is None else stored(cell.text, cell.behind, words)


def text_of(cell: Cell) -> str:
    """The text of a cell; empty for a bare number."""
    return "" if isinstance(cell, Number) else str(cell)


def names(wanted: Iterable[str]) -> list[str]:
    """Valid sheet names: short, without forbidden characters, unique without regard to case.

    Examples
    --------
    >>> names(["Rises/falls", "rises falls", "''", "x" * 40])[:3]
    ['Rises falls', 'rises falls 2', '-']
    """
    by_folded_name: dict[str, str] = {}
    for name in wanted:
        plain = _allowed(name)
        tries = (_cut(plain, LONGEST_NAME - len(end)).rstrip("' ") + end for end in ("", *(f" {n}" for n in range(2, 10_000))))
        free = next(text for text in tries if text.casefold() not in by_folded_name and text.casefold() != "history")
        by_folded_name[free.casefold()] = free
    return list(by_folded_name.values())


def _allowed(name: str) -> str:
    return " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'") or "-"


def _cut(text: str, most: int) -> str:
    if 2 * len(text) <= most:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _parts(sheet: Sheet, limits: Limits, words: Words) -> Iterator[Sheet]:
    """A sheet, split into several if it has too many rows. If this splits a table, the table's head is repeated."""
    rows, head = list[Row](), None
    for row in sheet.rows:
        if len(rows) == limits.rows - _NOTES:
            yield replace(sheet, rows=[Row.of([limits.notice(words, "rows", rows=limits.rows)]), *rows])
            rows = [head] if head and row.kind == "data" else []
        head = row if row.kind == "head" else None if row.kind == "title" else head
        rows.append(row)
    yield replace(sheet, rows=rows)


def _with_notes(sheet: Sheet, limits: Limits, words: Words) -> Sheet:
    notes = [Row.of([sheet.name], "title")] if _cut(_allowed(sheet.name), LONGEST_NAME) != _allowed(sheet.name) else []
    if (wide := max((len(row.cells) for row in sheet.rows), default=0)) > limits.columns:
        notes.append(Row.of([limits.notice(words, "columns", columns=limits.columns, left=wide - limits.columns)]))
    texts = (text_of(cell) for row in sheet.rows for cell in row.cells)
    if cut := sum(_cut(text, limits.text) != text for text in texts):
        notes.append(Row.of([limits.notice(words, "texts", characters=limits.text, texts=cut)]))
    return replace(sheet, rows=[*notes, *sheet.rows]) if notes else sheet


def write(sheets: Sequence[Sheet], *, title: str, words: Words, limits: Limits = LIMITS) -> bytes:
    """The bytes of an .xlsx file. Surplus rows continue in another sheet; surplus columns and text are cut, with a note."""
    whole = [_with_notes(part, limits, words) for sheet in sheets for part in _parts(sheet, limits, words)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": title[:255], "created": _NEVER})
        writer = _Writer(book, words, limits)
        for name, sheet in zip(names(sheet.name for sheet in whole), whole, strict=True):
            writer.write(book.add_worksheet(name), sheet)
    return stream.getvalue()


@dataclass(frozen=True)
class _Writer:
    book: xlsxwriter.Workbook
    words: Words
    limits: Limits

    @cached_property
    def _formats(self) -> dict[tuple[str, str], Format]:
        return {}

    def _format(self, kind: str, **looks: Any) -> Format:
        format_key = (kind, str(sorted(looks.items())))
        if format_key not in self._formats:
            bold = {"bold": True} if kind in ("title", "head") else {}
            ruled = {"bottom": 1} if kind == "head" else {}
            self._formats[format_key] = self.book.add_format({"valign": "top", **bold, **ruled, **looks})
        return self._formats[format_key]

    def write(self, sheet: Worksheet, content: Sheet) -> None:
        rows = content.rows
        if content.table:
            self._as_table(sheet, rows)
        widths: dict[int, int] = {}
        for at, row in enumerate(rows):
            for column, cell in enumerate(row.cells[: self.limits.columns]):
                long = self._cell(sheet, at, column, cell, row.kind)
                if len(row.cells) > 1:
                    widths[column] = max(widths.get(column, 8), min(long + 2, WIDEST))
        for column, wide in widths.items():
            sheet.set_column(column, column, wide)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _as_table(self, sheet: Worksheet, rows: Sequence[Row]) -> None:
        at = next((n for n, row in enumerate(rows) if row.kind == "head"), None)
        if at is None:
            return
        sheet.freeze_panes(at + 1, 0)
        sheet.autofilter(at, 0, len(rows) - 1, min(len(rows[at].cells), self.limits.columns) - 1)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, kind: str) -> int:
        """Write one cell, and return its width in characters."""
        if number := number_of(cell, self.words):
            return self._number(sheet, row, column, number, kind)
        text = text_of(cell)
        quoted = {"quote_prefix": True} if text.startswith(_COMMANDS) else {}
        if text:
            sheet.write_string(row, column, _cut(text, self.limits.text), self._format(kind, **quoted))
        return sum(1 if character.isascii() else 2 for character in text[:WIDEST])

    def _number(self, sheet: Worksheet, row: int, column: int, number: Number, kind: str) -> int:
        sheet.write_number(row, column, number.value, self._format(kind, num_format=number.style))
        return len(f"{rounded(number.value, 2):,f}")
