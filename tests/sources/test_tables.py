from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from reportlib.data import read_observations
from reportlib.errors import DataError
from tests.sources import tables
from tests.sources.conftest import Laid, figures, places

PLACES = {"全省": "js", "南京": "nj", "无锡": "wx", "徐州": "xz"}
TWO_YEARS = """\
sources:
  - file: data/t.xlsx
    sheet: 表1
    header: [3, 4]
    columns: {地区: unit}
    wide: "{year}年 / {indicator}"
    indicators: {产值: output}
"""
SCALED = """\
    columns:
      地区: unit
      C: {indicator: output, period: 2022, measure: 万元}
      E: {indicator: output, period: 2023, measure: 万元}
      2022年 / 从业人员: {indicator: staff, period: 2022}
      2023年 / 从业人员: {indicator: 从业人员, period: 2023}
"""


def test_two_years_side_by_side_under_merged_headers(laid: Laid) -> None:
    workbook = laid("t.xlsx", tables.merged_years, TWO_YEARS)
    sheet = openpyxl.load_workbook(workbook.root / "data" / "t.xlsx")["表1"]
    expected = {
        (indicator, PLACES[row[0].value], year): row[column].value
        for row in sheet.iter_rows(min_row=5)
        for column, indicator, year in ((1, "staff", "2022"), (2, "output", "2022"), (3, "staff", "2023"), (4, "output", "2023"))
    }
    assert len(expected) == 16 and figures(workbook) == expected
    read = read_observations(workbook)
    for place, value in zip(places(read), read["value"], strict=True):
        assert sheet[place.removeprefix("表1!")].value == value


def test_columns_may_be_said_one_by_one_and_counted_in_another_measure(laid: Laid) -> None:
    head = TWO_YEARS.partition("    columns:")[0]
    got = figures(laid("t.xlsx", tables.merged_years, head + SCALED))
    assert got["output", "js", "2022"] == 125_000 and got["output", "xz", "2023"] == 162_500
    assert got["staff", "nj", "2023"] == 1101 and len(got) == 16


def test_names_indented_beneath_their_parents_and_footnotes(laid: Laid) -> None:
    sources = """\
sources:
  - {file: data/t.xlsx, columns: {地区: unit, 人数: staff}, period: 2023, indented: true, end: "注："}
"""
    expected = {"js": 600, "sn": 400, "sn-city": 250, "sn-rest": 150, "sb": 200, "sb-city": 120, "sb-rest": 80}
    got = figures(laid("t.xlsx", tables.indented_tree, sources))
    assert got == {("staff", unit, "2023"): value for unit, value in expected.items()}


def test_names_that_several_units_bear_are_refused_where_nothing_tells_them_apart(laid: Laid) -> None:
    sources = 'sources: [{file: data/t.xlsx, columns: {地区: unit, 人数: staff}, period: 2023, end: "注："}]\n'
    with pytest.raises(DataError) as caught:
        read_observations(laid("t.xlsx", tables.indented_tree, sources))
    assert str(caught.value).splitlines() == [
        "data/t.xlsx:Sheet!A4: unit '城区' may be sn-city or sb-city; say under `units` which it is",
        "data/t.xlsx:Sheet!A5: unit '郊区' may be sn-rest or sb-rest; say under `units` which it is",
    ]


def test_a_csv_in_gbk_in_ten_thousands_of_yuan(laid: Laid) -> None:
    sources = """\
sources:
  - file: data/t.csv
    columns: {地区: unit, 年份: period, 产值(万元): {indicator: output, measure: 万元}}
    thousands: ","
"""
    got = figures(laid("t.csv", tables.gbk_in_ten_thousands, sources))
    assert got == {("output", "nj", "2022"): 12_345_000, ("output", "wx", "2022"): 20_000_000, ("output", "xz", "2022"): 1}


def test_two_sheets_of_one_file(laid: Laid) -> None:
    sources = """\
sources:
  - {id: people, file: data/t.xlsx, sheet: 人员, columns: {城市: unit}, wide: "{year}", indicator: staff}
  - {id: money, file: data/t.xlsx, sheet: 产值, columns: {城市: unit}, wide: "{year}", indicator: output, measure: 万元}
"""
    got = figures(laid("t.xlsx", tables.two_sheets, sources))
    people = {("staff", "nj", "2022"): 100, ("staff", "wx", "2022"): 101, ("staff", "xz", "2022"): 102}
    money = {("output", "nj", "2023"): 50_000, ("output", "wx", "2023"): 150_000, ("output", "xz", "2023"): 250_000}
    assert len(got) == 12 and {**got, **people, **money} == got


def test_a_month_a_column(laid: Laid) -> None:
    sources = """\
sources: [{file: data/t.csv, columns: {城市: unit, 合计: ignore}, wide: "{year}年{month}月", indicator: output}]
"""
    got = figures(laid("t.csv", tables.wide_months, sources, every="month"))
    assert got == {
        ("output", unit, f"2023-{month:02d}"): 100 * n + month
        for n, unit in enumerate(("nj", "wx", "xz"))
        for month in range(1, 13)
    }


def test_names_set_out_with_blanks_and_names_of_old(laid: Laid) -> None:
    sources = """\
sources:
  - file: data/t.xlsx
    columns: {地区: unit, 年度: period, 人数: staff}
    units: {合计: ignore}
    unit_names: params/names.csv
"""
    workbook = laid("t.xlsx", tables.spaced_and_old_names, sources)
    (workbook.root / "params" / "names.csv").write_text("unit,zh,fr\nxz,铜山,Tongshan\nnj,,Nankin\n", "utf-8")
    assert figures(workbook) == {("staff", "nj", "2022"): 11, ("staff", "wx", "2022"): 12, ("staff", "xz", "2022"): 13}


def test_a_name_that_is_none_is_told_once_with_the_nearest(laid: Laid) -> None:
    sources = "sources: [{file: data/t.xlsx, columns: {地区: unit, 年度: period, 人数: staff}}]\n"
    with pytest.raises(DataError) as caught:
        read_observations(laid("t.xlsx", tables.spaced_and_old_names, sources))
    told = [str(problem) for problem in caught.value.problems]
    assert [line.partition(";")[0] for line in told] == [
        "data/t.xlsx:Sheet!A4: unit '铜山' is not known",
        "data/t.xlsx:Sheet!A5: unit '合　计' is not known",
    ]
    assert (
        caught.value.problems[0].mend == "under `units` of data/t.xlsx in params/sources.yaml, write '铜山': its id, or `ignore`"
    )


def test_formulas_without_values_and_errors_are_named_and_not_empty(laid: Laid) -> None:
    sources = "sources: [{file: data/t.xlsx, columns: {地区: unit, 年份: period, 人数: staff}}]\n"
    workbook = laid("t.xlsx", tables.formulas_without_values, sources)
    with pytest.raises(DataError) as caught:
        read_observations(workbook)
    assert [str(problem) for problem in caught.value.problems] == [
        "data/t.xlsx:数据!C3: value '=C2*2' is a formula whose value was not saved; "
        "open the file in a spreadsheet program and save it there",
        "data/t.xlsx:数据!C4: value '#DIV/0!' is an error of the spreadsheet; mend its formula, or leave the cell empty",
    ]
    path = workbook.root / "data" / "t.xlsx"
    tables.with_values(path, {"C3": "20"})
    with pytest.raises(DataError, match=r"C4") as again:
        read_observations(workbook)
    assert len(again.value.problems) == 1, "a formula with its value is that value"


def test_markers_by_sex_in_utf_16(laid: Laid) -> None:
    sources = """\
sources:
  - file: data/t.csv
    columns: {name: unit, year: period, sex: indicator, people: value}
    indicators: {men: men, women: women, all: ignore}
    markers: {x: suppressed, "..": not reported}
"""
    read = read_observations(laid("t.csv", tables.markers, sources))
    got = read[["unit", "indicator", "value", "status", "line"]].fillna({"value": -1}).to_numpy().tolist()
    assert got == [
        ["nj", "men", 5, "final", 2],
        ["nj", "women", -1, "suppressed", 3],
        ["wx", "men", -1, "not reported", 4],
        ["wx", "women", 7, "final", 5],
    ]


def test_parts_of_a_ratio_stand_in_columns_of_their_own(laid: Laid) -> None:
    sources = """\
sources:
  - file: data/t.csv
    columns:
      name: unit
      year: year
      quarter: quarter
      grown: {indicator: grown, part: numerator}
      all: {indicator: grown, part: denominator}
"""

    def write(path: Path) -> None:
        path.write_text("name;year;quarter;grown;all\nnj;2022;Q1;3;4\nwx;2022;第二季度;;\n", "utf-8")

    read = read_observations(laid("t.csv", write, sources, every="quarter"))
    assert read[["unit", "period", "numerator", "denominator"]].to_numpy().tolist() == [["nj", "2022Q1", 3, 4]]


def test_the_official_table_of_skill_grades(laid: Laid) -> None:
    # Two rows of the table as published: no column names the year, and one column counts in ten thousands.
    rows = "地区,法人单位数_个,就业人数_万人\n北京,220956,697.02\n天津,93162,330.68\n"
    sources = """\
sources:
  - file: data/t.csv
    period: 2004
    units: {北京: nj, 天津: wx}
    columns: {地区: unit, 法人单位数_个: {indicator: output, scale: 1}, 就业人数_万人: {indicator: staff, measure: 万人}}
"""
    got = figures(laid("t.csv", lambda path: path.write_text(rows, "utf-8") and None, sources))
    read = list(csv.DictReader(rows.splitlines()))
    assert got == {
        key: value
        for row, unit in zip(read, ("nj", "wx"), strict=True)
        for key, value in (
            (("output", unit, "2004"), float(row["法人单位数_个"])),
            (("staff", unit, "2004"), round(float(row["就业人数_万人"]) * 10_000)),
        )
    }
