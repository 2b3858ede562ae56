"""A row of a spine chart: the benchmark is in the middle, the good side on the right."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reportlib.analysis import Standing
from reportlib.blocks.text.verdicts import sign
from reportlib.workbook.catalogue import Indicator

PEERS = 4
"""The fewest figures, including the unit's own, for which the spread of the peers is drawn."""
EDGE = 47.0
"""The distance of the farthest mark from the middle, in per cent of the width."""


@dataclass(frozen=True)
class Spine:
    """The positions of marks, in per cent of the width from the left; None if there is no such mark.

    Parameters
    ----------
    sign
        The sign of the verdict, as in `reportlib.blocks.text.verdicts.SIGNS`; "unit" if the figure is not compared.
    peers, half, interval
        Two ends each: of the range of all peers, of the range of the middle half of the peers, of the figure's interval.
    """

    sign: str
    at: float
    target: float | None
    peers: tuple[float, float] | None
    half: tuple[float, float] | None
    interval: tuple[float, float] | None


def spine(row: Standing, indicator: Indicator) -> Spine | None:
    """The positions for a row; None for a count, or a figure that cannot be compared."""
    comparable = indicator.divides and indicator.direction != "none" and row.of >= PEERS
    if not row.has_value or not (row.compared or comparable):
        return None
    middle = row.rest_value if row.compared else row.median
    spread = row.of >= PEERS and not math.isnan(row.low)
    ends = [row.low, row.high] if spread else [row.interval_low, row.interval_high]
    reach = max(abs(value - middle) for value in (row.value, *ends) if not math.isnan(value)) or 1.0
    way = -1 if indicator.direction == "down" else 1

    def position(value: float) -> float:
        return 50 + EDGE * way * (value - middle) / reach

    def between(one: float, other: float) -> tuple[float, float] | None:
        if math.isnan(one) or math.isnan(other):
            return None
        left, right = sorted((position(one), position(other)))
        return max(left, 0.0), min(right, 100.0)

    return Spine(
        sign=sign(row) or "unit",
        at=position(row.value),
        target=position(row.target) if abs(row.target - middle) <= reach else None,
        peers=between(row.low, row.high) if spread else None,
        half=between(row.q1, row.q3) if spread else None,
        interval=between(row.interval_low, row.interval_high),
    )
