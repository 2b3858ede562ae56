"""The interval of a single value (METHODS 3), by the oracle's own formulae."""

from __future__ import annotations

import math

from tests.oracle.figures import Figure
from tests.oracle.statistics import Z, wilson
from tests.oracle.workbook import Indicator

_TAIL = 0.025
_EXACT = 10
"""The number of events from which Byar's approximation is used."""


def limits(found: Figure, indicator: Indicator) -> tuple[float, float] | None:
    """The 95 % interval of a figure, in the measure of the figure; None if the figure has none."""
    if found.a is None or not found.b or found.b < 0 or found.a < 0 or indicator.interval == "none":
        return None
    a, b, scale = float(found.a), float(found.b), float(indicator.scale)
    if indicator.interval == "proportion":
        if a > b:
            return None
        low, high = wilson(a, b)
        return scale * max(low, 0.0), scale * min(high, 1.0)
    low, high = events(a)
    return scale * low / b, scale * high / b


def events(x: float) -> tuple[float, float]:
    """The 95 % limits of a count of events: exact below ten, otherwise by Byar's formula.

    Examples
    --------
    >>> [round(limit, 3) for limit in events(3)], [round(limit, 2) for limit in events(100)]
    ([0.619, 8.767], [81.36, 121.63])
    """
    if x >= _EXACT:
        low = x * (1 - 1 / (9 * x) - Z / (3 * math.sqrt(x))) ** 3
        return low, (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * math.sqrt(x + 1))) ** 3
    low = _where(lambda mean: 1 - _at_most(x - 1, mean), rising=True) if x > 0 else 0.0
    return low, _where(lambda mean: _at_most(x, mean), rising=False)


def _at_most(x: float, mean: float) -> float:
    return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(int(x) + 1)) if x >= 0 else 0.0


def _where(chance, *, rising: bool) -> float:
    """The mean for which `chance` is 2.5 %, found by bisection; `rising` if `chance` grows with the mean."""
    low, high = 1e-12, 1000.0
    for _ in range(200):
        middle = (low + high) / 2
        if (chance(middle) < _TAIL) == rising:
            low = middle
        else:
            high = middle
    return low
