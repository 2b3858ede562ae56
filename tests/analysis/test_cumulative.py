from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportlib.analysis import rollup
from reportlib.analysis.sums.cumulative import falling
from reportlib.periods import Period
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]
TOTALS = ["2020YTD03", "2020YTD06", "2020YTD09", "2020YTD12"]


def quarters(told: pd.DataFrame, workbook: Workbook, indicator: str = "visits") -> dict[str, float]:
    values, _ = rollup(told, workbook, [Period.parse(f"2020Q{n}") for n in (1, 2, 3, 4)])
    rows = values[(values["unit"] == "ash") & (values["indicator"] == indicator) & values["period"].str.contains("Q")]
    rows = rows[rows["value"].notna()]
    return dict(zip(rows["period"], rows["value"], strict=True))


def test_a_quarter_is_what_two_running_totals_leave_between_them(small_workbook: Workbook, observed: Observed) -> None:
    told = observed(*(("visits", "ash", period, total) for period, total in zip(TOTALS, (10, 25, 25, 60), strict=True)))
    assert quarters(told, small_workbook) == {"2020Q1": 10, "2020Q2": 15, "2020Q3": 0, "2020Q4": 35}


def test_without_the_total_before_it_a_quarter_is_not_known(small_workbook: Workbook, observed: Observed) -> None:
    told = observed(("visits", "ash", "2020YTD03", 10), ("visits", "ash", "2020YTD09", 40))
    assert quarters(told, small_workbook) == {"2020Q1": 10}


def test_a_total_that_falls_is_a_finding_and_no_negative_flow(small_workbook: Workbook, observed: Observed) -> None:
    told = observed(("visits", "ash", "2020YTD03", 10), ("visits", "ash", "2020YTD06", 8))
    assert quarters(told, small_workbook) == {"2020Q1": 10}
    assert [(f.what, f.period, f.first, f.second) for f in falling(told, small_workbook)] == [("falling", "2020YTD06", 8, 10)]


def test_a_quarter_told_itself_stays_as_it_was_told(small_workbook: Workbook, observed: Observed) -> None:
    told = observed(("visits", "ash", "2020YTD03", 10), ("visits", "ash", "2020Q1", 11))
    assert quarters(told, small_workbook) == {"2020Q1": 11}


def test_nothing_is_taken_apart_of_a_stock(small_workbook: Workbook, observed: Observed) -> None:
    # The stock at the end of March is that at the end of the first quarter. The difference between June and March means nothing.
    told = observed(("homes", "ash", "2020YTD03", 10), ("homes", "ash", "2020YTD06", 8))
    assert quarters(told, small_workbook, "homes") == {"2020Q1": 10}
    assert falling(told, small_workbook) == []


@given(st.lists(st.integers(0, 99), min_size=4, max_size=4))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_running_totals_and_their_quarters_make_the_same_year(
    small_workbook: Workbook, observed: Observed, flows: list[int]
) -> None:
    told = observed(*(("visits", "ash", period, sum(flows[: n + 1])) for n, period in enumerate(TOTALS)))
    values, _ = rollup(told, small_workbook, [Period.parse(2020)])
    year = values[(values["unit"] == "ash") & (values["period"] == "2020")]
    assert year["value"].tolist() == [sum(flows)]
