from __future__ import annotations

import math
from pathlib import Path

import pytest

from reportlib.analysis.snapshots.collect import latest
from reportlib.data import drop_duplicates, read_observations
from tests.analysis.made import world

MONTHS = [f"2020-{n:02}" for n in range(1, 13)]
QUARTERS = "2020Q1 2020Q2 2020Q3 2020Q4"


class TestMonthsInQuarters:
    """Months add up to quarters by the kind of the indicator. A quarter counts as returned if all its months were sent."""

    def test_months_of_one_firm_stand_beside_the_quarters_of_another(self, tmp_path: Path) -> None:
        # a has twelve months of 10, b four quarters of 30: the year is 240, and both firms reported. A stock is the last figure
        # of each firm.
        rows = f"certs a {' '.join(MONTHS)} 10\ncerts b {QUARTERS} 30\nstaff a {' '.join(MONTHS)} 100\nstaff b {QUARTERS} 50"
        view = world(tmp_path, rows, firms="a under p1\nb under p1").view("p1", "2020")
        certs, staff = view.standing_of("certs"), view.standing_of("staff")
        assert (certs.value, certs.k, certs.n) == (240, 2, 2) and (certs.returns_in, certs.returns_asked) == (8, 8)
        assert (staff.value, staff.k, staff.n) == (150, 2, 2)
        returns = view.returns[view.returns["unit"] == "a"]
        assert len(returns) == 4 and (returns["state"] != "missing").all(), "twelve monthly rows are four quarterly returns"

    def test_a_quarter_with_a_month_missing_holds_the_others_and_is_no_return(self, tmp_path: Path) -> None:
        view = world(tmp_path, "certs a 2020-01 2020-02 10\ncerts b 2020Q1 30").view("p1", "2020Q1")
        row = view.standing_of("certs")
        assert (row.value, row.k, row.n) == (50, 1, 2)
        assert view.returns.set_index("unit")["state"].to_dict() == {"a": "missing", "b": "received"}

    def test_a_stock_without_the_last_month_is_not_known(self, tmp_path: Path) -> None:
        made = world(tmp_path, "staff a 2020-01 2020-02 10\nstaff b 2020Q1 30")
        assert math.isnan(made.figure("staff", "a", "2020Q1")) and made.figure("staff", "p1", "2020Q1") == 30

    def test_the_quarters_own_row_wins_over_its_months(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs a 2020-01 2020-02 2020-03 10\ncerts a 2020Q1 31")
        assert made.figure("certs", "a", "2020Q1") == 31 and made.figure("certs", "z", "2020Q1") == 31

    def test_a_firm_that_opened_in_february_owes_two_months(self, tmp_path: Path) -> None:
        row = world(tmp_path, "certs a 2020-02 2020-03 10\ncerts b 2020Q1 1", firms="a under p1 from=2020-02\nb under p1")
        assert (row.standing("p1", "2020Q1").k, row.standing("p1", "2020Q1").value) == (2, 21)

    def test_a_ratio_adds_its_flow_and_takes_its_stock_at_the_end(self, tmp_path: Path) -> None:
        # 1, 2 and 3 people were hurt, of 100, 110 and 120 staff. The quarter has 6 of 120, which is 50 per 1,000.
        rows = "hurt a 2020-01 1/100\nhurt a 2020-02 2/110\nhurt a 2020-03 3/120"
        assert world(tmp_path, rows).figure("hurt", "a", "2020Q1") == 50

    @pytest.mark.parametrize("indicator", ["people", "place"])
    def test_people_counted_once_and_places_are_not_added_up(self, tmp_path: Path, indicator: str) -> None:
        made = world(tmp_path, f"{indicator} a 2020-01 2020-02 2020-03 7\ncerts a 2020Q1 1")
        assert math.isnan(made.figure(indicator, "a", "2020Q1")) and made.figure(indicator, "a", "2020-02") == 7


class TestRunningTotals:
    """The running total to June is the figure of the first half. Two totals differ by the figure of the time between them."""

    ROWS = "\n".join(f"certs a 2020YTD{n:02} {10 * n}" for n in range(2, 13))
    """Running totals: 20 up to February, 30 up to March … 120 up to December. That of January was never sent."""

    @pytest.mark.parametrize(
        ("period", "value"),
        [("2020Q1", 30), ("2020H1", 60), ("2020", 120), ("2020-03", 10), ("2020-12", 10), ("2020Q2", 30), ("2020H2", 60)],
    )
    def test_what_is_known_without_january(self, tmp_path: Path, period: str, value: float) -> None:
        made = world(tmp_path, self.ROWS, firms="a under p1", every="month")
        assert made.figure("certs", "a", period) == value and made.figure("certs", "z", period) == value

    def test_what_is_not_and_how_many_returns_are_in(self, tmp_path: Path) -> None:
        made = world(tmp_path, self.ROWS, firms="a under p1", every="month")
        assert math.isnan(made.figure("certs", "a", "2020-01")) and math.isnan(made.figure("certs", "a", "2020-02"))
        view = made.view("z", "2020")
        assert (view.standing_of("certs").k, view.standing_of("certs").n) == (1, 1), "the total to December covers the year"
        assert (view.returns["state"] != "missing").sum() == 11 and len(view.returns) == 12

    def test_each_year_begins_anew(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs a 2020YTD09 90\ncerts a 2020YTD12 120\ncerts a 2021YTD03 25")
        assert (made.figure("certs", "a", "2020Q4"), made.figure("certs", "a", "2021Q1")) == (30, 25)

    def test_a_periods_own_row_wins_over_the_difference_of_two_totals(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs a 2020YTD03 10\ncerts a 2020YTD06 25\ncerts a 2020Q2 14")
        assert made.figure("certs", "a", "2020Q2") == 14 and made.figure("certs", "p1", "2020Q2") == 14

    def test_totals_under_a_qualifier_leave_nothing_between_them(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs a 2020YTD03 10 qualifier=more_than\ncerts a 2020YTD06 25")
        assert made.figure("certs", "a", "2020Q1") == 10 and math.isnan(made.figure("certs", "a", "2020Q2"))


class TestNothingToDivideBy:
    """A ratio of 0 / 0 has no value and does not count as missing; 7 / 0 is left out of sums."""

    PLAN = "passed a 2020Q1 120/100\npassed b 2020Q1 0/0\npassed c 2020Q1 7/0"
    FIRMS = "a under p1\nb under p1\nc under p1"

    def test_a_plan_of_nothing(self, tmp_path: Path) -> None:
        # The park has 120 of 100, the parts of a alone. b and c count as having reported.
        whole = world(tmp_path, self.PLAN, firms=self.FIRMS, passed={"may_exceed": True}).whole("2020Q1")
        park = whole.view("p1").standing_of("passed")
        assert (park.value, park.numerator, park.denominator) == (120, 120, 100)
        assert (park.k, park.n) == (3, 3)
        for unit in "bc":
            row = whole.view(unit).standing_of("passed")
            assert math.isnan(row.value) and row.absence == "nothing to divide by"
        assert [(f.what, f.unit, f.first, f.second) for f in whole.findings] == [("over-nothing", "c", 7, 0)]

    def test_a_status_says_it_without_parts(self, tmp_path: Path) -> None:
        whole = world(tmp_path, "passed a 2020Q1 7/20\npassed b 2020Q1 _ status=nothing_to_divide_by").whole("2020Q1")
        park, firm = whole.view("p1").standing_of("passed"), whole.view("b").standing_of("passed")
        assert (park.value, park.k, park.n) == (35, 2, 2) and firm.absence == "nothing to divide by"

    def test_where_all_have_nothing_the_sum_has_not_either(self, tmp_path: Path) -> None:
        row = world(tmp_path, "passed a 2020Q1 0/0\npassed b 2020Q1 0/0").standing("p1", "2020Q1", "passed")
        assert math.isnan(row.value) and row.absence == "nothing to divide by" and (row.k, row.n) == (2, 2)

    def test_nothing_in_a_quarter_is_a_return_of_the_year(self, tmp_path: Path) -> None:
        # Three quarters have 10 of 20 and one has 0 of 0, so the year has 30 of 60.
        row = world(tmp_path, "passed a 2020Q1 2020Q3 2020Q4 10/20\npassed a 2020Q2 0/0").standing("a", "2020", "passed")
        assert (row.value, row.denominator, row.returns_in, row.returns_asked) == (50, 60, 4, 4)


class TestSuppressed:
    """A suppressed figure counts as received, but its value is not known."""

    def test_where_all_parts_are_suppressed_so_is_the_sum(self, tmp_path: Path) -> None:
        row = world(tmp_path, "certs a 2020Q1 c\ncerts b 2020Q1 c").standing("p1", "2020Q1")
        assert math.isnan(row.value) and row.absence == "suppressed" and (row.k, row.n, row.hidden) == (2, 2, 2)

    def test_a_ratio_lacks_the_suppressed_parts_on_both_sides(self, tmp_path: Path) -> None:
        row = world(tmp_path, "passed a 2020Q1 7/20\npassed b 2020Q1 _ status=suppressed").standing("p1", "2020Q1", "passed")
        assert (row.value, row.denominator, row.hidden, row.k) == (35, 20, 1, 2)

    def test_a_year_says_how_many_of_its_quarters_are(self, tmp_path: Path) -> None:
        row = world(tmp_path, "certs a 2020Q1 2020Q2 2020Q3 10\ncerts a 2020Q4 c").standing("a", "2020")
        assert (row.value, row.hidden, row.k, row.n) == (30, 1, 1, 1)


class TestLatest:
    """The latest period with at least four fifths of its returns; if there is none, the latest period with any return."""

    @pytest.mark.parametrize(
        ("answered", "period", "came"),
        [("a", "2020Q1", 5), ("abc", "2020Q1", 5), ("abcd", "2020Q2", 4), ("", "2020Q1", 5)],
    )
    def test_four_of_five_are_enough(self, tmp_path: Path, answered: str, period: str, came: int) -> None:
        firms = "\n".join(f"{unit} under p1" for unit in "abcde")
        rows = [*(f"certs {unit} 2020Q1 1" for unit in "abcde"), *(f"certs {unit} 2020Q2 1" for unit in answered)]
        made = world(tmp_path, "\n".join(rows), firms=firms)
        found = latest(drop_duplicates(read_observations(made.workbook))[0], made.workbook)
        assert found is not None and (str(found.period), found.received, found.due) == (period, came, 5)
        assert [str(later) for later, _, _ in found.later] == (["2020Q2"] if answered in ("a", "abc") else [])

    def test_where_none_is_full_it_is_the_last_with_any(self, tmp_path: Path) -> None:
        made = world(tmp_path, "certs a 2020Q1 2020Q2 1")
        found = latest(drop_duplicates(read_observations(made.workbook))[0], made.workbook)
        assert found is not None and (str(found.period), found.received, found.due) == ("2020Q2", 1, 3)
