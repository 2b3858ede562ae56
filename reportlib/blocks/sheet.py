"""The rows of a piece for a spreadsheet, stored as JSON in the notebook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.reading_numbers import Number

Kind = Literal["title", "head", "line", "data"]
Cell = str | NumberText | Number
"""A text; a text in a column of numbers, with the stored number behind it; or a number with its format."""


@dataclass(frozen=True)
class Row:
    """A row of cells."""

    cells: tuple[Cell, ...]
    kind: Kind = "line"

    @classmethod
    def of(cls, cells: Iterable[Cell], kind: Kind = "line") -> Row:
        """A row of some cells."""
        return cls(tuple(cells), kind)


def rows_as_json(rows: Iterable[Row]) -> str:
    """Rows as JSON; each is a list of its kind and its cells.

    Examples
    --------
    >>> rows_as_json([Row.of(["Staff", NumberText("45.3%", 45.3141)], "data")])
    '[["data","Staff",["45.3%",45.3141]]]'
    """
    plain_rows = [[row.kind, *(_plain(cell) for cell in row.cells)] for row in rows]
    return json.dumps(plain_rows, ensure_ascii=False, separators=(",", ":"))


def _plain(cell: Cell) -> str | list[str | float | None]:
    if isinstance(cell, str):
        return str(cell)
    if isinstance(cell, NumberText):
        return [cell.text, cell.behind]
    raise TypeError(f"a cell of a piece is a text or a NumberText, not {cell}")


def rows_in(text: str) -> list[Row]:
    """The rows from their JSON text."""
    return [
        Row.of([cell if isinstance(cell, str) else NumberText(*cell) for cell in cells], kind)
        for kind, *cells in json.loads(text)
    ]


def lines(*texts: str) -> list[Row]:
    """A row for each text; empty texts are left out."""
    return [Row.of([text]) for text in texts if text]


def table(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of a table with its headings, without columns that are empty in all rows of data."""
    data = [row.cells for row in rows if row.kind == "data"]
    columns_used = [n for n in range(len(heads)) if any(str(cells[n]) for cells in data)]
    yield Row.of([heads[n] for n in columns_used], "head")
    yield from (replace(row, cells=tuple(row.cells[n] for n in columns_used)) if row.kind == "data" else row for row in rows)


def as_number(cell: str | NumberText) -> NumberText:
    """A cell as `NumberText`, so that a spreadsheet can read a number from the text."""
    return NumberText(cell) if isinstance(cell, str) else cell


def beside(head: str, part: str, words: Words) -> str:
    """The heading of a column for the “measure”, “origin” or “note” of the column `head`; `head` itself if `part` is empty."""
    return words("annex.part_of", head=head, part=words(f"annex.parts.{part}")) if part else head


def origin_name(origin: str, words: Words) -> str:
    """The name of an origin; empty if there is none."""
    return words(f"origin.{origin}.name") if origin else ""


def with_measure(value: str | NumberText, measure: str, words: Words) -> tuple[Cell, str]:
    """A number and its measure in two cells; a percent sign stays with the number."""
    if measure != words("number.percent", number=""):
        return value, measure
    return (NumberText(value.text + measure, value.value) if isinstance(value, NumberText) else value + measure), ""
