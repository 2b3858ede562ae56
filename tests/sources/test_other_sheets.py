from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reportlib.data import read_observations
from reportlib.errors import DataError
from reportlib.sources import Sheet
from tests.sources.conftest import Laid, figures, places
from tests.sources.old_sheets import MONEY, PEOPLE, PLACES_XLS

BEGIN = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.3"><office:body><office:spreadsheet>"""
END = "</office:spreadsheet></office:body></office:document-content>"
MIME = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def text(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


def number(value: float, more: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}"{more}><text:p>{value}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def packed(*rows: str, before: str = "") -> Callable[[Path], None]:
    """A function that writes a file as LibreOffice does: one repeated entry fills the sheet to its last possible row."""
    blank = '<table:table-cell table:number-columns-repeated="1024"/>'
    rest = row(blank, more=' table:number-rows-repeated="1048000"')
    sheet = f'<table:table table:name="人员">{"".join(rows)}{rest}</table:table>'

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("mimetype", MIME, zipfile.ZIP_STORED)
            package.writestr("META-INF/manifest.xml", MANIFEST)
            package.writestr("content.xml", BEGIN + before + sheet + END)

    return write


TITLE = row(
    text("各市从业人员", ' table:number-columns-spanned="4"'), '<table:covered-table-cell table:number-columns-repeated="3"/>'
)
HEADER = row(text("城市"), text("年份"), text("人数"), text("报送日期"))
GAP = row('<table:table-cell table:number-columns-repeated="4"/>', more=' table:number-rows-repeated="2"')
DAY = '<table:table-cell office:value-type="date" office:date-value="2023-04-12"><text:p>12.04.2023</text:p></table:table-cell>'
MADE = ' table:formula="of:=[.C5]*2"'
ROWS = (
    row(text("南京"), number(2022), number(1001), DAY),
    row(text("无锡"), number(2022), number(2002, MADE)),
    row(text("徐州"), number(2022), text("x")),
)
SOURCES = """\
sources:
  - file: data/t.{}
    sheet: 人员
    header: {}
    columns: {{城市: unit, 年份: year, 人数: staff, 报送日期: reported_at}}
    markers: {{x: suppressed}}
"""


def test_an_ods_comes_in_with_its_places(laid: Laid) -> None:
    other = '<table:table table:name="说明"><table:table-row><table:table-cell/></table:table-row></table:table>'
    workbook = laid("t.ods", packed(TITLE, HEADER, GAP, *ROWS, before=other), SOURCES.format("ods", 2))
    read = read_observations(workbook)
    assert list(zip(read["unit"], read["value"], read["status"], read["reported_at"], strict=True))[:2] == [
        ("nj", 1001, "final", "2023-04-12"),
        ("wx", 2002, "final", ""),
    ]
    assert read["status"].tolist()[2] == "suppressed"
    assert places(read) == ["人员!C5", "人员!C6", "人员!C7"], "two empty rows stand between header and figures"


@pytest.mark.parametrize("value", ["12 000", "１２"])
def test_a_wrong_figure_of_an_ods_is_told_by_its_cell(laid: Laid, value: str) -> None:
    wrong = row(text("南京"), number(2022), text(value))
    workbook = laid("t.ods", packed(TITLE, HEADER, wrong), SOURCES.format("ods", 2).replace(", 报送日期: reported_at", ""))
    with pytest.raises(DataError) as caught:
        read_observations(workbook)
    assert any(str(problem).startswith("data/t.ods:人员!") for problem in caught.value.problems), str(caught.value)


def test_an_ods_that_is_cut_off_is_one_line(laid: Laid) -> None:
    def write(path: Path) -> None:
        packed(TITLE, HEADER, *ROWS)(path)
        path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(DataError) as caught:
        figures(laid("t.ods", write, SOURCES.format("ods", 2)))
    [line] = str(caught.value).splitlines()
    assert line.startswith("data/t.ods: ")


@pytest.mark.parametrize(
    "far",
    [
        row(
            ' <table:table-cell table:number-columns-repeated="16383"/>', number(1), more=' table:number-rows-repeated="1040000"'
        ),
        row(text("x", ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="9000"'),
    ],
    ids=["a cell far out", "a cell repeated"],
)
def test_an_ods_that_reaches_far_out_is_one_line(laid: Laid, far: str) -> None:
    with pytest.raises(DataError) as caught:
        figures(laid("t.ods", packed(TITLE, HEADER, *ROWS, far), SOURCES.format("ods", 2)))
    [line] = str(caught.value).splitlines()
    assert (
        line.startswith("data/t.ods: the sheet reaches over ")
        and "16,384 columns, most of them empty; delete what stands" in line
    )


def test_an_xls_comes_in_with_its_places(laid: Laid) -> None:
    workbook = laid("t.xls", lambda path: path.write_bytes(PLACES_XLS.read_bytes()) and None, SOURCES.format("xls", 2))
    read = read_observations(workbook)
    ids = {"南京": "nj", "无锡": "wx", "徐州": "xz"}
    expected = [
        (ids[place], str(year), -1 if count == "x" else count, sent.isoformat() if sent else "")
        for place, year, count, sent in PEOPLE
    ]
    got = zip(read["unit"], read["period"], read["value"].fillna(-1), read["reported_at"], strict=True)
    assert list(got) == expected and read["status"].tolist() == ["final", "final", "suppressed"]
    assert places(read) == ["人员!C3", "人员!C4", "人员!C5"]


def test_a_table_of_an_xls_keeps_its_place_further_down_and_to_the_right(laid: Laid) -> None:
    sources = "sources: [{file: data/t.xls, sheet: 产值, header: 4, columns: {城市: unit, 产值: output}, period: 2022}]\n"
    workbook = laid("t.xls", lambda path: path.write_bytes(PLACES_XLS.read_bytes()) and None, sources)
    read = read_observations(workbook)
    assert read["value"].tolist() == [amount for _, amount in MONEY] and places(read) == ["产值!D5", "产值!D6"]


def test_an_xls_that_is_cut_off_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "t.xls").write_bytes(PLACES_XLS.read_bytes()[:3000])
    with pytest.raises(DataError, match=r"^t\.xls: not readable as a file of sheets: "):
        Sheet(tmp_path / "t.xls", "t.xls").read()
