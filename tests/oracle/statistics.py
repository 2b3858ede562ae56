"""The intervals of METHODS 3 and 4, from their formulae: Newcombe's for two proportions, the exact one for two rates of events."""

from __future__ import annotations

import math
from fractions import Fraction

Z = 1.959963984540054
"""The standard normal quantile of 97.5 %."""
TAIL = 0.025


def wilson(x: float, n: float) -> tuple[float, float]:
    """Wilson's 95 % limits of x of n."""
    p = x / n
    half = Z * math.sqrt(Z * Z + 4 * x * (1 - p))
    return (2 * x + Z * Z - half) / (2 * (n + Z * Z)), (2 * x + Z * Z + half) / (2 * (n + Z * Z))


def newcombe(x1: float, n1: float, x2: float, n2: float) -> tuple[float, float]:
    """Newcombe's 95 % limits of x1/n1 - x2/n2 (1998, method 10)."""
    p1, p2 = x1 / n1, x2 / n2
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    below, above = math.hypot(p1 - l1, u2 - p2), math.hypot(u1 - p1, p2 - l2)
    return p1 - p2 - below, p1 - p2 + above


def at_least(x: int, n: int, p: float) -> float:
    """The chance of x or more of n, term by term."""
    if x <= 0:
        return 1.0
    if p <= 0 or p >= 1:
        return float(p >= 1)
    start = math.lgamma(n + 1)
    terms = (
        start - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p) for k in range(x, n + 1)
    )
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _where(target: float, x: int, n: int) -> float:
    """The p at which x or more of n have a given chance, which grows with p: by halving."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(x, n, middle) < target else (low, middle)
    return (low + high) / 2


def binomial(x: int, n: int) -> tuple[float, float]:
    """The exact 95 % limits of a share of x of n (Clopper and Pearson)."""
    return (0.0 if x == 0 else _where(TAIL, x, n)), (1.0 if x == n else _where(1 - TAIL, x + 1, n))


def rate_ratio(x1: Fraction, n1: Fraction, x2: Fraction, n2: Fraction) -> tuple[float, float] | None:
    """The exact conditional 95 % limits of (x1/n1) / (x2/n2); none without events, or with events that are not whole."""
    if x1 + x2 == 0 or x1.denominator != 1 or x2.denominator != 1:
        return None
    low, high = binomial(int(x1), int(x1 + x2))
    by = float(n2 / n1)
    return low / (1 - low) * by, math.inf if high == 1 else high / (1 - high) * by
