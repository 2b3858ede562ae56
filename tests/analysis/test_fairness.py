from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportlib.analysis.methods.fairness import Equity, depth

NAN = math.nan


def units(pairs: list[tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["value", "workers"]).astype("float64")


def by_definition(pairs: list[tuple[int, int]]) -> Fraction:
    total = sum(w for _, w in pairs)
    mean = Fraction(sum(w * x for x, w in pairs), total)
    spread = sum(Fraction(v * w, total * total) * abs(x - y) for x, v in pairs for y, w in pairs)
    return spread / (2 * mean)


spreads = st.lists(st.tuples(st.integers(0, 500), st.integers(1, 900)), min_size=1, max_size=12).filter(
    lambda p: any(x for x, _ in p)
)


@given(spreads)
def test_gini_is_the_double_sum_of_the_definition(pairs: list[tuple[int, int]]) -> None:
    found = Equity()(units([(float(x), float(w)) for x, w in pairs]))
    assert found.gini == pytest.approx(float(by_definition(pairs)), abs=1e-9)
    assert 0 <= found.gini <= 1  # type: ignore[operator]


@given(spreads)
def test_ninety_to_ten_is_that_of_the_workers_in_a_row(pairs: list[tuple[int, int]]) -> None:
    total, row = sum(w for _, w in pairs), sorted(x for x, w in pairs for _ in range(w))
    ends = [row[math.ceil(Fraction(share, 10) * total) - 1] for share in (9, 1)]
    found = Equity()(units([(float(x), float(w)) for x, w in pairs])).ratio
    assert found == (pytest.approx(ends[0] / ends[1], abs=1e-9) if ends[1] else None)


@given(spreads)
def test_the_curve_encloses_the_coefficient(pairs: list[tuple[int, int]]) -> None:
    found = Equity()(units([(float(x), float(w)) for x, w in pairs]))
    share, benefit = (found.curve[name].to_numpy() for name in ("share", "of_benefit"))
    assert 1 - 2 * np.trapezoid(benefit, share) == pytest.approx(found.gini, abs=1e-9)
    assert (share[0], benefit[0], share[-1], benefit[-1]) == (0, 0, 1, 1)
    assert (benefit <= share + 1e-12).all()


@given(spreads, st.randoms())
def test_neither_order_nor_measure_nor_a_unit_without_workers_changes_it(
    pairs: list[tuple[int, int]], random: np.random.Generator
) -> None:
    given_units = [(float(x), float(w)) for x, w in pairs]
    once = Equity()(units(given_units))
    random.shuffle(given_units)  # type: ignore[arg-type]
    again = Equity()(units([(100 * x, w) for x, w in [*given_units, (7.0, 0.0)]]))
    assert again.gini == pytest.approx(once.gini, abs=1e-9)
    assert again.units == once.units


@pytest.mark.parametrize("value", [0.1, 1e9 / 3, 42.0])
def test_equal_shares_are_even(value: float) -> None:
    found = Equity()(units([(value, 0.3 * n + 1) for n in range(30)]))
    assert (found.gini, found.ratio) == (0.0, 1.0)
    assert Equity()(units([(value, 5.0)])).gini == 0.0


def test_by_hand() -> None:
    # If five workers have 1 to 5 each, the coefficient is 4 / 15; if one of n workers has everything, it is (n - 1) / n.
    assert Equity()(units([(x, 1.0) for x in (5.0, 3, 1, 2, 4)])).gini == pytest.approx(4 / 15, abs=1e-12)
    assert Equity()(units([(0.0, 1.0)] * 9 + [(3.0, 1.0)])).gini == pytest.approx(0.9, abs=1e-12)
    assert Equity()(units([(float(x), 1.0) for x in range(1, 11)])).ratio == 9.0  # .9 and .1 are reached by the ninth and first


def test_where_there_is_no_measure_it_says_why() -> None:
    assert Equity()(units([])).why == "none"
    assert Equity()(units([(NAN, 3.0)])).why == "none"
    assert Equity()(units([(0.0, 3.0), (0.0, 9.0)])).why == "zero"
    assert Equity()(units([(-1.0, 3.0), (5.0, 9.0)])).why == "negative"
    assert Equity()(units([(1.0, -3.0), (5.0, 9.0)])).why == "negative"
    assert Equity()(units([(0.0, 50.0), (5.0, 9.0)])).ratio is None
    found = Equity()(units([(1.0, 3.0), (NAN, 9.0), (2.0, NAN)]))
    assert (found.units, found.lacking, found.few) == (1, 2, True)


def test_depth_is_of_all_reached_and_no_mean_of_means() -> None:
    table = pd.DataFrame({"benefit": [1000.0, 100.0, NAN, 5.0], "reached": [10.0, 90.0, 4.0, NAN]})
    found = depth(table)
    assert (found.value, found.units, found.lacking) == (11.0, 2, 2)
    assert depth(table.assign(reached=0.0)).why == "nobody"
    assert depth(table.head(0)).why == "none"
