from __future__ import annotations

from reportlib.analysis import view_of
from reportlib.data import read_observations, read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook


def test_view_of_a_town_holds_its_figures_its_parent_and_its_line(small_workbook: Workbook) -> None:
    unit = small_workbook.units["ash"]
    args = read_observations(small_workbook), read_targets(small_workbook)
    view = view_of(small_workbook, *args, unit=unit, period=Period.parse("2020"))
    assert view.standing.loc["visits", ["value", "year_before", "on_year", "target"]].tolist() == [46, 32, 14, 50]
    assert view.parent is not None and view.parent.id == "north"
    assert [str(p) for p in view.history][:2] == ["2019Q1", "2019Q2"] and len(view.history) == 8
    assert view.series("visits")["value"].tolist() == [8, 8, 8, 8, 10, 11, 12, 13]
    quarter = view_of(small_workbook, *args, unit=unit, period=Period.parse("2020Q4"))
    assert quarter.among_peers("lending").empty, "two towns have it, and two are not ranked"
    assert quarter.among_peers("mood")[["unit", "rank"]].to_numpy().tolist() == [["dale", 1], ["ash", 2], ["birch", 3]]
