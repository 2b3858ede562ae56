"""Figures that can be read but look wrong: `check` reports them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from reportlib.data import Finding, find_anomalies
from reportlib.workbook import Workbook
from reportlib.workbook.units import Units

Observed = Callable[..., pd.DataFrame]


@pytest.fixture
def edited(small_folder: Path) -> Callable[[str, str, str], Workbook]:
    """A function that gives the small workbook after replacing a text in a params file."""

    def change(name: str, old: str, new: str) -> Workbook:
        path = small_folder / "params" / f"{name}.yaml"
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        return Workbook.load(small_folder)

    return change


def told(found: list[Finding]) -> list[tuple[object, ...]]:
    return [(f.what, f.place.rpartition(":")[2], f.first, f.second) for f in found]


def test_figures_that_cannot_be_right_are_looked_for(observed: Observed, small_workbook: Workbook) -> None:
    found = find_anomalies(
        observed(
            ("visits", "birch", "2020Q2", 5),
            ("visits", "birch", "2020", 5),
            ("visits", "cedar", "2020Q3", 6),
            ("visits", "ash", "2020Q1", -1),
            ("lending", "ash", "2020Q1", (-2, 5)),
            ("lending", "ash", "2020Q2", (5, 5)),
            ("lending", "ash", "2020Q3", (6, 5)),
            ("lending", "dale", "2020Q3", (7, 0)),
            ("lending", "birch", "2020Q2", (1, 4)),
            ("lending", "dale", "2020Q4", 101),
            ("lending", "ash", "2020Q4", 100),
        ),
        small_workbook,
    )
    assert told(found) == [
        ("absent", "2", 5, None),
        ("absent", "4", 6, None),
        ("absent", "10", 25, None),
        ("negative", "5", -1, None),
        ("negative", "6", -2, None),
        ("beyond", "8", 6, 5),
        ("beyond", "11", 101, 100),
        ("over-nothing", "9", 7, 0),
    ]
    assert [f.detail for f in found if f.what == "negative"] == ["", "numerator"]


def test_sound_figures_give_no_findings(observed: Observed, small_workbook: Workbook) -> None:
    assert find_anomalies(observed(("visits", "ash", "2020Q1", 0), ("lending", "ash", "2020Q1", (0, 0))), small_workbook) == []


def test_a_row_without_a_figure_of_a_unit_that_did_not_exist_is_sound(observed: Observed, small_workbook: Workbook) -> None:
    rows = observed(("visits", "birch", "2020Q2", None, {"status": "not applicable"}))
    assert find_anomalies(rows, small_workbook) == []


def test_a_net_change_may_be_negative_and_a_plan_exceeded(
    observed: Observed, edited: Callable[[str, str, str], Workbook]
) -> None:
    edited("catalogue", "measure: {zh: 笔, en: fines}, ", "measure: {zh: 笔, en: fines}, negative: true, ")
    book = edited("catalogue", "kind: ratio, ", "kind: ratio, may_exceed: true, ")
    assert find_anomalies(observed(("fines", "ash", "2020Q1", -3), ("lending", "ash", "2020Q1", (120, 100))), book) == []


def test_a_day_before_the_period_began_is_a_finding_and_one_to_come_only_where_today_is_known(
    observed: Observed, small_workbook: Workbook
) -> None:
    days = ("2019-12-31", "2020-01-01", "2020-04-05", "2020-04-06")
    rows = observed(*(("visits", "ash", "2020Q1", n, {"reported_at": day}) for n, day in enumerate(days)))
    assert [(f.what, f.first, f.day) for f in find_anomalies(rows, small_workbook)] == [("early", 0, "2019-12-31")]
    found = find_anomalies(rows, small_workbook, today=dt.date(2020, 4, 5))
    assert [(f.what, f.first, f.day) for f in found] == [("early", 0, "2019-12-31"), ("future", 3, "2020-04-06")]


def unchecked(workbook: Workbook, old: str, new: str) -> Workbook:
    """The workbook with a text of `units.yaml` replaced. `Workbook.load` would refuse it, because a unit is below no top unit."""
    text = (workbook.root / "params" / "units.yaml").read_text("utf-8")
    assert old in text
    return replace(workbook, units=Units.model_validate(yaml.safe_load(text.replace(old, new))))


def test_a_row_of_a_unit_that_no_parents_lead_up_from_is_a_finding(observed: Observed, small_workbook: Workbook) -> None:
    book = unchecked(small_workbook, "[{id: north, to: 2020Q2}, ", "[{id: north, to: 2020Q1}, ")
    periods = ("2020Q1", "2020Q2", "2020Q3", "2020")
    found = find_anomalies(observed(*(("visits", "dale", period, 5) for period in periods), ("visits", "ash", "2020Q2", 5)), book)
    assert [(f.what, f.unit, f.period) for f in found] == [("orphan", "dale", "2020Q2")]


def test_spans_that_share_years_are_a_finding(observed: Observed, small_workbook: Workbook) -> None:
    spans = ("2014-2016", "2017-2019", "2018-2020", "2021-2022", "2019-2021")
    found = find_anomalies(
        observed(*(("visits", "ash", span, 5) for span in spans), ("fines", "ash", "2014-2020", 5)), small_workbook
    )
    told = [(f.what, f.indicator, f.period, f.detail) for f in found]
    assert told == [
        ("overlapping", "visits", "2018-2020", "2017-2019"),
        ("overlapping", "visits", "2019-2021", "2018-2020"),
        ("overlapping", "visits", "2021-2022", "2019-2021"),
    ]


def test_a_row_under_a_parent_that_is_gone_is_a_finding(observed: Observed, small_workbook: Workbook) -> None:
    book = unchecked(small_workbook, "parent: whole}\n  - {id: south", "parent: whole, to: 2020Q2}\n  - {id: south")
    rows = observed(("visits", "ash", "2020Q2", 5), ("visits", "ash", "2020Q3", 5), ("visits", "whole", "2020Q3", 5))
    assert [(f.what, f.unit, f.period) for f in find_anomalies(rows, book)] == [("orphan", "ash", "2020Q3")]


class TestFiner:
    MONTHS = ("2020-01", "2020-02", "2020-03")

    def test_months_that_add_up_to_a_quarter_are_sound(self, observed: Observed, small_workbook: Workbook) -> None:
        rows = [(name, "ash", month, 5) for name in ("visits", "homes") for month in self.MONTHS]
        rows += [("lending", "ash", month, (1, 4)) for month in self.MONTHS]  # type: ignore[misc]
        rows += [("mood", "ash", month, 80, {"denominator": 30}) for month in self.MONTHS]  # type: ignore[misc]
        assert find_anomalies(observed(*rows), small_workbook) == []

    def test_what_never_adds_up_is_of_no_use(self, observed: Observed, small_workbook: Workbook) -> None:
        names = ("members", "lending-place", "mood")
        found = find_anomalies(observed(*((name, "ash", "2020-01", 3) for name in names)), small_workbook)
        assert [(f.what, f.indicator, f.first) for f in found] == [("unused", name, 3) for name in names]

    def test_a_running_total_of_what_is_no_flow_is_of_no_use(self, observed: Observed, small_workbook: Workbook) -> None:
        found = find_anomalies(
            observed(*((name, "ash", "2020YTD06", 9) for name in ("visits", "homes", "members"))), small_workbook
        )
        assert [(f.what, f.indicator) for f in found] == [("unused", "homes"), ("unused", "members")]

    def test_figures_of_coarser_periods_and_those_collected_by_the_year_are_sound(
        self, observed: Observed, edited: Callable[[str, str, str], Workbook]
    ) -> None:
        book = edited("catalogue", "kind: distinct, ", "kind: distinct, frequency: year, ")
        assert find_anomalies(observed(("members", "ash", "2020", 9), ("visits", "ash", "2020", 9)), book) == []

    def test_a_quarter_that_lacks_a_month_is_told_once(self, observed: Observed, small_workbook: Workbook) -> None:
        rows = observed(("visits", "ash", "2020-01", 5), ("visits", "ash", "2020-02", 5), ("visits", "ash", "2020Q2", 15))
        assert find_anomalies(rows, small_workbook) == [
            Finding("partial", "visits", "ash", "2020Q1", "made.csv:2", 2, 3, detail="2020-03")
        ]

    def test_a_month_to_come_is_not_missing(self, observed: Observed, small_workbook: Workbook) -> None:
        rows = observed(("visits", "ash", "2020-01", 5), ("visits", "ash", "2020-02", 5))
        assert find_anomalies(rows, small_workbook, today=dt.date(2020, 3, 30)) == []
        assert len(find_anomalies(rows, small_workbook, today=dt.date(2020, 3, 31))) == 1

    @pytest.mark.parametrize("period", ["2020Q1", "2020YTD03"])
    def test_a_quarter_that_is_known_otherwise_lacks_nothing(
        self, observed: Observed, small_workbook: Workbook, period: str
    ) -> None:
        assert find_anomalies(observed(("visits", "ash", "2020-01", 5), ("visits", "ash", period, 15)), small_workbook) == []

    def test_a_month_of_which_a_row_says_why_there_is_no_figure_is_not_missing(
        self, observed: Observed, small_workbook: Workbook
    ) -> None:
        told = [("visits", "ash", "2020-01", 5), ("visits", "ash", "2020-02", None, {"status": "suppressed"})]
        away = ("visits", "ash", "2020-03", None, {"status": "not reported"})
        assert find_anomalies(observed(*told, away), small_workbook) == []
        assert find_anomalies(observed(away), small_workbook) == []

    def test_a_unit_owes_no_month_before_it_began(self, observed: Observed, edited: Callable[[str, str, str], Workbook]) -> None:
        book = edited("units", "parent: north, from: 2020Q3", "parent: north, from: 2020-08")
        assert find_anomalies(observed(("visits", "birch", "2020-08", 5), ("visits", "birch", "2020-09", 5)), book) == []

    def test_quarters_are_parts_of_what_is_collected_by_the_year(
        self, observed: Observed, edited: Callable[[str, str, str], Workbook]
    ) -> None:
        book = edited("workbook", "every: quarter", "every: year")
        rows = observed(("visits", "ash", "2020Q1", 5), ("visits", "ash", "2020H2", 9), ("visits", "ash", "2020-04", 2))
        (found,) = find_anomalies(rows, book)
        assert (found.period, found.first, found.second, found.detail) == ("2020", 10, 12, "2020-05 2020-06")
