from __future__ import annotations

import math
from pathlib import Path

import pytest

from tests.analysis.made import world

FOUR = "\n".join(f"{name} under p1" for name in "abcd")
FIVE = "\n".join(f"{name} under p1" for name in "abcde")


def test_ties_share_the_best_place_and_the_silent_are_counted(tmp_path: Path) -> None:
    # 70, 70 and 60 are ranked. d's “more than 99” is a figure without a rank, and e sent nothing.
    rows = "mood a 2020Q1 70\nmood b 2020Q1 70\nmood c 2020Q1 60\nmood d 2020Q1 99 qualifier=more_than"
    whole = world(tmp_path, rows, firms=FIVE).whole("2020Q1")
    told = {unit: whole.view(unit).standing_of("mood") for unit in "abcde"}
    assert [told[unit].rank for unit in "abc"] == [1, 1, 3]
    assert [told[unit].tied for unit in "abc"] == [True, True, False]
    assert (told["a"].of, told["a"].missing, told["a"].unranked) == (3, 1, 1)
    assert math.isnan(told["d"].rank) and math.isnan(told["e"].rank)


def test_a_peer_whose_figure_is_suppressed_is_one_without_a_place(tmp_path: Path) -> None:
    # d's suppressed figure may be higher than a's. So “a is first of three” is true only if one unranked unit is mentioned.
    rows = "mood a 2020Q1 70\nmood b 2020Q1 65\nmood c 2020Q1 60\nmood d 2020Q1 c"
    whole = world(tmp_path, rows, firms=FIVE).whole("2020Q1")
    row = whole.view("a").standing_of("mood")
    assert (row.rank, row.of, row.missing, row.unranked) == (1, 3, 1, 1), "e sent nothing"


@pytest.mark.parametrize(("firms", "of"), [("ab", 2), ("abc", 3)])
def test_two_units_are_not_ranked(tmp_path: Path, firms: str, of: int) -> None:
    rows = "\n".join(f"mood {unit} 2020Q1 {value}" for unit, value in zip(firms, (50, 70, 60), strict=False))
    row = world(tmp_path, rows).standing("a", "2020Q1", "mood")
    assert row.of == of and row.missing == 3 - of
    assert math.isnan(row.rank) if of < 3 else row.rank == 3


def test_counts_are_ranked_only_where_the_catalogue_asks(tmp_path: Path) -> None:
    rows = "certs a 2020Q1 7\ncerts b 2020Q1 5\ncerts c 2020Q1 3"
    assert math.isnan(world(tmp_path, rows).standing("a", "2020Q1").rank)
    row = world(tmp_path, rows, certs={"ranked": True}).standing("b", "2020Q1")
    assert (row.rank, row.of) == (2, 3)
    assert math.isnan(row.median), "a count measures size, so it has no spread"


def test_least_is_first_where_less_is_better(tmp_path: Path) -> None:
    rows = "certs a 2020Q1 3\ncerts b 2020Q1 1\ncerts c 2020Q1 3"
    whole = world(tmp_path, rows, certs={"ranked": True, "direction": "down"}).whole("2020Q1")
    assert [whole.view(unit).standing_of("certs").rank for unit in "abc"] == [2, 1, 2]


def test_a_small_denominator_is_not_ranked(tmp_path: Path) -> None:
    # d has a denominator of 19, and 20 is the smallest that is ranked. So d has a figure but no rank, and three of four are
    # ranked.
    rows = "passed a 2020Q1 10/20\npassed b 2020Q1 30/100\npassed c 2020Q1 40/100\npassed d 2020Q1 19/19"
    whole = world(tmp_path, rows, firms=FIVE).whole("2020Q1")
    told = {unit: whole.view(unit).standing_of("passed") for unit in "abcd"}
    assert [told[unit].rank for unit in "abc"] == [1, 3, 2] and math.isnan(told["d"].rank)
    assert (told["a"].of, told["a"].missing, told["a"].unranked) == (3, 1, 1)


def test_parks_are_ranked_by_sums_that_hold_four_fifths_of_their_firms(tmp_path: Path) -> None:
    # p1 has figures of four of its five firms (80 %), which is enough; p2 has two of three, which is not, and has no rank.
    firms = "\n".join([*(f"a{n} under p1" for n in range(5)), *(f"b{n} under p2" for n in range(3)), "c under p3", "d under p4"])
    rows = [*(f"passed a{n} 2020Q1 10/20" for n in range(4)), *(f"passed b{n} 2020Q1 19/20" for n in range(2))]
    rows += ["passed c 2020Q1 12/20", "passed d 2020Q1 5/20"]
    whole = world(tmp_path, "\n".join(rows), firms=firms, parks=("p1", "p2", "p3", "p4")).whole("2020Q1")
    told = {unit: whole.view(unit).standing_of("passed") for unit in ("p1", "p2", "p3", "p4")}
    assert [told[unit].rank for unit in ("p1", "p3", "p4")] == [2, 1, 3]
    assert math.isnan(told["p2"].rank) and (told["p1"].of, told["p1"].unranked, told["p1"].missing) == (3, 1, 0)


def test_a_sum_with_a_suppressed_part_is_not_ranked(tmp_path: Path) -> None:
    rows = "certs a 2020Q1 50\ncerts b 2020Q1 c\ncerts c 2020Q1 10\ncerts d 2020Q1 20\ncerts e 2020Q1 30"
    firms = "a under p1\nb under p1\nc under p2\nd under p3\ne under p4"
    made = world(tmp_path, rows, firms=firms, parks=("p1", "p2", "p3", "p4"), certs={"ranked": True}).whole("2020Q1")
    told = {unit: made.view(unit).standing_of("certs") for unit in ("p1", "p2", "p3", "p4")}
    assert [told[unit].rank for unit in ("p2", "p3", "p4")] == [3, 2, 1] and math.isnan(told["p1"].rank)
    assert (told["p1"].value, told["p1"].hidden, told["p1"].k, told["p1"].n) == (50, 1, 2, 2), "it was received, but is not known"


def test_a_unit_of_half_a_year_is_not_ranked_against_whole_years(tmp_path: Path) -> None:
    # d opened in July. Its 2 in half a year is the least of the four figures, but it gets no rank. a has 40, b 80 and c 60 in the
    # year; for them d is one unit that is not ranked.
    quarters = "2020Q1 2020Q2 2020Q3 2020Q4"
    rows = f"certs a {quarters} 10\ncerts b {quarters} 20\ncerts c {quarters} 15\ncerts d 2020Q3 2020Q4 1"
    firms = "a under p1\nb under p1\nc under p1\nd under p1 from=2020Q3"
    made = world(tmp_path, rows, firms=firms, certs={"ranked": True, "direction": "down"})
    told = {unit: made.whole("2020").view(unit).standing_of("certs") for unit in "abcd"}
    assert [told[unit].rank for unit in "abc"] == [1, 3, 2] and math.isnan(told["d"].rank)
    assert {(told[unit].of, told[unit].unranked) for unit in "abc"} == {(3, 1)} and told["d"].value == 2
    quarter = made.standing("d", "2020Q3")
    assert (quarter.rank, quarter.of) == (1, 4), "it existed throughout the quarter"


def test_a_ratio_with_a_flow_in_it_is_not_ranked_of_a_part_of_the_period_and_a_stock_is(tmp_path: Path) -> None:
    # d opened in July. In half a year 2 of its 100 staff were hurt, in a whole year 4 of a's, 8 of b's and 12 of c's. So d is not
    # ranked by this ratio. By staff at the end of the year it is second.
    quarters = "2020Q1 2020Q2 2020Q3 2020Q4"
    rows = [f"hurt {unit} {quarters} {n}/100" for unit, n in (("a", 1), ("b", 2), ("c", 3))] + ["hurt d 2020Q3 2020Q4 1/100"]
    rows += [f"staff {unit} 2020Q4 {n}" for unit, n in (("a", 50), ("b", 40), ("c", 60), ("d", 55))]
    firms = "a under p1\nb under p1\nc under p1\nd under p1 from=2020Q3"
    staff = {"ranked": True, "direction": "up"}
    whole = world(tmp_path, "\n".join(rows), firms=firms, staff=staff).whole("2020")
    told = {unit: whole.view(unit).standing_of("hurt") for unit in "abcd"}
    assert [told[unit].rank for unit in "abc"] == [1, 2, 3] and math.isnan(told["d"].rank)
    assert (told["a"].of, told["a"].unranked) == (3, 1)
    assert (told["a"].low, told["a"].high) == (80, 120), "nor is it in the spread of the others"
    assert whole.view("d").standing_of("staff").rank == 2


HALF = """
certs a 2020Q1 2020Q2 2020Q3 2020Q4 10
certs b 2020Q1 2020Q2 2020Q3 2020Q4 20
certs c 2020Q1 2020Q2 2020Q3 2020Q4 15
"""


@pytest.mark.parametrize("status", ["not_applicable", "not_asked"])
def test_a_unit_that_need_not_report_half_a_year_is_not_ranked_against_whole_years(tmp_path: Path, status: str) -> None:
    # d has 2 in half a year, the least of the four figures; a has 40, b 80 and c 60 in the year.
    rows = f"{HALF}certs d 2020Q1 2020Q2 _ status={status}\ncerts d 2020Q3 2020Q4 1"
    made = world(tmp_path, rows, firms=FOUR, certs={"ranked": True, "direction": "down"})
    told = {unit: made.whole("2020").view(unit).standing_of("certs") for unit in "abcd"}
    assert [told[unit].rank for unit in "abc"] == [1, 3, 2] and math.isnan(told["d"].rank)
    assert {(told[unit].of, told[unit].unranked) for unit in "abc"} == {(3, 1)} and told["d"].value == 2
    assert made.standing("d", "2020Q3").rank == 1, "it was asked in this quarter"


def test_units_that_all_need_not_report_a_part_are_ranked_by_the_rest(tmp_path: Path) -> None:
    # Nobody was asked for the first half of the year.
    free = "\n".join(f"certs {unit} 2020Q1 2020Q2 _ status=not_asked" for unit in "abcd")
    rows = "\n".join(f"certs {unit} 2020Q3 2020Q4 {n}" for unit, n in zip("abcd", (3, 1, 2, 4), strict=True))
    made = world(tmp_path, f"{free}\n{rows}", firms=FOUR, certs={"ranked": True, "direction": "down"})
    assert [made.standing(unit, "2020").rank for unit in "abcd"] == [3, 1, 2, 4]


def test_a_unit_above_is_ranked_whatever_one_of_its_units_need_not_report(tmp_path: Path) -> None:
    # Parks p1 to p3 have 60, 80 and 60 + 2 in the year; of the last, firm d need not report the first half.
    rows = f"{HALF}certs e 2020Q1 2020Q2 2020Q3 2020Q4 15\ncerts d 2020Q1 2020Q2 _ status=not_applicable\ncerts d 2020Q3 2020Q4 1"
    firms = "e under p1\nb under p2\nc under p3\nd under p3\na under p4"
    made = world(tmp_path, rows, firms=firms, parks=("p1", "p2", "p3", "p4"), certs={"ranked": True, "direction": "up"})
    told = {unit: made.whole("2020").view(unit).standing_of("certs") for unit in ("p1", "p2", "p3", "p4")}
    assert [told[unit].value for unit in told] == [60, 80, 62, 40]
    assert [told[unit].rank for unit in told] == [3, 1, 2, 4]


def test_the_spread_is_that_of_the_peers_known_exactly(tmp_path: Path) -> None:
    rows = "mood a 2020Q1 70\nmood b 2020Q1 60\nmood c 2020Q1 99 qualifier=more_than"
    row = world(tmp_path, rows).standing("a", "2020Q1", "mood")
    assert (row.low, row.q1, row.median, row.q3, row.high) == (60, 60, 60, 60, 60)
