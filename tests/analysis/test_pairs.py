"""A change compares pairs of a unit and a collection period (METHODS 2)."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest

from reportlib.analysis import Change
from reportlib.analysis.changes import followed
from reportlib.blocks.text import Words
from reportlib.blocks.text.changes import moved
from reportlib.periods import YEARS
from reportlib.query import Book
from tests.analysis.made import world

QUARTERS_20 = "2020Q1 2020Q2 2020Q3 2020Q4"
QUARTERS_21 = "2021Q1 2021Q2 2021Q3 2021Q4"


def told(change: Change) -> tuple[float, float]:
    """A change as two numbers: the earlier figure, and the difference from it."""
    return change.before, change.difference


def of_how_many(change: Change) -> tuple[float, ...]:
    """A change as four numbers: units compared, all units, returns compared, all returns."""
    return change.pairs, change.of_pairs, change.cells, change.of_cells


class TestUnitsThatDidNotAnswer:
    """Units that did not report are left out on both sides."""

    def test_one_of_two_firms_is_compared_with_itself(self, tmp_path: Path) -> None:
        # a has 10 in both years; b has 90, then nothing. The sum is unchanged, for one of two firms, and not down 90 %.
        made = world(tmp_path, "certs a 2020Q1 2021Q1 10\ncerts b 2020Q1 90")
        row = made.standing("p1", "2021Q1")
        assert row.value == 10 and told(row.changed("year")) == (10, 0)
        assert of_how_many(row.changed("year")) == (1, 2, 1, 2)

    def test_it_is_a_quarter_that_is_left_out_and_not_its_year(self, tmp_path: Path) -> None:
        # a has 10 a quarter, then 20 in three quarters; b has 5 a quarter, then 6. a's fourth quarter has no pair. 2020 has 3 x
        # 10 + 4 x 5 = 50, and 2021 has 3 x 20 + 4 x 6 = 84: up 34, or 68 %, from seven of eight returns.
        rows = [f"certs a {QUARTERS_20} 10", "certs a 2021Q1 2021Q2 2021Q3 20", f"certs b {QUARTERS_20} 5"]
        row = world(tmp_path, "\n".join([*rows, f"certs b {QUARTERS_21} 6"])).standing("p1", "2021")
        assert row.value == 84
        assert told(row.changed("year")) == (50, 34) and row.growth_year == pytest.approx(0.68)
        assert of_how_many(row.changed("year")) == (2, 2, 7, 8)

    def test_neither_side_counts_where_the_earlier_one_is_missing(self, tmp_path: Path) -> None:
        # The sum of 2021Q1 is 42. b's 30 has no earlier figure, so only a is compared: 12 with 10.
        row = world(tmp_path, "certs a 2020Q4 10\ncerts a 2021Q1 12\ncerts b 2021Q1 30").standing("p1", "2021Q1")
        assert row.value == 42 and told(row.changed("previous")) == (10, 2)
        assert of_how_many(row.changed("previous")) == (1, 2, 1, 2)

    def test_a_suppressed_return_has_no_pair(self, tmp_path: Path) -> None:
        row = world(tmp_path, "certs a 2020Q1 10\ncerts a 2021Q1 13\ncerts b 2020Q1 40\ncerts b 2021Q1 c").standing(
            "p1", "2021Q1"
        )
        assert told(row.changed("year")) == (10, 3) and of_how_many(row.changed("year")) == (1, 2, 1, 2)

    def test_nothing_is_told_where_no_unit_is_on_both_sides(self, tmp_path: Path) -> None:
        row = world(tmp_path, "certs a 2020Q1 10\ncerts b 2021Q1 12").standing("p1", "2021Q1")
        assert row.value == 12 and not row.changed("year").has_change and math.isnan(row.growth_year)


class TestUnitsThatCameAndWent:
    """The figures of a unit that joined or left count only while it was below. Its part of a change is given apart."""

    MOVED = "a under p1 -2020Q3 p2 2020Q4-\nb under p2\nc under p1"
    ROWS = f"certs a 2019Q1 2019Q2 2019Q3 2019Q4 {QUARTERS_20} 100\n" + "\n".join(
        f"certs {unit} 2019Q1 2019Q2 2019Q3 2019Q4 {QUARTERS_20} 10" for unit in "bc"
    )

    @pytest.mark.parametrize(
        ("unit", "value", "before", "moved", "movers", "pairs"),
        [
            ("p2", 140, 40, 100, 1, 1),  # b has 40 and 40; a joined for the fourth quarter
            ("p1", 340, 440, -100, 1, 2),  # c has 40 and 40, a 300 and 300; a's fourth quarter left
            ("z", 480, 480, 0, 0, 3),  # nobody joined or left the zone
        ],
    )
    def test_a_move_is_told_on_both_sides_and_not_above(
        self, tmp_path: Path, unit: str, value: float, before: float, moved: float, movers: int, pairs: int
    ) -> None:
        row = world(tmp_path, self.ROWS, firms=self.MOVED).standing(unit, "2020")
        change = row.changed("year")
        assert row.value == value and told(change) == (before, value - before)
        assert (change.moved, change.movers, change.pairs, change.of_pairs) == (moved, movers, pairs, pairs)

    def test_a_view_says_who_joined_and_where_it_came_from(self, tmp_path: Path) -> None:
        whole = world(tmp_path, self.ROWS, firms=self.MOVED).whole("2020")
        joined = whole.view("p2").moves.to_dict("records")
        assert joined == [{"indicator": "certs", "unit": "p2", "mover": "a", "joined": True, "amount": 100.0, "other": "p1"}]
        assert whole.view("p1").moves[["mover", "joined", "amount", "other"]].to_numpy().tolist() == [["a", False, -100.0, "p2"]]
        assert whole.view("z").moves.empty

    def test_a_firm_that_opened_below_came_from_nowhere_else(self, tmp_path: Path) -> None:
        # a opened in p1 in July 2020. The 20 of its first half of 2021 are new, for the park and for the zone, and do not come
        # from p1.
        rows = f"certs a 2020Q3 2020Q4 {QUARTERS_21} 10\ncerts b {QUARTERS_20} {QUARTERS_21} 1"
        whole = world(tmp_path, rows, firms="a under p1 from=2020Q3\nb under p1").whole("2021")
        for unit in ("z", "p1"):
            view = whole.view(unit)
            assert view.moves[["mover", "joined", "amount", "other"]].to_numpy().tolist() == [["a", True, 20.0, ""]]
            change, indicator = view.standing_of("certs").changed("year"), view.workbook.catalogue["certs"]
            assert moved(change, indicator, Words("en"), view=view) == "all of it from a, which is new"

    def test_a_contribution_names_a_firm_that_opened_in_the_year_before_as_new(self, tmp_path: Path) -> None:
        rows = f"certs a 2020Q3 2020Q4 {QUARTERS_21} 10\ncerts b {QUARTERS_20} {QUARTERS_21} 1"
        made = world(tmp_path, rows, firms="a under p1 from=2020Q3\nb under p1")
        table = Book(made.workbook, lang="en")["certs"].of("p1").at(2021).contribution().table
        assert [tuple(row) for row in table.itertuples(index=False)][1:3] == [("a (new)", "+20"), ("b", "0")]

    def test_a_firm_that_moved_within_the_year_before_came_from_where_it_stood_first(self, tmp_path: Path) -> None:
        # a moved from p2 to p1 in July 2020. So in 2021 p1 has two quarters more, which come from p2, and p2 has two fewer.
        rows = "\n".join(f"certs {unit} {QUARTERS_20} {QUARTERS_21} {n}" for unit, n in (("a", 10), ("b", 1), ("c", 1)))
        whole = world(tmp_path, rows, firms="a under p2 -2020Q2 p1 2020Q3-\nb under p1\nc under p2").whole("2021")
        assert whole.view("p1").moves[["mover", "joined", "amount", "other"]].to_numpy().tolist() == [["a", True, 20.0, "p2"]]
        assert whole.view("p2").moves[["mover", "joined", "amount", "other"]].to_numpy().tolist() == [["a", False, -20.0, "p1"]]
        assert whole.view("z").moves.empty

    def test_what_units_below_added_to_a_count_makes_up_its_change(self, tmp_path: Path) -> None:
        # p1 is down 100 and p2 up 100. Within p1, a took 100 away, and c is unchanged.
        whole = world(tmp_path, self.ROWS, firms=self.MOVED).whole("2020")
        assert whole.view("z").pushes.set_index("child")["push"].to_dict() == {"p1": -100, "p2": 100}
        assert whole.view("p1").pushes.set_index("child")["push"].to_dict() == {"a": -100, "c": 0}

    def test_an_opened_and_a_closed_firm(self, tmp_path: Path) -> None:
        # a has 10, then 12; d opened with 5; e had 8 and closed. The sum is 17 after 18, down 1. d and e account for 5 - 8 = -3
        # of the change.
        firms = "a under p1\nd under p1 from=2021Q1\ne under p1 to=2020Q4"
        rows = "certs a 2020Q1 10\ncerts a 2021Q1 12\ncerts d 2021Q1 5\ncerts e 2020Q1 8"
        whole = world(tmp_path, rows, firms=firms).whole("2021Q1")
        change = whole.view("p1").standing_of("certs").changed("year")
        assert told(change) == (18, -1) and (change.moved, change.movers) == (-3, 2)
        assert (change.pairs, change.of_pairs) == (1, 1)
        assert not whole.view("d").standing_of("certs").changed("year").has_change

    def test_a_ratio_changes_with_a_unit_that_joins_by_the_change_with_it_less_that_without(self, tmp_path: Path) -> None:
        # b passes 10 of 20 both times; a joins with 18 of 20. The ratio rises from 50 to 28/40 = 70, and all 20 points come from
        # a.
        rows = "passed b 2020Q1 2021Q1 10/20\npassed a 2020Q1 2021Q1 18/20"
        change = world(tmp_path, rows, firms="a under p1 -2020Q4 p2 2021Q1-\nb under p2").standing("p2", "2021Q1", "passed")
        assert told(change.changed("year")) == (50, pytest.approx(20))
        assert change.moved_year == pytest.approx(20) and math.isnan(change.growth_year)

    def test_a_unit_that_lived_through_part_of_a_year_is_not_compared_with_a_whole_one(self, tmp_path: Path) -> None:
        # a opened in July 2020: it has 20 in its first half-year, then 40. Its park is up 20, all of it from a.
        made = world(
            tmp_path, f"certs a 2020Q3 2020Q4 {QUARTERS_21} 10\ncerts b {QUARTERS_20} {QUARTERS_21} 1",
            firms="a under p1 from=2020Q3\nb under p1",
        )  # fmt: skip
        whole = made.whole("2021")
        assert not whole.view("a").standing_of("certs").changed("year").has_change
        change = whole.view("p1").standing_of("certs").changed("year")
        assert told(change) == (24, 20) and change.moved == 20
        assert told(made.standing("a", "2021Q4").changed("year")) == (10, 0), "quarters can be compared"


class TestStretchesOfTime:
    def test_a_stocks_pair_is_the_last_quarter_of_each_side(self, tmp_path: Path) -> None:
        # b has 30 at the end of 2021 but nothing at the end of 2020, so it has no pair. Its figure of September does not matter.
        rows = "staff a 2020Q3 2020Q4 50\nstaff a 2021Q4 60\nstaff b 2020Q3 20\nstaff b 2021Q4 30"
        row = world(tmp_path, rows).standing("p1", "2021", "staff")
        assert row.value == 90 and told(row.changed("year")) == (50, 10)
        assert of_how_many(row.changed("year")) == (1, 2, 1, 2)

    def test_a_ratio_of_a_flow_and_a_stock_drops_a_unit_whole(self, tmp_path: Path) -> None:
        # a has 4 of 100, then 8 of 100: from 40 to 80 per 1,000. b lacks a quarter of 2021, so it counts in neither year.
        rows = f"hurt a {QUARTERS_20} 1/100\nhurt a {QUARTERS_21} 2/100\nhurt b {QUARTERS_20} 2021Q1 2021Q2 2021Q4 5/100"
        row = world(tmp_path, rows).standing("p1", "2021", "hurt")
        assert row.value == 80 and told(row.changed("year")) == (40, 40)
        assert (row.pairs_year, row.of_pairs_year) == (1, 2)

    @pytest.mark.parametrize(("quarters", "change"), [(QUARTERS_20, (40, 10)), ("2020Q1 2020Q2 2020Q4", None)])
    def test_a_year_told_whole_is_set_beside_four_quarters_and_not_beside_three(
        self, tmp_path: Path, quarters: str, change: tuple[float, float] | None
    ) -> None:
        row = world(tmp_path, f"certs a {quarters} 10\ncerts a 2021 50").standing("a", "2021")
        assert row.value == 50
        assert told(row.changed("year")) == change if change else not row.changed("year").has_change

    def test_period_on_period_is_of_single_periods_only(self, tmp_path: Path) -> None:
        made = world(tmp_path, f"certs a {QUARTERS_20} 10\ncerts a {QUARTERS_21} 12")
        for period, previous in (("2021Q1", (10, 2)), ("2021YTD06", None), ("2020-2021", None)):
            change = made.standing("a", period).changed("previous")
            assert told(change) == previous if previous else not change.has_change
        assert told(made.standing("a", "2021YTD06").changed("year")) == (20, 4)


class TestSidesThatDiffer:
    """A unit's own figure is never compared with a sum of units below; a change is provisional if one of its sides is."""

    def test_an_own_figure_is_not_set_beside_a_sum(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs p1 2020Q1 20\ncerts a 2021Q1 15\ncerts b 2021Q1 9")
        row = made.standing("p1", "2021Q1")
        assert row.value == 24 and not row.changed("year").has_change

    def test_nor_where_the_units_below_have_pairs(self, tmp_path: Path) -> None:
        # p1 published 25 for 2020; its firms' sum was 20. Compared with 25, the new sum of 24 would be down 1, though both firms
        # rose.
        rows = "certs p1 2020Q1 25\ncerts a 2020Q1 12\ncerts b 2020Q1 8\ncerts a 2021Q1 15\ncerts b 2021Q1 9"
        assert not world(tmp_path, rows).standing("p1", "2021Q1").changed("year").has_change

    def test_two_own_figures_are_compared_whatever_is_below_them(self, tmp_path: Path) -> None:
        rows = "certs p1 2020Q1 20\ncerts p1 2021Q1 26\ncerts a 2021Q1 15"
        row = world(tmp_path, rows).standing("p1", "2021Q1")
        assert told(row.changed("year")) == (20, 6) and row.growth_year == pytest.approx(0.3)
        assert of_how_many(row.changed("year")) == (1, 1, 1, 1)

    @pytest.mark.parametrize(("loose", "marked"), [("2020Q1", True), ("2021Q1", True), ("2020Q2", False)])
    def test_a_change_is_provisional_if_either_side_is(self, tmp_path: Path, loose: str, marked: bool) -> None:
        rows = [
            f"certs a {period} 10{' status=provisional' if period == loose else ''}" for period in ("2020Q1", "2020Q2", "2021Q1")
        ]
        change = world(tmp_path, "\n".join([*rows, "certs b 2020Q1 2021Q1 10"])).standing("p1", "2021Q1").changed("year")
        assert change.has_change and change.provisional is marked

    def test_no_change_is_told_of_a_sum_with_a_qualifier(self, tmp_path: Path) -> None:
        rows = "certs a 2020Q1 2021Q1 10\ncerts b 2020Q1 10\ncerts b 2021Q1 10 qualifier=at_least"
        row = world(tmp_path, rows).standing("p1", "2021Q1")
        assert (row.value, row.qualifier) == (20, "at least") and not row.changed("year").has_change


def test_keys_have_room_for_the_weeks_of_all_years_that_a_period_may_have() -> None:
    # The years 1900 to 2200 have 15,705 weeks, counted by their Thursdays, and 3,612 months.
    first, last = dt.date(1900, 1, 4), dt.date(2200, 12, 28)
    assert YEARS[0] == 1900 and YEARS[-1] == 2200
    assert followed.FURTHEST >= (last - first).days // 7 + 1 > 12 * len(YEARS)
