from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reportlib.query import Book, Selection
from reportlib.workbook import Workbook
from tests.analysis.made import world


@pytest.fixture
def wb(small_workbook: Workbook) -> Book:
    return Book(small_workbook, lang="en")


def told(found: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a table, row by row; None in place of an empty cell."""
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in found[list(columns)].itertuples(index=False)]


def test_a_figure_comes_with_its_names_parent_coverage_origin_and_status(wb: Book) -> None:
    row = wb["visits"].of("north").at("2020Q4").values().iloc[0].to_dict()
    wanted = {"name": "Visits", "measure": "visits", "unit_name": "North", "level": "region", "parent": "whole", "value": 34.0}
    wanted |= {"k": 2, "n": 2, "origin": "reported", "status": "provisional", "absence": ""}
    assert {name: row[name] for name in wanted} == wanted


def test_names_in_either_language_mean_the_same(wb: Book) -> None:
    by_id = wb["lending"].of("ash", "birch").at("2020Q4").values()
    assert told(by_id, "value") == [(pytest.approx(100 * 40 / 120),), (pytest.approx(100 * 15 / 80),)]
    for indicator, units in (("借阅率", ("白蜡镇", "桦树镇")), ("LENDING", ("Ash", "birch"))):
        assert wb[indicator].of(*units).at("2020Q4").values().equals(by_id)


def test_without_units_it_is_about_the_top_and_without_periods_about_the_latest(wb: Book) -> None:
    assert told(wb["visits"].values(), "unit", "period", "value") == [("whole", "2020Q4", 44.0)]


def test_each_of_a_level_are_those_that_were_there_then(wb: Book) -> None:
    def towns(selection: Selection) -> list[str]:
        return list(selection.values()["unit"])

    assert towns(wb["visits"].each("town").at("2020Q2")) == ["ash", "cedar", "dale"]
    assert towns(wb["visits"].each("Town", within="South").at("2020Q4")) == ["dale"]
    assert towns(wb["visits"].each("town", within="south").at("2020Q2")) == ["cedar"]
    assert towns(wb["visits"].each("town").where(pilot=True)) == ["ash"]
    assert towns(wb["visits"].each("town").where(parent="北区")) == ["ash", "birch"]


def test_where_there_is_no_figure_the_kind_of_absence_is_told(wb: Book) -> None:
    found = wb["homes", "members"].of("dale", "ash").at("2020Q4").values()
    assert told(found, "indicator", "unit", "value", "absence") == [
        ("homes", "dale", None, "not reported"),
        ("homes", "ash", 110.0, ""),
        ("members", "dale", None, "not reported"),
        ("members", "ash", 30.0, ""),
    ]


def test_groups_add_parts_and_divide_once(wb: Book) -> None:
    found = wb["lending"].each("town").at("2020Q4").by("peer_group").values()
    assert told(found, "group", "value", "numerator", "denominator", "k", "n") == [
        ("old", pytest.approx(100 * 55 / 200), 55.0, 200.0, 2, 3)
    ]
    by_pilot = wb["visits"].each("town").at("2020Q4").by("pilot").values()
    assert told(by_pilot, "group", "value", "status") == [(True, 13.0, "final"), (False, 31.0, "provisional")]


def test_a_score_is_weighted_by_its_respondents(wb: Book) -> None:
    found = wb["mood"].each("town").at("2020Q4").by("parent").values()
    assert told(found, "group", "value", "k", "n") == [("north", 75.0, 2, 2), ("south", None, 0, 1)]


def test_over_time_it_runs_to_the_latest_and_last_counts_back_from_it(wb: Book) -> None:
    assert list(wb["visits"].of("ash").over().values()["value"]) == [8, 8, 8, 8, 10, 11, 12, 13]
    assert told(wb["visits"].of("ash").over("year").values(), "period", "value") == [("2019", 32.0), ("2020", 46.0)]
    assert list(wb["visits"].of("ash").at("last 2").values()["period"]) == ["2020Q3", "2020Q4"]


def test_a_change_is_told_like_for_like(wb: Book) -> None:
    # In the region only Ash has figures of both years: Birch opened, and Dale left in the middle of the later year.
    found = wb["visits"].of("ash").change(2019, 2020).values()
    assert told(found, "before", "value", "change", "growth") == [(32.0, 46.0, 14.0, pytest.approx(14 / 32))]


def test_the_largest_rise_stands_first(wb: Book) -> None:
    found = wb["visits"].each("town").change("2020Q3", "2020Q4")
    assert told(found.values(), "unit", "change") == [("ash", 1.0), ("birch", 1.0), ("dale", 1.0)]
    assert told(found.top(1).values(), "unit") == [("ash",)]


def test_three_of_a_level_are_ranked_the_best_first_and_who_is_not_says_why(wb: Book) -> None:
    found = wb["mood"].each("town").at("2020Q4").rank().values()
    assert told(found, "unit", "value", "rank") == [("dale", 90.0, 1.0), ("ash", 80.0, 2.0), ("birch", 60.0, 3.0)]


def test_a_year_of_which_a_unit_need_not_report_a_half_has_no_rank(tmp_path: Path) -> None:
    # d passed 45 of 50 in half a year; a, b and c passed 48, 72 and 96 of 120 in the year. Peers are without d.
    quarters = "2020Q1 2020Q2 2020Q3 2020Q4"
    rows = [f"passed {unit} {quarters} {n}/30" for unit, n in zip("abc", (12, 18, 24), strict=True)]
    rows += ["passed d 2020Q1 2020Q2 _ status=not_applicable", "passed d 2020Q3 22/25", "passed d 2020Q4 23/25"]
    firms = "\n".join(f"{name} under p1" for name in "abcd")
    passed = Book(world(tmp_path, "\n".join(rows), firms=firms).workbook, lang="en")["passed"].at("2020")
    found = passed.each("firm").rank().values()
    assert told(found, "unit", "value", "rank", "why") == [
        ("c", 80.0, 1.0, ""),
        ("b", 60.0, 2.0, ""),
        ("a", 40.0, 3.0, ""),
        ("d", 90.0, None, "short"),
    ]
    assert told(passed.of("c").against("peers").values(), "value", "against_peers") == [(80.0, 50.0)]


def test_missing_are_those_that_sent_nothing(wb: Book) -> None:
    # Nobody sent the realm's rank for the last quarter. There is one for the year, but that is not a return.
    assert told(wb.missing(), "unit", "unit_name", "level") == [("whole", "Whole", "realm")]


def test_find_looks_through_names_in_every_language(wb: Book) -> None:
    assert told(wb.find("借阅"), "kind", "id") == [("indicator", "lending"), ("indicator", "lending-place")]
    assert told(wb.find("ash"), "kind", "id", "zh") == [("unit", "ash", "白蜡镇")]
    assert wb.find("zebra").empty


def test_choosing_fetches_nothing_and_leaves_what_was_chosen_before(wb: Book) -> None:
    chosen = wb["visits"].of("ash")
    chosen.at("2020Q1").by("parent")
    assert "observations" not in vars(wb.snapshot)
    assert told(chosen.values(), "period") == [("2020Q4",)]


def test_a_workbook_and_a_selection_are_shown_in_a_few_lines(wb: Book) -> None:
    assert repr(wb).splitlines() == [
        "Library work",
        "7 indicators; Realm (1), Region (2), Town (4)",
        "2019Q1 to 2020Q4, latest 2020Q4: the last with any figure: 3 of 4 returns are in, and no period has 80 %",
    ]
    assert len(repr(wb.each("town"))) < 500
