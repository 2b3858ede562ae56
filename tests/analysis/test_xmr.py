from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportlib.analysis.methods.xmr import XmR, assurance
from reportlib.periods import Period
from tests.analysis.series import quarter, quarterly

Exact = list[Fraction | None]


def by_definition(values: Exact) -> tuple[Fraction, Fraction, Fraction, list[str]] | None:
    """Centre, both limits, and for each point the rule that makes it a signal, in exact arithmetic (METHODS 5)."""
    known = [v for v in values if v is not None]
    ranges = [abs(b - a) for a, b in itertools.pairwise(values) if a is not None and b is not None]
    if not ranges:
        return None
    mean = sum(ranges) / len(ranges)
    kept = [r for r in ranges if not (r > 0 and r >= Fraction("3.267") * mean)]
    reach = Fraction("2.66") * sum(kept) / len(kept)
    centre = sum(known) / len(known)
    rules = [_rule(n, values, centre, reach) for n in range(len(values))]
    return centre, centre - reach, centre + reach, rules


def _windows(n: int, length: int, values: Exact) -> list[list[Fraction]]:
    """Every run of `length` known points that includes point `n`."""
    starts = range(max(0, n - length + 1), min(n, len(values) - length) + 1)
    return [values[s : s + length] for s in starts if None not in values[s : s + length]]  # type: ignore[misc]


def _rule(n: int, values: Exact, centre: Fraction, reach: Fraction) -> str:
    value = values[n]
    if value is None:
        return ""
    if abs(value - centre) > reach:
        return "outside"
    for seven in _windows(n, 7, values):
        steps = [b - a for a, b in itertools.pairwise(seven)]
        if all(s > 0 for s in steps) or all(s < 0 for s in steps):
            return "trend"
    for three in _windows(n, 3, values):
        off = [v - centre for v in three]
        outer = [Fraction(2, 3) * reach < abs(o) <= reach for o in off]
        one_side = all(o > 0 for o in off) or all(o < 0 for o in off)
        if one_side and sum(outer) >= 2 and Fraction(2, 3) * reach < abs(value - centre):
            return "near"
    for seven in _windows(n, 7, values):
        if all(v > centre for v in seven) or all(v < centre for v in seven):
            return "shift"
    return ""


points = st.lists(st.one_of(st.none(), st.integers(-30, 30)), min_size=1, max_size=30)
few_steps = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=8, max_size=30)


@settings(max_examples=300, deadline=None)
@given(st.one_of(points, few_steps))
def test_limits_and_rules_are_those_of_the_definitions(values: list[int | None]) -> None:
    found = XmR()(quarterly(values))
    expected = by_definition([None if v is None else Fraction(v) for v in values])
    if expected is None:
        assert found["centre"].isna().all()
        assert XmR().signal(quarterly(values)).why == "few"
        return
    for name, number in zip(("centre", "lower", "upper"), expected, strict=False):
        assert found[name].to_numpy() == pytest.approx(float(number), abs=1e-9)
    assert found["rule"].tolist() == expected[3]


def test_the_example_of_nist() -> None:
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: ten flow rates; METHODS 5 rounds its 3 / 1.128 to 2.66.
    flow = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    row = XmR(reach=3 / 1.128)(quarterly(flow)).iloc[0]
    assert (row["lower"], row["centre"], row["upper"]) == pytest.approx((45.8159, 50.81, 55.8041), abs=1e-4)
    assert XmR()(quarterly(flow))["upper"].iloc[0] == pytest.approx(50.81 + 2.66 * 16.9 / 9, abs=1e-9)


def test_a_moving_range_that_is_too_large_is_left_out_once() -> None:
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 40]  # ranges: eight of 1, one of 30; mean 38/9, times 3.267 is 13.8
    row = XmR()(quarterly(values)).iloc[-1]
    assert row["centre"] == pytest.approx(13.4, abs=1e-9)
    assert row["upper"] == pytest.approx(13.4 + 2.66, abs=1e-9)
    assert XmR(screen=math.inf)(quarterly(values))["upper"].iloc[-1] == pytest.approx(13.4 + 2.66 * 38 / 9, abs=1e-9)


def test_a_point_on_a_limit_is_inside() -> None:
    on = XmR(reach=0.5)(quarterly([1.0, 2.0, 1.0, 2.0]))  # centre 1.5, limits 1 and 2
    assert on["lower"].iloc[0] == 1.0
    assert "outside" not in set(on["rule"])
    assert set(XmR(reach=0.499)(quarterly([1.0, 2.0, 1.0, 2.0]))["rule"]) == {"outside"}


def test_equal_values_are_no_signal_however_a_computer_adds_them() -> None:
    for value in (0.0, 0.1, 1e9 / 3, -7.3):
        told = XmR(good=1).signal(quarterly([value] * 20), target=value)
        assert (told.rule, told.why, told.assurance) == ("", "", "mixed")
    same = [0.3, 0.1 + 0.2] * 10
    assert set(XmR()(quarterly(same))["rule"]) == {""}


def test_seven_rising_are_seven_points_and_a_tie_ends_them() -> None:
    rising = [5, 4, 1, 2, 3, 4, 5, 6, 7, 3]
    assert XmR()(quarterly(rising))["rule"].tolist()[2:9] == ["trend"] * 7
    six = [5, 4, 2, 3, 4, 5, 6, 7, 3, 5]
    assert "trend" not in set(XmR()(quarterly(six))["rule"])
    tied = [1, 2, 3, 4, 4, 5, 6, 7, 1, 9, 0]
    assert "trend" not in set(XmR()(quarterly(tied))["rule"])


def test_a_missing_point_ends_a_run_and_gives_no_moving_range() -> None:
    assert "trend" not in set(XmR()(quarterly([1, 2, 3, 4, None, 5, 6, 7, 1]))["rule"])
    skipped = quarterly([1, 2, 3, 4, None, 5, 6, 7, 1])
    assert XmR()(skipped.dropna())["rule"].tolist() == [
        r for r, v in zip(XmR()(skipped)["rule"], skipped["value"], strict=True) if v == v
    ]
    row = XmR()(quarterly([10, 12, None, 50, 48])).iloc[0]
    assert row["upper"] == pytest.approx(30 + 2.66 * 2, abs=1e-9)
    assert XmR().signal(quarterly([10, None, 12, None, 8])).why == "few"
    assert XmR().signal(quarterly([])).why == "few"
    assert XmR().signal(quarterly([3])).why == "few"


def test_a_break_gives_each_side_limits_of_its_own() -> None:
    values = [10, 12, 10, 12, 30, 32, 30, 32]
    found = XmR(breaks=(Period.parse(quarter(4)),))(quarterly(values))
    assert found["centre"].tolist() == [11.0] * 4 + [31.0] * 4
    assert found["upper"].tolist() == pytest.approx([11 + 2.66 * 2] * 4 + [31 + 2.66 * 2] * 4, abs=1e-9)
    assert set(found["rule"]) == {""}


def test_a_break_at_either_end() -> None:
    values = [10, 12, 10, 12]
    plain = XmR()(quarterly(values))
    at_first = XmR(breaks=(Period.parse(quarter(0)),))(quarterly(values))
    before = XmR(breaks=(Period.parse("1990Q1"),))(quarterly(values))
    assert at_first["upper"].tolist() == before["upper"].tolist() == plain["upper"].tolist()
    after = XmR(breaks=(Period.parse(quarter(9)),))
    assert after(quarterly(values))["upper"].tolist() == plain["upper"].tolist()
    at_last = XmR(breaks=(Period.parse(quarter(3)),))
    assert at_last(quarterly(values))["centre"].isna().tolist() == [False, False, False, True]
    assert at_last.signal(quarterly(values)).why == "few"


def test_limits_of_fewer_than_twelve_points_are_provisional() -> None:
    assert XmR().signal(quarterly([1, 2] * 5 + [1])).provisional
    assert not XmR().signal(quarterly([1, 2] * 6)).provisional
    assert XmR().signal(quarterly([1, 2] * 5 + [None, None])).provisional  # only points that are known count


def test_only_a_signal_among_the_latest_four_points_is_told() -> None:
    calm = [10, 11] * 8
    late = [*calm, 30, 10, 11, 10]
    assert XmR(good=1).signal(quarterly(late)).period == quarter(16)
    assert XmR(good=1).signal(quarterly(late)).meaning == "improvement"
    assert XmR(good=-1).signal(quarterly(late)).meaning == "concern"
    assert XmR().signal(quarterly(late)).meaning == "higher"
    assert XmR(good=1).signal(quarterly([*late, 11])).rule == ""


def test_a_target_on_a_limit_is_hit_and_miss() -> None:
    chart, points = XmR(good=1, reach=0.5), quarterly([1.0, 2.0, 1.0, 2.0])
    assert [chart.signal(points, target=t).assurance for t in (0.99, 1.0, 1.5, 2.0, 2.01)] == [
        "met",
        "mixed",
        "mixed",
        "mixed",
        "missed",
    ]
    down = XmR(good=-1, reach=0.5)
    assert [down.signal(points, target=t).assurance for t in (0.99, 1.0, 2.0, 2.01)] == ["missed", "mixed", "mixed", "met"]
    assert XmR(reach=0.5).signal(points, target=9).assurance == ""
    assert assurance(1, 2, 3, 0) == ""


def test_the_first_rule_that_holds_wins() -> None:
    found = XmR()(quarterly([*[0, 2] * 6, -1, -0.5, 0, 0.5, 1, 1.5, 30]))
    assert found["rule"].tolist()[-7:] == ["trend"] * 6 + ["outside"]


@settings(max_examples=100, deadline=None)
@given(points, st.randoms())
def test_neither_order_nor_measure_changes_a_verdict(values: list[int | None], random: np.random.Generator) -> None:
    table = quarterly(values)
    shuffled = list(range(len(table)))
    random.shuffle(shuffled)  # type: ignore[arg-type]
    again = XmR()(table.iloc[shuffled])
    larger = XmR()(table.assign(value=table["value"] * 100))
    once = XmR()(table)
    assert again["rule"].tolist() == larger["rule"].tolist() == once["rule"].tolist()
    limits = once[["lower", "centre", "upper"]].dropna()
    assert (limits["lower"] <= limits["centre"]).all()
    assert (limits["centre"] <= limits["upper"]).all()


def test_two_points_of_one_period_are_refused() -> None:
    with pytest.raises(ValueError, match="two points are for 2020Q1"):
        XmR()(pd.DataFrame({"period": ["2020Q1", "2020Q1"], "value": [1.0, 2.0]}))
    with pytest.raises(ValueError, match="not of one length"):
        XmR()(pd.DataFrame({"period": ["2019", "2020Q1"], "value": [1.0, 2.0]}))
