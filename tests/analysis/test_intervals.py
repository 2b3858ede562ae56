from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reportlib.analysis.methods.intervals import CONFIDENCE, HIGH_CONFIDENCE, byar, exact, rate, wilson

LEVELS = (CONFIDENCE, HIGH_CONFIDENCE)
TOTALS = (1, 2, 3, 7, 10, 37, 120, 1_000, 37_286)


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_is_that_of_scipy(level: float) -> None:
    grid = [(x, n) for n in TOTALS for x in sorted({0, 1, n // 7, n // 2, n - 1, n}) if x <= n]
    low, high = wilson([x for x, _ in grid], [n for _, n in grid], level=level)
    known = [binomtest(x, n).proportion_ci(method="wilson", confidence_level=level) for x, n in grid]
    assert low == pytest.approx([k.low for k in known], abs=1e-9)
    assert high == pytest.approx([k.high for k in known], abs=1e-9)


def poisson(most: int, mean: float) -> float:
    """The probability of at most `most` events, by adding up."""
    return math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(most + 1)) if mean > 0 else 1.0


def root(of: Callable[[float], float], high: float) -> float:
    """The zero of a decreasing function, found by bisection."""
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if of(middle) > 0 else (low, middle)
    return low


@pytest.mark.parametrize("level", LEVELS)
def test_exact_limits_are_the_means_that_leave_half_the_rest_beyond_the_count(level: float) -> None:
    # A limit is a mean with which a count like this, or one further away, has the chance (1 - level) / 2. For the lower limit
    # these are counts as large or larger, for the upper limit counts as small or smaller.
    beyond = (1 - level) / 2
    low, high = exact(range(31), level=level)
    assert low[0] == 0
    for x in range(1, 31):
        assert low[x] == pytest.approx(root(lambda mean, x=x: poisson(x - 1, mean) - (1 - beyond), 200), rel=1e-9)  # type: ignore[misc]
    for x in range(31):
        assert high[x] == pytest.approx(root(lambda mean, x=x: poisson(x, mean) - beyond, 200), rel=1e-9)  # type: ignore[misc]


def test_byar_by_hand() -> None:
    # The limits for 16 and for 100 events, worked out by hand. 16, lower: 1 - 1/144 - 1.959964/12 = .829725; cubed .571219; times
    # 16. Upper: 1 - 1/153 + 1.959964/(3 sqrt 17) = 1.151918; cubed 1.528496; times 17. 100, lower: .933557; cubed .813621; times
    # 100. Upper: 1.063908; cubed 1.204237; times 101.
    low, high = byar([16, 100])
    assert low.tolist() == pytest.approx([9.139509, 81.362106], abs=2e-6)
    assert high.tolist() == pytest.approx([25.984438, 121.627937], abs=2e-6)


def test_byar_comes_close_to_the_exact_limits() -> None:
    many = np.arange(10, 200)
    for near, true in zip(byar(many), exact(many), strict=True):
        assert np.abs(near / true - 1).max() < 0.003


def test_a_rate_is_exact_under_ten_and_byars_from_ten() -> None:
    low, high = rate([9, 10], [500, 500], scale=1000)
    assert (low[0], high[0]) == pytest.approx((2 * exact(9)[0], 2 * exact(9)[1]))
    assert (low[1], high[1]) == pytest.approx((2 * byar(10)[0], 2 * byar(10)[1]))


@pytest.mark.parametrize("ways", [wilson, rate])
@pytest.mark.parametrize(("part", "whole"), [(1, 0), (-1, 10), (math.nan, 10), (1, math.nan), (0, 0)])
def test_what_cannot_be_has_no_interval(ways: Callable[..., tuple[np.ndarray, np.ndarray]], part: float, whole: float) -> None:
    low, high = ways([part, 3], [whole, 30])
    assert np.isnan(low[0]) and np.isnan(high[0])
    assert not np.isnan([low[1], high[1]]).any(), "its neighbour keeps its own"


def test_a_part_larger_than_its_whole_is_no_proportion() -> None:
    assert np.isnan(wilson(11, 10)).all()


def test_a_level_is_a_share() -> None:
    with pytest.raises(ValueError, match=r"level 95 is not between 0 and 1; 0\.95 stands for 95 %"):
        wilson(1, 2, level=95)


@given(st.integers(1, 100_000), st.floats(0, 1), st.sampled_from(LEVELS), st.sampled_from([1.0, 100.0, 10_000.0]))
def test_a_proportion_lies_within_its_interval_and_that_within_the_scale(n: int, p: float, level: float, scale: float) -> None:
    x = round(p * n)
    low, high = wilson(x, n, level=level, scale=scale)
    assert 0 <= low <= scale * x / n <= high <= scale * (1 + 1e-12)


@given(st.integers(0, 5_000), st.integers(1, 10**7), st.sampled_from(LEVELS), st.sampled_from([1.0, 1_000.0, 0.1]))
def test_a_rate_lies_within_its_interval(x: int, exposure: int, level: float, scale: float) -> None:
    low, high = rate(x, exposure, level=level, scale=scale)
    assert 0 <= low <= scale * x / exposure < high


@pytest.mark.parametrize("scale", [1, 100, 10_000, 0.1])
@pytest.mark.parametrize("ways", [wilson, rate])
def test_an_interval_holds_its_own_value_to_the_last_digit(
    ways: Callable[..., tuple[np.ndarray, np.ndarray]], scale: float
) -> None:
    # If the part is none or all of the whole, one limit is the value itself. The two must not differ in the last digit, as 10 000
    # * 3 / 7 and 10 000 * (3 / 7) may.
    part, whole = np.meshgrid(np.arange(0, 60) / 7, np.arange(1, 60) / 7)
    part = np.minimum(part, whole)
    low, high = ways(part, whole, scale=scale)
    assert ((low <= scale * part / whole) & (scale * part / whole <= high)).all()


def test_every_row_may_have_a_scale_of_its_own() -> None:
    low, high = wilson([8, 8], [10, 10], scale=[1, 100])
    assert (low[1], high[1]) == pytest.approx((100 * low[0], 100 * high[0]))


@given(st.integers(1, 5_000), st.integers(0, 5_000), st.integers(2, 50), st.sampled_from([wilson, rate]))
def test_ten_times_as_much_says_it_more_exactly(n: int, x: int, times: int, ways: Callable[..., tuple[float, float]]) -> None:
    x = min(x, n)
    narrow, wide = ways(times * x, times * n), ways(x, n)
    assert narrow[1] - narrow[0] < wide[1] - wide[0]


@given(st.integers(1, 5_000), st.integers(0, 5_000), st.sampled_from([wilson, rate]))
def test_being_surer_takes_a_wider_interval(n: int, x: int, ways: Callable[..., tuple[float, float]]) -> None:
    (low, high), (lower, higher) = ways(min(x, n), n), ways(min(x, n), n, level=HIGH_CONFIDENCE)
    assert lower <= low and high <= higher
