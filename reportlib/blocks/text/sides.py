"""On which side of another a figure lies, and whether the distance shows at the digits that are printed."""

from __future__ import annotations

from typing import Literal

from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.workbook.catalogue import Indicator


def side(apart: float, indicator: Indicator) -> Literal["above", "below"]:
    """On which side a figure lies that is so far from another; of a place in a ranking a greater number is the lower place."""
    return "above" if (apart > 0) != (indicator.kind == "rank") else "below"


def unseen(apart: float, indicator: Indicator) -> bool:
    """Whether a distance is nought as it is printed."""
    return rounds_to_zero(apart, change_decimals(indicator))
