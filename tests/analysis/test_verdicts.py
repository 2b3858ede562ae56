"""Verdicts: a table worked by hand, and what units of a workbook are told."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis.compare import standings
from reportlib.analysis.difference import VERDICTS, verdicts
from reportlib.observations import read_targets
from reportlib.periods import Period
from reportlib.workbook import Workbook

Observed = Callable[..., pd.DataFrame]
Q4 = Period.parse("2020Q4")
NAN = math.nan
# low, high and benchmark; then the verdict where more is good, where less is, and where neither
TABLE = [
    (52, 60, 50, "better", "worse", "higher"),
    (40, 48, 50, "worse", "better", "lower"),
    (45, 55, 50, "similar", "similar", "similar"),
    (50, 60, 50, "similar", "similar", "similar"),  # it touches the lower limit
    (40, 50, 50, "similar", "similar", "similar"),  # it touches the upper limit
    (50, 50, 50, "similar", "similar", "similar"),
    (51, 51, 50, "better", "worse", "higher"),
    (0, 48.99, 18.8, "similar", "similar", "similar"),
    (0, 0.9, 1.34, "worse", "better", "lower"),
    (NAN, NAN, 50, "", "", ""),  # no interval
    (NAN, 40, 50, "", "", ""),
    (60, NAN, 50, "", "", ""),
    (52, 60, NAN, "", "", ""),  # no benchmark
    (NAN, NAN, NAN, "", "", ""),
]


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize(("good", "column"), [(1, 3), (-1, 4), (0, 5)])
def test_every_case_worked_by_hand(row: tuple[float | str, ...], good: int, column: int) -> None:
    low, high, benchmark = (float(value) for value in row[:3])
    assert verdicts([low], [high], benchmark, good).tolist() == [row[column]]


def test_a_table_is_judged_row_by_row() -> None:
    low, high, benchmark, up, _, _ = (list(column) for column in zip(*TABLE, strict=True))
    assert verdicts(low, high, benchmark, 1).tolist() == up
    assert set(up) - {""} <= set(VERDICTS)


def told(values: pd.DataFrame, workbook: Workbook, unit: str = "ash") -> pd.DataFrame:
    """Where a unit stands, by indicator, given figures of every unit."""
    rows = values.assign(own=True, k=NAN, n=NAN)
    rows = rows.assign(value=rows["value"].fillna(100 * rows["numerator"] / rows["denominator"]))
    table = standings(rows, read_targets(workbook), workbook=workbook, period=Q4)
    return table[table["unit"] == unit].set_index("indicator")


@pytest.fixture
def proportions(small_folder: Path) -> Callable[[str], Workbook]:
    """The small workbook, lending being a proportion of books with one or the other side good."""

    def written(setting: str) -> Workbook:
        path = small_folder / "params" / "catalogue.yaml"
        text = path.read_text("utf-8").replace("decimals: 1, direction: up, numerator", f"decimals: 1, {setting}, numerator")
        path.write_text(text, "utf-8")
        return Workbook.load(small_folder)

    return written


@pytest.mark.parametrize(
    ("setting", "verdict"),
    [
        ("direction: up, interval: proportion", "better"),
        ("direction: down, interval: proportion", "worse"),
        ("direction: none, interval: proportion", "higher"),
        ("direction: up", "better"),  # a flow over a stock: events, 40 of 100 against 20: Byar's 28.57 to 54.47
        ("direction: up, interval: none, interval_note: {zh: 全数, en: A census.}", ""),
    ],
)
def test_forty_of_a_hundred_against_a_fifth(
    proportions: Callable[[str], Workbook], observed: Observed, setting: str, verdict: str
) -> None:
    """Wilson's limits for 40 of 100 are 30.94 and 49.80."""
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q4", (100, 500)))
    row = told(values, proportions(setting)).loc["lending"]
    assert row["verdict"] == verdict
    assert row["gap"] == pytest.approx(20)
    if "proportion" in setting:
        assert (round(row["interval_low"], 2), round(row["interval_high"], 2)) == (30.94, 49.80)


def test_a_published_parent_without_parts_is_a_benchmark_and_a_qualified_one_is_not(
    proportions: Callable[[str], Workbook], observed: Observed
) -> None:
    workbook = proportions("direction: up, interval: proportion")
    for extra, verdict in (({}, "better"), ({"qualifier": "more than"}, "")):
        values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q4", 20, extra))
        assert told(values, workbook).loc["lending", "verdict"] == verdict


def test_a_figure_without_parts_has_a_difference_and_no_verdict(
    proportions: Callable[[str], Workbook], observed: Observed
) -> None:
    values = observed(("lending", "ash", "2020Q4", 40), ("lending", "north", "2020Q4", (100, 500)))
    row = told(values, proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["verdict"] == "" and row["gap"] == pytest.approx(20) and math.isnan(row["interval_low"])


def test_a_unit_is_not_compared_with_itself(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    """The parent's figure is made of the only unit that reported."""
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q4", (40, 100)))
    row = told(values, proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["verdict"] == "" and math.isnan(row["gap"]) and bool(row["parent_alone"])


def test_the_benchmark_is_of_the_same_period(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q3", (100, 500)))
    row = told(values, proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["verdict"] == "" and math.isnan(row["gap"])


def test_scores_and_counts_are_not_judged(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    values = observed(
        ("mood", "ash", "2020Q4", 80),
        ("mood", "north", "2020Q4", 60),
        ("visits", "ash", "2020Q4", 8),
        ("visits", "north", "2020Q4", 9),
    )
    table = told(values, proportions("direction: up"))
    assert table.loc["mood", "verdict"] == "" and table.loc["mood", "gap"] == 20
    assert table.loc["visits", "verdict"] == "" and math.isnan(table.loc["visits", "gap"])
