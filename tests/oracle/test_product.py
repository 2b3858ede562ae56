"""In made-up worlds the package has the same results as the oracle for every unit, indicator, return and period."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.oracle.product import Tally, held
from tests.oracle.worlds import World, worlds

SOME = [0, 1, *(pytest.param(part, marks=pytest.mark.rare) for part in (2, 3))]
"""The worlds are divided into these parts, which run in parallel."""
EACH = 50
"""The number of worlds in a part."""
SLOWLY = settings(max_examples=EACH, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("part", SOME)
def test_the_product_agrees_with_the_oracle(part: int) -> None:
    compared = Tally()

    @seed(part)
    @SLOWLY
    @given(worlds(), st.integers(0, 2**16))
    def agrees(world: World, number: int) -> None:
        found = held(world, [Random(number).choice(world.periods)])
        compared.add(found)
        assert found.lines == []

    agrees()
    assert compared.worlds >= EACH
    assert compared.rows > 400
    assert compared.names > 7_000
    assert compared.returns > 1_000
