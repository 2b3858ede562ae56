from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reportlib.analysis import rollup
from reportlib.data import Finding, read_observations
from reportlib.periods import Period
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]
YEAR = [Period.parse("2020")]
QUARTERS = [f"2020Q{n}" for n in (1, 2, 3, 4)]


def figure(values: pd.DataFrame, indicator: str, unit: str, period: str) -> pd.Series[Any]:
    rows = values[(values["indicator"] == indicator) & (values["unit"] == unit) & (values["period"] == period)]
    assert len(rows) == 1, f"{len(rows)} figures of {indicator}, {unit}, {period}"
    return rows.iloc[0]


def has(values: pd.DataFrame, indicator: str, unit: str, period: str) -> bool:
    rows = values[(values["indicator"] == indicator) & (values["unit"] == unit) & (values["period"] == period)]
    return bool(rows["value"].notna().any())


# the small workbook as it stands, added up by hand


@pytest.fixture
def values(small_workbook: Workbook) -> pd.DataFrame:
    return rollup(read_observations(small_workbook), small_workbook, YEAR)[0]


@pytest.mark.parametrize(
    ("unit", "period", "value", "k", "n"),
    [
        ("north", "2020Q1", 10 + 7, 2, 2),
        ("north", "2020Q3", 12 + 20, 2, 2),
        ("south", "2020Q1", 5, 1, 1),
        ("south", "2020Q3", 9, 1, 1),
        ("whole", "2020Q3", 12 + 20 + 9, 3, 3),  # ash, birch and dale, whatever their regions
        ("north", "2020", (10 + 7) + (11 + 8) + (12 + 20) + (13 + 21), 4 + 2 + 2, 8),  # ash, dale to Q2, birch from Q3
        ("south", "2020", 5 + 6 + 9 + 10, 2 + 2, 4),  # cedar to Q2, dale from Q3
    ],
)
def test_flow_is_added_over_the_children_of_each_quarter(
    values: pd.DataFrame, unit: str, period: str, value: float, k: int, n: int
) -> None:
    # `k` of `n` counts returns: one quarter of one unit is one return.
    row = figure(values, "visits", unit, period)
    assert (row["value"], row["k"], row["n"], row["own"]) == (value, k, n, False)


def test_flow_of_a_unit_is_added_over_the_quarters_it_lived(values: pd.DataFrame) -> None:
    assert figure(values, "visits", "ash", "2020")["value"] == 10 + 11 + 12 + 13
    assert figure(values, "visits", "birch", "2020")["value"] == 20 + 21
    assert figure(values, "visits", "cedar", "2020")["value"] == 5 + 6


def test_published_figure_wins_over_the_sum_and_agrees_with_its_qualifier(small_workbook: Workbook) -> None:
    values, findings = rollup(read_observations(small_workbook), small_workbook, YEAR)
    row = figure(values, "visits", "whole", "2020")
    assert (row["value"], row["qualifier"], row["origin"], row["own"], row["note"]) == (
        130,
        "more than",
        "published",
        True,
        "as printed",
    )
    assert findings == []


def test_stock_takes_the_last_quarter_and_says_who_is_missing(values: pd.DataFrame) -> None:
    assert figure(values, "homes", "ash", "2020")["value"] == 110
    row = figure(values, "homes", "whole", "2020")
    assert (row["value"], row["k"], row["n"]) == (160, 2, 3)  # ash 110 and birch 50; dale was asked as well
    assert not has(values, "homes", "dale", "2020Q4")
    assert figure(values, "homes", "dale", "2020Q4")["absence"] == "not reported"


def test_ratio_is_made_from_its_parts(values: pd.DataFrame) -> None:
    quarter = figure(values, "lending", "north", "2020Q4")
    assert quarter["value"] == pytest.approx(100 * (40 + 15) / (120 + 80))
    assert (quarter["numerator"], quarter["denominator"]) == (55, 200)
    mean = (100 * 40 / 120 + 100 * 15 / 80) / 2
    assert quarter["value"] != pytest.approx(mean)


def test_score_is_weighted_and_leaves_out_those_without_respondents(values: pd.DataFrame) -> None:
    row = figure(values, "mood", "north", "2020Q4")
    assert row["value"] == pytest.approx((80 * 30 + 60 * 10) / 40)
    assert row["denominator"] == 40
    assert figure(values, "mood", "dale", "2020Q4")["value"] == 90
    south = figure(values, "mood", "south", "2020Q4")  # of dale alone, which reported, but nobody knows how many answered
    assert pd.isna(south["value"]) and south["absence"] == "not applicable"


def test_distinct_counts_add_over_units_but_not_over_time(values: pd.DataFrame) -> None:
    assert figure(values, "members", "north", "2020Q4")["value"] == 42
    assert not has(values, "members", "ash", "2020")
    assert not has(values, "members", "north", "2020")


def test_rank_is_as_told_and_nothing_more(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("lending-place", "ash", quarter, 3) for quarter in QUARTERS], ("lending-place", "whole", "2020", 2))
    values, findings = rollup(rows, small_workbook, YEAR)
    told = values[values["value"].notna()]
    assert sorted(told["unit"] + " " + told["period"]) == [*(f"ash {q}" for q in QUARTERS), "whole 2020"]
    assert findings == []


# own figures against sums


@pytest.mark.parametrize(
    ("told", "qualifier", "agrees"),
    [
        (30, "exactly", True),
        (31, "exactly", False),
        (29, "more than", True),
        (30, "more than", False),
        (30, "at least", True),
        (31, "at least", False),
        (31, "just under", True),
        (30, "just under", False),
        (30, "at most", True),
        (29, "at most", False),
        (31, "about", True),
        (40, "about", False),
    ],
)
def test_disagreement_with_the_children_is_a_finding_by_the_qualifier(
    small_workbook: Workbook, observed: Observed, told: float, qualifier: str, agrees: bool
) -> None:
    own = ("visits", "north", "2020Q1", told, {"qualifier": qualifier, "origin": "published"})
    values, findings = rollup(
        observed(("visits", "ash", "2020Q1", 10), ("visits", "dale", "2020Q1", 20), own), small_workbook, []
    )
    assert figure(values, "visits", "north", "2020Q1")["value"] == told
    expected = [] if agrees else [Finding("discrepancy", "visits", "north", "2020Q1", "made.csv:4", told, 30)]
    assert findings == expected


def test_rounding_of_a_told_ratio_is_no_discrepancy(small_workbook: Workbook, observed: Observed) -> None:
    rows = [("lending", "ash", "2020Q1", (1, 3)), ("lending", "dale", "2020Q1", (1, 3))]
    assert rollup(observed(*rows, ("lending", "north", "2020Q1", 33.3)), small_workbook, [])[1] == []
    (found,) = rollup(observed(*rows, ("lending", "north", "2020Q1", 33.4)), small_workbook, [])[1]
    assert (found.what, found.first) == ("discrepancy", 33.4)


def test_figure_for_the_year_is_checked_against_the_units_own_quarters(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("visits", "ash", q, 10) for q in QUARTERS], ("visits", "ash", "2020", 41))
    values, findings = rollup(rows, small_workbook, YEAR)
    assert figure(values, "visits", "ash", "2020")["value"] == 41
    assert [(f.first, f.second) for f in findings] == [(41, 40)]


def test_own_figure_of_a_middle_unit_is_what_the_top_adds(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(("visits", "ash", "2020Q1", 10), ("visits", "north", "2020Q1", 15), ("visits", "cedar", "2020Q1", 5))
    values, _ = rollup(rows, small_workbook, [])
    assert figure(values, "visits", "whole", "2020Q1")["value"] == 15 + 5


def test_missing_return_is_nothing_not_zero(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(("visits", "ash", "2020Q1", 10), ("visits", "dale", "2020Q1", None, {"status": "not reported"}))
    values, _ = rollup(rows, small_workbook, [])
    row = figure(values, "visits", "north", "2020Q1")
    assert (row["value"], row["k"], row["n"]) == (10, 1, 2)
    assert not has(values, "visits", "dale", "2020Q1")


def test_units_that_did_not_exist_are_not_asked_for(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("visits", "ash", q, 1) for q in QUARTERS], *[("visits", "cedar", q, 1) for q in QUARTERS[:2]])
    values, _ = rollup(rows, small_workbook, [])
    north = [figure(values, "visits", "north", q)[["k", "n"]].tolist() for q in QUARTERS]
    south = [figure(values, "visits", "south", q)[["k", "n"]].tolist() for q in QUARTERS[:2]]
    assert north == [[1, 2], [1, 2], [1, 2], [1, 2]]
    assert south == [[1, 1], [1, 1]]
    assert not has(values, "visits", "south", "2020Q3")


def test_year_with_a_quarter_missing_holds_what_there_is_and_says_what_it_lacks(
    small_workbook: Workbook, observed: Observed
) -> None:
    # Ash sent three of its four quarters. Birch, which opened in Q3, owes two, cedar, which closed in Q2, two, and dale four.
    values, _ = rollup(observed(*[("visits", "ash", q, 1) for q in QUARTERS[:3]]), small_workbook, YEAR)
    assert figure(values, "visits", "ash", "2020")[["value", "k", "n"]].tolist() == [3, 3, 4]
    assert figure(values, "visits", "whole", "2020")[["value", "k", "n"]].tolist() == [3, 3, 4 + 2 + 2 + 4]


def test_stock_without_its_last_quarter_is_not_told(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("homes", "ash", q, 9) for q in QUARTERS[:3]], ("homes", "cedar", "2020Q2", 4))
    values, _ = rollup(rows, small_workbook, [*YEAR, Period.parse("2020Q4")])
    year = values[(values["indicator"] == "homes") & (values["period"] == "2020")]
    assert year["value"].isna().all()
    assert figure(values, "homes", "ash", "2020")["absence"] == "not reported"


def test_ratio_over_time_adds_its_flow_and_takes_its_stock_last(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("lending", "ash", q, (n, 100 + n)) for n, q in enumerate(QUARTERS, 1)])
    values, _ = rollup(rows, small_workbook, [Period.parse("2020"), Period.parse("2020H1"), Period.parse("2020YTD09")])
    assert figure(values, "lending", "ash", "2020")["value"] == pytest.approx(100 * (1 + 2 + 3 + 4) / 104)
    assert figure(values, "lending", "ash", "2020H1")["value"] == pytest.approx(100 * (1 + 2) / 102)
    assert figure(values, "lending", "whole", "2020YTD09")["value"] == pytest.approx(100 * (1 + 2 + 3) / 103)


def test_span_of_years_is_added_from_its_quarters(small_workbook: Workbook) -> None:
    values, _ = rollup(read_observations(small_workbook), small_workbook, [Period.parse("2019-2020")])
    assert figure(values, "visits", "ash", "2019-2020")["value"] == 4 * 8 + 10 + 11 + 12 + 13


# origins and qualifiers of sums


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("exactly", "exactly", "exactly"),
        ("more than", "exactly", "more than"),
        ("at least", "exactly", "at least"),
        ("at least", "more than", "more than"),
        ("just under", "exactly", "just under"),
        ("at most", "just under", "just under"),
        ("more than", "just under", "about"),
        ("at least", "at most", "about"),
        ("about", "exactly", "about"),
        ("about", "more than", "about"),
    ],
)
def test_qualifiers_of_terms_combine(small_workbook: Workbook, observed: Observed, one: str, other: str, together: str) -> None:
    rows = observed(("visits", "ash", "2020Q1", 1, {"qualifier": one}), ("visits", "dale", "2020Q1", 2, {"qualifier": other}))
    values, _ = rollup(rows, small_workbook, [])
    assert figure(values, "visits", "north", "2020Q1")["qualifier"] == together


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [("published", "published", "published"), ("published", "reported", "reported"), ("synthetic", "published", "synthetic")],
)
def test_sum_has_the_least_known_origin_of_its_terms(
    small_workbook: Workbook, observed: Observed, one: str, other: str, together: str
) -> None:
    rows = observed(("visits", "ash", "2020Q1", 1, {"origin": one}), ("visits", "dale", "2020Q1", 2, {"origin": other}))
    values, _ = rollup(rows, small_workbook, [])
    assert figure(values, "visits", "north", "2020Q1")["origin"] == together
    assert figure(values, "visits", "whole", "2020Q1")["origin"] == together


# figures given only for a longer period


def test_figures_of_children_for_the_year_alone_are_added(small_workbook: Workbook, observed: Observed) -> None:
    values, _ = rollup(observed(("visits", "ash", "2020", 10), ("visits", "birch", "2020", 5)), small_workbook, YEAR)
    # two years are in; dale owed two quarters under north
    assert figure(values, "visits", "north", "2020")[["value", "k", "n"]].tolist() == [15, 2, 4]
    assert figure(values, "visits", "whole", "2020")["value"] == 15


def test_figure_for_the_year_alone_joins_the_quarters_of_the_others(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("visits", "ash", q, 10) for q in QUARTERS], ("visits", "birch", "2020", 5, {"qualifier": "more than"}))
    values, _ = rollup(rows, small_workbook, YEAR)
    row = figure(values, "visits", "north", "2020")
    # returns: four of ash's quarters and birch's year are in; dale owed its two quarters under north
    assert row[["value", "k", "n", "qualifier"]].tolist() == [45, 4 + 1, 4 + 1 + 2, "more than"]


def test_quarters_and_a_figure_for_the_year_are_not_counted_twice(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(
        *[("visits", "ash", q, 10) for q in QUARTERS[:3]],
        ("visits", "ash", "2020", 42),
        *[("visits", "birch", q, 1) for q in QUARTERS[2:]],
        *[("visits", "dale", q, 100) for q in QUARTERS],
    )
    values, _ = rollup(rows, small_workbook, YEAR)
    assert figure(values, "visits", "north", "2020")["value"] == 42 + 2 + 200
    assert figure(values, "visits", "whole", "2020")["value"] == 42 + 2 + 400


def test_parts_of_a_year_without_its_end_leave_the_figure_for_the_year_whole(
    small_workbook: Workbook, observed: Observed
) -> None:
    rows = observed(*[("visits", "ash", q, 10) for q in QUARTERS[:3]], ("visits", "ash", "2020", 42))
    values, _ = rollup(rows, small_workbook, YEAR)
    assert figure(values, "visits", "north", "2020")["value"] == 42
    assert figure(values, "visits", "whole", "2020")["value"] == 42


def test_childrens_figures_for_the_year_are_not_added_to_the_parents_own_quarters(
    small_workbook: Workbook, observed: Observed
) -> None:
    rows = observed(
        *[("visits", "north", q, 10) for q in QUARTERS], ("visits", "ash", "2020", 25), ("visits", "birch", "2020", 15)
    )
    values, _ = rollup(rows, small_workbook, YEAR)
    assert figure(values, "visits", "north", "2020")["value"] == 40
    assert figure(values, "visits", "whole", "2020")["value"] == 40


def test_stock_told_for_the_year_joins_the_last_quarter_of_the_others(small_workbook: Workbook, observed: Observed) -> None:
    rows = observed(*[("homes", "ash", q, 10) for q in QUARTERS], ("homes", "birch", "2020Q3", 7), ("homes", "birch", "2020", 8))
    values, _ = rollup(rows, small_workbook, YEAR)
    assert figure(values, "homes", "north", "2020")["value"] == 10 + 8


# compared with a roll-up by plain loops

TOWNS = ("ash", "birch", "cedar", "dale")
PARENTS = {"ash": ["north"] * 4, "birch": [None, None, "north", "north"], "cedar": ["south", "south", None, None]}
PARENTS |= {"dale": ["north", "north", "south", "south"]}
LIVED = {town: [n for n, parent in enumerate(parents) if parent] for town, parents in PARENTS.items()}

cells = st.dictionaries(
    st.tuples(st.sampled_from(TOWNS), st.integers(0, 3)).filter(lambda cell: cell[1] in LIVED[cell[0]]),
    st.tuples(st.integers(0, 50), st.integers(0, 50)),
    min_size=1,
)


@settings(max_examples=5, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells)
def test_rollup_is_what_plain_loops_make(
    small_workbook: Workbook, observed: Observed, given_cells: dict[tuple[str, int], tuple[int, int]]
) -> None:
    rows = []
    for (town, n), (a, b) in given_cells.items():
        rows += [("visits", town, QUARTERS[n], a), ("homes", town, QUARTERS[n], a), ("lending", town, QUARTERS[n], (a, b))]
    values, findings = rollup(observed(*rows), small_workbook, YEAR)
    told = values[values["value"].notna()]
    made = {tuple(row[:3]): row[3] for row in told[["indicator", "unit", "period", "value"]].to_numpy().tolist()}
    assert findings == []
    assert made == pytest.approx(by_loops(given_cells))


def by_loops(given_cells: dict[tuple[str, int], tuple[int, int]]) -> dict[tuple[str, str, str], float]:
    """Every figure of visits, homes and lending, added up in plain loops.

    Lending with a denominator of 0 is left out; the year's lending also leaves out towns that lack a quarter.
    """
    quarter: dict[str, dict[int, list[tuple[int, int, bool]]]] = defaultdict(lambda: defaultdict(list))
    for (town, n), (a, b) in given_cells.items():
        whole = all((town, lived) in given_cells for lived in LIVED[town])
        for unit in (town, PARENTS[town][n], "whole"):
            quarter[str(unit)][n].append((a, b, whole))
    expected: dict[tuple[str, str, str], float] = {}
    for unit, by_quarter in quarter.items():
        for n, cells in by_quarter.items():
            expected["visits", unit, QUARTERS[n]] = expected["homes", unit, QUARTERS[n]] = sum(a for a, _, _ in cells)
            if held := sum(b for _, b, _ in cells):
                expected["lending", unit, QUARTERS[n]] = 100 * sum(a for a, b, _ in cells if b) / held
        expected["visits", unit, "2020"] = sum(a for cells in by_quarter.values() for a, _, _ in cells)
        if 3 in by_quarter:
            expected["homes", unit, "2020"] = sum(a for a, _, _ in by_quarter[3])
        lent = sum(a for cells in by_quarter.values() for a, b, whole in cells if whole and b)
        if held := sum(b for _, b, whole in by_quarter.get(3, []) if whole):
            expected["lending", unit, "2020"] = 100 * lent / held
    return expected
