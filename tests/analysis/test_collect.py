from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pandas as pd

from reportlib.analysis import due, returns, shares
from reportlib.analysis.snapshots.collect import Latest, latest
from reportlib.data import read_observations
from reportlib.periods import Period
from reportlib.workbook import Workbook


def test_return_is_due_so_many_days_after_the_end(small_workbook: Workbook) -> None:
    assert due(Period.parse("2020Q2"), small_workbook) == dt.date(2020, 7, 10)


def test_returns_are_asked_of_the_units_that_existed(small_workbook: Workbook) -> None:
    table = returns(read_observations(small_workbook), small_workbook, [Period.parse("2020Q2")])
    towns = table[table["unit"].isin(["ash", "birch", "cedar", "dale"])]
    assert dict(zip(towns["unit"], towns["state"], strict=True)) == {"ash": "late", "cedar": "on time", "dale": "on time"}
    # visits, members and the published place were known by then; lending, homes and mood began later, fines never
    assert set(towns["expected"]) == {3} and set(towns["figures"]) == {1}


def test_nothing_received_is_missing(small_workbook: Workbook, observed: Callable[..., pd.DataFrame]) -> None:
    rows = observed(("visits", "ash", "2020Q4", None, {"status": "not reported", "reported_at": "2021-01-02"}))
    table = returns(rows, small_workbook, [Period.parse("2020Q4")]).set_index("unit")
    assert table.loc["ash", ["state", "received", "figures"]].tolist() == ["missing", "", 0]


def test_figure_without_a_day_does_not_hide_when_the_others_came(
    small_workbook: Workbook, observed: Callable[..., pd.DataFrame]
) -> None:
    rows = observed(("visits", "ash", "2020Q4", 1), ("homes", "ash", "2020Q4", 1, {"reported_at": "2021-02-01"}))
    table = returns(rows, small_workbook, [Period.parse("2020Q4")]).set_index("unit")
    assert table.loc["ash", ["state", "received"]].tolist() == ["late", "2021-02-01"]


def test_return_without_a_day_is_neither_on_time_nor_late(
    small_workbook: Workbook, observed: Callable[..., pd.DataFrame]
) -> None:
    rows = observed(("visits", "ash", "2020Q4", 1), ("visits", "birch", "2020Q4", 1, {"reported_at": "2021-01-02"}))
    table = returns(rows, small_workbook, [Period.parse("2020Q4")]).set_index("unit")
    assert table.loc["ash", ["state", "received", "figures"]].tolist() == ["received", "", 1]
    assert table.loc[["birch", "dale"], "state"].tolist() == ["on time", "missing"]


def states(*known: str) -> dict[str, float]:
    table = shares(pd.DataFrame({"by": "a", "state": known}), "by")
    return {str(name): float(value) for name, value in table.loc["a"].items()}


def test_shares_count_late_ones_as_come_but_not_as_punctual() -> None:
    table = states("on time", "late", "missing", "on time")
    assert table == {"expected": 4, "came": 3, "late": 1, "undated": 0, "share": 75, "punctual": 50}


def test_share_on_time_is_of_the_returns_whose_day_is_known() -> None:
    assert states("on time", "received", "missing")["punctual"] == 50
    assert math.isnan(states("received", "received")["punctual"])


def test_the_latest_period_may_lie_before_many_of_which_little_came(
    small_workbook: Workbook, observed: Callable[..., pd.DataFrame]
) -> None:
    # In 2019Q4 three towns exist, and all sent visits. After that only ash did, one of three or four towns.
    quarters = ["2020Q1", "2020Q2", "2020Q3", "2020Q4", "2021Q1", "2021Q2"]
    everybody = [("visits", town, "2019Q4", 1) for town in ("ash", "birch", "cedar", "dale")]
    rows = observed(*everybody, *(("visits", "ash", quarter, 1) for quarter in quarters))
    table = returns(rows, small_workbook, [Period.parse(text) for text in ("2019Q4", *quarters)])
    asked = table.groupby("period").size().to_dict()
    found = latest(rows, small_workbook)
    assert isinstance(found, Latest) and str(found.period) == "2019Q4" and found.received == asked["2019Q4"]
    assert found.later == tuple((Period.parse(text), 1, asked[text]) for text in reversed(quarters))
