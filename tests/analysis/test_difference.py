from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from reportlib.analysis.methods.difference import VERDICTS, against_rest, newcombe, rate_ratio, verdicts
from reportlib.analysis.methods.intervals import CONFIDENCE, HIGH_CONFIDENCE

NAN = math.nan
LEVELS = (CONFIDENCE, HIGH_CONFIDENCE)

# Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions: comparison of eleven methods.
# Statistics in Medicine 17, 873-890: Table II, the examples (a) to (h), method 10.
TABLE_II = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize("example", TABLE_II)
def test_newcombes_own_examples(example: tuple[float, ...]) -> None:
    low, high = newcombe(*example[:4])
    assert (float(low), float(high)) == pytest.approx(example[4:], abs=5e-5)


@pytest.mark.parametrize("level", LEVELS)
def test_newcombe_from_the_limits_of_scipy(level: float) -> None:
    for x1, n1, x2, n2 in [(5, 9, 40, 77), (1, 300, 12, 900), (0, 4, 8, 8), (2_500, 5_000, 7_000, 14_100)]:
        one, other = (binomtest(x, n).proportion_ci(method="wilson", confidence_level=level) for x, n in ((x1, n1), (x2, n2)))
        p1, p2 = x1 / n1, x2 / n2
        low, high = newcombe(x1, n1, x2, n2, level=level, scale=100)
        assert float(low) == pytest.approx(100 * (p1 - p2 - math.sqrt((p1 - one.low) ** 2 + (other.high - p2) ** 2)), abs=1e-9)
        assert float(high) == pytest.approx(100 * (p1 - p2 + math.sqrt((one.high - p1) ** 2 + (p2 - other.low) ** 2)), abs=1e-9)


def test_the_ratio_of_two_rates_is_that_of_r() -> None:
    # `poisson.test(c(11, 6+8+7), c(800, 1083+1050+878))` of R's manual: lung cancer in one city against three others.
    low, high = rate_ratio(11, 800, 6 + 8 + 7, 1083 + 1050 + 878)
    assert (float(low), float(high)) == pytest.approx((0.8584264, 4.2772659), abs=5e-8)


@pytest.mark.parametrize("level", LEVELS)
def test_the_ratio_of_two_rates_from_the_exact_limits_of_scipy(level: float) -> None:
    for x1, e1, x2, e2 in [(11, 800, 21, 3011), (1, 30, 1, 90), (250, 1_000, 2_000, 9_000), (1, 5, 900, 5_000)]:
        known = binomtest(x1, x1 + x2).proportion_ci(method="exact", confidence_level=level)
        low, high = rate_ratio(x1, e1, x2, e2, level=level)
        assert float(low) == pytest.approx(known.low / (1 - known.low) * e2 / e1, rel=1e-8)
        assert float(high) == pytest.approx(known.high / (1 - known.high) * e2 / e1, rel=1e-8)


@pytest.mark.parametrize(("x1", "x2"), [(0, 1), (1, 0), (3, 4), (0, 9), (12, 5)])
def test_the_limits_are_the_ratios_that_leave_a_fortieth_beyond(x1: int, x2: int) -> None:
    # At the lower limit, the first group has x1 or more of all events with a chance of 1/40; at the upper limit, x1 or fewer. The
    # chances are added up exactly.
    all_events = x1 + x2
    low, high = (float(limit) for limit in rate_ratio(x1, 100, x2, 300))

    def chance(counts: range, ratio: float) -> float:
        share = Fraction(ratio) * 100 / (Fraction(ratio) * 100 + 300)
        return float(sum(math.comb(all_events, k) * share**k * (1 - share) ** (all_events - k) for k in counts))

    assert low == 0 if x1 == 0 else chance(range(x1, all_events + 1), low) == pytest.approx(0.025, rel=1e-9)
    assert high == math.inf if x2 == 0 else chance(range(x1 + 1), high) == pytest.approx(0.025, rel=1e-9)


@pytest.mark.parametrize("ways", [newcombe, rate_ratio])
@pytest.mark.parametrize(
    "parts", [(1, 0, 3, 10), (1, 10, 3, 0), (-1, 10, 3, 10), (1, 10, -3, 10), (NAN, 10, 3, 10), (0, 0, 0, 0)]
)
def test_what_cannot_be_has_no_interval(ways: Callable[..., tuple[np.ndarray, np.ndarray]], parts: tuple[float, ...]) -> None:
    low, high = ways(*([part, sound] for part, sound in zip(parts, (2, 30, 4, 50), strict=True)))
    assert np.isnan([low[0], high[0]]).all()
    assert not np.isnan([low[1], high[1]]).any(), "its neighbour keeps its own"


def test_a_part_larger_than_its_whole_is_no_proportion_and_two_sides_without_events_are_no_ratio() -> None:
    assert np.isnan(newcombe(11, 10, 3, 10)).all() and np.isnan(newcombe(3, 10, 11, 10)).all()
    assert np.isnan(rate_ratio(0, 10, 0, 10)).all()


sizes = st.integers(1, 50_000)
shares = st.floats(0, 1)


@given(sizes, shares, sizes, shares, st.sampled_from(LEVELS), st.sampled_from([1.0, 100.0, 10_000.0]))
def test_a_difference_lies_within_its_interval_which_turns_round_with_the_sides(
    n1: int, p1: float, n2: int, p2: float, level: float, scale: float
) -> None:
    x1, x2 = round(p1 * n1), round(p2 * n2)
    low, high = newcombe(x1, n1, x2, n2, level=level, scale=scale)
    assert -scale * (1 + 1e-12) <= low <= scale * x1 / n1 - scale * x2 / n2 <= high <= scale * (1 + 1e-12)
    assert newcombe(x2, n2, x1, n1, level=level, scale=scale) == (-high, -low)
    plain = newcombe(x1, n1, x2, n2, level=level)
    assert (low, high) == (pytest.approx(scale * plain[0]), pytest.approx(scale * plain[1]))


@given(st.integers(0, 5_000), sizes, st.integers(0, 5_000), sizes, st.sampled_from(LEVELS))
def test_a_ratio_lies_within_its_interval_which_turns_round_with_the_sides(
    x1: int, e1: int, x2: int, e2: int, level: float
) -> None:
    low, high = rate_ratio(x1, e1, x2, e2, level=level)
    if x1 + x2 == 0:
        assert np.isnan([low, high]).all()
        return
    assert 0 <= low <= ((x1 / e1) / (x2 / e2) if x2 else math.inf) <= high
    turned = rate_ratio(x2, e2, x1, e1, level=level)
    assert turned[0] == pytest.approx(1 / high) and (turned[1] == pytest.approx(1 / low) if low else math.isinf(turned[1]))


def test_a_smaller_difference_than_is_told_is_similar_and_one_as_large_is_not() -> None:
    assert verdicts(51, 60, 50, 1, gap=[0.4, 0.5, -0.4], min_gap=0.5).tolist() == ["similar", "better", "similar"]
    assert verdicts(51, 60, 50, 1, gap=0.3 - 0.1, min_gap=0.2).tolist() == "better"
    assert verdicts(NAN, NAN, 50, 1, gap=0.1, min_gap=0.5).tolist() == "", "without an interval there is no verdict"


def judged(own: tuple[float, float], rest: tuple[float, float], **settings: object) -> pd.Series:
    frames = [pd.DataFrame([pair], columns=["numerator", "denominator"], index=["ash"]) for pair in (own, rest)]
    given_settings = {"way": ["proportion"], "scale": [100.0], "good": [1], "min_gap": [0.0]} | settings
    return against_rest(*frames, **given_settings).loc["ash"]  # type: ignore[arg-type]


# own, rest, way, the verdict where more is good; the interval of the difference in points, by Table II or by hand
ROWS = [
    ((56, 70), (48, 80), "proportion", "better"),
    ((48, 80), (56, 70), "proportion", "worse"),
    ((5, 56), (0, 29), "proportion", "similar"),
    ((10, 10), (0, 20), "proportion", "better"),
    ((56, 70), (48, 80), "none", ""),
    ((71, 70), (48, 80), "proportion", ""),  # a proportion over 1
    ((56, 70), (81, 80), "proportion", ""),
    ((56, 70), (-1, 80), "proportion", ""),  # a rest with a negative part
    ((56, 70), (8, -80), "proportion", ""),
    ((56, 70), (0, 0), "proportion", ""),  # an empty rest: the unit is all of its whole
    ((0, 0), (48, 80), "proportion", ""),  # nothing to divide by
    ((56, 70), (NAN, NAN), "proportion", ""),  # parts of the whole are not known
    ((11, 800), (21, 3011), "events", "similar"),  # .86 to 4.28 holds 1
    ((110, 800), (210, 3011), "events", "better"),
    ((3, 100), (0, 400), "events", "better"),  # r above .025 ^ (1/3) = .2924: 1.65 to infinity
    ((2, 100), (0, 400), "events", "similar"),  # r above .025 ^ (1/2) = .1581: .75 to infinity
    ((0, 400), (9, 400), "events", "worse"),  # r under 1 - .025 ^ (1/9) = .3363: 0 to .51
    ((0, 100), (0, 400), "events", ""),  # no events on either side
    ((3, 0), (9, 400), "events", ""),
    ((3, 100), (-1, 400), "events", ""),
    ((120, 100), (40, 100), "events", "better"),  # more events than people is no fault
]


@pytest.mark.parametrize(("own", "rest", "way", "verdict"), ROWS)
@pytest.mark.parametrize(
    ("good", "turned"), [(1, {}), (-1, {"better": "worse", "worse": "better"}), (0, {"better": "higher", "worse": "lower"})]
)
def test_every_case_worked_by_hand(
    own: tuple[float, float], rest: tuple[float, float], way: str, verdict: str, good: int, turned: dict[str, str]
) -> None:
    row = judged(own, rest, way=[way], good=[good])
    assert row["verdict"] == turned.get(verdict, verdict)
    assert math.isnan(row["low"]) == math.isnan(row["high"]) == (way != "proportion" or verdict == "")


def test_a_table_is_judged_row_by_row() -> None:
    frames = [pd.DataFrame([row[side] for row in ROWS], columns=["numerator", "denominator"]) for side in (0, 1)]
    table = against_rest(*frames, way=[row[2] for row in ROWS], scale=100, good=1)
    assert table["verdict"].tolist() == [row[3] for row in ROWS]
    assert set(table["verdict"]) - {""} <= set(VERDICTS)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([5.24, 33.39], abs=5e-3)


def test_rows_of_two_tables_must_be_the_same() -> None:
    frame = pd.DataFrame({"numerator": [1.0], "denominator": [2.0]}, index=["ash"])
    with pytest.raises(ValueError, match="give both the same rows in the same order"):
        against_rest(frame, frame.rename(index={"ash": "birch"}), way="proportion")


def test_nothing_at_all_is_judged_as_nothing() -> None:
    frame = pd.DataFrame({"numerator": [], "denominator": []}, dtype="float64")
    assert against_rest(frame, frame, way=[], scale=[], good=[], min_gap=[]).empty


def test_the_least_difference_is_in_the_measure_of_the_indicator() -> None:
    # 80 % and 60 % are 20 points apart; 137.5 and 69.7 per 1,000 are 67.8 apart.
    assert judged((56, 70), (48, 80), min_gap=[20.0])["verdict"] == "better"
    assert judged((56, 70), (48, 80), min_gap=[20.1])["verdict"] == "similar"
    events = {"way": ["events"], "scale": [1000.0]}
    assert judged((110, 800), (210, 3011), **events, min_gap=[67.7])["verdict"] == "better"
    assert judged((110, 800), (210, 3011), **events, min_gap=[67.8])["verdict"] == "similar"


def test_beyond_doubt_takes_more_than_a_verdict() -> None:
    assert judged((56, 70), (48, 80), level=HIGH_CONFIDENCE)["verdict"] == "similar"
    assert judged((560, 700), (480, 800), level=HIGH_CONFIDENCE)["verdict"] == "better"


def test_what_subtracting_weights_leaves_behind_is_nought() -> None:
    # In floating point 0.1 + 0.2 - 0.3 is 5.6e-17, and 0.3 - 0.1 - 0.2 is below 0. Both have to count as 0.
    assert judged((0.3, 0.3), (0.1 + 0.2 - 0.3, 0.1 + 0.2 - 0.3))["verdict"] == ""
    assert judged((0.3, 5), (0.3 - 0.1 - 0.2, 60))["verdict"] == judged((0.3, 5), (0, 60))["verdict"] != ""
    assert judged((0.1 + 0.2, 0.3), (1, 60))["verdict"] == judged((0.3, 0.3), (1, 60))["verdict"] != ""


@given(sizes, shares, sizes, shares, st.sampled_from(["proportion", "events"]), st.sampled_from([1.0, 10.0, 10_000.0]))
def test_a_verdict_is_the_same_on_every_scale_and_the_other_one_from_the_other_side(
    n1: int, p1: float, n2: int, p2: float, way: str, scale: float
) -> None:
    own, rest = (round(p1 * n1), n1), (round(p2 * n2), n2)
    settings = {"way": [way], "good": [0]}
    verdict = judged(own, rest, **settings)["verdict"]
    assert judged(own, rest, **settings, scale=[scale])["verdict"] == verdict
    opposite = {"higher": "lower", "lower": "higher"}
    assert judged(rest, own, **settings)["verdict"] == opposite.get(verdict, verdict)
