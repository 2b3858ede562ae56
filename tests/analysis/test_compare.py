from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis import Standing, whole_of
from reportlib.analysis.comparisons.ranks import SPREAD, spread_of_others
from reportlib.data import read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]
Q4 = Period.parse("2020Q4")


def standing(workbook: Workbook, observations: pd.DataFrame, *, unit: str, period: Period = Q4) -> pd.DataFrame:
    return whole_of(workbook, observations, read_targets(workbook), period=period).view(unit).standing


def of_ash(workbook: Workbook, observations: pd.DataFrame, indicator: str = "visits", *, period: Period = Q4) -> Standing:
    return whole_of(workbook, observations, read_targets(workbook), period=period).view("ash").standing_of(indicator)


def test_change_on_the_period_and_on_the_year(small_workbook: Workbook, observed: Observed) -> None:
    values = observed(("visits", "ash", "2020Q4", 12), ("visits", "ash", "2020Q3", 10), ("visits", "ash", "2019Q4", 16))
    row = of_ash(small_workbook, values)
    assert (row.previous, row.on_previous, row.year_before, row.on_year) == (10, 2, 16, -4)
    assert (row.growth_previous, row.growth_year) == (pytest.approx(0.2), pytest.approx(-0.25))


@pytest.mark.parametrize("place", [0, 1])
def test_no_change_is_told_with_a_qualified_figure(small_workbook: Workbook, observed: Observed, place: int) -> None:
    extra: list[dict[str, str]] = [{}, {}]
    extra[place] = {"qualifier": "more than"}
    row = of_ash(small_workbook, observed(("visits", "ash", "2020Q4", 12, extra[0]), ("visits", "ash", "2019Q4", 18, extra[1])))
    assert not row.changed("year").has_change and math.isnan(row.growth_year)


@pytest.mark.parametrize("place", [0, 1])
def test_no_change_is_told_between_published_and_synthetic(small_workbook: Workbook, observed: Observed, place: int) -> None:
    origins = [{"origin": "published"}, {"origin": "published"}]
    origins[place] = {"origin": "synthetic"}
    values = observed(("visits", "ash", "2020Q4", 12, origins[0]), ("visits", "ash", "2019Q4", 8, origins[1]))
    assert not of_ash(small_workbook, values).changed("year").has_change


@pytest.mark.parametrize(("before", "growth"), [(0, None), (9, None), (10, 0.2), (-10, None)])
def test_growth_is_told_from_a_positive_figure_of_ten_or_more(
    small_workbook: Workbook, observed: Observed, before: float, growth: float | None
) -> None:
    # `min_base` is 10 unless the catalogue sets it. If the earlier figure is below it, the difference is still given.
    row = of_ash(small_workbook, observed(("visits", "ash", "2020Q4", 12), ("visits", "ash", "2019Q4", before)))
    assert row.on_year == 12 - before
    assert math.isnan(row.growth_year) if growth is None else row.growth_year == pytest.approx(growth)


def test_a_ratio_changes_in_points_and_never_in_per_cent(small_workbook: Workbook, observed: Observed) -> None:
    # From 25 of 100 to 30 of 100 is a change of five points, not of 20 %.
    values = observed(("lending", "ash", "2020Q4", (30, 100)), ("lending", "ash", "2019Q4", (25, 100)))
    row = of_ash(small_workbook, values, "lending")
    assert row.on_year == pytest.approx(5) and math.isnan(row.growth_year)


def test_a_better_rank_is_up_by_its_places(small_workbook: Workbook, observed: Observed) -> None:
    values = observed(("lending-place", "ash", "2020Q4", 2), ("lending-place", "ash", "2019Q4", 5))
    row = of_ash(small_workbook, values, "lending-place")
    assert (row.value, row.year_before, row.on_year) == (2, 5, 3)


def test_year_to_date_is_set_against_the_same_cut_off_only(small_workbook: Workbook, observed: Observed) -> None:
    values = observed(("visits", "ash", "2020YTD09", 12), ("visits", "ash", "2019YTD09", 10), ("visits", "ash", "2019", 30))
    row = of_ash(small_workbook, values, period=Period.parse("2020YTD09"))
    assert row.on_year == 2 and math.isnan(row.on_previous)


def test_target_of_the_year_is_measured_at_its_end_and_of_a_stock_only(small_workbook: Workbook, observed: Observed) -> None:
    # The targets are 105 homes at the end of 2020, and 50 visits during 2020.
    rows = [(name, "ash", quarter, value) for quarter in ("2020Q3", "2020Q4") for name, value in (("homes", 100), ("visits", 60))]
    values = observed(*(row for row in rows if row[:3] != ("visits", "ash", "2020Q4")))
    before = standing(small_workbook, values, unit="ash", period=Period.parse("2020Q3"))
    told = before.loc[["homes", "visits"], ["target", "target_period"]]
    assert told.to_numpy().tolist() == [[105, "2020"], [50, "2020"]], "they are shown with their year"
    assert before["ahead"].isna().all() and before["met"].isna().all()
    at_end = of_ash(small_workbook, values, "homes")
    assert (at_end.target, at_end.ahead, at_end.met) == (105, -5, False)


def test_own_target_of_the_period_goes_first(small_workbook: Workbook, observed: Observed) -> None:
    row = of_ash(small_workbook, observed(("visits", "ash", "2020Q4", 13)))
    assert (row.target, row.target_period, row.met) == (12, "2020Q4", True)


def test_an_annual_figure_of_a_flow_is_measured_by_the_annual_target(small_workbook: Workbook, observed: Observed) -> None:
    # The target is 50. Four quarters of 13 are 52 and meet it; three are 39, and as one is missing, nothing is said.
    for count, said in ((4, (50, 2, True)), (3, (50, math.nan, None))):
        rows = [("visits", "ash", f"2020Q{n}", 13) for n in range(1, count + 1)]
        row = of_ash(small_workbook, observed(*rows), period=Period.parse("2020"))
        assert (row.target, pytest.approx(row.ahead, nan_ok=True), row.met) == said


def test_a_later_years_target_is_shown_with_its_year_and_measures_nothing(small_folder: Path, observed: Observed) -> None:
    (small_folder / "params" / "targets.csv").write_text("indicator,unit,period,value\nhomes,ash,2022,120\n", "utf-8")
    row = of_ash(Workbook.load(small_folder), observed(("homes", "ash", "2020Q4", 130)), "homes")
    assert (row.target, row.target_period, row.met) == (120, "2022", None) and math.isnan(row.ahead)


def test_without_a_good_side_a_target_is_a_distance(small_folder: Path, observed: Observed) -> None:
    path = small_folder / "params" / "catalogue.yaml"
    text = path.read_text("utf-8").replace("kind: stock, direction: up", "kind: stock, direction: none")
    path.write_text(text, "utf-8")
    row = of_ash(Workbook.load(small_folder), observed(("homes", "ash", "2020Q4", 100)), "homes")
    assert (row.target, row.ahead, row.met) == (105, -5, None)


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
    row = of_ash(small_workbook, observed(("fines", "ash", "2020Q4", value, {"qualifier": qualifier})), "fines")
    assert row.met is met


@pytest.mark.parametrize(
    ("qualifier", "value", "met"), [("more than", 12, True), ("more than", 11, None), ("just under", 20, None)]
)
def test_qualified_figure_meets_a_target_only_where_that_is_sure(
    small_workbook: Workbook, observed: Observed, qualifier: str, value: float, met: bool | None
) -> None:
    assert of_ash(small_workbook, observed(("visits", "ash", "2020Q4", value, {"qualifier": qualifier}))).met is met


def test_share_of_the_parent_for_counts_and_distance_from_the_rest_for_scores(
    small_workbook: Workbook, observed: Observed
) -> None:
    # In ash 30 people gave 80 points on average, in north 40 people 75: the other ten gave (3000 - 2400) / 10 = 60.
    values = observed(
        ("visits", "ash", "2020Q4", 5),
        ("visits", "north", "2020Q4", 20),
        ("mood", "ash", "2020Q4", 80, {"denominator": 30}),
        ("mood", "north", "2020Q4", 75, {"denominator": 40}),
    )
    table = standing(small_workbook, values, unit="ash")
    assert table.loc["visits", "share"] == 0.25 and pd.isna(table.loc["visits", "gap"])
    assert table.loc["mood", ["rest_value", "gap"]].tolist() == [60, 20] and pd.isna(table.loc["mood", "share"])


def test_an_indicator_without_a_figure_is_there_without_one(small_workbook: Workbook, observed: Observed) -> None:
    table = standing(small_workbook, observed(("visits", "ash", "2020Q4", 7)), unit="ash")
    assert list(table.index) == [i.id for i in small_workbook.catalogue.indicators]
    assert table["value"].notna().sum() == 1 and table.loc["homes", ["rank", "share"]].isna().all()
    assert table.loc["homes", "absence"] == "not asked", "nobody has ever reported homes: the series has not begun"


values_of = st.one_of(st.none(), st.integers(0, 9))


@given(st.lists(st.tuples(st.integers(-1, 2), values_of), max_size=30))
def test_the_spread_of_the_others_is_that_of_numpy_without_the_row(rows: list[tuple[int, int | None]]) -> None:
    codes = np.array([code for code, _ in rows], dtype=np.intp)
    values = np.array([np.nan if value is None else value for _, value in rows], dtype=np.float64)
    spread = spread_of_others(values, codes)
    for n, code in enumerate(codes):
        others = [values[m] for m, c in enumerate(codes) if c == code >= 0 and m != n and not np.isnan(values[m])]
        expected = np.quantile(others, list(SPREAD.values())) if others else [np.nan] * 5
        np.testing.assert_allclose(spread.iloc[n], expected)
