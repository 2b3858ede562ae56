"""Checks of a packed spreadsheet file (.xlsx, .ods) before it is read: its size, and cells without a value.

The reader returns a formula without a saved value, and an error, as an empty cell. It also allocates every cell between the first
and the last. So the XML of the sheet is searched first.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final
from xml.etree import ElementTree as Tree

from reportlib.sources.files import stopped
from reportlib.sources.table import column_of

Lost = Mapping[tuple[int, int], str]
"""Cells without a value by row and column, counted from 0, each with the text to show in its place: its formula or error."""
LARGEST: Final = 1 << 30
MANY: Final = 50_000_000
"""The most bytes that a part may unpack to, and the most cells between the first and the last of a sheet."""
LOCKED: Final = "the file is locked with a password; open it, save it without one, and use that copy"
_COMPOUND: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SUSPECT, _RATIO = 1 << 26, 200
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d+)"'
_F = rb"<(?:\w+:)?f(?:\s[^>]*?)?(?:/>|>([^<]*)</(?:\w+:)?f>)"
_FORMULA = re.compile(_CELL + rb"[^>]*>\s*" + _F + rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_ERROR = re.compile(_CELL + rb'[^>]*?\bt="e"[^>]*>\s*(?:' + _F + rb")?\s*<(?:\w+:)?v>([^<]*)</")
_FAR = re.compile(rb'<(?:\w+:)?c r="([A-Z]{3})\d')
_TABLE_ROW = re.compile(rb"<table:table-row([^>]*)>(.*?)</table:table-row>", re.DOTALL)
_TABLE_CELL = re.compile(rb"<table:(?:covered-)?table-cell")
_ROWS_REPEATED = re.compile(rb'table:number-rows-repeated="(\d+)"')
_COLUMNS_REPEATED = re.compile(rb'table:number-columns-repeated="(\d+)"')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')


@contextmanager
def _package(stream: BinaryIO, file: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(stream) as package:
            yield package
    except (zipfile.BadZipFile, zlib.error, EOFError, Tree.ParseError, KeyError, NotImplementedError, RuntimeError) as error:
        raise stopped(f"the file is damaged: {error}; open it in a spreadsheet program and save it again", file) from None


def lost_cells(stream: BinaryIO, file: str, number: int) -> Lost:
    """The cells of sheet `number` (from 0) of an .xlsx file that have a formula or an error but no value; empty for other files.

    Raises
    ------
    DataError
        When the sheet has too many cells, or cannot be unpacked.
    """
    if not zipfile.is_zipfile(stream):
        return {}
    with _package(stream, file) as package:
        xml = _sheet(package, number)
    _check_reach(*_reach(xml), file)
    return dict(_lost(xml))


def measure(stream: BinaryIO, file: str) -> None:
    """Refuse a file that would unpack to far more than its size, and an .ods with too many cells; rewind the file.

    Raises
    ------
    DataError
        When it is such a file, is locked with a password, or cannot be unpacked.
    """
    parts = []
    if zipfile.is_zipfile(stream):
        with _package(stream, file) as package:
            parts = package.infolist()
    stream.seek(0)
    if not parts and is_locked(stream):
        raise stopped(LOCKED, file)
    for part in parts:
        swollen = part.file_size > _SUSPECT and part.file_size > _RATIO * max(part.compress_size, 1)
        if swollen or part.file_size > LARGEST:
            message = f"'{part.filename}' in it would unpack to {part.file_size:,} bytes from {part.compress_size:,}"
            raise stopped(f"{message}: this is no table of figures; the file is not opened", file)
    if any(part.filename == "content.xml" for part in parts):
        _measure_tables(stream, file)
        stream.seek(0)


def _measure_tables(stream: BinaryIO, file: str) -> None:
    """Refuse an .ods with too many cells in a sheet: the reader allocates all of them when it opens the file."""
    with _package(stream, file) as package:
        xml = package.read("content.xml")
    for table in re.split(rb"<table:table(?=[\s>])", xml)[1:]:
        _check_reach(*_reach_of_table(table), file)


def is_locked(stream: BinaryIO) -> bool:
    """Whether a spreadsheet is encrypted with a password; rewind the file."""
    content = stream.read() if stream.read(len(_COMPOUND)) == _COMPOUND else b""
    stream.seek(0)
    return "EncryptedPackage".encode("utf-16-le") in content


def _sheet(package: zipfile.ZipFile, number: int) -> bytes:
    if "xl/workbook.xml" not in package.namelist():
        return b""
    sheets = [node for node in Tree.fromstring(package.read("xl/workbook.xml")).iter() if node.tag.endswith("}sheet")]
    relations = Tree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    target = targets.get(sheets[number].get(_RELATION), "") if number < len(sheets) else ""
    name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return package.read(name) if target and name in package.namelist() else b""


def _reach(xml: bytes) -> tuple[int, int]:
    rows = max((int(match[1]) for match in _ROW.finditer(xml[-1_000_000:])), default=1)
    columns = max((column_of(match[1].decode()) or 0 for match in _FAR.finditer(xml)), default=0) + 1
    return rows, columns


def _reach_of_table(xml: bytes) -> tuple[int, int]:
    """How many rows and columns a sheet of an .ods has up to its last value; repeated rows and cells are counted each time."""
    rows = columns = at = 0
    for match in _TABLE_ROW.finditer(xml):
        repeated = _ROWS_REPEATED.search(match[1])
        at += int(repeated[1]) if repeated else 1
        last = max(match[2].rfind(b"office:value"), match[2].rfind(b"<text:p"))
        if last >= 0:
            head = match[2][: match[2].find(b">", last) + 1]
            width = len(_TABLE_CELL.findall(head)) + sum(int(number) - 1 for number in _COLUMNS_REPEATED.findall(head))
            rows, columns = at, max(columns, width)
    return rows, columns


def _check_reach(rows: int, columns: int, file: str) -> None:
    if rows * columns > MANY:
        message = f"the sheet reaches over {rows:,} rows and {columns:,} columns, most of them empty"
        mend = "delete what stands far out, or copy the table to a new sheet"
        raise stopped(f"{message}; {mend}", file, mend=mend)


def _lost(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b"<f" in xml or b":f>" in xml or b":f " in xml:
        for match in _FORMULA.finditer(xml):
            yield _at(match), "=" + (match[3] or b"").decode("utf-8", "replace")
    if b't="e"' in xml:
        for match in _ERROR.finditer(xml):
            yield _at(match), match[4].decode("utf-8", "replace")


def _at(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, column_of(match[1].decode()) or 0
