from __future__ import annotations

from itertools import combinations, pairwise, permutations

import pytest
from scipy.stats import chi2, rankdata

from reportlib.analysis.methods.steady import Steadiness
from tests.analysis.series import quarterly


def test_the_drift_is_kendalls_by_counting_every_order() -> None:
    values = [3, 1, 4, 2, 6, 5, 7]
    score = lambda order: sum((b > a) - (b < a) for a, b in combinations(order, 2))  # noqa: E731
    every = [abs(score(order)) for order in permutations(values)]
    expected = sum(one >= abs(score(values)) for one in every) / len(every)
    assert Steadiness()(quarterly(values)).drift == pytest.approx(expected, abs=1e-9)


def test_the_season_is_kruskal_and_wallis_of_the_changes_by_hand() -> None:
    values = [5, 9, 7, 12, 6, 10.5, 7.5, 13.1, 5.2, 9.9, 8, 12.4]
    changes = [round(b - a, 9) for a, b in pairwise(values)]
    ranks, quarters = rankdata(changes), [(n + 1) % 4 for n in range(11)]
    sums = {q: [r for r, of in zip(ranks, quarters, strict=True) if of == q] for q in range(4)}
    h = 12 / (11 * 12) * sum(sum(r) ** 2 / len(r) for r in sums.values()) - 3 * 12
    ties = [changes.count(one) for one in set(changes)]
    h /= 1 - sum(t**3 - t for t in ties) / (11**3 - 11)
    assert Steadiness()(quarterly([round(v, 9) for v in values])).season == pytest.approx(chi2.sf(h, 3), abs=1e-9)


def test_what_is_seasonal_and_what_drifts() -> None:
    test = Steadiness()
    wave, ramp = quarterly([10, 20, 12, 30] * 3), quarterly([0, 1, 3, 4, 5, 7, 8, 10, 11, 12, 14, 15])
    assert (test.seasonal(test(wave)), test.drifting(test(wave))) == (True, False)
    assert (test.seasonal(test(ramp)), test.drifting(test(ramp))) == (False, True)


def test_where_neither_can_be_measured() -> None:
    test = Steadiness()
    assert test(quarterly([4.0] * 12)).drift is None
    assert test(quarterly([1, 5, 2, 7, 1, 6, 2])).season is None  # under two years
    assert test(quarterly([1.0])).drift is None
    assert test(quarterly([])).drift is None
    years = quarterly([1, 3, 2, 5, 4]).assign(period=["2015", "2016", "2017", "2018", "2019"])
    assert test(years).season is None
    assert not test.seasonal(test(years))
