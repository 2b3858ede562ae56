from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest
from scipy.stats import binomtest

from tests.oracle.made import FIRMS, FLOW, INJURIES, PASSED, STOCK, made, row, told
from tests.oracle.periods import parse
from tests.oracle.returns import latest, returns
from tests.oracle.statistics import newcombe, rates, wilson

SCORE = {"kind": "score", "direction": "up"}
FIVE = tuple(f"{name} under p1" for name in "abcde")
SIX = (*FIVE, "f under p2")


def quarters(text: str, *values: object, year: int = 2024) -> str:
    """Rows for the first quarters of a year, one for each value; `text` is the indicator and the unit."""
    return "\n".join(f"{text} {year}Q{n} {value}" for n, value in enumerate(values, 1) if value is not None)


# figures and coverage


def test_a_flow_lacking_a_quarter_is_a_sum_and_lacks_a_return(tmp_path: Path) -> None:
    book = made(tmp_path, quarters("n a", 1, 2, None, 4), firms=FIRMS[:1], n=FLOW)
    assert told(book, "a", "2024", "value", "k", "n", "returns_in", "returns_asked") == (7, 0, 1, 3, 4)
    assert told(book, "a", "2024YTD06", "value", "k", "n", "returns_in", "returns_asked") == (3, 1, 1, 2, 2)


def test_a_stock_is_that_of_the_last_quarter_or_none(tmp_path: Path) -> None:
    book = made(tmp_path, quarters("s a", 1, 2, 3, 4) + "\n" + quarters("s b", 9, 9, 9), firms=FIRMS[:2], s=STOCK)
    assert told(book, "p1", "2024", "value", "k", "n") == (4, 1, 2)
    assert told(book, "b", "2024", "value", "absences") == (None, {"not reported"})


def test_a_ratio_of_flows_is_made_of_what_there_is(tmp_path: Path) -> None:
    book = made(tmp_path, quarters("p a", "1/10", "3/10", None, "6/20") + "\np b 2024Q1 0/0", r=PASSED, p=PASSED)
    assert told(book, "p1", "2024", "value", "numerator", "denominator", indicator="p") == (25, 10, 40)
    assert told(book, "b", "2024Q1", "value", "absences", indicator="p") == (None, {"nothing to divide by"})


def test_a_flow_by_a_stock_leaves_out_the_unit_with_a_gap(tmp_path: Path) -> None:
    rows = quarters("i a", "1/100", "2/100", "0/100", "1/200") + "\n" + quarters("i b", "5/50", None, "5/50", "5/50")
    book = made(tmp_path, rows, firms=FIRMS[:2], i=INJURIES)
    assert told(book, "p1", "2024", "value", "numerator", "denominator", "k", "n") == (20, 4, 200, 1, 2)
    assert told(book, "b", "2024", "value", "absences") == (None, {"not reported"})
    assert row(book, "p1", "2024Q4")["value"] == 1000 * Fraction(6, 250)


def test_a_park_s_own_figure_stands_in_place_of_its_firms(tmp_path: Path) -> None:
    book = made(tmp_path, "n p1 2024Q1 50\nn a 2024Q1 10\nn c 2024Q1 7", n=FLOW)
    assert told(book, "p1", "2024Q1", "value", "own", "k", "n") == (50, True, 1, 1)
    assert told(book, "z", "2024Q1", "value", "own", "k", "n") == (57, False, 2, 2)
    assert row(book, "a", "2024Q1")["share"] == Fraction(10, 50)


def test_a_figure_for_the_year_wins_and_counts_for_the_parent_at_its_end(tmp_path: Path) -> None:
    mover = {"id": "m", "parent": [{"id": "p1", "to": "2024Q2"}, {"id": "p2", "from": "2024Q3"}]}
    book = made(tmp_path, "n m 2024 100\nn m 2024Q1 10\nn a 2024Q1 1", firms=("a under p1", mover), n=FLOW)
    assert [row(book, unit, "2024")["value"] for unit in ("m", "p1", "p2", "z")] == [100, 1, 100, 101]
    assert row(book, "p1", "2024Q1")["value"] == 11


def test_months_make_a_quarter_and_only_all_of_them_a_return(tmp_path: Path) -> None:
    rows = "n a 2024-01 1\nn a 2024-02 2\nn a 2024-03 3\nn b 2024-01 5\nn c 2024-01 5\nn c 2024Q1 9"
    book = made(tmp_path, rows, n=FLOW)
    assert told(book, "p1", "2024Q1", "value", "k", "n", "returns_in") == (11, 1, 2, 1)
    assert told(book, "c", "2024Q1", "value", "k", "n") == (9, 1, 1)


def test_running_totals_are_taken_apart_and_a_fall_makes_none(tmp_path: Path) -> None:
    book = made(tmp_path, "n a 2024YTD03 10\nn a 2024YTD06 25\nn a 2024YTD09 20\nn a 2024YTD12 40", firms=FIRMS[:1], n=FLOW)
    assert [row(book, "a", f"2024Q{n}")["value"] for n in (1, 2, 3, 4)] == [10, 15, None, 20]
    assert [row(book, "a", period)["value"] for period in ("2024H1", "2024H2", "2024", "2024YTD09")] == [25, 20, 40, 20]


def test_a_score_is_weighted_and_stays_out_without_respondents(tmp_path: Path) -> None:
    rows = "s a 2024Q1 80 denominator=30\ns b 2024Q1 60 denominator=10\ns c 2024Q1 90"
    book = made(tmp_path, rows, s=SCORE)
    assert [row(book, unit, "2024Q1")["value"] for unit in ("p1", "z", "c", "p2")] == [75, 75, 90, None]


def test_distinct_people_add_over_units_and_never_over_time(tmp_path: Path) -> None:
    book = made(tmp_path, quarters("d a", 5, 5, 5, 5) + "\nd b 2024Q1 7", d={"kind": "distinct"})
    assert row(book, "p1", "2024Q1")["value"] == 12
    assert told(book, "p1", "2024", "value", "absences") == (None, {"not asked", "not applicable"})


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("c", "suppressed"),
        ("..", "not reported"),
        ("_ status=not_applicable", "not applicable"),
        ("_ status=missing", "not reported"),
        ("_ status=not_asked", "not asked"),
    ],
)
def test_absence_has_its_kinds(tmp_path: Path, given: str, kind: str) -> None:
    book = made(tmp_path, f"n a 2024Q1 {given}\nn b 2024Q1 4", n=FLOW)
    assert told(book, "a", "2024Q1", "value", "absences") == (None, {kind})
    asked, answered = kind not in ("not asked", "not applicable"), kind == "suppressed"
    assert told(book, "p1", "2024Q1", "value", "k", "n", "suppressed") == (4, 1 + answered, 1 + asked, kind == "suppressed")


def test_a_return_is_not_missing_before_it_is_due(tmp_path: Path) -> None:
    book = made(tmp_path, "n a 2024Q1 4", n=FLOW, today=dt.date(2024, 4, 15))
    assert row(book, "b", "2024Q1")["absences"] == {"not yet due"}
    assert [r.state for r in returns(book, parse("2024Q1"))] == ["on time", "not yet due", "not yet due"]


def test_only_pilots_are_asked_from_their_date_on(tmp_path: Path) -> None:
    firms = ({"id": "a", "pilot": "2024Q2"}, "b under p1")
    book = made(tmp_path, "n a 2024Q2 4", firms=firms, n=FLOW | {"asked": "pilots"})
    assert told(book, "p1", "2024Q1", "k", "n", "absences") == (0, 0, {"not asked"})
    assert told(book, "p1", "2024", "value", "k", "n", "returns_in", "returns_asked") == (4, 0, 1, 1, 3)


def test_a_yearly_indicator_is_asked_once_a_year(tmp_path: Path) -> None:
    book = made(tmp_path, "n a 2024 4", firms=FIRMS[:1], n=FLOW | {"frequency": "year"})
    assert told(book, "p1", "2024", "value", "k", "n", "returns_in", "returns_asked") == (4, 1, 1, 1, 1)
    assert told(book, "p1", "2024Q1", "value", "n", "absences") == (None, 0, {"not asked"})


def test_of_two_rows_the_better_known_then_the_later_one_stands(tmp_path: Path) -> None:
    rows = "n a 2024Q1 1 reported_at=2024-05-01\nn a 2024Q1 2 reported_at=2024-4-9\nn b 2024Q1 3\nn b 2024Q1 4"
    book = made(tmp_path, rows + "\nn c 2024Q1 5 origin=published\nn c 2024Q1 6 reported_at=2024-09-01", n=FLOW)
    assert [row(book, unit, "2024Q1")["value"] for unit in "abc"] == [1, 4, 5]


@pytest.mark.parametrize(("firms", "status"), [(FIVE, "final"), (FIVE[:4], "provisional")])
def test_more_than_a_fifth_provisional_makes_a_sum_so(tmp_path: Path, firms: tuple[str, ...], status: str) -> None:
    rows = "\n".join(f"n {firm[0]} 2024Q1 1" for firm in firms[1:]) + "\nn a 2024Q1 1 status=provisional"
    book = made(tmp_path, rows, firms=firms, n=FLOW)
    assert told(book, "p1", "2024Q1", "provisional", "status") == (1, status)


def test_a_stock_is_as_final_as_its_last_quarter(tmp_path: Path) -> None:
    rows = quarters("s a", "1 status=provisional", 1, 1, 1) + "\n" + quarters("n a", "1 status=provisional", 1, 1, 1)
    book = made(tmp_path, rows, firms=FIRMS[:1], s=STOCK, n=FLOW)
    assert told(book, "a", "2024", "provisional", "status", indicator="s") == (0, "final")
    assert told(book, "a", "2024", "provisional", "status", indicator="n") == (1, "provisional")


# changes


def test_a_quarter_missing_on_one_side_is_left_out_on_both(tmp_path: Path) -> None:
    rows = [quarters("n a", 10, 10, 10, 10, year=2023), quarters("n a", 20, 20, 20), quarters("n b", 1, 1, 1, 1, year=2023)]
    book = made(tmp_path, "\n".join([*rows, quarters("n b", 2, 2, 2, 2)]), n=FLOW)
    assert told(book, "p1", "2024", "value", "on_year", "growth_year", "pairs") == (68, 34, 1, 2)
    assert told(book, "a", "2024", "value", "on_year", "pairs") == (60, 30, 1)


def test_what_opened_and_closed_stays_and_is_told_apart(tmp_path: Path) -> None:
    firms = ("a under p1", {"id": "old", "to": "2023Q4"}, {"id": "new", "from": "2024Q1"})
    book = made(tmp_path, "n a 2023Q4 10\nn old 2023Q4 30\nn a 2024Q1 15\nn new 2024Q1 5", firms=firms, n=FLOW)
    assert told(book, "p1", "2024Q1", "on_previous", "growth_previous", "pairs_previous") == (-20, Fraction(-1, 2), 1)
    ratios = "p a 2023Q1 1/10\np old 2023Q1 9/10\np a 2024Q1 2/10\np new 2024Q1 0/20"
    other = made(_folder(tmp_path, "r"), ratios, firms=firms, p=PASSED)
    with_them, without = Fraction(200, 30) - 50, 20 - 10
    assert told(other, "p1", "2024Q1", "on_year", "growth_year", "joined_change") == (with_them, None, with_them - without)


def _folder(folder: Path, name: str) -> Path:
    made_here = folder / name
    made_here.mkdir()
    return made_here


def test_a_flow_by_a_stock_drops_the_unit_whole_where_a_pair_is_missing(tmp_path: Path) -> None:
    rows = [quarters("i a", *["1/100"] * 4, year=2023), quarters("i a", *["2/100"] * 4)]
    rows += [quarters("i b", "9/50", None, "9/50", "9/50", year=2023), quarters("i b", *["9/50"] * 4)]
    book = made(tmp_path, "\n".join(rows), firms=FIRMS[:2], i=INJURIES)
    assert row(book, "p1", "2024")["value"] == 1000 * Fraction(44, 150)
    assert told(book, "p1", "2024", "on_year", "pairs") == (40, 1)


def test_own_figures_are_not_set_against_sums(tmp_path: Path) -> None:
    book = made(tmp_path, "n p1 2023Q1 50\nn a 2023Q1 10\nn a 2024Q1 60\nn c 2023Q1 5\nn c 2024Q1 6", n=FLOW)
    assert told(book, "p1", "2024Q1", "value", "on_year") == (60, None)
    assert told(book, "z", "2024Q1", "value", "on_year", "pairs") == (66, 1, 1)


def test_where_frequencies_differ_the_coarser_counts(tmp_path: Path) -> None:
    book = made(tmp_path, "n a 2023 40\n" + quarters("n a", 10, 20, 30, 40), firms=FIRMS[:1], n=FLOW)
    assert told(book, "a", "2024", "on_year", "growth_year", "pairs") == (60, Fraction(3, 2), 1)
    lacking = made(_folder(tmp_path, "l"), "n a 2023 40\n" + quarters("n a", 10, 20, 30), firms=FIRMS[:1], n=FLOW)
    assert told(lacking, "a", "2024", "value", "on_year") == (60, None)


@pytest.mark.parametrize(("base", "growth"), [(9, None), (10, Fraction(1, 10)), (0, None)])
def test_growth_needs_a_base(tmp_path: Path, base: int, growth: Fraction | None) -> None:
    book = made(tmp_path, f"n a 2023Q1 {base}\nn a 2024Q1 {base + 1}", n=FLOW)
    assert told(book, "a", "2024Q1", "on_year", "growth_year") == (1, growth)


def test_an_inexact_figure_is_not_compared_ranked_or_shared(tmp_path: Path) -> None:
    rows = "n a 2023Q1 10\nn a 2024Q1 20 qualifier=more_than\n" + "\n".join(f"n {name} 2024Q1 5" for name in "bcd")
    book = made(tmp_path, rows, firms=FIVE[:4], n=FLOW | {"ranked": True})
    assert told(book, "a", "2024Q1", "on_year", "rank", "of", "share") == (None, None, 3, None)
    assert told(book, "b", "2024Q1", "rank", "of", "share") == (1, 3, None)


def test_no_share_of_a_whole_that_its_parts_do_not_make(tmp_path: Path) -> None:
    # The firms have 30 + 20, the park reports 50, 40 or 60. Of the 60, b may have had 30 if it sent nothing.
    for own, b, told_share in ((50, 20, Fraction(3, 5)), (40, 20, None), (60, 20, None), (60, None, Fraction(1, 2))):
        folder = tmp_path / f"{own}-{b}"
        folder.mkdir()
        rows = f"n p1 2024Q1 {own}\nn a 2024Q1 30" + (f"\nn b 2024Q1 {b}" if b else "")
        assert told(made(folder, rows, firms=FIVE[:2], n=FLOW), "a", "2024Q1", "share") == (told_share,)


# a unit in its parent


def test_ties_share_a_place_and_the_silent_are_counted(tmp_path: Path) -> None:
    rows = "\n".join(f"n {name} 2024Q1 {value}" for name, value in zip("abcd", (5, 9, 9, 1), strict=True))
    book = made(tmp_path, rows, firms=FIVE, n=FLOW | {"ranked": True}, m=FLOW)
    found = [told(book, name, "2024Q1", "rank", "of", "missing", indicator="n") for name in "abcde"]
    assert found == [(3, 4, 1), (1, 4, 1), (1, 4, 1), (4, 4, 1), (None, 4, 1)]
    assert told(book, "a", "2024Q1", "rank", indicator="m") == (None,)


def test_two_are_too_few_and_small_denominators_have_no_place(tmp_path: Path) -> None:
    rows = "\n".join(f"p {name} 2024Q1 {n}/{n + 15}" for n, name in enumerate("abcdef", 3))
    book = made(tmp_path, rows, firms=SIX, p=PASSED)
    assert [told(book, name, "2024Q1", "rank", "of") for name in "abcdef"] == [
        (None, 4),
        (None, 4),
        (4, 4),
        (3, 4),
        (2, 4),
        (1, 4),
    ]  # of all the firms, whatever they stand under; a and b have denominators of 18 and 19
    assert row(book, "p1", "2024Q1")["rank"] is None


def test_a_firm_of_half_a_year_has_no_place_in_the_year(tmp_path: Path) -> None:
    # d has 2 in its half-year, the lowest figure, and no rank in the year. It is ranked in its quarter, and by a stock at the
    # end.
    rows = "\n".join([quarters("n a", 1, 1, 1, 1), quarters("n b", 2, 2, 2, 2), quarters("n c", 3, 3, 3, 3)])
    rows += "\nn d 2024Q3 1\nn d 2024Q4 1\n" + "\n".join(f"s {name} 2024Q4 {n}" for n, name in enumerate("abcd"))
    firms = (*FIVE[:3], {"id": "d", "from": "2024Q3"})
    book = made(tmp_path, rows, firms=firms, n=FLOW | {"ranked": True}, s=STOCK | {"ranked": True, "direction": "up"})
    assert [told(book, name, "2024", "rank", "of", indicator="n") for name in "abcd"] == [(3, 3), (2, 3), (1, 3), (None, 3)]
    assert told(book, "d", "2024Q3", "rank", "of", indicator="n") == (3, 4)
    assert told(book, "d", "2024", "rank", "of", indicator="s") == (1, 4)


def test_peers_are_ranked_among_themselves(tmp_path: Path) -> None:
    firms = tuple({"id": name, "peer_group": "old" if name in "abc" else "new"} for name in "abcd")
    rows = "\n".join(f"n {name} 2024Q1 {value}" for name, value in zip("abcd", (1, 2, 3, 9), strict=True))
    book = made(tmp_path, rows, firms=firms, n=FLOW | {"ranked": True})
    assert [told(book, name, "2024Q1", "rank", "of") for name in "abcd"] == [(3, 3), (2, 3), (1, 3), (None, 1)]


def test_a_unit_is_judged_against_the_rest_with_enough_of_both(tmp_path: Path) -> None:
    rows = "p a 2024Q1 90/100\np b 2024Q1 50/100\np c 2024Q1 55/100\np d 2024Q1 60/100"
    book = made(tmp_path, rows, firms=FIVE, p=PASSED)
    assert [row(book, name, "2024Q1")["verdict"] for name in "ab"] == [None, None], "of the rest 3 of 4 reported"
    full = made(_folder(tmp_path, "f"), rows + "\np e 2024Q1 70/100", firms=FIVE, p=PASSED)
    assert [row(full, name, "2024Q1")["verdict"] for name in "abe"] == ["better", "worse", "similar"]
    gap = made(_folder(tmp_path, "g"), rows + "\np e 2024Q1 70/100", firms=FIVE, p=PASSED | {"min_gap": 30})
    assert [row(gap, name, "2024Q1")["verdict"] for name in "ab"] == ["better", "similar"]
    hidden = made(_folder(tmp_path, "h"), rows + "\np e 2024Q1 c", firms=FIVE, p=PASSED)
    assert [row(hidden, name, "2024Q1")["verdict"] for name in "ab"] == [None, None]


def test_one_who_moved_in_is_not_judged_by_a_flow(tmp_path: Path) -> None:
    mover = {"id": "m", "parent": [{"id": "p2", "to": "2024Q2"}, {"id": "p1", "from": "2024Q3"}]}
    rows = quarters("p a", *["10/100"] * 4) + "\n" + quarters("p m", *["90/100"] * 4)
    book = made(tmp_path, rows, firms=("a under p1", mover), p=PASSED)
    assert [row(book, name, "2024")["verdict"] for name in "am"] == ["worse", None]
    assert [row(book, name, "2024Q4")["verdict"] for name in "am"] == ["worse", "better"]


def test_newcombe_and_wilson_are_those_of_the_papers() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("x1", range(25))
def test_rates_differ_where_the_exact_limits_say_so(x1: int) -> None:
    x2, n1, n2 = 9, Fraction(400), Fraction(500)
    limits = binomtest(x1, x1 + x2).proportion_ci(method="exact")
    equal = float(n1 / (n1 + n2))
    assert rates(Fraction(x1), n1, Fraction(x2), n2) == (1 if limits.low > equal else -1 if limits.high < equal else 0)


def test_no_events_at_all_are_not_judged() -> None:
    assert rates(Fraction(0), Fraction(10), Fraction(0), Fraction(10)) is None


# returns


def test_a_return_is_late_by_its_first_day(tmp_path: Path) -> None:
    rows = "n a 2024Q1 1 reported_at=2024-04-16\nn a 2024Q1 1 reported_at=2024-04-15\nn b 2024Q1 1 reported_at=2024-04-16"
    book = made(tmp_path, rows, n=FLOW)
    assert [(r.unit, r.state) for r in returns(book, parse("2024Q1"))] == [("a", "on time"), ("b", "late"), ("c", "missing")]


@pytest.mark.parametrize(("came", "period"), [(4, "2024Q2"), (3, "2024Q1")])
def test_the_latest_period_has_most_of_its_returns(tmp_path: Path, came: int, period: str) -> None:
    rows = [f"n {name} 2024Q1 1" for name in "abcde"] + [f"n {name} 2024Q2 1" for name in "abcde"[:came]]
    assert latest(made(tmp_path, "\n".join(rows), firms=FIVE, n=FLOW)) == parse(period)


def test_with_no_period_nearly_complete_the_last_with_a_figure_is_the_latest(tmp_path: Path) -> None:
    assert latest(made(tmp_path, "n a 2024Q1 1\nn a 2024Q2 1", firms=FIVE, n=FLOW)) == parse("2024Q2")
