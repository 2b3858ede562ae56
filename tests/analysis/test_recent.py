from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import curve_fit

from reportlib.analysis.methods.recent import RecentTrend, Trend, chi_square_for_trend
from reportlib.periods import Period

YEARS = [2015, 2016, 2017, 2018, 2019]


def shares(x: list[float], n: list[float] | float, *, years: list[int] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"period": years or YEARS[: len(x)], "numerator": x, "denominator": n}).astype(
        {"numerator": "float64", "denominator": "float64"}
    )


def limited(y: list[float], half: list[float] | float) -> pd.DataFrame:
    table = pd.DataFrame({"period": YEARS, "value": y})
    return table.assign(low=table["value"] - half, high=table["value"] + half)


def test_the_example_of_r() -> None:
    # `prop.trend.test(smokers, patients)` of R's manual: X-squared = 8.2249.
    assert chi_square_for_trend([83, 90, 129, 70], [86, 93, 136, 82]) == pytest.approx(8.2249, abs=5e-5)


counts = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)).map(sorted), min_size=5, max_size=5)


@settings(max_examples=200, deadline=None)
@given(counts)
def test_chi_square_is_that_of_exact_arithmetic(pairs: list[list[int]]) -> None:
    x, n = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    total, share = sum(n), Fraction(sum(x), sum(n))
    over = sum(t * (Fraction(a) - b * share) for t, (a, b) in enumerate(pairs)) ** 2
    under = (
        share
        * (1 - share)
        * (sum(b * t * t for t, b in enumerate(n)) - Fraction(sum(b * t for t, b in enumerate(n)) ** 2, total))
    )
    assert chi_square_for_trend(x, n) == pytest.approx(float(over / under) if under else 0.0, rel=1e-9, abs=1e-9)


def test_chi_square_is_the_correlation_of_the_individuals() -> None:
    x, n = [12, 20, 19, 31, 44], [90, 110, 95, 120, 140]
    year = np.repeat(np.arange(5), n)
    counted = np.concatenate([np.arange(of) < some for some, of in zip(x, n, strict=True)]).astype(float)
    assert chi_square_for_trend(x, n) == pytest.approx(sum(n) * np.corrcoef(year, counted)[0, 1] ** 2, rel=1e-9)


def test_weighted_regression_is_that_of_scipy() -> None:
    y, half = [10.0, 11.5, 11.0, 13.0, 14.2], [0.5, 0.8, 0.4, 0.9, 0.5]
    error = [2 * h / 3.92 for h in half]
    fitted, covered = curve_fit(lambda t, a, b: a + b * t, np.arange(5.0), y, sigma=error, absolute_sigma=True)
    found = RecentTrend(way="limits")(limited(y, half))
    assert found.chi_square == pytest.approx(fitted[1] ** 2 / covered[1, 1], rel=1e-6)
    weights = [Fraction(392, 100) ** 2 / (2 * Fraction(str(h))) ** 2 for h in half]
    mean_t = sum(w * t for t, w in enumerate(weights)) / sum(weights)
    slope = sum(w * (t - mean_t) * Fraction(str(v)) for t, (w, v) in enumerate(zip(weights, y, strict=True)))
    assert found.chi_square == pytest.approx(
        float(slope**2 / sum(w * (t - mean_t) ** 2 for t, w in enumerate(weights))), rel=1e-9
    )


def test_a_trend_is_kept_apart_from_what_it_means() -> None:
    rising = shares([100, 120, 138, 161, 180], 1000)
    found = RecentTrend(way="proportion", good=-1)(rising)
    assert (found.trend, found.meaning, found.first, found.last) == ("increasing", "worse", "2015", "2019")
    assert RecentTrend(way="proportion", good=1)(rising).meaning == "better"
    assert RecentTrend(way="proportion")(rising).meaning == ""
    falling = shares([180, 161, 138, 120, 100], 1000)
    assert RecentTrend(way="proportion", good=-1)(falling) == Trend("", "decreasing", "better", found.chi_square, "2015", "2019")


def test_a_trend_that_hangs_on_one_year_is_none() -> None:
    jump = shares([100, 100, 100, 100, 200], 1000)  # without the last year the slope is 0
    found = RecentTrend(way="proportion")(jump)
    assert found.chi_square is not None
    assert found.chi_square > 9.5495
    assert found.trend == "none"
    turned = shares([100, 130, 120, 110, 190], 1000)  # without the last year it falls or rises little; without the first too
    assert RecentTrend(way="proportion")(turned).trend in ("increasing", "none")
    bent = shares([150, 140, 130, 120, 400], 1000)  # without the last year it falls
    assert RecentTrend(way="proportion")(bent).trend == "none"


def test_zero_counts_all_counts_and_equal_values_are_no_trend() -> None:
    for x in (0, 50, 100):
        found = RecentTrend(way="proportion")(shares([x] * 5, 100))
        assert (found.trend, found.chi_square) == ("none", 0.0)
    assert RecentTrend(way="limits")(limited([0.1 + 0.2, 0.3, 0.3, 0.3, 0.3], 0.01)).trend == "none"


def test_it_takes_five_years_in_a_row_since_the_last_break() -> None:
    trend = RecentTrend(way="proportion")
    rising = [100, 120, 138, 161, 180]
    assert trend(shares(rising[:4], 1000)).why == "few"
    assert trend(shares(rising, 1000, years=[2014, 2016, 2017, 2018, 2019])).why == "few"
    assert trend(shares([100, 120, float("nan"), 161, 180], 1000)).why == "few"
    assert trend(shares(rising, [1000, 1000, 0, 1000, 1000])).why == "few"
    assert trend(shares([90, *rising], 1000, years=[2014, *YEARS])).first == "2015"
    assert trend(shares([*rising, float("nan")], 1000, years=[*YEARS, 2020])).last == "2019"
    for text, why in (("2017", "few"), ("2019", "few"), ("2019Q2", "few"), ("2015", ""), ("2020", ""), ("2016Q1", "few")):
        assert RecentTrend(way="proportion", breaks=(Period.parse(text),))(shares(rising, 1000)).why == why


def test_it_is_of_years_only_and_of_values_with_limits() -> None:
    quarters = shares([1, 2, 3, 4, 5], 10).assign(period=["2019Q1", "2019Q2", "2019Q3", "2019Q4", "2020Q1"])
    assert RecentTrend(way="proportion")(quarters).why == "not years"
    assert RecentTrend(way="limits")(limited([1.0, 2.0, 3.0, 4.0, 5.0], 0.0)).why == "no limits"
    unknown = limited([1.0, 2.0, 3.0, 4.0, 5.0], 0.1).assign(high=[1.1, 2.1, float("nan"), 4.1, 5.1])
    assert RecentTrend(way="limits")(unknown).why == "no limits"
    assert RecentTrend(way="limits")(limited([1.0] * 5, 1.0).head(0)).why == "few"


@pytest.mark.parametrize("measure", [0.01, 1.0, 3.0, 100.0])
@pytest.mark.parametrize("wide", [[1, 317, 68, 1, 135], [1, 10_000, 300, 1, 7]])
def test_a_trend_that_hangs_on_the_first_year_is_none_in_any_measure(wide: list[int], measure: float) -> None:
    # Without the first year all values are equal, so the slope is exactly 0, however much the limits differ.
    values = limited([measure, 0.0, 0.0, 0.0, 0.0], [measure * half / 50 for half in wide])
    assert RecentTrend(way="limits")(values).trend == "none"
    raised = values.assign(**{name: values[name] + 7 * measure for name in ("value", "low", "high")})
    assert RecentTrend(way="limits")(raised).trend == "none"


@settings(max_examples=100, deadline=None)
@given(counts, st.permutations(range(5)))
@example([[1, 1], [0, 317], [0, 68], [0, 1], [0, 135]], [0, 1, 2, 3, 4])
def test_neither_order_nor_measure_changes_a_trend(pairs: list[list[int]], order: list[int]) -> None:
    table = shares([pair[0] for pair in pairs], [pair[1] for pair in pairs])
    assert RecentTrend(way="proportion", good=1)(table.iloc[order]) == RecentTrend(way="proportion", good=1)(table)
    values = limited([float(pair[0]) for pair in pairs], [pair[1] / 50 for pair in pairs])
    larger = values.assign(**{name: values[name] * 100 for name in ("value", "low", "high")})
    assert RecentTrend(way="limits")(larger).trend == RecentTrend(way="limits")(values.iloc[order]).trend
