"""Units and indicators may be in a table: the workbook is the same, and mistakes are reported with their cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from reportlib.errors import InputError
from reportlib.handover.query_source import read_workbook, workbook_text
from reportlib.new.workbook import start
from reportlib.workbook import Workbook, provenance

UNITS = [
    ("Our units", None, None, None, None, None, None),
    ("Code", "名称", "English", "level", "Under", "Since", "Remark"),
    ("all", "全部单位", "All of us", "whole", None, None, None),
    ("first", "第一单位", "First unit", "unit", "all", None, "x"),
    ("second", "第二单位", "Second unit", "unit", "all", "2020Q3", None),
]
NAMED = """\
units:
  file: data/units.xlsx
  sheet: List
  header: 2
  columns: {Code: id, 名称: name.zh, English: name.en, Under: parent, Since: from, Remark: ignore}
"""


def sheet(path: Path, rows: Sequence[Sequence[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Other"
    held = book.create_sheet("List")
    for row in rows:
        held.append(row)
    book.save(path)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The workbook of three units that `reportlib new` writes, with its units in a sheet."""
    start(tmp_path / "book", [])
    sheet(tmp_path / "book" / "data" / "units.xlsx", UNITS)
    (tmp_path / "book" / "params" / "units.yaml").write_text(NAMED, "utf-8")
    return tmp_path / "book"


def refused(book: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        Workbook.load(book)
    return [str(problem) for problem in caught.value.problems]


def test_units_of_a_sheet_are_those_of_the_file(book: Path) -> None:
    read = Workbook.load(book)
    assert [(unit.id, unit.name, unit.level, unit.parent, str(unit.start or "")) for unit in read.units.units] == [
        ("all", {"zh": "全部单位", "en": "All of us"}, "whole", None, ""),
        ("first", {"zh": "第一单位", "en": "First unit"}, "unit", "all", ""),
        ("second", {"zh": "第二单位", "en": "Second unit"}, "unit", "all", "2020Q3"),
    ]
    assert read.listed == ("data/units.xlsx",)
    again = read_workbook(workbook_text(read))
    assert (again.units.units, again.layouts, again.listed) == (read.units.units, read.layouts, read.listed)


def test_a_changed_table_is_another_input(book: Path) -> None:
    before = provenance.inputs(Workbook.load(book))
    sheet(book / "data" / "units.xlsx", [*UNITS[:4], (*UNITS[4][:2], "Number two", *UNITS[4][3:])])
    assert provenance.inputs(Workbook.load(book)).data != before.data


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            ("second", "二", "Two", "unti", "all", None, None),
            "data/units.xlsx:List!D5: level 'unti' of unit 'second' is not known; did you mean 'unit'?",
        ),
        (
            ("second", "二", "Two", "unit", "al", None, None),
            "data/units.xlsx:List!E5: parent 'al' of unit 'second' is not a unit; did you mean 'all'?",
        ),
        (
            ("first", "二", "Two", "unit", "all", None, None),
            "data/units.xlsx:List!A5: the id 'first' is used twice, first on line 4; ids are unique",
        ),
        (
            ("second", None, "Two", "unit", "all", None, None),
            "data/units.xlsx:List!B5: name is missing in 'zh'; write name: {en: …, zh: …}",
        ),
        (("second", "二", "Two", "unit", "all", "soon", None), "data/units.xlsx:List!F5: units.2.from: "),
        ((None, "二", "Two", "unit", "all", None, None), "data/units.xlsx:List!A5: 'units.2.id' is missing"),
    ],
)
def test_what_is_wrong_with_a_unit_is_told_by_its_cell(book: Path, row: tuple[object, ...], told: str) -> None:
    sheet(book / "data" / "units.xlsx", [*UNITS[:4], row])
    assert any(line.startswith(told) for line in refused(book)), refused(book)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("units.xlsx", "unit.xlsx"), "params/units.yaml:2: file 'data/unit.xlsx' is not there"),
        (("data/units.xlsx", "../units.xlsx"), "params/units.yaml:2: units.file: '../units.xlsx' leads out of the workbook"),
        (("sheet: List", "sheet: Lst"), "data/units.xlsx: sheet 'Lst' is not there; did you mean 'List'?"),
        (("Code: id", "Cod: id"), "params/units.yaml:5: no column of 'data/units.xlsx' is called 'Cod'; did you mean 'Code'?"),
        ((", Remark: ignore", ""), "data/units.xlsx:List!G2: column 'Remark' is no name used here; "),
        (("header: 2", "header: 9"), "params/units.yaml:1: row 9 of 'data/units.xlsx' is empty; name that of the header"),
        (
            ("header: 2", "heading: 2"),
            "params/units.yaml:4: 'heading' is not a name used here; did you mean 'encoding'? names: columns",
        ),
    ],
)
def test_what_is_wrong_with_the_table_is_told(book: Path, change: tuple[str, str], told: str) -> None:
    path = book / "params" / "units.yaml"
    path.write_text(NAMED.replace(*change), "utf-8")
    assert any(line.startswith(told) for line in refused(book)), refused(book)


def test_indicators_may_stand_in_a_csv(book: Path) -> None:
    rows = [
        "id,name,dimension,owner,measure.en,measure.zh,kind,direction,levels,people,note.en,note.zh",
        "people,People,all,office,people,人,stock,none,unit,yes,At the end.,期末数。",
        "visits,Visits,all,office,visits,次,flow,up,unit;whole,,All of them.,全部。",
    ]
    (book / "data" / "indicators.csv").write_text("\n".join(rows) + "\n", "utf-8")
    path = book / "params" / "catalogue.yaml"
    head = path.read_text("utf-8").partition("indicators:")[0]
    path.write_text(head + "indicators: {file: data/indicators.csv}\n", "utf-8")
    people, visits = Workbook.load(book).catalogue.indicators
    assert (people.name, people.people, people.levels) == ({"en": "People", "zh": "People"}, True, ("unit",))
    assert (visits.levels, visits.kind, visits.sign) == (("unit", "whole"), "flow", 1)
    (book / "data" / "indicators.csv").write_text(
        "\n".join([*rows[:2], rows[2].replace("flow", "flwo").replace("office", "ofice")]), "utf-8"
    )
    assert refused(book)[0].startswith("data/indicators.csv:3: indicators.1.kind: 'flwo' is not possible; did you mean 'flow'?")
