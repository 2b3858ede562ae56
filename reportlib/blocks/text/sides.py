"""Whether a figure is above or below another, and whether their difference is printed as zero."""

from __future__ import annotations

from typing import Literal

from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.workbook.catalogue import Indicator


def side(apart: float, indicator: Indicator) -> Literal["above", "below"]:
    """Whether a figure is above or below another, from their difference; for ranks a larger number is below."""
    return "above" if (apart > 0) != (indicator.kind == "rank") else "below"


def unseen(apart: float, indicator: Indicator) -> bool:
    """Whether a difference is printed as zero."""
    return rounds_to_zero(apart, change_decimals(indicator))
