"""Findings: doubles settled, and figures that cannot be right."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from reportlib.observations import Finding, as_frame, look, settle
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]


@pytest.mark.parametrize("published_first", [True, False])
def test_better_known_origin_wins_wherever_it_stands(observed: Observed, published_first: bool) -> None:
    rows = [("visits", "ash", "2020Q1", 5, {"origin": "published"}), ("visits", "ash", "2020Q1", 7, {"origin": "reported"})]
    table, found = settle(observed(*(rows if published_first else rows[::-1])))
    assert table["value"].tolist() == [5]
    place = "made.csv:3" if published_first else "made.csv:2"
    assert found == [Finding("duplicate", "visits", "ash", "2020Q1", place, 5, 7)]


def test_of_the_same_origin_the_later_row_wins(observed: Observed) -> None:
    table, found = settle(
        observed(("visits", "ash", "2020Q1", 5), ("visits", "ash", "2020Q1", 6), ("visits", "ash", "2020Q2", 1))
    )
    assert table[["period", "value"]].to_numpy().tolist() == [["2020Q1", 6], ["2020Q2", 1]]
    assert found == [Finding("duplicate", "visits", "ash", "2020Q1", "made.csv:2", 6, 5)]


def test_doubles_that_say_the_same_are_no_finding(observed: Observed) -> None:
    table, found = settle(
        observed(
            ("visits", "ash", "2020Q1", 5),
            ("visits", "ash", "2020Q1", 5),
            ("lending", "ash", "2020Q1", (1, 4)),
            ("lending", "ash", "2020Q1", (1, 4)),
        )
    )
    assert len(table) == 2 and found == []


def test_ratios_that_differ_only_in_their_parts_are_a_finding(observed: Observed) -> None:
    table, found = settle(observed(("lending", "ash", "2020Q1", (1, 4)), ("lending", "ash", "2020Q1", (2, 4))))
    assert table["numerator"].tolist() == [2]
    assert [(f.what, f.place) for f in found] == [("duplicate", "made.csv:2")]


def test_settling_keeps_rows_without_doubles_as_they_are(observed: Observed) -> None:
    rows = observed(("visits", "ash", "2020Q1", 5), ("homes", "ash", "2020Q1", 9), ("visits", "birch", "2020Q4", 1))
    pd.testing.assert_frame_equal(settle(rows)[0], rows)


def test_figures_that_cannot_be_right_are_looked_for(observed: Observed, small_workbook: Workbook) -> None:
    found = look(
        observed(
            ("visits", "birch", "2020Q2", 5),
            ("visits", "birch", "2020", 5),
            ("visits", "cedar", "2020Q3", 6),
            ("visits", "ash", "2020Q1", -1),
            ("lending", "ash", "2020Q1", (-1, 5)),
            ("lending", "ash", "2020Q2", (5, 5)),
            ("lending", "ash", "2020Q3", (6, 5)),
        ),
        small_workbook,
    )
    assert [(f.what, f.unit, f.period, f.place) for f in found] == [
        ("absent", "birch", "2020Q2", "made.csv:2"),
        ("absent", "cedar", "2020Q3", "made.csv:4"),
        ("negative", "ash", "2020Q1", "made.csv:5"),
        ("negative", "ash", "2020Q1", "made.csv:6"),
        ("beyond", "ash", "2020Q3", "made.csv:8"),
    ]


def test_sound_figures_give_no_findings(observed: Observed, small_workbook: Workbook) -> None:
    assert look(observed(("visits", "ash", "2020Q1", 0), ("lending", "ash", "2020Q1", (0, 0))), small_workbook) == []


def test_findings_make_a_table_even_where_there_are_none() -> None:
    columns = ["what", "indicator", "unit", "period", "place", "first", "second"]
    assert list(as_frame([])) == columns
    table = as_frame([Finding("negative", "visits", "ash", "2020Q1", "made.csv:2", -1)])
    assert list(table) == columns and table.loc[0, "first"] == -1
