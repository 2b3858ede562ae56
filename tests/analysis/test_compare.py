"""Comparison: with before, with a target, with the parent, among peers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis import compare
from reportlib.analysis.compare import spread_of_others, standings
from reportlib.observations import read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]
Q4 = Period.parse("2020Q4")


def told(table: pd.DataFrame) -> pd.DataFrame:
    """Observations as `rollup` would return them."""
    return table.assign(own=True, k=float("nan"), n=float("nan"))


def changes(values: pd.DataFrame, *, unit: str, period: Period) -> pd.DataFrame:
    """The changes of one unit's figures, by indicator."""
    pairs = values.loc[(values["unit"] == unit) & (values["period"] == str(period)), ["indicator", "unit"]]
    return compare.changes(values, pairs, period=period).set_index(pairs["indicator"])


def standing(workbook: Workbook, values: pd.DataFrame, *, unit: str, period: Period = Q4) -> pd.DataFrame:
    """Where one unit stands, by indicator."""
    table = standings(told(values), read_targets(workbook), workbook=workbook, period=period)
    return table[table["unit"] == unit].set_index("indicator")


def test_change_on_the_period_and_on_the_year(observed: Observed) -> None:
    values = told(observed(("visits", "ash", "2020Q4", 12), ("visits", "ash", "2020Q3", 10), ("visits", "ash", "2019Q4", 8)))
    row = changes(values, unit="ash", period=Q4).loc["visits"]
    assert row[["previous", "on_previous", "year_before", "on_year"]].tolist() == [10, 2, 8, 4]
    assert row["growth_previous"] == pytest.approx(0.2)
    assert row["growth_year"] == pytest.approx(0.5)


@pytest.mark.parametrize("place", [0, 1])
def test_no_change_is_told_with_a_qualified_figure(observed: Observed, place: int) -> None:
    extra: list[dict[str, str]] = [{}, {}]
    extra[place] = {"qualifier": "more than"}
    values = told(observed(("visits", "ash", "2020Q4", 12, extra[0]), ("visits", "ash", "2019Q4", 8, extra[1])))
    assert changes(values, unit="ash", period=Q4).loc["visits", ["on_year", "growth_year"]].isna().all()


@pytest.mark.parametrize("place", [0, 1])
def test_no_change_is_told_between_published_and_synthetic(observed: Observed, place: int) -> None:
    origins = [{"origin": "published"}, {"origin": "published"}]
    origins[place] = {"origin": "synthetic"}
    values = told(observed(("visits", "ash", "2020Q4", 12, origins[0]), ("visits", "ash", "2019Q4", 8, origins[1])))
    assert pd.isna(changes(values, unit="ash", period=Q4).loc["visits", "on_year"])


def test_no_growth_from_nothing_but_a_difference(observed: Observed) -> None:
    row = changes(told(observed(("visits", "ash", "2020Q4", 12), ("visits", "ash", "2019Q4", 0))), unit="ash", period=Q4).loc[
        "visits"
    ]
    assert row["on_year"] == 12 and pd.isna(row["growth_year"])


def test_year_to_date_is_set_against_the_same_cut_off_only(observed: Observed) -> None:
    values = told(observed(("visits", "ash", "2020YTD09", 12), ("visits", "ash", "2019YTD09", 10), ("visits", "ash", "2019", 30)))
    row = changes(values, unit="ash", period=Period.parse("2020YTD09")).loc["visits"]
    assert row["on_year"] == 2 and pd.isna(row["on_previous"])


def judged(workbook: Workbook, values: pd.DataFrame, period: Period) -> pd.DataFrame:
    return standing(workbook, values, unit="ash", period=period)


def test_target_of_the_year_serves_a_stock_but_not_a_flow(small_workbook: Workbook, observed: Observed) -> None:
    quarter = Period.parse("2020Q3")
    table = judged(small_workbook, observed(("homes", "ash", "2020Q3", 100), ("visits", "ash", "2020Q3", 60)), quarter)
    assert table.loc["homes", ["target", "ahead", "met"]].tolist() == [105, -5, False]
    assert table.loc["visits", ["target", "ahead", "met"]].isna().all()


def test_own_target_of_the_period_goes_first(small_workbook: Workbook, observed: Observed) -> None:
    assert judged(small_workbook, observed(("visits", "ash", "2020Q4", 13)), Q4).loc["visits", ["target", "met"]].tolist() == [
        12,
        True,
    ]


@pytest.mark.parametrize(
    ("value", "qualifier", "met"),
    [
        (2, "exactly", True),
        (3, "exactly", True),
        (4, "exactly", False),
        (3, "at most", True),
        (2, "more than", None),
        (9, "at least", None),
    ],
)
def test_target_where_less_is_better(
    small_workbook: Workbook, observed: Observed, value: float, qualifier: str, met: bool | None
) -> None:
    row = judged(small_workbook, observed(("fines", "ash", "2020Q4", value, {"qualifier": qualifier})), Q4).loc["fines"]
    assert (pd.isna(row["met"]) and met is None) or row["met"] == met


@pytest.mark.parametrize(
    ("qualifier", "value", "met"), [("more than", 12, True), ("more than", 11, None), ("just under", 20, None)]
)
def test_qualified_figure_meets_a_target_only_where_that_is_sure(
    small_workbook: Workbook, observed: Observed, qualifier: str, value: float, met: bool | None
) -> None:
    row = judged(small_workbook, observed(("visits", "ash", "2020Q4", value, {"qualifier": qualifier})), Q4).loc["visits"]
    assert (pd.isna(row["met"]) and met is None) or row["met"] == met


def test_share_of_the_parent_for_counts_and_gap_for_ratios(small_workbook: Workbook, observed: Observed) -> None:
    values = observed(
        ("visits", "ash", "2020Q4", 5),
        ("visits", "north", "2020Q4", 20),
        ("mood", "ash", "2020Q4", 80),
        ("mood", "north", "2020Q4", 75),
    )
    table = standing(small_workbook, values, unit="ash")
    assert table.loc["visits", "share"] == 0.25 and pd.isna(table.loc["visits", "gap"])
    assert table.loc["mood", "gap"] == 5 and pd.isna(table.loc["mood", "share"])


def test_ranks_share_the_best_place_and_count_the_missing(small_workbook: Workbook, observed: Observed) -> None:
    rows = [("visits", unit, "2020Q1", value) for unit, value in (("ash", 7), ("cedar", 7))]
    values = observed(*rows, ("visits", "dale", "2020Q1", 99, {"qualifier": "more than"}))
    row = standing(small_workbook, values, unit="ash", period=Period.parse("2020Q1")).loc["visits"]
    assert row[["rank", "of", "missing"]].tolist() == [1, 2, 1]  # birch did not exist yet
    assert row[["low", "median", "high"]].isna().all(), "counts tell how large units are, and are not spread out"


def test_the_spread_is_that_of_the_peers_known_exactly(small_workbook: Workbook, observed: Observed) -> None:
    rows = [("mood", unit, "2020Q3", value) for unit, value in (("ash", 70), ("birch", 60))]
    values = observed(*rows, ("mood", "dale", "2020Q3", 99, {"qualifier": "more than"}))
    row = standing(small_workbook, values, unit="ash", period=Period.parse("2020Q3")).loc["mood"]
    assert row[["low", "q1", "median", "q3", "high"]].tolist() == [60] * 5


@pytest.mark.parametrize(("unit", "rank"), [("ash", 2), ("birch", 1), ("dale", 2)])
def test_least_is_first_where_less_is_better(small_workbook: Workbook, observed: Observed, unit: str, rank: int) -> None:
    values = observed(*(("fines", name, "2020Q4", value) for name, value in (("ash", 3), ("birch", 1), ("dale", 3))))
    assert standing(small_workbook, values, unit=unit).loc["fines", "rank"] == rank


def test_unit_alone_has_no_rank(small_workbook: Workbook, observed: Observed) -> None:
    row = standing(small_workbook, observed(("visits", "ash", "2020Q4", 7)), unit="ash").loc["visits"]
    assert pd.isna(row["rank"]) and row["missing"] == 2


def test_an_indicator_without_a_figure_is_there_without_one(small_workbook: Workbook, observed: Observed) -> None:
    table = standing(small_workbook, observed(("visits", "ash", "2020Q4", 7)), unit="ash")
    assert list(table.index) == [i.id for i in small_workbook.catalogue.indicators]
    assert table["value"].notna().sum() == 1 and table.loc["homes", ["target", "rank", "share"]].isna().all()


values_of = st.one_of(st.none(), st.integers(0, 9))


@given(st.lists(st.tuples(st.integers(-1, 2), values_of), max_size=30))
def test_the_spread_of_the_others_is_that_of_numpy_without_the_row(rows: list[tuple[int, int | None]]) -> None:
    codes = np.array([code for code, _ in rows], dtype=np.intp)
    values = np.array([np.nan if value is None else value for _, value in rows], dtype=np.float64)
    spread = spread_of_others(values, codes)
    for n, code in enumerate(codes):
        others = [values[m] for m, c in enumerate(codes) if c == code >= 0 and m != n and not np.isnan(values[m])]
        expected = np.quantile(others, list(compare.SPREAD.values())) if others else [np.nan] * 5
        np.testing.assert_allclose(spread.iloc[n], expected)
