from __future__ import annotations

import math
from pathlib import Path

import pytest

from reportlib.analysis import Standing
from tests.analysis.made import world

QUARTERS = "2020Q1 2020Q2 2020Q3 2020Q4"
MOVED = "a under p1 -2020Q3 p2 2020Q4-\nb under p2\nc under p1"


def units(row: Standing) -> tuple[float, float]:
    """How many units of a sum have a complete figure, and how many units were asked."""
    return row.k, row.n


def returned(row: Standing) -> tuple[float, float]:
    """How many returns came in, and how many were due."""
    return row.returns_in, row.returns_asked


class TestCoverage:
    """In “k of n”, n counts the units asked at any depth below, and k those that sent every return of the period."""

    def test_a_unit_with_a_quarter_missing_is_not_in_k_and_its_three_are_in_the_sum(self, tmp_path: Path) -> None:
        # a has 4 x 10 = 40 and b 3 x 5 = 15. c, in the other park, sent no certificates.
        whole = world(tmp_path, f"certs a {QUARTERS} 10\ncerts b 2020Q1 2020Q2 2020Q4 5\nstaff c 2020Q1 1").whole("2020")
        park, zone, firm = (whole.view(unit).standing_of("certs") for unit in ("p1", "z", "b"))
        assert (park.value, units(park), returned(park)) == (55, (1, 2), (7, 8))
        assert (zone.value, units(zone), returned(zone)) == (55, (1, 3), (7, 12))
        assert (firm.value, units(firm), returned(firm)) == (15, (0, 1), (3, 4)) and firm.partial

    def test_a_unit_owes_the_quarters_in_which_it_existed(self, tmp_path: Path) -> None:
        # a opened in July and owes two returns; b closed in March and owes one.
        firms = "a under p1 from=2020Q3\nb under p1 to=2020Q1\nc under p2"
        row = world(tmp_path, "certs a 2020Q3 2020Q4 10\ncerts b 2020Q1 5\nstaff c 2020Q1 1", firms=firms).standing("p1", "2020")
        assert (row.value, units(row), returned(row)) == (25, (2, 2), (3, 3)) and not row.partial

    def test_a_running_total_covers_what_it_holds(self, tmp_path: Path) -> None:
        # b sent only a total of the whole year, so it has no figure for the half-year.
        made = world(tmp_path, f"certs a {QUARTERS} 10\ncerts b 2020YTD12 44")
        year, half = made.standing("p1", "2020"), made.standing("p1", "2020H1")
        assert (year.value, units(year)) == (84, (2, 2))
        assert (half.value, units(half)) == (20, (1, 2))

    def test_a_stock_of_a_year_is_covered_by_its_last_quarter(self, tmp_path: Path) -> None:
        row = world(tmp_path, f"staff a {QUARTERS} 10\nstaff b 2020Q4 5").standing("p1", "2020", "staff")
        assert (row.value, units(row), returned(row)) == (15, (2, 2), (2, 2))

    def test_a_suppressed_return_is_a_received_one_and_is_not_in_the_sum(self, tmp_path: Path) -> None:
        whole = world(tmp_path, "certs a 2020Q1 10\ncerts b 2020Q1 c").whole("2020Q1")
        park, firm = whole.view("p1").standing_of("certs"), whole.view("b").standing_of("certs")
        assert (park.value, units(park), park.hidden) == (10, (2, 2), 1)
        assert math.isnan(firm.value) and firm.absence == "suppressed"

    def test_an_own_figure_between_is_one_asked_and_one_given(self, tmp_path: Path) -> None:
        # p1's own 50 replaces the 30 of its firms. The zone has 55 with c's 5, and counts two units, p1 and c.
        whole = world(tmp_path, "certs p1 2020Q1 50\ncerts a 2020Q1 10\ncerts b 2020Q1 20\ncerts c 2020Q1 5").whole("2020Q1")
        zone, park = whole.view("z").standing_of("certs"), whole.view("p1").standing_of("certs")
        assert (zone.value, units(zone)) == (55, (2, 2))
        assert park.value == 50 and math.isnan(park.k) and not park.partial
        assert [(f.what, f.first, f.second) for f in whole.findings] == [("discrepancy", 50, 30)]

    def test_an_own_figure_between_stands_for_its_own_quarter_alone(self, tmp_path: Path) -> None:
        # p1 has its own 50 for the first quarter, and 10 + 20 from its firms for each of the other three. The zone adds c's 20.
        rows = f"certs p1 2020Q1 50\ncerts a {QUARTERS} 10\ncerts b {QUARTERS} 20\ncerts c {QUARTERS} 5"
        made = world(tmp_path, rows)
        assert made.standing("p1", "2020").value == 50 + 3 * 30
        assert made.standing("z", "2020").value == 50 + 3 * 30 + 20

    def test_an_own_figure_of_a_whole_year_stands_for_that_of_its_firms(self, tmp_path: Path) -> None:
        rows = f"certs p1 2020 200\ncerts a {QUARTERS} 10\ncerts b {QUARTERS} 20\ncerts c {QUARTERS} 5"
        zone = world(tmp_path, rows).standing("z", "2020")
        assert (zone.value, units(zone)) == (220, (2, 2))


class TestAsked:
    """Units are asked only while they exist, on the levels of the indicator, and from the first figure of the indicator on."""

    def test_pilots_alone_owe_what_is_asked_of_pilots(self, tmp_path: Path) -> None:
        # a is a pilot from July 2020, c from January; b never is one.
        made = world(
            tmp_path, "certs a 2020Q3 10\nstaff a 2020Q1 1\ncerts c 2020Q1 2", certs={"asked": "pilots"},
            firms="a under p1 pilot=2020Q3\nb under p1\nc under p2 pilot=2020Q1",
        )  # fmt: skip
        later, before = made.whole("2020Q3"), made.whole("2020Q1")
        assert units(later.view("p1").standing_of("certs")) == (1, 1)
        assert units(later.view("z").standing_of("certs")) == (1, 2), "c is asked and did not answer"
        assert later.view("b").standing_of("certs").absence == "not asked"
        assert later.view("c").standing_of("certs").absence == "not reported"
        assert before.view("p1").standing_of("certs").absence == "not asked"
        assert units(before.view("z").standing_of("certs")) == (1, 1)

    def test_what_is_collected_once_a_year_is_owed_for_the_year_alone(self, tmp_path: Path) -> None:
        made = world(tmp_path, f"staff a 2020 50\ncerts a {QUARTERS} 1\ncerts b {QUARTERS} 1", staff={"frequency": "year"})
        year, quarter = made.view("p1", "2020"), made.view("p1", "2020Q2")
        assert (year.standing_of("staff").value, units(year.standing_of("staff"))) == (50, (1, 2))
        assert quarter.standing_of("staff").absence == "not asked"
        assert set(quarter.returns["state"]) == {"received"}, "the quarters' returns are complete without it"

    @pytest.mark.parametrize(
        ("status", "asked"), [("not reported", 2), ("not yet due", 1), ("not asked", 1), ("not applicable", 1)]
    )
    def test_only_what_was_not_reported_counts_against_a_unit(self, tmp_path: Path, status: str, asked: int) -> None:
        rows = f"certs a 2020Q1 10\ncerts b 2020Q1 _ status={status.replace(' ', '_')}"
        whole = world(tmp_path, rows).whole("2020Q1")
        assert units(whole.view("p1").standing_of("certs")) == (1, asked)
        assert whole.view("b").standing_of("certs").absence == status

    def test_nothing_is_owed_before_a_series_began(self, tmp_path: Path) -> None:
        # Certificates were first reported for the second quarter, staff for the first.
        made = world(tmp_path, "staff a 2020Q1 2020Q2 5\ncerts a 2020Q2 1")
        assert made.standing("b", "2020Q1").absence == "not asked"
        assert made.standing("b", "2020Q2").absence == "not reported"
        assert returned(made.standing("p1", "2020H1")) == (1, 2)


class TestStatus:
    """A sum is provisional if more than a fifth of its returns are."""

    @pytest.mark.parametrize(("firms", "status"), [("abcde", "final"), ("abcd", "provisional")])
    def test_one_of_five_is_a_fifth_and_one_of_four_is_more(self, tmp_path: Path, firms: str, status: str) -> None:
        rows = [f"certs {unit} 2020Q1 10{' status=provisional' if unit == 'a' else ''}" for unit in firms]
        under = "\n".join(f"{unit} under p1" for unit in firms)
        row = world(tmp_path, "\n".join(rows), firms=under).standing("p1", "2020Q1")
        assert (row.status, row.loose) == (status, 1)

    def test_of_a_stock_the_last_quarter_is_counted_and_of_a_flow_all(self, tmp_path: Path) -> None:
        # The first three quarters of both indicators are provisional, the fourth is final.
        rows = [f"{name} a 2020Q1 2020Q2 2020Q3 10 status=provisional\n{name} a 2020Q4 10" for name in ("certs", "staff")]
        view = world(tmp_path, "\n".join(rows)).view("p1", "2020")
        assert view.standing_of("certs").status == "provisional" and view.standing_of("certs").loose == 3
        assert view.standing_of("staff").status == "final" and view.standing_of("staff").loose == 0

    def test_a_figure_of_its_own_has_its_own_status(self, tmp_path: Path) -> None:
        rows = "certs p1 2020Q1 20\ncerts a 2020Q1 10 status=provisional\ncerts b 2020Q1 10 status=provisional"
        assert world(tmp_path, rows).standing("p1", "2020Q1").status == "final"


class TestShares:
    """A unit's share of a flow of its parent counts only what the unit reported for the time in which it was below the parent."""

    ROWS = f"certs a {QUARTERS} 100\ncerts b {QUARTERS} 10\ncerts c {QUARTERS} 10"

    @pytest.mark.parametrize(
        ("unit", "part", "whole"),
        [("a", 100, 140), ("b", 40, 140), ("c", 40, 340), ("p1", 340, 480), ("p2", 140, 480)],
    )
    def test_what_was_given_while_it_stood_there(self, tmp_path: Path, unit: str, part: float, whole: float) -> None:
        # a counts 300 for p1 and, from October, 100 for p2.
        row = world(tmp_path, self.ROWS, firms=MOVED).standing(unit, "2020")
        assert row.share == pytest.approx(part / whole) and row.parent_value == whole

    def test_a_composition_holds_those_that_left(self, tmp_path: Path) -> None:
        # p1's 340 are 300 from a and 40 from c, although a is under p2 at the end of the year.
        whole = world(tmp_path, self.ROWS, firms=MOVED).whole("2020")
        parts = {unit: whole.view(unit).parts for unit in ("p1", "p2")}
        held = {unit: table[table["unit"] == unit].set_index("child")["part"].to_dict() for unit, table in parts.items()}
        assert held == {"p1": {"a": 300, "c": 40}, "p2": {"a": 100, "b": 40}}

    def test_a_stock_is_all_of_the_unit_above_at_the_end(self, tmp_path: Path) -> None:
        rows = f"staff a {QUARTERS} 60\nstaff b {QUARTERS} 20\nstaff c {QUARTERS} 10"
        whole = world(tmp_path, rows, firms=MOVED).whole("2020")
        assert [whole.view(unit).standing_of("staff").share for unit in "abc"] == [0.75, 0.25, 1]

    def test_no_share_where_a_part_is_negative(self, tmp_path: Path) -> None:
        # 150 - 120 + 10 = 40. The 150 would be 375 % of it.
        firms = "a under p1\nb under p1\nc under p1"
        rows = "certs a 2020Q1 150\ncerts b 2020Q1 -120\ncerts c 2020Q1 10"
        whole = world(tmp_path, rows, firms=firms, certs={"negative": True}).whole("2020Q1")
        assert whole.view("p1").standing_of("certs").value == 40
        assert all(math.isnan(whole.view(unit).standing_of("certs").share) for unit in "abc")

    def test_no_share_above_the_whole_nor_of_a_qualified_one(self, tmp_path: Path) -> None:
        over = world(tmp_path, "certs p1 2020Q1 10\ncerts a 2020Q1 15").whole("2020Q1")
        assert math.isnan(over.view("a").standing_of("certs").share)
        about = world(tmp_path, "certs p1 2020Q1 20 qualifier=more_than\ncerts a 2020Q1 15").standing("a", "2020Q1")
        assert math.isnan(about.share)

    @pytest.mark.parametrize(
        ("own", "b", "told"),
        [
            ("60", "20", 0.5),  # 30 + 20 + 10 = 60, the park's own figure
            ("59", "20", None),  # the sum, 60, exceeds the own figure
            ("61", "20", None),  # all three reported, and their sum is 60
            ("61", "", 30 / 61),  # b sent nothing, and may have had the other 21
            ("61", "20 qualifier=more_than", 30 / 61),
            ("39", "", None),  # the figures that came, 40, exceed the whole
        ],
    )
    def test_no_share_of_a_whole_that_its_parts_do_not_make(self, tmp_path: Path, own: str, b: str, told: float | None) -> None:
        # a has 30 and c has 10; b's figure and the park's own differ from case to case. The share of a in the park's figure is
        # tested.
        rows = f"certs p1 2020Q1 {own}\ncerts a 2020Q1 30\ncerts c 2020Q1 10\n" + (f"certs b 2020Q1 {b}" if b else "")
        whole = world(tmp_path, rows, firms="a under p1\nb under p1\nc under p1").whole("2020Q1")
        share = whole.view("a").standing_of("certs").share
        assert math.isnan(share) if told is None else share == pytest.approx(told)
        assert math.isnan(whole.view("c").standing_of("certs").share) == (told is None), "no part has a share"

    @pytest.mark.parametrize(("own", "told"), [("70", 30 / 70), ("75", None)])
    def test_parts_rounded_by_their_source_may_miss_the_whole_by_so_much(
        self, tmp_path: Path, own: str, told: float | None
    ) -> None:
        # The figures of three firms and of the park are rounded to 5, so each may be 2.5 off, 10 in all. The firms' sum is 60.
        rows = f"certs p1 2020Q1 {own}\ncerts a 2020Q1 30\ncerts b 2020Q1 20\ncerts c 2020Q1 10"
        made = world(tmp_path, rows, firms="a under p1\nb under p1\nc under p1", certs={"rounded": 5})
        share = made.standing("a", "2020Q1").share
        assert math.isnan(share) if told is None else share == pytest.approx(told)

    def test_no_share_of_a_whole_that_lacks_more_than_a_fifth_of_its_units(self, tmp_path: Path) -> None:
        # Four of five firms are 80 %, which is enough; three of five are not.
        firms = "\n".join(f"{unit} under p1" for unit in "abcde")
        four = world(tmp_path, "\n".join(f"certs {unit} 2020Q1 10" for unit in "abcd"), firms=firms).standing("a", "2020Q1")
        assert four.share == 0.25
        three = world(tmp_path, "\n".join(f"certs {unit} 2020Q1 10" for unit in "abc"), firms=firms).standing("a", "2020Q1")
        assert math.isnan(three.share)


class TestRest:
    """A unit is compared with the rest of the whole. It gets a verdict if at least 80 % of the returns of both came in."""

    FIRMS = "\n".join(f"{unit} under p1" for unit in "abcdef")

    @pytest.mark.parametrize(("answered", "verdict"), [("bcdef", "better"), ("bcde", "better"), ("bcd", "")])
    def test_the_rest_must_hold_four_fifths_of_its_units(self, tmp_path: Path, answered: str, verdict: str) -> None:
        # a has 90 of 100, each other firm 50 of 100. The rest of p1 has five firms: four figures are enough, three are not.
        rows = ["passed a 2020Q1 90/100", *(f"passed {unit} 2020Q1 50/100" for unit in answered)]
        row = world(tmp_path, "\n".join(rows), firms=self.FIRMS).standing("a", "2020Q1", "passed")
        assert (row.rest_value, row.gap, row.verdict) == (50, 40, verdict)

    def test_the_unit_itself_must_be_covered_too(self, tmp_path: Path) -> None:
        # Only three of p1's six firms reported. p1 is compared with p2, but not judged.
        rows = [*(f"passed {unit} 2020Q1 90/100" for unit in "abc"), "passed g 2020Q1 50/100"]
        row = world(tmp_path, "\n".join(rows), firms=f"{self.FIRMS}\ng under p2").standing("p1", "2020Q1", "passed")
        assert (row.gap, row.verdict) == (40, "") and units(row) == (3, 6)

    def test_a_suppressed_part_of_the_whole_judges_nobody(self, tmp_path: Path) -> None:
        rows = "passed a 2020Q1 90/100\npassed b 2020Q1 50/100\npassed c 2020Q1 c"
        row = world(tmp_path, rows, firms="a under p1\nb under p1\nc under p1").standing("a", "2020Q1", "passed")
        assert row.value == 90 and row.verdict == "" and math.isnan(row.gap)

    def test_a_unit_that_moved_in_the_year_is_not_set_beside_the_rest_of_it(self, tmp_path: Path) -> None:
        # a's 80 % cover twelve months, but it belonged to p2 for three of them. In the last quarter, a and the rest cover the
        # same time.
        made = world(tmp_path, f"passed a {QUARTERS} 80/100\npassed b {QUARTERS} 50/100\npassed c {QUARTERS} 50/100", firms=MOVED)
        assert math.isnan(made.standing("a", "2020", "passed").gap)
        assert made.standing("a", "2020Q4", "passed").gap == 30

    def test_the_rest_of_an_own_figure_is_that_less_the_units_part(self, tmp_path: Path) -> None:
        # p1 published 100 of 200. Without a's 40 of 50 this leaves 60 of 150, 40 %, although no other firm reported.
        row = world(tmp_path, "passed p1 2020Q1 100/200\npassed a 2020Q1 40/50").standing("a", "2020Q1", "passed")
        assert (row.rest_value, row.gap, row.verdict) == (40, 40, "better")

    @pytest.mark.parametrize(("first", "verdict"), [("b c", "better"), ("c", "")])
    def test_where_an_own_figure_is_a_part_of_the_whole_the_rest_is_still_counted(
        self, tmp_path: Path, first: str, verdict: str
    ) -> None:
        # p1 has its own figure for the second half of the year, and its firms' figures for the first. The rest of a has three
        # returns. With b's figure all three are there, without it only two.
        firms = "".join(f"passed {firm} 2024H1 50/100\n" for firm in first.split())
        rows = f"passed a 2024H1 90/100\npassed a 2024H2 60/100\n{firms}passed p1 2024H2 150/300"
        park = {"passed": {"levels": ["park", "firm"]}}
        made = world(tmp_path, rows, firms="a under p1\nb under p1\nc under p1", every="half", **park)
        assert made.standing("a", "2024", "passed").verdict == verdict

    def test_a_rest_with_a_negative_part_or_above_all_of_it_is_not_judged(self, tmp_path: Path) -> None:
        # First p1 has 100 of 200 and a 40 of 190, so the rest would be 60 of 10. Then p1 has 30 and a 40, so the rest would be
        # -10.
        row = world(tmp_path, "passed p1 2020Q1 100/200\npassed a 2020Q1 40/190").standing("a", "2020Q1", "passed")
        assert row.verdict == ""
        row = world(tmp_path, "passed p1 2020Q1 30/200\npassed a 2020Q1 40/100").standing("a", "2020Q1", "passed")
        assert row.verdict == ""
