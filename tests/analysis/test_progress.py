from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis.methods.progress import PACES, Pace, Progress


def pace(base: float, value: float, target: float, *, good: int = 1, now: object = 2020, until: object = 2028) -> Pace:
    return Progress(good=good)(base=base, value=value, target=target, base_period=2018, period=now, target_period=until)


def test_growth_is_compound() -> None:
    found = pace(100, 121, 100 * 1.2**10)  # 10 % a year where 20 % are needed
    assert (found.growth, found.needed, found.ratio) == pytest.approx((0.1, 0.2, 0.5), abs=1e-9)
    assert found.pace == "slow"
    quarters = Progress(good=1)(base=64, value=80, target=100, base_period="2019Q4", period="2020Q2", target_period="2020Q4")
    assert (quarters.growth, quarters.needed) == pytest.approx((80**2 / 64**2 - 1, 100 / 64 - 1), abs=1e-9)


@pytest.mark.parametrize(
    ("growth", "expected"),
    [
        (0.1, "on track"),
        (0.0951, "on track"),
        (0.0949, "progress"),
        (0.0601, "progress"),
        (0.0599, "slow"),
        (0.0, "slow"),
        (-0.001, "away"),
    ],
)
def test_the_steps(growth: float, expected: str) -> None:
    assert pace(50, 50 * (1 + growth) ** 2, 50 * 1.1**10).pace == expected


def test_the_steps_belong_to_the_better_side() -> None:
    assert Progress(good=1)(base=1, value=1.95, target=3, base_period=2018, period=2019, target_period=2020).pace == "on track"
    found = Progress(good=1)(base=1, value=1.6, target=2, base_period=2018, period=2019, target_period=2019 + 1)
    assert found.pace == "on track"  # 0.6 against sqrt(2) - 1
    exactly = Progress(good=1)(base=10, value=10.6, target=12.1, base_period=2018, period=2019, target_period=2020)
    assert exactly.ratio == pytest.approx(0.6, abs=1e-9)
    assert exactly.pace == "progress"


def test_less_may_be_good() -> None:
    assert pace(100, 81, 100 * 0.9**10, good=-1).pace == "on track"
    assert pace(100, 99, 10, good=-1).pace == "slow"
    assert pace(100, 120, 10, good=-1).pace == "away"
    assert pace(100, 90, 0, good=-1).needed == -1  # the target is 0


def test_met_stays_met() -> None:
    assert pace(100, 70, 70).pace == "met"
    assert pace(100, 0.1 + 0.2, 0.3).pace == "met"
    assert pace(100, 71, 70).pace == "met"  # though it falls
    assert pace(100, 69, 70).pace == "away"  # from beyond the target to short of it, whatever the growth “needed”
    assert pace(70, 69, 70).pace == "away"
    assert pace(0, 5, 5).pace == "met"  # a base of 0 does not matter then
    assert pace(0, 5, 5).growth is None


def test_a_target_whose_period_has_come_is_met_or_missed() -> None:
    assert pace(100, 139, 140, now=2028).pace == "missed"
    assert pace(100, 140, 140, now=2028).pace == "met"
    assert pace(100, 139, 140, now="2028Q4").pace == "missed"
    assert pace(100, 139, 140, now="2028Q3").pace != "missed"


def test_where_there_is_no_growth_rate_it_says_so() -> None:
    assert pace(0, 3, 9).why == "zero base"
    assert pace(-5, 3, 9).why == "sign"
    assert pace(5, -3, 9).why == "sign"
    assert pace(math.nan, 3, 9).why == "no base"
    assert pace(5, math.nan, 9).why == "no base"
    assert pace(5, 3, 9, now=2018).why == "no time"
    assert pace(5, 3, 9, good=0).why == "no direction"


amounts = st.floats(0.5, 1e6)


@given(amounts, amounts, amounts, st.sampled_from([1, -1]))
def test_a_measure_never_changes_a_pace(base: float, value: float, target: float, good: int) -> None:
    once, larger = pace(base, value, target, good=good), pace(base * 128, value * 128, target * 128, good=good)
    assert once.pace == larger.pace
    assert once.pace in PACES
