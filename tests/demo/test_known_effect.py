"""The pilots of the demonstration differ by a known amount, and the interval on a page contains it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.methods import signals
from demo.demonstration import generate
from demo.recipe import Recipe
from reportlib.analysis.methods.pilots import Pilots
from reportlib.analysis.sums.obligations import is_pilot
from reportlib.data import read_observations
from reportlib.periods import Period
from reportlib.query import Book
from reportlib.workbook import Workbook

ROOT = Path(__file__).parents[2]
SHOWN = (
    "service-coverage",
    "benefit-per-head",
    "training-coverage",
    "highly-skilled-rate",
    "suggestions-adopted",
    "engagement-score",
)
LAST = "2020Q4"


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    return Workbook.load(ROOT)


@pytest.fixture(scope="module")
def made(workbook: Workbook) -> dict[str, pd.DataFrame]:
    """The figures that the recipe makes (`given`), and those of the same recipe with `pilot: 0` for every indicator (`none`)."""
    recipe, published = Recipe.load(workbook), read_observations(workbook, origins=("published",))
    shapes = {i.id: recipe.shape(i).model_copy(update={"pilot": 0.0}) for i in workbook.catalogue.indicators}
    none = recipe.model_copy(update={"shapes": shapes})
    return {name: generate(workbook, published, one) for name, one in (("given", recipe), ("none", none))}


def panel(rows: pd.DataFrame, indicator: str, workbook: Workbook) -> pd.DataFrame:
    """The figures of one indicator, one row for each unit and quarter, with the first quarter of each pilot."""
    mine, scale = rows[rows["indicator"] == indicator], workbook.catalogue[indicator].scale
    value = np.where(mine["numerator"].notna(), scale * mine["numerator"] / mine["denominator"], mine["value"])
    quarters = [str(period) for period in Recipe.load(workbook).periods()]
    since = {
        unit: next((text for text in quarters if is_pilot(workbook.units[unit], Period.parse(text), workbook)), "")
        for unit in mine["unit"].unique()
    }
    return mine[["unit", "period"]].assign(value=value, pilot=mine["unit"].map(since))


@pytest.mark.parametrize("indicator", SHOWN)
def test_the_interval_of_the_page_holds_the_known_amount(
    indicator: str, made: dict[str, pd.DataFrame], workbook: Workbook
) -> None:
    given, none = (panel(made[name], indicator, workbook) for name in ("given", "none"))
    both = given.merge(none[["unit", "period", "value"]], on=["unit", "period"], suffixes=("", "_none"))
    last = both[both["period"] == LAST]
    apart = (last["value"] - last["value_none"]).groupby(last["pilot"] != "").mean()
    known = float(apart[True] - apart[False])
    assert known > 0
    chart = Book(workbook, lang="en")[indicator].each("enterprise").at(LAST).pilots()
    match = re.search(r"interval (\S+) to (\S+);", chart.claims[0].ground)
    assert match
    low, high = map(float, match.groups())
    assert low <= known <= high
    found = Pilots()(given, period=LAST)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-4)


@pytest.mark.parametrize("indicator", SHOWN)
def test_without_it_the_interval_holds_nothing(indicator: str, made: dict[str, pd.DataFrame], workbook: Workbook) -> None:
    found = Pilots()(panel(made["none"], indicator, workbook), period=LAST)
    assert found.low is not None and found.high is not None
    assert found.low <= 0 <= found.high


def test_of_the_series_with_limits_a_minority_signals(workbook: Workbook) -> None:
    found = signals(Book(workbook, lang="en"))
    series, told = (sum(pair[n] for pair in found.values()) for n in (0, 1))
    assert len(found) >= 3 and series >= 10
    assert told < series / 2, found
