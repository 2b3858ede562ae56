from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import nbformat
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis import view_of
from reportlib.blocks import pictures as figures
from reportlib.blocks.pictures import Caption
from reportlib.blocks.pieces import Listed, listed
from reportlib.blocks.plot.sketch import MIME, Plain
from reportlib.blocks.sheet import Cell, Row, rows_as_json, rows_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.reading_numbers import read_number, stored
from reportlib.data import read_observations, read_targets
from reportlib.export import others
from reportlib.export.annex import annex
from reportlib.export.spreadsheet import LIMITS, LONGEST_NAME, Limits, Sheet, names, write
from reportlib.page.figures import Pictures
from reportlib.page.remarks import SharedRemarks
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"]


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    rows = [Row(("first", text)) for text in RISKY]
    book = openpyxl.load_workbook(io.BytesIO(write([Sheet("S", rows)], title="T", words=Words("en"))))
    cells = [row[1] for row in book["S"].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"} and all(cell.quotePrefix for cell in cells)
    assert [cell.value.replace("_x000D_", "\r") for cell in cells] == RISKY  # as the format writes a carriage return


def test_the_same_rows_give_the_same_bytes() -> None:
    sheets = [Sheet("S", [Row(("a", NumberText("1,234.5")))])]
    assert write(sheets, title="T", words=Words("en")) == write(sheets, title="T", words=Words("en"))


def held(sheet: Sheet, lang: str = "en", **limits: int) -> dict[str, list[list[Any]]]:
    """The cells of a file written from one sheet: name of a sheet → rows of values. `limits` replaces some of `LIMITS`."""
    data = write([sheet], title="T" * 400, words=Words(lang), limits=replace(LIMITS, **limits))
    return {
        one.title: [[cell.value for cell in row] for row in one.iter_rows()] for one in openpyxl.load_workbook(io.BytesIO(data))
    }


@pytest.mark.parametrize("sign", ["x", "字", "\U0001f4c8"])
def test_a_text_longer_than_a_cell_holds_is_cut_and_told(sign: str) -> None:
    [[note], [text]] = held(Sheet("S", [Row((sign * 40_000,))]))["S"]
    assert len(text.encode("utf-16-le")) // 2 in (LIMITS.text, LIMITS.text - 1) and set(text) == {sign}
    assert note == "Cells whose text was cut at the end: 1; a cell holds 32,767 characters at most."
    assert held(Sheet("S", [Row((sign * 16_383,))]))["S"] == [[sign * 16_383]]


def test_rows_beyond_a_sheet_go_on_in_another_under_their_heads() -> None:
    rows = [Row.of(["Table"], "title"), Row.of(["name", "value"], "head")]
    rows += [Row((f"u{n}", NumberText(str(n))), "data") for n in range(20)]
    sheets = held(Sheet("Figures", rows), rows=12)
    assert list(sheets) == ["Figures", "Figures 2", "Figures 3"]
    assert all(len(held) <= 12 for held in sheets.values())
    assert [row for held in sheets.values() for row in held if str(row[0]).startswith("u")] == [[f"u{n}", n] for n in range(20)]
    told = "Continued in the next sheet: one holds 12 rows at most."
    assert [held[0][0] for held in sheets.values()] == [told, told, "name"]
    assert [held[1] for held in sheets.values()][1] == ["name", "value"]
    assert list(held(Sheet("Figures", rows))) == ["Figures"] and Limits().rows == 1_048_576


def test_columns_beyond_a_sheet_and_a_name_beyond_its_tab_are_told() -> None:
    name = "A section whose name is longer than any tab may be"
    [(tab, rows)] = held(Sheet(name, [Row.of(list("abcde"), "data")]), columns=3).items()
    assert len(tab) <= LONGEST_NAME and rows[0][0] == name
    assert rows[1][0] == "Columns left out at the right: 2; a sheet holds 3 at most."
    assert rows[2] == ["a", "b", "c"]
    assert "2列" in held(Sheet("S", [Row.of(list("abcde"))]), "zh", columns=3)["S"][0][0]


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


def test_html_that_brings_no_rows_is_read_as_lines_and_tables() -> None:
    html = """<h3>Title</h3><dl><div><dt>Target</dt><dd>1,200</dd></div></dl><svg><text>no</text></svg><p>so <b>far</b>
    <table><thead><tr><th>Name</th><th class=num>Value</th></tr></thead><tr><th>one<td>45<p>of 7</table>end"""
    rows = others.rows_of_html(html)
    assert [(row.kind, *row.cells) for row in rows] == [
        ("title", "Title"),
        ("line", "Target", "1,200"),
        ("line", "so far"),
        ("head", "Name", "Value"),
        ("data", "one", "45 of 7"),
        ("line", "end"),
    ]


EN, ZH = Words("en"), Words("zh")


def counted(**settings: Any) -> Indicator:
    part = {"name": {"en": "part", "zh": "部分"}, "kind": "stock"}
    base = {"kind": "ratio", "scale": 100, "decimals": 0, "direction": "up", "measure": {"en": "%", "zh": "%"}} | settings
    base |= {"numerator": part, "denominator": part} if base["kind"] == "ratio" else {"scale": 1}
    texts = {"en": "Share", "zh": "占比"}
    return Indicator.model_validate(
        {"id": "i", "name": texts, "note": texts, "dimension": "d", "owner": "o", "levels": ("firm",)} | base
    )


SHARE, STAFF = counted(), counted(kind="stock", measure={"en": "people", "zh": "人"})


def book(rows: list[Row], words: Words = EN) -> list[list[tuple[Any, str]]]:
    """The cells of a sheet made from some rows: value and number format of each cell, row by row."""
    sheet = openpyxl.load_workbook(io.BytesIO(write([Sheet("S", rows)], title="T", words=words)))["S"]
    return [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("words", "text", "value", "held"),
    [
        (EN, "3", 2.5, (2.5, "#,##0")),
        (EN, "0.4", 0.35, (0.35, "#,##0.0")),
        (EN, "13%", 12.5, (0.125, "0%")),
        (EN, "38%", 37.5, (0.375, "0%")),
        (EN, "+5.3", 5.25, (5.25, "+#,##0.0;-#,##0.0;#,##0.0")),
        (EN, "\u22120.4", -0.35, (-0.35, "#,##0.0")),
        (EN, "2.65 million", 2_653_217, (2_653_217, "#,##0")),
        (ZH, "1609", 1609.25, (1609.25, "#,##0")),
        (ZH, "12万", 120_049, (120_049, "#,##0")),
        (EN, "0.3", 0.1 + 0.2, (0.3, "#,##0.0")),
        (EN, "more than 120,000", 120_000, ("more than 120,000", "General")),
        (EN, "suppressed", 7, ("suppressed", "General")),
    ],
)
def test_a_cell_holds_the_stored_number_and_shows_it_as_the_page_does(
    words: Words, text: str, value: float, held: tuple[Any, str]
) -> None:
    assert book([Row(("one", NumberText(text, value)))], words)[0][1] == held


@given(st.floats(-1e9, 1e9) | st.integers(-2000, 2000).map(lambda n: n / 16), st.sampled_from([SHARE, STAFF]))
def test_what_a_sheet_shows_by_its_format_is_what_the_page_says(value: float, indicator: Indicator) -> None:
    text = EN.cell(value, indicator).text
    number = stored(text, value, EN)
    assert number is not None
    shown = Decimal(f"{number.value:.15g}") * (100 if number.style.endswith("%") else 1)
    said = text.replace(",", "").replace("\u2212", "-")  # a page writes the sign of subtraction, a sheet a hyphen
    assert Decimal(said.removesuffix("%")) == shown.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def test_a_cell_of_a_piece_brings_its_stored_number_to_the_sheet_and_not_to_the_page() -> None:
    cells = [SHARE.name["en"], EN.cell(12.5, SHARE), EN.cell(7, STAFF), EN.cell(9, STAFF, qualifier="more than"), "8"]
    columns = [(name, name not in "ae") for name in "abcde"]
    piece = listed(EN, title="T", columns=columns, rows=[Listed(cells)], facts={})
    data, facts = piece._repr_mimebundle_()
    held = book(rows_in(facts["reportlib"]["sheet"]))
    assert held[-1][1:] == [(0.125, "0%"), (7, "#,##0"), ("more than 9", "General"), ("8", "General")]
    assert "12.5" not in data["text/html"] and '<td class="num">13%' in data["text/html"]


def test_a_data_frame_keeps_its_numbers() -> None:
    frame = pd.DataFrame({"share": [12.5, 123.25], "grade": ["7", "B"]}, index=["a", "2020"])
    assert book(others.rows_of_html(frame.to_html()))[1:] == [
        [("a", "General"), (12.5, "#,##0.00"), (7, "#,##0")],
        [("2020", "General"), (123.25, "#,##0.00"), ("B", "General")],
    ]


@given(st.lists(st.text() | st.builds(NumberText, st.text(), st.none() | st.floats()), max_size=4))
def test_rows_come_out_of_a_notebook_as_they_went_in(cells: list[Cell]) -> None:
    (row,) = rows_in(rows_as_json([Row.of(cells, "data")]))
    assert row.kind == "data" and [str(cell) for cell in row.cells] == [str(cell) for cell in cells]
    assert [getattr(cell, "behind", None) for cell in row.cells] == [getattr(cell, "behind", None) for cell in cells]


def test_a_cell_without_a_figure_says_why() -> None:
    nothing = float("nan")
    assert EN.cell(nothing, SHARE, absence="suppressed") == NumberText("suppressed")
    assert ZH.cell(nothing, SHARE, absence="not yet due") == NumberText("未到期")
    assert EN.cell(nothing, SHARE) == NumberText("—")
    assert EN.cell(120_000, STAFF, qualifier="more than") == NumberText("more than 120,000")
    assert EN.cell(2.5, STAFF) == NumberText("3", 2.5)


def bars(values: list[float], indicator: Indicator = SHARE) -> Plain:
    n = range(len(values))
    frame = pd.DataFrame({"unit": n, "name": [f"U{i}" for i in n], "value": values, "marked": False})
    return figures.ranked_bars(frame, indicator=indicator, words=EN, caption=Caption("T"))


def moves() -> Plain:
    frame = pd.DataFrame({"name": ["a", "b"], "before": [12.5, 50], "after": [37.5, float("nan")], "marked": False})
    return figures.dumbbell(frame, indicator=SHARE, words=EN, caption=Caption("T"), before="2019", after="2020")


def steps() -> Plain:
    frame = pd.DataFrame({"name": ["a", "b"], "contribution": [2.5, -0.5]})
    ends: dict[str, Any] = {"start": 10.5, "end": 12.5, "start_name": "then", "end_name": "now"}
    return figures.waterfall(frame, indicator=STAFF, words=EN, caption=Caption("T"), **ends)


def areas() -> Plain:
    frame = pd.DataFrame({"id": list("abc"), "parent": ["", "a", "a"], "name": list("abc"), "value": [float("nan"), 2.5, 5.5]})
    return figures.icicle(frame, indicator=STAFF, words=EN, caption=Caption("T"))


def over_time() -> pd.DataFrame:
    return pd.DataFrame(
        {"indicator": "i", "series": "unit", "name": "U", "period": ["2019", "2020"], "value": [12.5, 37.5], "origin": "reported"}
    )


def line() -> Plain:
    aims = pd.DataFrame({"period": ["2020"], "value": [62.5]})
    return figures.trend(over_time(), indicator=SHARE, words=EN, caption=Caption("T"), targets=aims)


def panels() -> Plain:
    return figures.small_multiples(over_time(), indicators=[SHARE], words=EN, caption=Caption("T"))


def sheet_of(figure: Plain) -> list[list[tuple[Any, str]]]:
    """Value and number format of each cell in the spreadsheet of a page with one figure, by row, without title and heads."""
    output = nbformat.v4.new_output("display_data", data={MIME: json.loads(json.dumps(figure))})  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[output])])  # type: ignore[no-untyped-call]
    sheet = openpyxl.load_workbook(io.BytesIO(annex(notebook, title="T", view=None, words=EN))).worksheets[0]
    rows = [[(cell.value, cell.number_format) for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    return [row for row in rows if len(row) > 1][2:]  # after the title and the heads


@pytest.mark.parametrize(
    ("figure", "rows"),
    [
        (bars([37.5, 12.5, 50]), [[("U2", ""), (0.5, "0%")], [("U0", ""), (0.375, "0%")], [("U1", ""), (0.125, "0%")]]),
        (
            moves(),
            [
                [("a", ""), (0.125, "0%"), (0.375, "0%"), (25, "+#,##0.0;-#,##0.0;#,##0.0")],
                [("b", ""), (0.5, "0%"), ("—", "General"), ("—", "General")],
            ],
        ),
        (
            steps(),
            [
                [("then", ""), (10.5, "#,##0")],
                [("a", ""), (2.5, "+#,##0;-#,##0;#,##0")],
                [("b", ""), (-0.5, "#,##0")],
                [("now", ""), (12.5, "#,##0")],
            ],
        ),
        (areas(), [[("c", ""), (5.5, "#,##0"), (0.6875, "0.0%")], [("b", ""), (2.5, "#,##0"), (0.3125, "0.0%")]]),
        (line(), [[("2019", ""), (0.125, "0%"), ("—", "General")], [("2020", ""), (0.375, "0%"), (0.625, "0%")]]),
        (panels(), [[("Share", ""), (0.125, "0%"), (0.375, "0%")]]),
    ],
    ids=["bars", "dumbbell", "waterfall", "icicle", "trend", "small multiples"],
)
def test_a_figure_s_table_holds_stored_numbers_in_the_annex(figure: Plain, rows: list[list[tuple[Any, str]]]) -> None:
    found = sheet_of(figure)
    assert [row[0][0] for row in found] == [row[0][0] for row in rows]
    assert [row[1 : len(wanted)] for row, wanted in zip(found, rows, strict=True)] == [wanted[1:] for wanted in rows]


def test_numbers_behind_a_figure_s_table_take_room_only_where_a_text_says_less() -> None:
    for figure, behind in [(bars([50, 25]), None), (bars([50, 12.5]), [[None], [12.5]])]:
        pictures = Pictures(EN, SharedRemarks(EN))
        pictures.add(json.loads(json.dumps(figure)))
        assert pictures.drawings[0].get("stored") == behind
    pictures = Pictures(EN, SharedRemarks(EN))
    pictures.add(json.loads(json.dumps(bars([1_234_567.4, 2.5], STAFF))))
    assert pictures.drawings[0]["stored"] == [[None], [2.5]]  # six digits would say less than the text


def tidy(workbook: Workbook, unit: str, period: str) -> openpyxl.Workbook:
    """The spreadsheet of an empty page about this unit and period."""
    tables = read_observations(workbook), read_targets(workbook)
    view = view_of(workbook, *tables, unit=workbook.units[unit], period=Period.parse(period))
    notebook = nbformat.v4.new_notebook()  # type: ignore[no-untyped-call]
    return openpyxl.load_workbook(io.BytesIO(annex(notebook, title="T", view=view, words=EN)))


def rows_of(book: openpyxl.Workbook, name: str) -> list[dict[str, Any]]:
    """The rows of the sheet `name`, each as head of a column → value."""
    sheet = book[name]
    head = int(sheet.freeze_panes[1:]) - 1
    heads = [cell.value for cell in sheet[head]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=head + 1)]


def figures_of(workbook: Workbook, unit: str, period: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The rows of the sheet of figures, by indicator, unit and period."""
    rows = rows_of(tidy(workbook, unit, period), "All figures")
    return {(row["Indicator"].value, row["Unit"].value, row["Period"].value): row for row in rows}


def test_three_tidy_sheets_have_one_head_each_that_stays_and_filters(small_workbook: Workbook) -> None:
    book = tidy(small_workbook, "ash", "2020Q4")
    assert book.sheetnames == ["Overview", "All figures", "Methods"]
    for sheet in book:
        head = int(sheet.freeze_panes[1:]) - 1
        width = len([cell for cell in sheet[head] if cell.value is not None])
        last = f"{openpyxl.utils.get_column_letter(width)}{sheet.max_row}"
        assert sheet.auto_filter.ref == f"A{head}:{last}" and width == sheet.max_column
    assert next(cell.value for cell in book["Overview"]["A"]) == "T", "above its head the overview says what it is of"


def test_the_overview_holds_stored_numbers_with_their_interval(small_workbook: Workbook) -> None:
    lending = next(
        row for row in rows_of(tidy(small_workbook, "ash", "2020Q4"), "Overview") if row["Indicator"].value == "Lending"
    )
    assert lending["Value"].value == 0.333333333333 and lending["Value"].number_format == "0.0%"
    k, n, z = 40, 120, 1.959963984540054  # a count of 40 events, by Byar's approximation
    bounds = [m * (1 - 1 / (9 * m) + sign * z / (3 * m**0.5)) ** 3 / n for m, sign in ((k, -1), (k + 1, 1))]
    low, high = (lending[f"95% interval, {end}"].value for end in ("low", "high"))
    assert [low, high] == pytest.approx(bounds, abs=1e-6)
    methods = {row["Indicator"].value: row for row in rows_of(tidy(small_workbook, "ash", "2020Q4"), "Methods")}
    assert "÷" in methods["Lending"]["Worked out as"].value and "Byar" in methods["Lending"]["Interval"].value


def test_the_sheet_of_figures_has_every_figure_in_full_with_its_parts_and_its_qualifier(small_workbook: Workbook) -> None:
    lending = figures_of(small_workbook, "ash", "2020Q4")["Lending", "Ash", "fourth quarter of 2020"]
    assert lending["Value"].value == 0.333333333333 and lending["Value"].number_format == "0.0%"  # of twelve figures
    assert (lending["Numerator"].value, lending["Denominator"].value) == (40, 120)
    assert (lending["Qualifier"].value, lending["Status"].value) == (None, "final")
    visits = figures_of(small_workbook, "whole", "2020")["Visits", "Whole", "2020"]
    assert (visits["Value"].value, visits["Qualifier"].value, visits["Numerator"].value) == (130, "more than", None)


def test_the_sheet_of_figures_marks_what_is_provisional(small_workbook: Workbook) -> None:
    visits = figures_of(small_workbook, "birch", "2020Q4")["Visits", "Birch", "fourth quarter of 2020"]
    assert (visits["Value"].value, visits["Status"].value) == (21, "provisional")
