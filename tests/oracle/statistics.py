"""The intervals of METHODS 3 and 4, from their formulae: for two proportions, and for two rates of events."""

from __future__ import annotations

import math
from fractions import Fraction

Z = 1.959963984540054
"""The standard normal quantile of 97.5 %."""
TAIL = 0.025
SURE = 3.090232306167813
"""The standard normal quantile of 99.9 %, for limits at 99.8 %."""


def wilson(x: float, n: float, z: float = Z) -> tuple[float, float]:
    """Wilson's limits of the proportion x/n, at 95 % unless another quantile is given."""
    p = x / n
    half = z * math.sqrt(z * z + 4 * x * (1 - p))
    return (2 * x + z * z - half) / (2 * (n + z * z)), (2 * x + z * z + half) / (2 * (n + z * z))


def newcombe(x1: float, n1: float, x2: float, n2: float, z: float = Z) -> tuple[float, float]:
    """Newcombe's limits of x1/n1 - x2/n2 (1998, method 10)."""
    p1, p2 = x1 / n1, x2 / n2
    (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
    below, above = math.hypot(p1 - l1, u2 - p2), math.hypot(u1 - p1, p2 - l2)
    return p1 - p2 - below, p1 - p2 + above


def at_least(x: int, n: int, p: float) -> float:
    """The probability of x or more successes in n trials, each with probability p, added up term by term."""
    if x <= 0:
        return 1.0
    terms = (_log_choose(n, k) + k * math.log(p) + (n - k) * math.log1p(-p) for k in range(x, n + 1))
    return math.fsum(math.exp(term) for term in terms)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def rates(x1: Fraction, n1: Fraction, x2: Fraction, n2: Fraction, tail: float = TAIL) -> int | None:
    """1 if x1/n1 is above x2/n2, -1 if below, 0 if the difference may be chance.

    None without events, or if x1 or x2 is no integer. If the rates are equal, x1 of x1 + x2 events is binomial with
    p = n1 / (n1 + n2). The first rate is above the second if x1 or more events have a probability under 2.5 %, and below it if
    x1 or fewer events have.
    """
    if x1 + x2 == 0 or x1.denominator != 1 or x2.denominator != 1:
        return None
    n, p = int(x1 + x2), float(n1 / (n1 + n2))
    if at_least(int(x1), n, p) < tail:
        return 1
    return -1 if at_least(int(x2), n, 1 - p) < tail else 0
