"""Attacks by sheets beyond the limits of a spreadsheet (`Attack.line` 15)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from reportlib.blocks.sheet import Row
from reportlib.blocks.text import Words
from reportlib.errors import ReportlibError
from reportlib.export import spreadsheet
from reportlib.export.annex import annex

from .kinds import Act, Done, Place, Table, attack

SHEETS: Table = []
MOST_ROWS, MOST_COLUMNS, LONGEST = 1_048_576, 16_384, 32_767


def shown(*pages: str) -> NotebookNode:
    """A notebook with a cell for each of these pieces of HTML."""
    outputs = [[new_output("display_data", {"text/html": page})] for page in pages]  # type: ignore[no-untyped-call]
    return new_notebook(cells=[new_code_cell(outputs=each) for each in outputs])  # type: ignore[no-untyped-call]


def wide(columns: int) -> str:
    return "<table><tr>" + "<td>1</td>" * columns + "</tr></table>"


def long(rows: int) -> str:
    return "<table>" + "<tr><td>1</td></tr>" * rows + "</table>"


def written(place: Place, page: Callable[[], str], wanted: Callable[[zipfile.ZipFile], str]) -> Act:
    """A page becomes a spreadsheet in which `wanted` finds no fault, or is refused in one line."""
    place.root.mkdir()
    path = place.top / "x.xlsx"

    def write() -> None:
        try:
            path.write_bytes(annex(shown(page()), title="t" * 300, view=None, words=Words("en")))
        except Exception as error:  # as a worker does, which fails the report by name
            raise ReportlibError(f"{type(error).__name__}: {error}") from None

    def wrong(done: Done) -> str:
        if done.code == 2:
            return ""
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
            return wanted(book)

    return Act(call=write, codes=(0, 2), lines=1, after=wrong, within=110)


def tall(place: Place, rows: int) -> Act:
    """More rows than a sheet can hold: they continue in a second one."""
    place.root.mkdir()
    path = place.top / "x.xlsx"

    def write() -> None:
        sheet = spreadsheet.Sheet("s", [Row.of(["x"])] * rows)
        path.write_bytes(spreadsheet.write([sheet], title="t", words=Words("en")))

    def wrong(_: Done) -> str:
        with zipfile.ZipFile(path) as book:
            sheets = [book.read(name).count(b"<row ") for name in book.namelist() if "worksheets/sheet" in name]
        return "" if sum(sheets) >= rows and max(sheets) <= MOST_ROWS else f"rows are lost: {sheets}"

    return Act(call=write, codes=(0,), lines=0, after=wrong, within=200)


def texts(book: zipfile.ZipFile) -> str:
    return "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))


def has(*parts: str) -> Callable[[zipfile.ZipFile], str]:
    return lambda book: ", ".join(f"{part!r} is not in it" for part in parts if part not in texts(book))


def lacks(*parts: str) -> Callable[[zipfile.ZipFile], str]:
    return lambda book: ", ".join(f"{part!r} is in it" for part in parts if part in texts(book))


def has_told(*parts: str) -> Callable[[zipfile.ZipFile], str]:
    """A function that says what is wrong if a spreadsheet contains none of these sentences about what was left out."""
    return lambda book: "" if any(part in texts(book) for part in parts) else "what is left out is not told"


def built(place: Place, name: str) -> Act:
    """Build a spreadsheet for a unit with this name."""
    place.new()
    place.change("params/units.yaml", "name: {en: A}", f"name: {{en: {name!r}}}")
    return Act(("build", "--xlsx"), codes=(0,), lines=0)


def ok(_: zipfile.ZipFile) -> str:
    return ""


WIDTHS = (MOST_COLUMNS, MOST_COLUMNS + 1, MOST_COLUMNS + 500)
LENGTHS = (LONGEST, LONGEST + 1, 500_000)
OTHERS: dict[str, str] = {
    "a formula": "<table><tr><td>=1+1</td><td>@SUM(A1)</td><td>-2+3|cmd</td></tr></table>",
    "control characters": "<table><tr><td>a&#1;b&#11;c\x1f</td></tr></table>",
    "half a character": "<table><tr><td>a\ud800b</td></tr></table>",
    "no character": "<table><tr><td>a\ufffe\uffff</td></tr></table>",
    "cells without end": "<table><tr><td>" * 400,
    "spans": '<table><tr><td colspan="99999999" rowspan="99999999">1</td></tr></table>',
    "bad spans": '<table><tr><td colspan="-1" rowspan="x">1</td></tr></table>',
    "an escape of Excel's": "<table><tr><td>_x000D_</td></tr></table>",
    "a link": '<table><tr><td><a href="file:///etc/passwd">x</a></td></tr></table>',
    "65 536 links": "<table>" + "<tr><td>https://example.org/</td></tr>" * 66_000 + "</table>",
}
for size in WIDTHS:
    wanted = has("XFD") if size == MOST_COLUMNS else has_told("columns", "left out")
    attack(SHEETS, 15, f"{size} columns", written, lambda size=size: wide(size), wanted)
for size in LENGTHS:
    wanted = ok if size == LONGEST else has_told("characters", "left out", "…")
    attack(
        SHEETS,
        15,
        f"a text of {size} characters",
        written,
        lambda size=size: f"<table><tr><td>{'x' * size}</td></tr></table>",
        wanted,
    )
for what, page in OTHERS.items():
    wanted = lacks("<f>") if what == "a formula" else ok
    attack(SHEETS, 15, f"a sheet with {what}", written, lambda page=page: page, wanted)
for name in ("x" * 40_000, "a/b:c*d?e[f]", "History", "'", "=1+1", "\u202e\u0000"[:1] + "x"):
    attack(SHEETS, 15, f"a unit called {name[:12]!r}", built, name)
attack(SHEETS, 15, "more rows than a sheet has", tall, MOST_ROWS + 2)
