"""The product says of every unit, indicator, period and return of made-up worlds what the oracle says."""

from __future__ import annotations

import pytest

from tests.oracle.many import compared

PARTS = 10
"""Into how many tests the worlds are dealt, so that they run side by side."""
EACH = 20


@pytest.mark.parametrize("part", range(PARTS))
def test_the_product_agrees_with_the_oracle(part: int) -> None:
    found = compared(range(part * EACH, (part + 1) * EACH), periods=2)
    assert found.lines == []
    assert found.worlds == EACH
    assert found.rows > 500
    assert found.names > 8_000
    assert found.returns > 300
