"""Mistakes in params/sources.yaml are reported with their line; `check --show` prints how a source is read."""

# ruff: noqa: E501 messages stand on one line

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportlib.cli import app
from reportlib.data import read_observations
from reportlib.errors import DataError, WorkbookError
from reportlib.periods import Period
from reportlib.workbook import provenance
from tests.sources import tables
from tests.sources.conftest import Laid


def write(path: Path) -> None:
    path.write_text("城市,人数,产值\n南京,1,2\n无锡,,3\n", "utf-8")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "{file: data/u.csv, columns: {城市: unit}}",
            "params/sources.yaml:2: file 'data/u.csv' is not one that params/workbook.yaml",
        ),
        ("{file: data/t.csv, colums: {}}", "params/sources.yaml:2: 'colums' is not a name used here; did you mean 'columns'?"),
        (
            "{file: data/t.csv, wide: '{yaer}'}",
            "params/sources.yaml:2: sources.0.wide: '{yaer}' is not known; what may stand in braces:",
        ),
        ("{file: data/t.csv, header: [3, 2]}", "params/sources.yaml:2: header: write its rows from the top down, each once"),
        (
            "{file: data/t.csv, first: 1}",
            "params/sources.yaml:2: first: row 1 does not lie below the header, whose last row is 1",
        ),
        (
            "{file: data/t.csv, units: {宁: nn}}",
            "params/sources.yaml:2: units: '宁' is 'nn', which is not known; units: js, sn, sb, nj",
        ),
        (
            "{file: data/t.csv, columns: {人数: staf}}",
            "params/sources.yaml:2: indicator 'staf' is not known; did you mean 'staff'?",
        ),
        (
            "{file: data/t.csv, columns: {人数: staff}}",
            "params/sources.yaml:2: data/t.csv: nothing says of which unit the figures are",
        ),
        (
            "{file: data/t.csv, columns: {城市: unit, 人数: staff}}",
            "nothing says of which period the figures are; name the column",
        ),
        ("{file: data/t.csv, unit_names: ../names.csv}", "params/sources.yaml:2: sources.0.unit_names: '../names.csv' leads out"),
    ],
)
def test_a_wrong_layout_is_told_with_its_line(laid: Laid, source: str, told: str) -> None:
    with pytest.raises(WorkbookError) as caught:
        laid("t.csv", write, f"sources:\n  - {source}\n")
    assert any(told in str(problem) for problem in caught.value.problems), str(caught.value)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            "人数: staff",
            "data/t.csv:1: column '产值' is not mapped; say under `columns` of params/sources.yaml what stands in it",
        ),
        (
            "人: staff, 产值: ignore",
            "params/sources.yaml: data/t.csv: no column is called '人'; did you mean '人数'? columns: 城市,",
        ),
        (
            "人数: {indicator: staff, measure: 吨}, 产值: ignore",
            "data/t.csv:1: measure '吨' of '人数' is not that of 'staff', which",
        ),
    ],
)
def test_columns_that_do_not_fit_are_told(laid: Laid, more: str, told: str) -> None:
    source = f"sources: [{{file: data/t.csv, period: 2020, columns: {{城市: unit, {more}}}}}]\n"
    with pytest.raises(DataError) as caught:
        read_observations(laid("t.csv", write, source))
    assert any(str(problem).startswith(told) for problem in caught.value.problems), str(caught.value)


def test_show_prints_the_first_figures_and_what_is_left_out_and_why(laid: Laid) -> None:
    source = "sources: [{id: s, file: data/t.csv, period: 2020, columns: {城市: unit, 人数: staff, 产值: ignore}}]\n"
    workbook = laid("t.csv", write, source)
    done = CliRunner().invoke(app, ["check", "--show", "s", "--workbook", str(workbook.root)])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "s: 1 figures from data/t.csv",
        "  2: nj (南京), staff (从业人员), 2020, value 1",
        "left out: column '产值': `ignore`, from data/t.csv:1",
        "left out: cells of '人数': they are empty, from data/t.csv:3",
    ]
    wrong = CliRunner().invoke(app, ["check", "--show", "t", "--workbook", str(workbook.root)])
    assert wrong.exit_code == 2 and "--show 't' is no source; sources: s, data/t.csv (2)" in wrong.stderr


def test_rows_are_left_out_by_what_stands_in_them_and_other_columns_by_one_word(laid: Laid) -> None:
    def more(path: Path) -> None:
        path.write_text(
            "城市,年份,人数,产值\n南京,2022,1,2\n无锡,2022,5,3\n合 计,2022,6,5\n南京,2023,7,4\n无锡,2023,8,4\n", "utf-8"
        )

    source = "sources: [{id: s, file: data/t.csv, columns: {城市: unit, 年份: year, 人数: staff}, others: ignore, without: [{城市: 合计}, {城市: [无锡, 徐州], 年份: 2023}]}]\n"
    workbook = laid("t.csv", more, source)
    read = read_observations(workbook)
    assert list(zip(read["unit"], read["period"], read["value"], read["line"], strict=True)) == [
        ("nj", "2022", 1, 2),
        ("wx", "2022", 5, 3),
        ("nj", "2023", 7, 5),
    ]
    lines = CliRunner().invoke(app, ["check", "--show", "s", "--workbook", str(workbook.root)]).stdout.splitlines()
    assert lines[-3:] == [
        "left out: rows: `without` 城市: 合计, from data/t.csv:4",
        "left out: rows: `without` 城市: 无锡 or 徐州, 年份: 2023, from data/t.csv:6",
        "left out: column '产值': `ignore`, from data/t.csv:1",
    ]


def test_a_row_cannot_be_left_out_by_a_column_that_is_not_there(laid: Laid) -> None:
    source = (
        "sources: [{file: data/t.csv, period: 2020, columns: {城市: unit, 人数: staff}, others: ignore, without: [{城: 无锡}]}]\n"
    )
    with pytest.raises(DataError, match=r"data/t.csv: `without`: not exactly one column is called '城'; did you mean '城市'"):
        read_observations(laid("t.csv", write, source))


def test_periods_are_read_by_the_years_of_the_workbook(laid: Laid) -> None:
    # 2006/07 is an academic year if years start in September, and July 2006 if they start in January.
    def years(path: Path) -> None:
        path.write_text("城市,年份,人数\n南京,2006/07,1\n", "utf-8")

    source = "sources: [{file: data/t.csv, columns: {城市: unit, 年份: year, 人数: staff}}]\n"
    workbook = laid("t.csv", years, source, every="year, year_starts: 9")
    assert [workbook.years.write(Period.parse(text)) for text in read_observations(workbook)["period"]] == ["2006_07"]
    assert read_observations(laid("t.csv", years, source, every="month"))["period"].tolist() == ["2006-07"]


def test_show_tells_the_cells_of_a_sheet_and_its_footnotes(laid: Laid) -> None:
    source = 'sources: [{file: data/t.xlsx, columns: {地区: unit, 人数: staff}, period: 2023, indented: true, end: "注："}]\n'
    workbook = laid("t.xlsx", tables.indented_tree, source)
    lines = CliRunner().invoke(app, ["check", "--show", "data/t.xlsx", "--workbook", str(workbook.root)]).stdout.splitlines()
    assert lines[3] == "  Sheet!B4: sn-city (城区), staff (从业人员), 2023, value 250"
    assert lines[-1] == "left out: rows (2): below the end: '注：', from data/t.xlsx:Sheet!A10"


def test_a_changed_sheet_mapping_or_look_up_file_is_another_input(laid: Laid) -> None:
    source = "sources: [{file: data/t.csv, period: 2020, unit_names: params/n.csv, columns: {城市: unit, 人数: staff, 产值: output}}]\n"
    workbook = laid("t.csv", write, source)
    names = workbook.root / "params" / "n.csv"
    names.write_text("unit,name\nnj,宁\n", "utf-8")
    seen = [provenance.inputs(workbook)]
    names.write_text("unit,name\nnj,金陵\n", "utf-8")
    seen.append(provenance.inputs(workbook))
    (workbook.root / "data" / "t.csv").write_text("城市,人数,产值\n南京,1,2\n无锡,9,3\n", "utf-8")
    seen.append(provenance.inputs(workbook))
    seen.append(provenance.inputs(laid("t.csv", write, source.replace("2020", "2021"))))
    assert len({(found.data, found.params) for found in seen}) == 4
