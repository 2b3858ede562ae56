"""Rows become a spreadsheet that is the same each time, with numbers as numbers and every text as text."""

from __future__ import annotations

import io

import openpyxl
import pytest

from reportlib.display.text import Words
from reportlib.display.text.numbers import read_number
from reportlib.publish.fragments import Cell, Row, read
from reportlib.publish.spreadsheet import LONGEST_NAME, LONGEST_TEXT, Sheet, names, write

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    rows = [Row((Cell("first"), Cell(text))) for text in RISKY]
    book = openpyxl.load_workbook(io.BytesIO(write([Sheet("S", rows)], title="T", words=Words("en"))))
    cells = [row[1] for row in book["S"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.quotePrefix for cell in cells)
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == RISKY  # as the format writes a carriage return


def test_the_same_rows_give_the_same_bytes() -> None:
    sheets = [Sheet("S", [Row((Cell("a"), Cell("1,234.5", number=True)))])]
    assert write(sheets, title="T", words=Words("en")) == write(sheets, title="T", words=Words("en"))


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    data = write([Sheet("S", [Row((Cell("x" * 40_000),))])], title="T" * 400, words=Words("en"))
    assert len(openpyxl.load_workbook(io.BytesIO(data))["S"]["A1"].value) == LONGEST_TEXT


def test_names_of_sheets_are_allowed_and_each_once() -> None:
    found = names(["a/b", "A B", "[x]:*?\\", "", "'", "History", "long" * 20, "long" * 20])
    assert len({name.casefold() for name in found}) == len(found) == 8
    assert all(0 < len(name) <= LONGEST_NAME and not set(name) & set("[]:*?/\\") for name in found)
    assert "history" not in {name.casefold() for name in found}


@pytest.mark.parametrize(
    ("lang", "text", "value", "style"),
    [
        ("zh", "3.73万", 37300.0, "#,##0"),
        ("zh", "1.2亿", 1.2e8, "#,##0"),
        ("en", "\u22120.4", -0.4, "#,##0.0"),
        ("en", "+2.5%", 0.025, "+0.0%;-0.0%;0.0%"),
        ("en", "0", 0.0, "#,##0"),
    ],
)
def test_a_number_is_read_as_it_was_written(lang: str, text: str, value: float, style: str) -> None:
    number = read_number(text, Words(lang))
    assert number is not None and number.value == pytest.approx(value, rel=1e-12) and number.style == style


@pytest.mark.parametrize("text", ["", "2020", "2020Q4", "no. 3", "12 of 30", "1,23", "more than 5", "1.2.3", "—"])
def test_what_says_more_than_a_number_is_none(text: str) -> None:
    assert read_number(text, Words("en")) is None


def test_a_fragment_is_read_as_rows() -> None:
    html = """<h3>Title</h3><dl><div><dt>Target</dt><dd>1,200</dd></div></dl><svg><text>no</text></svg><table>
    <thead><tr><th>Name</th><th class=num>Value</th></tr></thead><tr><th>one</th><td class=num>45<small>%</small>
    <span class="seal-published" role="img" aria-label="published">P</span>
    <span class=sub>3 of 4</span></td></tr></table>"""
    rows = read(html, Words("en"))
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["Title"],
        ["Target", "1,200"],
        ["Name", "Value", "Value · Origin", "Value · Remark"],
        ["one", "45%", "published", "3 of 4"],
    ]
    assert rows[1].cells[1].number and rows[3].cells[1].number and not rows[3].cells[0].number
