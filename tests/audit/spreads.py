from __future__ import annotations

import math
from fractions import Fraction

from tests.audit.facts import Facts
from tests.oracle.workbook import Indicator


def spread(indicator: Indicator, facts: Facts) -> list[Fraction]:
    """Minimum, quartiles (by linear interpolation) and maximum of the unit's ranked peers without the unit; empty if none."""
    others = sorted(value for unit, value in facts.field(indicator).items() if unit != facts.unit)
    return [_at(others, Fraction(n, 4)) for n in range(5)] if others else []


def _at(ordered: list[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
