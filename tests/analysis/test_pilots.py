from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from reportlib.analysis.methods.pilots import Pilots, welch

YEARS = (2017, 2018, 2019, 2020)
Panel = dict[str, tuple[object, Sequence[float]]]
SLEEP = (
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
)


def panel(given: Panel, years: Sequence[object] = YEARS) -> pd.DataFrame:
    rows = [
        (unit, year, value, start) for unit, (start, values) in given.items() for year, value in zip(years, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=["unit", "period", "value", "pilot"])


def made(starts: Sequence[object], *, seed: int = 1, effect: float = 3.0) -> Panel:
    """Random figures of units by year. From the year in which a unit becomes a pilot, its figures are higher by `effect`."""
    rng = np.random.default_rng(seed)
    found: Panel = {}
    for n, start in enumerate(starts):
        path = 10 + n + np.arange(4) + rng.normal(size=4)
        gain = [effect * (bool(start) and year >= int(str(start)[:4])) for year in YEARS]
        found[f"u{n:02}"] = (start, [round(float(value), 6) for value in path + gain])
    return found


def test_the_example_of_r() -> None:
    # `t.test(extra ~ group, data = sleep)` of R's manual: 95 percent confidence interval -3.3654832 to 0.2054832.
    assert welch(np.array(SLEEP[0]), np.array(SLEEP[1])) == pytest.approx((-3.3654832, 0.2054832), abs=5e-8)


def test_one_cohort_is_the_usual_difference_in_differences() -> None:
    given = made([2019] * 6 + [""] * 8)
    found = Pilots()(panel(given), period=2020)
    changes = {unit: values[3] - values[1] for unit, (_, values) in given.items()}
    mine = [changes[unit] for unit, (start, _) in given.items() if start]
    theirs = [changes[unit] for unit, (start, _) in given.items() if not start]
    interval = ttest_ind(mine, theirs, equal_var=False).confidence_interval(0.95)
    assert found.value == pytest.approx(np.mean(mine) - np.mean(theirs), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert (found.treated, found.rest, found.dropped, found.dropped_rest) == (6, 8, 0, 0)
    row = found.cohorts.iloc[0]
    assert row[["start", "base", "units"]].tolist() == ["2019", "2018", 6]
    assert row[["change", "rest_change", "estimate"]].tolist() == pytest.approx([np.mean(mine), np.mean(theirs), found.value])


def test_cohorts_have_last_periods_of_their_own_and_weigh_as_many_units_as_they_have() -> None:
    given = made([2018] * 3 + [2020] * 5 + [""] * 7, seed=4)
    found = Pilots()(panel(given), period=2020)
    by = {year: [v for _, (start, v) in given.items() if start == year] for year in (2018, 2020, "")}
    early, late = ([v[3] - v[at] for v in by[year]] for year, at in ((2018, 0), (2020, 2)))
    rest = {at: np.array([v[3] - v[at] for v in by[""]]) for at in (0, 2)}
    estimates = np.mean(early) - rest[0].mean(), np.mean(late) - rest[2].mean()
    assert found.cohorts["estimate"].tolist() == pytest.approx(list(estimates), abs=1e-9)
    assert found.value == pytest.approx((3 * estimates[0] + 5 * estimates[1]) / 8, abs=1e-9)
    interval = ttest_ind([*early, *late], (3 * rest[0] + 5 * rest[2]) / 8, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), abs=1e-9)
    assert not found.paths_seen  # before 2018 there is 2017 alone


def test_units_not_yet_treated_are_of_the_rest() -> None:
    given = made([2018] * 5 + [2020] * 6, seed=2)
    found = Pilots()(panel(given), period=2019)
    assert (found.treated, found.rest) == (5, 6)
    assert Pilots()(panel(given), period=2020).rest == 0
    assert Pilots()(panel(given), period=2020).why == "few"
    assert Pilots()(panel(given), period=2017).why == "no pilots"


def test_a_unit_that_misses_either_period_drops_out_and_is_counted() -> None:
    given = made([2019] * 6 + [""] * 8, seed=5)
    holes = {
        **given,
        "u00": (2019, [1.0, math.nan, 2.0, 3.0]),
        "u13": ("", [1.0, 2.0, 3.0, math.nan]),
        "u12": ("", [math.nan, 2.0, math.nan, 4.0]),
    }
    found = Pilots()(panel(holes), period=2020)
    assert (found.treated, found.dropped, found.rest, found.dropped_rest) == (5, 1, 7, 1)
    without = {unit: one for unit, one in holes.items() if unit not in ("u00", "u13")}
    assert found.value == Pilots()(panel(without), period=2020).value
    absent = panel(holes).dropna()  # a row that is not there is missing too
    assert Pilots()(absent, period=2020).value == found.value


def test_under_five_on_either_side_nothing_is_told() -> None:
    for starts in ([2019] * 4 + [""] * 9, [2019] * 9 + [""] * 4):
        found = Pilots()(panel(made(starts)), period=2020)
        assert (found.why, found.value, found.low) == ("few", None, None)
    assert Pilots()(panel(made([2018] * 2 + [2019] * 3 + [""] * 5)), period=2020).why == ""  # all cohorts together


def test_a_cohort_without_a_period_before_is_left_out() -> None:
    found = Pilots()(panel(made([2017] * 3 + [2019] * 5 + [""] * 6)), period=2020)
    assert (found.treated, found.rest, found.without_before, found.why) == (5, 6, 3, "")
    alone = Pilots()(panel(made([2017] * 6 + [""] * 6)), period=2020)
    assert (alone.why, alone.without_before) == ("no before", 6)
    assert Pilots()(panel(made([2018] * 6 + [""] * 6)), period=2020).paths_seen is False
    assert Pilots()(panel(made([2019] * 6 + [""] * 6)), period=2020).paths_seen is True


def test_a_pilot_that_begins_within_a_period_has_its_last_before_that() -> None:
    found = Pilots()(panel(made(["2019Q3"] * 5 + [""] * 5)), period=2020)
    assert found.cohorts["base"].tolist() == ["2018"]


def test_equal_changes_have_an_interval_of_no_width() -> None:
    given: Panel = {f"u{n}": (2019 if n < 5 else "", [1, 2, 3, 6 if n < 5 else 4]) for n in range(10)}
    found = Pilots()(panel(given), period=2020)
    assert (found.value, found.low, found.high) == (2.0, 2.0, 2.0)


def test_paths_are_of_the_units_told_of() -> None:
    given = made([2019] * 5 + [""] * 5)
    paths = Pilots()(panel(given), period=2020).paths
    mine = paths[paths["start"] == "2019"].set_index("period")["mean"]
    assert mine["2017"] == pytest.approx(np.mean([values[0] for start, values in given.values() if start]))
    assert set(paths["units"]) == {5}


def test_neither_order_nor_measure_changes_what_is_told() -> None:
    table = panel(made([2018] * 5 + [2020] * 3 + [""] * 7, seed=9))
    once = Pilots()(table, period=2020)
    again = Pilots()(table.sample(frac=1, random_state=3).assign(value=lambda t: t["value"] * 100), period=2020)
    told: list[Any] = [once.value, once.low, once.high]
    assert [again.value, again.low, again.high] == pytest.approx([100 * one for one in told], rel=1e-9)


def test_a_unit_twice_is_refused() -> None:
    table = panel(made([2019] * 5 + [""] * 5))
    with pytest.raises(ValueError, match="two figures"):
        Pilots()(pd.concat([table, table.head(1)]), period=2020)
    with pytest.raises(ValueError, match="two pilot dates"):
        Pilots()(table.assign(pilot=[2018, *table["pilot"].iloc[1:]]), period=2020)
