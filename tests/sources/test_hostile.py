"""Sheets and files that are broken, locked, too large or inconsistent give one line of error, or the right figures."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from reportlib.errors import DataError
from reportlib.sources import Csv, Sheet, parquet, source_of
from tests.sources.conftest import Laid, figures

SOURCES = "sources: [{file: data/t.xlsx, columns: {name: unit, staff: staff}, period: 2023}]\n"
SHEET = "xl/worksheets/sheet1.xml"


def small(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["name", "staff"], ["nj", 5], ["wx", 7]):
        book.active.append(row)
    book.save(path)


def changed(change: Callable[[str], str], *, more: dict[str, bytes] | None = None) -> Callable[[Path], None]:
    """A function that writes the small file with other XML for its sheet, and with additional parts."""

    def write(path: Path) -> None:
        small(path)
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        parts[SHEET] = change(parts[SHEET].decode()).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, held in {**parts, **(more or {})}.items():
                package.writestr(name, held)

    return write


RIGHT = {("staff", "nj", "2023"): 5, ("staff", "wx", "2023"): 7}
EMPTY = "".join(f'<row r="{n}"/>' for n in range(4, 1_048_577))
LINK = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


@pytest.mark.parametrize(
    "write",
    [
        changed(lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1"', xml)),
        changed(lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml)),
        changed(lambda xml: re.sub(r"<dimension [^>]*>", "", xml)),
        changed(lambda xml: xml.replace("</sheetData>", EMPTY + "</sheetData>")),
        changed(
            lambda xml: xml.replace("<v>5</v>", "<f>[1]Other!A1</f><v>5</v>"), more={"xl/externalLinks/externalLink1.xml": LINK}
        ),
    ],
    ids=["dimension too small", "dimension too large", "no dimension", "a million empty rows", "external link"],
)
def test_what_a_sheet_says_of_itself_changes_no_figure(laid: Laid, write: Callable[[Path], None]) -> None:
    assert figures(laid("t.xlsx", write, SOURCES)) == RIGHT


def locked(path: Path) -> None:
    """A spreadsheet with a password: a compound file whose directory names one encrypted stream."""
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(480))


def far_out(xml: str) -> str:
    return xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize(
    ("write", "told"),
    [
        (
            changed(lambda xml: xml, more={"xl/bomb.xml": bytes(100_000_000)}),
            "'xl/bomb.xml' in it would unpack to 100,000,000 bytes",
        ),
        (
            changed(far_out),
            "the sheet reaches over 1,048,576 rows and 16,384 columns, most of them empty; delete what stands far out",
        ),
        (locked, "the file is locked with a password; open it, save it without one"),
        (lambda path: path.write_bytes(b"PK\x03\x04 and no more") and None, "not readable as a file of sheets"),
        (lambda path: path.write_text("<html><table></table></html>") and None, "not readable as a file of sheets"),
        (lambda path: path.write_bytes(b"") and None, "not readable as a file of sheets"),
        (changed(lambda xml: xml[:-80]), "not readable as a file of sheets"),
    ],
    ids=["zip bomb", "a cell far out", "password", "cut off", "web page", "empty", "broken XML"],
)
def test_a_file_that_is_no_table_is_one_line(laid: Laid, write: Callable[[Path], None], told: str) -> None:
    with pytest.raises(DataError) as caught:
        figures(laid("t.xlsx", write, SOURCES))
    [line] = str(caught.value).splitlines()
    assert line.startswith("data/t.xlsx: ") and told in line


def test_a_sheet_that_is_not_there_is_told_with_the_nearest(tmp_path: Path) -> None:
    small(tmp_path / "t.xlsx")
    with pytest.raises(DataError, match=r"t.xlsx: sheet 'Shet' is not there; did you mean 'Sheet'\?"):
        Sheet(tmp_path / "t.xlsx", "t.xlsx", "Shet").read()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("地区;人数\n南京;1\n".encode("gb18030"), ("its text is GB18030", "semicolons stand between its cells")),
        ("地区\t人数\n南京\t1\n".encode("utf-16"), ("its text is UTF-16", "tabs stand between its cells")),
        ("地区\t人数\n南京\t1\n".encode("utf-16-le"), ("its text is UTF-16", "tabs stand between its cells")),
        ("地区,人数\n南京,1\n".encode("utf-8-sig"), ()),
        ('地区,人数\n"南京",1\n'.encode(), ()),
    ],
    ids=["gb18030", "utf-16", "utf-16 without a mark", "utf-8 with a mark", "quoted"],
)
def test_encoding_and_separator_are_found_out_and_said(tmp_path: Path, held: bytes, said: tuple[str, ...]) -> None:
    (tmp_path / "t.csv").write_bytes(held)
    source = Csv(tmp_path / "t.csv", "t.csv")
    assert source.remarks() == said
    assert source.read().cells.to_numpy().tolist() == [["地区", "人数"], ["南京", "1"]]


def test_a_version_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n", "utf-8")
    before = Csv(path, "t.csv").version()
    assert Csv(path, "t.csv").version() == before
    path.write_text("a,c\n", "utf-8")
    assert Csv(path, "t.csv").version() != before


def test_parquet_without_its_extra_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"t.parquet: a Parquet file needs pyarrow, which is not installed; install the extra"):
        source_of(tmp_path, "t.parquet").read()
