from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2, norm

from reportlib.analysis.methods.caterpillar import Caterpillar
from reportlib.analysis.methods.difference import rate_ratio
from reportlib.analysis.methods.funnel import Funnel, winsorised

NAN = math.nan
SHARES = [(12, 40), (30, 90), (9, 15), (55, 160), (20, 70), (33, 80), (140, 400), (8, 33), (61, 200), (70, 120), (0, 12)]
EVENTS = [
    (5, 1000),
    (0, 900),
    (7, 1000),
    (12, 1500),
    (41, 1000),
    (3, 900),
    (4, 400),
    (6, 900),
    (5, 800),
    (9, 2000),
    (150, 20_000),
]


def table(pairs: list[tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["numerator", "denominator"], index=[f"u{n}" for n in range(len(pairs))]).astype("float64")


def own_interval(x: float, n: float, level: float) -> tuple[float, float]:
    """The interval of a rate of `x` events in `n`: exact (by scipy) for fewer than ten events, otherwise by Byar's formula."""
    a, z = 1 - level, norm.ppf((1 + level) / 2)
    if x < 10:
        return (chi2.ppf(a / 2, 2 * x) / 2 if x else 0.0) / n, chi2.ppf(1 - a / 2, 2 * x + 2) / 2 / n
    y = x + 1
    return x * (1 - 1 / (9 * x) - z / (3 * x**0.5)) ** 3 / n, y * (1 - 1 / (9 * y) + z / (3 * y**0.5)) ** 3 / n


def test_limits_of_proportions_by_hand() -> None:
    found = Funnel(way="proportion", scale=100, good=1)(table(SHARES))
    p = sum(x for x, _ in SHARES) / sum(n for _, n in SHARES)
    assert found.baseline == pytest.approx(100 * p, abs=1e-9)
    for (x, n), row in zip(SHARES, found.units.to_dict("records"), strict=True):
        for name, share in (("95", 0.975), ("998", 0.999)):
            reach = norm.ppf(share) * math.sqrt(p * (1 - p) / n)
            assert row[f"low_{name}"] == pytest.approx(100 * max(0, p - reach), abs=1e-9)
            assert row[f"high_{name}"] == pytest.approx(100 * min(1, p + reach), abs=1e-9)
            beyond = "better" if x / n > p + reach else "worse" if x / n < max(0, p - reach) else "similar"
            assert row["verdict" if name == "95" else "sure"] == beyond
    assert set(found.units["verdict"]) == {"better", "similar", "worse"}


@pytest.mark.parametrize("good", [1, -1, 0])
def test_a_rate_is_beyond_where_the_baseline_is_outside_its_own_interval(good: int) -> None:
    found = Funnel(way="events", scale=1000, good=good)(table(EVENTS))
    p = sum(x for x, _ in EVENTS) / sum(n for _, n in EVENTS)
    words = {1: ("better", "worse"), -1: ("worse", "better"), 0: ("higher", "lower")}[good]
    for (x, n), row in zip(EVENTS, found.units.to_dict("records"), strict=True):
        for name, level in (("verdict", 0.95), ("sure", 0.998)):
            low, high = own_interval(x, n, level)
            assert row[name] == (words[0] if low > p else words[1] if high < p else "similar")
    assert set(found.units["verdict"]) >= {words[0], "similar"}


def test_the_limits_drawn_for_rates_are_where_the_verdict_turns() -> None:
    funnel = Funnel(way="events", scale=1000)
    for size in (300.0, 1000.0, 5000.0, 90_000.0):
        for level in (0.95, 0.998):
            low, high = (float(one[0]) for one in funnel.limits([size], baseline=9.0, level=level))
            expected = 9.0 * size / 1000
            above, below = math.floor(high * size / 1000) + 1, math.ceil(low * size / 1000) - 1
            assert own_interval(above, 1, level)[0] > expected
            assert own_interval(above - 1, 1, level)[0] <= expected
            if below >= 0:
                assert own_interval(below, 1, level)[1] < expected
            assert own_interval(below + 1, 1, level)[1] >= expected


@pytest.mark.parametrize("way", ["proportion", "events"])
def test_overdispersion_by_loops(way: str) -> None:
    pairs = SHARES if way == "proportion" else EVENTS
    found = Funnel(way=way, scale=100, overdispersed=True)(table(pairs))  # type: ignore[arg-type]
    p = sum(x for x, _ in pairs) / sum(n for _, n in pairs)
    variances = [(p * (1 - p) if way == "proportion" else p) / n for _, n in pairs]
    z = sorted((x / n - p) / v**0.5 for (x, n), v in zip(pairs, variances, strict=True))
    low, high = z[1], z[-2]  # of eleven, the quantiles at .1 and .9 are the second and the last but one
    phi = sum(min(max(one, low), high) ** 2 for one in z) / len(z)
    w = [1 / v for v in variances]
    tau2 = max(0.0, (len(z) * phi - (len(z) - 1)) / (sum(w) - sum(one**2 for one in w) / sum(w)))
    assert found.phi == pytest.approx(phi, rel=1e-9)
    assert found.tau == pytest.approx(100 * tau2**0.5, rel=1e-9)
    assert tau2 > 0
    top = [p + norm.ppf(0.999) * (v + tau2) ** 0.5 for v in variances]
    expected = [100 * (min(one, 1) if way == "proportion" else one) for one in top]
    assert found.units["high_998"].tolist() == pytest.approx(expected, rel=1e-9)


def test_units_that_differ_by_chance_alone_get_no_wider_limits() -> None:
    same = table([(50, 100)] * 12)
    wide, narrow = (Funnel(way="proportion", overdispersed=one)(same) for one in (True, False))
    assert wide.tau == 0
    assert wide.units["high_95"].tolist() == narrow.units["high_95"].tolist()


def test_under_ten_units_there_is_no_funnel() -> None:
    assert Funnel(way="proportion")(table(SHARES[:9])).why == "few"
    assert Funnel(way="proportion")(table([*SHARES[:9], (0, 0)])).why == "few"
    assert Funnel(way="proportion")(table([*SHARES[:9], (NAN, 40)])).why == "few"
    assert Funnel(way="proportion")(table(SHARES[:10])).why == ""
    assert Funnel(way="proportion")(table([])).why == "few"
    assert Funnel(way="proportion")(table([*SHARES, (20, 10)])).why == "no proportion"


def test_nothing_and_everything() -> None:
    for pairs in ([(0, 50 + n) for n in range(12)], [(50 + n, 50 + n) for n in range(12)]):
        for way in ("proportion", "events"):
            if way == "events" and pairs[0][0]:
                continue
            for wide in (True, False):
                found = Funnel(way=way, overdispersed=wide)(table(pairs))  # type: ignore[arg-type]
                assert set(found.units["verdict"]) == {"similar"}
                assert found.tau == 0


def test_a_value_on_a_limit_is_within() -> None:
    funnel = Funnel(way="proportion")
    low, high = (float(one[0]) for one in funnel.limits([100.0], baseline=0.5, level=0.95))
    assert low == pytest.approx(0.5 - norm.ppf(0.975) * 0.05, abs=1e-12)
    on = funnel._verdicts(np.array([100 * high]), np.array([100.0]), 0.5, 0.0, (np.array([low]), np.array([high])), 0.95)
    assert on.tolist() == ["similar"]


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 300)).map(lambda p: (min(p), max(p))), min_size=10, max_size=25)


@settings(max_examples=60, deadline=None)
@given(pairs, st.randoms(), st.sampled_from(["proportion", "events"]), st.booleans())
def test_neither_order_nor_measure_changes_a_verdict(
    given: list[tuple[int, int]], random: np.random.Generator, way: str, wide: bool
) -> None:
    rows = table([(float(x), float(n)) for x, n in given])
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[arg-type]
    once = Funnel(way=way, overdispersed=wide)(rows).units  # type: ignore[arg-type]
    again = Funnel(way=way, overdispersed=wide, scale=100)(rows.iloc[order]).units.loc[once.index]  # type: ignore[arg-type]
    assert once[["verdict", "sure"]].equals(again[["verdict", "sure"]])
    assert ((once["low_998"] <= once["low_95"] + 1e-12) & (once["low_95"] <= once["high_95"])).all()
    assert (once["high_95"] <= once["high_998"] + 1e-12).all()
    assert ((once["sure"] == "similar") | (once["sure"] == once["verdict"])).all()


def test_winsorised_cuts_to_the_quantiles() -> None:
    assert winsorised(np.arange(11.0)).tolist() == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]


def test_a_caterpillar_is_in_order_and_tells_who_is_not_told_apart() -> None:
    order = Caterpillar(way="proportion", scale=100, good=1)
    found, alike = order(table(SHARES)), order.alike(table(SHARES))
    assert found["value"].is_monotonic_decreasing
    assert Caterpillar(way="proportion", good=-1)(table(SHARES))["value"].is_monotonic_increasing
    for one, (x1, n1) in zip(alike.index, SHARES, strict=True):
        limits = binomtest(x1, n1).proportion_ci(method="wilson")
        assert found.loc[one, ["low", "high"]].tolist() == pytest.approx([100 * limits.low, 100 * limits.high], abs=1e-9)
        for other, (x2, n2) in zip(alike.index, SHARES, strict=True):
            theirs = binomtest(x2, n2).proportion_ci(method="wilson")
            p1, p2 = x1 / n1, x2 / n2
            low = p1 - p2 - math.hypot(p1 - limits.low, theirs.high - p2)
            high = p1 - p2 + math.hypot(limits.high - p1, p2 - theirs.low)
            assert alike.loc[one, other] == (low <= 0 <= high or one == other)
        assert found.loc[one, "alike"] == alike.loc[one].sum() - 1
    assert (alike.to_numpy() == alike.to_numpy().T).all()


def test_a_caterpillar_of_rates() -> None:
    order = Caterpillar(way="events", scale=1000, good=-1)
    alike = order.alike(table(EVENTS))
    for one, (x1, n1) in zip(alike.index, EVENTS, strict=True):
        for other, (x2, n2) in zip(alike.index, EVENTS, strict=True):
            low, high = rate_ratio(x1, n1, x2, n2)
            assert alike.loc[one, other] == (bool(low <= 1 <= high) or one == other)
    nobody = order.alike(table([(0, 100), (0, 300), (50, 100)]))
    assert nobody.loc["u0", "u1"]
    assert not nobody.loc["u0", "u2"]


def test_ties_share_a_place_and_units_without_interval_are_left_out() -> None:
    order = Caterpillar(way="proportion")
    found = order(table([(10, 20), (5, 10), (9, 10), (3, 0), (12, 10), (NAN, 9)]))
    assert found["place"].to_dict() == {"u2": 1, "u0": 2, "u1": 2}
    assert order(table([])).empty
    assert order(table([(1, 2)]))["alike"].tolist() == [0]
    assert Caterpillar(way="proportion", scale=100, min_gap=60).alike(table([(10, 1000), (500, 1000)])).to_numpy().all()
