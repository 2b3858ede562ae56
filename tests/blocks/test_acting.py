from __future__ import annotations

import math
from pathlib import Path

from reportlib.analysis import View, view_of
from reportlib.blocks.acting import acting, how_long, matters, outstanding, texts_of
from reportlib.blocks.text import Words
from reportlib.blocks.text.counting import chapter
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook
from tests.cases.small import FLOW, SHARE, STOCK, indicator, unit, write

SUPPRESSED = [
    *(("2024Q3", name, 5, "final") for name in "abc"),
    ("2024Q4", "a", 16, "final"), ("2024Q4", "b", "", "suppressed"), ("2024Q4", "c", "", "suppressed"),
]  # fmt: skip

SENT = [*(("a", f"2024Q{n}") for n in (1, 2, 3, 4)), *(("b", f"2024Q{n}") for n in (1, 2, 3))]
FIVE = {"a": 10, "b": 15, "c": 20, "d": 25, "e": 45}


def seen(workbook: Workbook, unit: str, period: str) -> View:
    args = read_observations(workbook), read_targets(workbook)
    return view_of(workbook, *args, unit=workbook.units[unit], period=Period.parse(period))


def test_a_missed_target_is_to_be_acted_on(small_workbook: Workbook) -> None:
    # 46 visits, with a target of 50.
    view = seen(small_workbook, "ash", "2020")
    assert [(matter.kind, matter.indicator.id, matter.distance) for matter in matters(view)] == [("target", "visits", 0.08)]
    rows = [[str(cell) for cell in row.cells] for row in acting(view, Words("en")).rows]
    assert ["One indicator misses its target or is clearly behind the rest"] in rows
    told = next(row for row in rows if row[0] == "Visits")
    assert "46 visits" in told and "target 50" in told and "4 visits below" in told


def test_an_indicator_that_misses_its_target_and_is_behind_the_rest_counts_once(tmp_path: Path) -> None:
    # North has 300 of 500, the other ward 450 of 500, and the target is 80 %: two rows, but one indicator.
    units = [unit("town", "city"), *(unit(name, "ward", "town") for name in ("north", "south"))]
    units += [unit(f"in-{name}", "school", name) for name in ("north", "south")]
    rows = ["passed,in-north,2024Q4,,300,500,,", "passed,in-south,2024Q4,,450,500,,"]
    share = [indicator("passed", {**SHARE, "interval": "proportion"})]
    write(tmp_path, units=units, indicators=share, rows=rows, reports=[], targets=["passed,north,2024Q4,80"])
    view = seen(Workbook.load(tmp_path), "north", "2024Q4")
    assert {(matter.kind, matter.aim) for matter in matters(view)} == {("target", 80), ("verdict", 90)}
    assert "One indicator misses its target or is clearly behind the rest" in acting(view, Words("en")).html
    assert "未达目标或显著不及的指标有1项" in acting(view, Words("zh")).html


def test_where_a_target_is_open_the_page_does_not_begin_with_nothing(tmp_path: Path) -> None:
    # Five of six schools reported. 125 of 250 is similar to 27 of 50 elsewhere; whether it meets the target of 60 % is open.
    units = [unit("town", "city"), unit("north", "ward", "town"), unit("south", "ward", "town")]
    units += [unit(name, "school", ward) for name, ward in (*((name, "north") for name in "abcdef"), ("g", "south"))]
    rows = [f"passed,{name},{period},,25,50,," for name in "abcde" for period in ("2024Q3", "2024Q4")]
    rows += [
        f"passed,{name},{period},,27,50,,"
        for name in "fg"
        for period in ("2024Q3", "2024Q4")
        if (name, period) != ("f", "2024Q4")
    ]
    share = [indicator("passed", {**SHARE, "interval": "proportion"})]
    write(tmp_path, units=units, indicators=share, rows=rows, reports=[], targets=["passed,north,2024Q4,60"])
    piece = acting(seen(Workbook.load(tmp_path), "north", "2024Q4"), Words("en"))
    first, second = (str(row.cells[0]) for row in piece.rows)
    assert first.startswith("Of what can be judged, nothing needs action: none of the indicators judged (1) is worse")
    assert second == "Not yet judged, as some returns are outstanding (1): Passed."


def test_the_target_of_a_year_is_open_at_its_end_for_a_stock_and_not_for_a_flow(tmp_path: Path) -> None:
    # One of two schools has sent staff and visits of the last quarter. The year's target of staff judges the figure of that
    # quarter; the year's target of visits judges only the whole year.
    units = [unit("town", "city"), unit("north", "ward", "town"), *(unit(name, "school", "north") for name in "ab")]
    counts = [indicator("staff", {**STOCK, "direction": "up"}), indicator("visits", FLOW)]
    rows = [f"{name},{who},{period},10,,,," for name in ("staff", "visits") for who, period in SENT]
    targets = ["staff,north,2024,25", "visits,north,2024,25"]
    write(tmp_path, units=units, indicators=counts, rows=rows, reports=[], targets=targets)
    workbook = Workbook.load(tmp_path)
    assert outstanding(seen(workbook, "north", "2024Q4")) == ["staff"]
    assert outstanding(seen(workbook, "north", "2024")) == ["staff", "visits"]
    assert outstanding(seen(workbook, "north", "2024Q3")) == []


def test_a_sum_without_its_suppressed_parts_is_not_judged_by_its_target(tmp_path: Path) -> None:
    # One of three schools sent 16, more than the target of 10 allows. Two are suppressed, so the page says that it judges
    # nothing.
    units = [unit("town", "city"), unit("north", "ward", "town"), *(unit(name, "school", "north") for name in "abc")]
    complaints = indicator("complaints", {**FLOW, "direction": "down"})
    rows = [f"complaints,{name},{p},{value},,,{status}," for p, name, value, status in SUPPRESSED]
    targets = [f"complaints,north,{period},10" for period in ("2024Q3", "2024Q4")]
    write(tmp_path, units=units, indicators=[complaints], rows=rows, reports=[], targets=targets)
    view = seen(Workbook.load(tmp_path), "north", "2024Q4")
    row = view.standing_of("complaints")
    assert (row.value, row.hidden, row.target, row.met) == (16, 2, 10, None) and math.isnan(row.ahead)
    assert not matters(view)
    told = acting(view, Words("en")).html
    assert "Not judged, as part of the figure is suppressed (1): Complaints." in told and "outstanding" not in told


def test_where_no_target_was_set_before_and_many_units_fall_short_both_are_said(tmp_path: Path) -> None:
    # 10, 15, 20, 25 and 45 of 50 passed in five schools: 46 %, with a target of 80 %. Four schools are below it.
    units = [unit("town", "city"), unit("north", "ward", "town"), *(unit(name, "school", "north") for name in "abcde")]
    rows = [f"passed,{name},{period},,{part},50,," for name, part in FIVE.items() for period in ("2024Q3", "2024Q4")]
    share = [indicator("passed", {**SHARE, "decimals": 0})]
    write(tmp_path, units=units, indicators=share, rows=rows, reports=[], targets=["passed,north,2024Q4,80"])
    [missed] = matters(seen(Workbook.load(tmp_path), "north", "2024Q4"))
    english, chinese = (texts_of(missed, Words(lang)) for lang in ("en", "zh"))
    assert (english["since"], chinese["since"]) == ("no target for the period before", "上期未设目标")
    assert english["below"] == "A at 20%, B at 30%, C at 40% and 1 other below 80%"
    assert chinese["below"] == "单位a 20%、单位b 30%、单位c 40%，另有1家也低于80%"


def test_how_long_a_target_was_missed_is_not_counted_through_a_sum_without_its_suppressed_parts(tmp_path: Path) -> None:
    # The 16 of the third quarter lacks two schools, so it is not judged; the 30 of the fourth misses the target.
    units = [unit("town", "city"), unit("north", "ward", "town"), *(unit(name, "school", "north") for name in "abc")]
    complaints = indicator("complaints", {**FLOW, "direction": "down"})
    sent = [f"complaints,{name},2024Q4,10,,,final," for name in "abc"]
    hidden = [f"complaints,{name},2024Q3,{value},,,{status}," for period, name, value, status in SUPPRESSED if period == "2024Q4"]
    targets = [f"complaints,north,{period},10" for period in ("2024Q3", "2024Q4")]
    write(tmp_path, units=units, indicators=[complaints], rows=[*sent, *hidden], reports=[], targets=targets)
    [missed] = matters(seen(Workbook.load(tmp_path), "north", "2024Q4"))
    assert (missed.row.value, missed.since.count, missed.since.start_is_known) == (30, 1, False)
    assert [how_long(missed.since, Words(lang)) for lang in ("en", "zh")] == ["period before not judged", "上期未作判断"]


def test_where_nothing_can_be_judged_that_is_said(small_workbook: Workbook) -> None:
    piece = acting(seen(small_workbook, "birch", "2019"), Words("en"))
    assert "judges figures by targets and by the rest of the unit above, and there are none for this period" in piece.html


def test_chapters_are_numbered_on_beyond_ten() -> None:
    assert [chapter(number, Words("zh")) for number in (9, 10, 11, 20, 32)] == ["九", "十", "十一", "二十", "三十二"]
    assert [chapter(number, Words("en")) for number in (10, 11)] == ["10", "11"]
