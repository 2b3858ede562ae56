"""Remarks in brackets (`5% (8/9)`) that several series of a page share are written once, at the end of the page."""

from __future__ import annotations

from typing import Any

import pytest

from reportlib.blocks.text import Words
from reportlib.page.remarks import ACROSS, DOWN, DataTable, SharedRemarks

EN = Words("en")
PERIODS = ["spring", "summer", "autumn", "winter"]
COVERAGE = ["5% (8/9)", "6%", "7% (7/9)", "8% (6/9)"]


def across(*rows: list[str]) -> dict[str, Any]:
    """The kind and the table of a figure whose table has a row for each series."""
    return {"kind": ACROSS, "table": {"columns": ["indicator", *PERIODS], "rows": list(rows)}}


def down(*columns: list[str]) -> dict[str, Any]:
    """The kind and the table of a figure whose table has a column for each series."""
    heads, *rows = zip(["period", *PERIODS], *columns, strict=True)
    return {"kind": DOWN, "table": {"columns": list(heads), "rows": [list(row) for row in rows]}}


def read(table: DataTable, foot: DataTable) -> list[list[str]]:
    """The rows of a table without marks after names; the remarks to which a mark refers stand in brackets after their figures."""
    by_mark = {mark: dict(zip(foot.columns, remarks, strict=True)) for mark, *remarks in foot.rows}
    found = []
    for name, *cells in table.rows:
        remarks = by_mark.get(name[-1], {})
        told = [f"{cell} ({remarks[at]})" if remarks.get(at) else cell for at, cell in zip(PERIODS, cells, strict=True)]
        found.append([name[:-2] if name[-1] in by_mark else name, *told])
    return found


@pytest.mark.parametrize(
    ("others", "marks"),
    [
        ([["b", "1 (8/9)", "2", "3 (7/9)", "4 (6/9)"]], 1),
        ([["b", "1 (8/9)", "2 (8/9)", "3 (7/9)", "4 (6/9)"]], 0),
        ([["b", "1", "2", "3", "4"], ["c", "1", "2", "3", "4"]], 0),
        ([["b", "not reported", "2", "3 (7/9)", "4 (6/9)"]], 0),
        ([["b", "1 (8/9)", "—", "3 (7/9)", "4 (6/9)"], *[[name, "1 (of 4)", "2 (2/3)", "3 (2/3)", "4"] for name in "cd"]], 2),
        ([["b (a zone)", "1 (8/9)", "2", "3 (7/9)", "4 (6/9)"]], 1),
    ],
)
def test_only_series_that_share_every_remark_share_a_mark(others: list[list[str]], marks: int) -> None:
    rows = [["a", *COVERAGE], *others]
    for records in ([across(*rows)], [across(row) for row in rows]):  # in one figure, or each in one of its own
        remarks = SharedRemarks.of(records, EN)
        shown = [read(remarks.table(record), remarks.foot) for record in records]
        assert len(remarks.foot.rows) == marks and [row for table in shown for row in table] == rows


def test_a_row_of_one_figure_and_a_column_of_another_share_a_mark() -> None:
    records = [across(["a", *COVERAGE]), down(["a", *COVERAGE], ["target", "—", "—", "—", "9%"])]
    remarks = SharedRemarks.of(records, EN)
    assert remarks.table(records[0]) == DataTable(["indicator", *PERIODS], [["a ①", "5%", "6%", "7%", "8%"]])
    lines = remarks.table(records[1])
    assert list(lines.columns) == ["period", "a ①", "target"]
    assert [list(row) for row in lines.rows] == [
        ["spring", "5%", "—"],
        ["summer", "6%", "—"],
        ["autumn", "7%", "—"],
        ["winter", "8%", "9%"],
    ]
    assert remarks.foot == DataTable(["spring", "autumn", "winter"], [["①", "8/9", "7/9", "6/9"]])


def test_periods_at_the_end_are_in_the_order_of_time() -> None:
    later, sooner = ["1", "2 (a)", "3 (b)", "4 (c)"], ["1 (a)", "2 (b)", "3 (c)", "4"]
    remarks = SharedRemarks.of([across(["a", *later], ["b", *later]), across(["c", *sooner], ["d", *sooner])], EN)
    assert remarks.foot.columns == PERIODS and [row[1:] for row in remarks.foot.rows] == [
        ["", "a", "b", "c"],
        ["a", "b", "c", ""],
    ]


def test_figures_of_other_kinds_keep_their_remarks() -> None:
    bars = {"kind": "bars", "table": {"columns": ["unit", *PERIODS], "rows": [["a", *COVERAGE], ["b", *COVERAGE]]}}
    remarks = SharedRemarks.of([bars, bars], EN)
    assert remarks.table(bars).rows == bars["table"]["rows"] and not remarks.foot.rows
    assert not remarks.table({"kind": "bars"}).rows


def test_a_chinese_row_is_parted_at_its_own_brackets() -> None:
    record = across(*([name, "52.4%（初步、199/202）", "50.0%", "9.1%（198/200）", "1（3/4）"] for name in ("甲", "乙（全区）")))
    remarks = SharedRemarks.of([record], Words("zh"))
    assert remarks.table(record).rows == [
        ["甲 ①", "52.4%", "50.0%", "9.1%", "1"],
        ["乙（全区） ①", "52.4%", "50.0%", "9.1%", "1"],
    ]
    assert remarks.foot.rows == [["①", "初步、199/202", "198/200", "3/4"]]
