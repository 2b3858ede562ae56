from __future__ import annotations

import datetime as dt
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from tests.oracle.made import row, told
from tests.oracle.periods import parse
from tests.oracle.returns import latest, returns, share_in
from tests.oracle.workbook import Book, read

CASES = Path(__file__).parents[1] / "cases"


def case(name: str) -> Book:
    return read(CASES / name, today=dt.date(2026, 1, 1))


def test_one_of_ten_is_told_of_that_one_alone() -> None:
    book = case("one-of-ten")
    assert latest(book) == parse("2024Q4")
    assert told(book, "z", "2025Q1", "value", "k", "n", "on_year", "pairs", indicator="certs") == (10, 1, 10, 0, 1)
    assert told(book, "z", "2024Q4", "value", "k", "n", indicator="certs") == (100, 10, 10)
    assert [row(book, unit, "2025Q1", "rate")["verdict"] for unit in ("p1", "p2", "f1")] == [None] * 3


def test_a_firm_whose_park_stays_open_counts_to_the_end(tmp_path: Path) -> None:
    shutil.copytree(CASES / "closed-parent", tmp_path, dirs_exist_ok=True)
    units = tmp_path / "params" / "units.yaml"
    units.write_text(units.read_text("utf-8").replace(", to: 2024Q2", ""), encoding="utf-8")
    assert told(read(tmp_path), "z", "2024", "value", "k", "n", indicator="certs") == (440, 2, 2)


def test_months_are_added_up_to_quarters() -> None:
    book = case("months-in-quarters")
    assert told(book, "z", "2024", "value", "k", "n", "returns_in", "returns_asked", indicator="certs") == (160, 2, 2, 8, 8)
    assert told(book, "z", "2024", "value", "returns_in", "returns_asked", indicator="staff") == (200, 2, 2)
    assert told(book, "a", "2024", "value", "returns_in", "returns_asked", indicator="certs") == (120, 4, 4)
    assert [r.state for r in returns(book, parse("2024")) if r.unit == "a"] == ["on time"] * 4


def test_a_mover_gave_each_park_what_it_gave_while_there() -> None:
    book = case("move")
    assert [row(book, unit, "2024", "certs")["value"] for unit in ("p1", "p2", "z", "a")] == [340, 140, 480, 400]
    assert row(book, "a", "2024", "certs")["share"] == Fraction(100, 140)
    assert told(book, "p2", "2024", "on_year", "joined_change", "pairs", indicator="certs") == (100, 100, 1)
    assert told(book, "p1", "2024", "on_year", "joined_change", "pairs", indicator="certs") == (-100, -100, 2)
    assert row(book, "p1", "2024", "certs")["share"] == Fraction(340, 480)


def test_a_part_of_a_year_is_not_compared_with_a_whole_one() -> None:
    book = case("merge")
    assert told(book, "c", "2024", "value", "on_year") == (200, None)
    assert told(book, "c", "2025", "value", "on_year") == (400, None)
    assert told(book, "a", "2024", "value", "on_year") == (100, None)
    assert told(book, "p1", "2025", "on_year", "joined_change", "pairs") == (0, 0, 2)


def test_a_better_rank_is_so_many_places_up() -> None:
    assert told(case("better-rank"), "z", "2024", "value", "on_year", "growth_year", indicator="place") == (2, 3, None)


@pytest.mark.parametrize(("period", "value"), [("2024Q1", 33), ("2024H1", 66), ("2024", 132), ("2024-06", 11), ("2024Q2", 33)])
def test_running_totals_are_the_figures_of_their_months(period: str, value: int) -> None:
    assert told(case("running-totals"), "z", period, "value", "k", "n") == (value, 2, 2)


def test_a_running_total_counts_as_the_return_of_its_last_month() -> None:
    book = case("running-totals")
    assert share_in(book, parse("2024")) == (22, 24)
    assert told(book, "z", "2024", "returns_in", "returns_asked") == (22, 24)
    assert told(book, "z", "2024-02", "value", "k", "n", "returns_in") == (None, 0, 2, 2)


def test_a_correction_changes_the_figure_and_not_the_day() -> None:
    book = case("correction")
    assert [row(book, "a", "2024Q1", name)["value"] for name in ("certs", "staff")] == [7, 51]
    assert [(r.state, r.day) for r in returns(book, parse("2024Q1"))] == [("on time", dt.date(2024, 4, 5))] * 2


def test_one_day_written_in_two_ways_is_one_day() -> None:
    assert {(r.state, r.day) for r in returns(case("dates"), parse("2024Q1"))} == {("on time", dt.date(2024, 4, 5))}


def test_parts_of_both_signs_have_no_shares() -> None:
    book = case("negative")
    assert [row(book, unit, "2024Q2")["share"] for unit in "abc"] == [None] * 3
    assert told(book, "b", "2024Q2", "on_year", "growth_year") == (-240, None)
    assert told(book, "p1", "2024", "value", "on_year", "growth_year") == (115, 230, None)


def test_more_than_planned_stands_and_nothing_planned_is_no_failing() -> None:
    book = case("over-and-nought")
    assert told(book, "a", "2024Q1", "value", "k", "n") == (120, 1, 1)
    assert told(book, "b", "2024Q1", "value", "absences", "k", "n") == (None, {"nothing to divide by"}, 1, 1)
    assert told(book, "c", "2024Q1", "value", "absences") == (None, {"nothing to divide by"})
    assert told(book, "p1", "2024Q1", "value", "numerator", "denominator") == (120, 120, 100)


def test_a_target_without_a_good_side_is_neither_met_nor_missed() -> None:
    book = case("neutral")
    assert [told(book, unit, "2024Q1", "value", "target", "met") for unit in ("a", "b", "p1")] == [
        (100, 90, None),
        (200, 250, None),
        (600, 500, None),
    ]


def test_values_are_kept_as_they_were_sent() -> None:
    book = case("rounding")
    assert [row(book, "a", "2024Q1", name)["value"] for name in ("certs", "money", "rate")] == [
        Fraction("2.5"),
        Fraction("0.25"),
        Fraction("12.5"),
    ]
    assert told(book, "p1", "2024Q1", "value", "numerator", "denominator", indicator="rate") == (25, 4, 16)


def test_ids_are_taken_as_written() -> None:
    assert row(case("mixed-case-id"), "a", "2024Q1", "Uvn6LCg7dVU")["value"] == 2
