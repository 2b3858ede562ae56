"""Eight tables in layouts that other people use, written by a program; tests compare what is read with what was written."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl

PLACES = ("南京", "无锡", "徐州")


def merged_years(path: Path) -> None:
    """Two years side by side under merged headers, below a title and a line with the measure."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表1"
    sheet["A1"] = "各市从业人员和产值"
    sheet["A2"] = "单位：人、万元"
    sheet.append(["地区", "2022年", None, "2023年", None])
    sheet.append([None, "从业人员", "产值", "从业人员", "产值"])
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:C3")
    sheet.merge_cells("D3:E3")
    for n, place in enumerate(("全省", *PLACES)):
        sheet.append([place, 1000 + n, 12.5 + n, 1100 + n, 13.25 + n])
    book.save(path)


def indented_tree(path: Path) -> None:
    """A tree that is shown by indentation, with two units of the same name, and footnotes below."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["地区", "人数"])
    rows = [
        ("全省", 600),
        ("　苏南", 400),
        ("　　城区", 250),
        ("　　郊区", 150),
        ("　苏北", 200),
        ("　　城区", 120),
        ("　　郊区", 80),
    ]
    for row in rows:
        sheet.append(row)
    sheet.append([])
    sheet.append(["注：本表为年末数。"])
    sheet.append(["资料来源：统计局"])
    book.save(path)


def gbk_in_ten_thousands(path: Path) -> None:
    """A CSV in GBK with figures in ten thousands of yuan and empty columns at the end."""
    lines = ["地区,年份,产值(万元),,", "南京,2022,1234.5,,", '无锡,2022,"2,000",,', "徐州,2022,0.0001,,"]
    path.write_bytes("\r\n".join(lines).encode("gbk") + b"\r\n")


def two_sheets(path: Path) -> None:
    """One indicator on each of two sheets."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "人员"
    second = book.create_sheet("产值")
    for sheet, base in ((first, 100), (second, 5)):
        sheet.append(["城市", "2022", "2023"])
        for n, place in enumerate(PLACES):
            sheet.append([place, base + n, base + 10 * n])
    book.save(path)


def wide_months(path: Path) -> None:
    """A table with one column for each month."""
    lines = [",".join(["城市", *(f"2023年{month}月" for month in range(1, 13)), "合计"])]
    for n, place in enumerate(PLACES):
        months = [100 * n + month for month in range(1, 13)]
        lines.append(",".join(map(str, [place, *months, sum(months)])))
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")


def spaced_and_old_names(path: Path) -> None:
    """Names with blanks and invisible characters, and the former name of a place."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["地 区", "年度", "人 数"])
    sheet.append(["南　京", 2022, 11])
    sheet.append(["无 锡\u200b", 2022, 12])
    sheet.append(["铜山", 2022, 13])
    sheet.append(["合　计", 2022, 36])
    book.save(path)


def formulas_without_values(path: Path) -> None:
    """Formulas without saved values, as programs write them that compute no formulas; and a cell with an error."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "数据"
    sheet.append(["地区", "年份", "人数"])
    sheet.append(["南京", 2022, 10])
    sheet.append(["无锡", 2022, "=C2*2"])
    sheet.append(["徐州", 2022, "#DIV/0!"])
    sheet["C4"].data_type = "e"
    book.save(path)


def markers(path: Path) -> None:
    """A table with `..` and `x` in place of some figures, with a row for each place, year and sex."""
    lines = [
        "name,year,sex,people",
        "南京,2022,men,5",
        "南京,2022,women,x",
        "无锡,2022,men,..",
        "无锡,2022,women,7",
        "徐州,2022,all,9",
    ]
    path.write_text("\n".join(lines) + "\n", "utf-16")


def with_values(path: Path, values: dict[str, str]) -> None:
    """Give cells with formulas these values, as a spreadsheet program that computes formulas would save them."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    xml = parts[name].decode()
    for cell, value in values.items():
        xml = re.sub(rf'(<c r="{cell}"[^>]*><f>[^<]*</f>)<v\s*/>', rf"\g<1><v>{value}</v>", xml)
    with zipfile.ZipFile(path, "w") as package:
        for part, held in parts.items():
            package.writestr(part, xml if part == name else held)
