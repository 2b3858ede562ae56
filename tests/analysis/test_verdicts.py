from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from reportlib.analysis import whole_of
from reportlib.analysis.methods.difference import VERDICTS, verdicts
from reportlib.data import read_targets
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


def told(values: pd.DataFrame, workbook: Workbook, unit: str = "ash", period: Period = Q4) -> pd.DataFrame:
    return whole_of(workbook, values, read_targets(workbook), period=period).view(unit).standing


@pytest.fixture
def proportions(small_folder: Path) -> Callable[[str], Workbook]:
    """A function that writes other settings for lending into the small workbook, and loads it."""

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
        ("direction: up", "better"),  # a flow over a stock: events, 0.40 against 0.15
        ("direction: up, interval: none, interval_note: {zh: 全数, en: A census.}", ""),
    ],
)
def test_forty_of_a_hundred_against_fifteen_per_cent_in_the_rest(
    proportions: Callable[[str], Workbook], observed: Observed, setting: str, verdict: str
) -> None:
    # North lent 100 of 500. Without ash's 40 of 100, the rest lent 60 of 400, 15 %, and ash is 25 points above it. Wilson's
    # limits for 40 of 100 are 30.94 and 49.80.
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q4", (100, 500)))
    row = told(values, proportions(setting)).loc["lending"]
    assert row["verdict"] == verdict
    assert row["rest_value"] == pytest.approx(15) and row["gap"] == pytest.approx(25)
    if "proportion" in setting:
        assert (round(row["interval_low"], 2), round(row["interval_high"], 2)) == (30.94, 49.80)


def test_the_rest_is_no_fixed_number(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    # 30 of 100 against 20 of 100: Newcombe's interval of the difference is -2.0 to 21.6 points, so the unit is similar. Wilson's
    # intervals of the two are 21.9 to 39.6 and 13.3 to 28.9. If the 20 % were a fixed number, it would lie below the interval of
    # the 30 %, and the unit would be better.
    values = observed(("lending", "ash", "2020Q4", (30, 100)), ("lending", "birch", "2020Q4", (20, 100)))
    row = told(values, proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["interval_low"] > row["rest_value"] == pytest.approx(20)
    assert row["verdict"] == "similar"


@pytest.mark.parametrize(("least", "verdict"), [(5, "better"), (5.1, "similar")])
def test_min_gap_calls_a_smaller_difference_similar(
    proportions: Callable[[str], Workbook], observed: Observed, least: float, verdict: str
) -> None:
    # 4,500 of 10,000 against 4,000 of 10,000 is a difference of five points, far more than chance.
    values = observed(("lending", "ash", "2020Q4", (4500, 10000)), ("lending", "birch", "2020Q4", (4000, 10000)))
    setting = f"direction: up, interval: proportion, min_gap: {least}"
    assert told(values, proportions(setting)).loc["lending", "verdict"] == verdict


@pytest.mark.parametrize("extra", [{}, {"qualifier": "more than"}])
def test_a_published_parent_without_parts_is_shown_and_nothing_judged(
    proportions: Callable[[str], Workbook], observed: Observed, extra: dict[str, str]
) -> None:
    workbook = proportions("direction: up, interval: proportion")
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q4", 20, extra))
    row = told(values, workbook).loc["lending"]
    assert row["parent_value"] == 20 and row["verdict"] == "" and math.isnan(row["gap"])


def test_a_parent_with_a_qualifier_judges_nothing(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    workbook = proportions("direction: up, interval: proportion")
    for unit, parts in (("north", (100, 500)), ("birch", (60, 400))):
        values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", unit, "2020Q4", parts, {"qualifier": "more than"}))
        row = told(values, workbook).loc["lending"]
        assert row["verdict"] == "" and math.isnan(row["gap"])


def test_a_figure_without_parts_cannot_be_taken_out_of_the_whole(
    proportions: Callable[[str], Workbook], observed: Observed
) -> None:
    # Ash's figure has no numerator and denominator. North's own 100 of 500 include ash's books, but nobody knows how many. If
    # north is the sum of its other towns, ash's books are not in it.
    workbook = proportions("direction: up, interval: proportion")
    for unit, gap in (("north", math.nan), ("birch", 20)):
        values = observed(("lending", "ash", "2020Q4", 40), ("lending", unit, "2020Q4", (100, 500)))
        row = told(values, workbook).loc["lending"]
        assert row["gap"] == pytest.approx(gap, nan_ok=True)
        assert row["verdict"] == "" and math.isnan(row["interval_low"])


@pytest.mark.parametrize("own", [True, False])
def test_a_unit_is_not_compared_with_itself(proportions: Callable[[str], Workbook], observed: Observed, own: bool) -> None:
    # Ash is the only unit that reported, so its parent has the same figure.
    rows = [("lending", "ash", "2020Q4", (40, 100)), *([("lending", "north", "2020Q4", (40, 100))] if own else [])]
    row = told(observed(*rows), proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["verdict"] == "" and math.isnan(row["gap"])


def test_the_benchmark_is_of_the_same_period(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    values = observed(("lending", "ash", "2020Q4", (40, 100)), ("lending", "north", "2020Q3", (100, 500)))
    row = told(values, proportions("direction: up, interval: proportion")).loc["lending"]
    assert row["verdict"] == "" and math.isnan(row["gap"])


def test_scores_and_counts_are_not_judged(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    # Ash's thirty people gave 80 points each on average, the twenty others in north 50.
    values = observed(
        ("mood", "ash", "2020Q4", 80, {"denominator": 30}),
        ("mood", "birch", "2020Q4", 50, {"denominator": 20}),
        ("visits", "ash", "2020Q4", 8),
        ("visits", "birch", "2020Q4", 9),
    )
    table = told(values, proportions("direction: up"))
    assert table.loc["mood", "verdict"] == "" and table.loc["mood", "gap"] == 30
    assert table.loc["visits", "verdict"] == "" and math.isnan(table.loc["visits", "gap"])


def test_a_whole_of_which_too_few_reported_judges_nobody(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    # The rest of the whole, without north, is dale in south. North has 60 of 200, 30 %, dale 10 %.
    workbook = proportions("direction: up, interval: proportion")
    rows = [("lending", "ash", "2020Q4", (40, 100)), ("lending", "birch", "2020Q4", (20, 100))]
    silent = told(observed(*rows), workbook, unit="north").loc["lending"]
    assert silent["verdict"] == "" and math.isnan(silent["gap"]), "dale, all of the rest, sent nothing"
    full = told(observed(*rows, ("lending", "dale", "2020Q4", (10, 100))), workbook, unit="north").loc["lending"]
    assert full["verdict"] == "better" and full["gap"] == pytest.approx(20)


def test_a_verdict_on_provisional_figures_is_marked(proportions: Callable[[str], Workbook], observed: Observed) -> None:
    workbook = proportions("direction: up, interval: proportion")
    for loose in ("ash", "birch", ""):
        rows = [
            ("lending", unit, "2020Q4", parts, {"status": "provisional" if unit == loose else "final"})
            for unit, parts in (("ash", (40, 100)), ("birch", (15, 100)))
        ]
        row = told(observed(*rows), workbook).loc["lending"]
        assert row["verdict"] == "better" and bool(row["loose_verdict"]) == bool(loose)
