"""Remarks that rows of a table share are written once, at its foot, and no cell gets a remark that it did not have."""

from __future__ import annotations

import pytest

from reportlib.blocks.text import Words
from reportlib.page.remarks import remarked

EN = Words("en")
COVERAGE = ["5% (8/9)", "6%", "7% (7/9)", "8% (6/9)"]


def read(rows: list[list[str]], foot: list[list[str]]) -> list[list[str]]:
    """The rows as a reader reads them: if a row's name ends in a mark, with the remarks that the foot gives for this mark."""
    by_mark = {row[0][0]: row[1:] for row in foot}
    found = []
    for name, *cells in rows:
        remarks = by_mark.get(name[-1], [""] * len(cells))
        told = [f"{cell} ({remark})" if remark else cell for cell, remark in zip(cells, remarks, strict=True)]
        found.append([name[:-2] if name[-1] in by_mark else name, *told])
    return found


@pytest.mark.parametrize(
    ("others", "feet"),
    [
        ([["b", "1 (8/9)", "2", "3 (7/9)", "4 (6/9)"]], 1),
        ([["b", "1 (8/9)", "2 (8/9)", "3 (7/9)", "4 (6/9)"]], 0),
        ([["b", "1", "2", "3", "4"], ["c", "1", "2", "3", "4"]], 0),
        ([["b", "not reported", "2", "3 (7/9)", "4 (6/9)"]], 0),
        ([["b", "1 (8/9)", "—", "3 (7/9)", "4 (6/9)"], *[[name, "1 (of 4)", "2 (2/3)", "3 (2/3)", "4"] for name in "cd"]], 2),
        ([["b (a zone)", "1 (8/9)", "2", "3 (7/9)", "4 (6/9)"]], 1),
    ],
)
def test_only_rows_that_share_every_remark_share_a_row_of_the_foot(others: list[list[str]], feet: int) -> None:
    rows = [["a", *COVERAGE], *others]
    shown = remarked(rows, EN)
    assert len(shown.foot) == feet and read(shown.rows, shown.foot) == rows


def test_a_chinese_row_is_parted_at_its_own_brackets() -> None:
    rows = [[name, "52.4%（初步、199/202）", "50.0%", "9.1%（198/200）", "1（3/4）"] for name in ("甲", "乙（全区）")]
    shown = remarked(rows, Words("zh"))
    assert shown.rows == [["甲 ①", "52.4%", "50.0%", "9.1%", "1"], ["乙（全区） ①", "52.4%", "50.0%", "9.1%", "1"]]
    assert [row[1:] for row in shown.foot] == [["初步、199/202", "", "198/200", "3/4"]]
