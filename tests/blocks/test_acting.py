"""What to act on: a target that is missed, by how much, since when and whose; and that there is nothing, on which ground."""

from __future__ import annotations

from reportlib.analysis import View, view_of
from reportlib.blocks.acting import acting, matters
from reportlib.blocks.text import Words
from reportlib.blocks.text.counting import chapter
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_a_missed_target_is_to_be_acted_on(small_workbook: Workbook) -> None:
    """46 visits of 50."""
    view = seen(small_workbook, "ash", "2020")
    assert [(matter.kind, matter.indicator.id, matter.distance) for matter in matters(view)] == [("target", "visits", 0.08)]
    rows = [[str(cell) for cell in row.cells] for row in acting(view, Words("en")).rows]
    assert ["Targets missed or clearly behind the rest: 1"] in rows
    told = next(row for row in rows if row[0] == "Visits")
    assert "46 visits" in told and "target 50" in told and "4 visits below" in told


def test_where_nothing_can_be_judged_that_is_said(small_workbook: Workbook) -> None:
    piece = acting(seen(small_workbook, "birch", "2019"), Words("en"))
    assert "judges figures by targets and by the rest of the unit above, and there are none for this period" in piece.html


def test_chapters_are_numbered_on_beyond_ten() -> None:
    assert [chapter(number, Words("zh")) for number in (9, 10, 11, 20, 32)] == ["九", "十", "十一", "二十", "三十二"]
    assert [chapter(number, Words("en")) for number in (10, 11)] == ["10", "11"]
