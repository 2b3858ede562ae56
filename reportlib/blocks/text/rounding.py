"""Rounding of all printed numbers: in decimal, half away from zero, after 15 significant digits (METHODS 9)."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from reportlib.workbook.catalogue import Indicator

DIGITS = 15
"""The significant digits that a number keeps, as in a spreadsheet; further digits are errors of binary arithmetic."""
_SIGNIFICANT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
"""A decimal context that is wide enough for any float with any number of decimals."""
_STEPS = [Decimal(1).scaleb(-places) for places in range(16)]


def decimal(value: float) -> Decimal:
    """A float as a decimal of `DIGITS` significant digits.

    Examples
    --------
    >>> str(decimal(0.1 + 0.2)), str(decimal(1e6))
    ('0.300000000000000', '1000000')
    """
    return _SIGNIFICANT.create_decimal_from_float(float(value))


def rounded(value: float, decimals: int) -> Decimal:
    """A number rounded to `decimals` places, halves away from zero; the result is never -0.

    Examples
    --------
    >>> [str(rounded(value, 0)) for value in (2.5, 3.5, -2.5, -0.4)]
    ['3', '4', '-3', '0']
    >>> str(rounded(0.35, 1)), str(rounded(1.005, 2)), str(rounded(2.675, 2))
    ('0.4', '1.01', '2.68')
    """
    result = decimal(value).quantize(_STEPS[decimals], context=_WIDE)
    return result if result else abs(result)


def significant(value: float, figures: int) -> Decimal:
    """A number with `figures` significant digits; halves are rounded away from zero.

    Examples
    --------
    >>> float(significant(99_995_000, 4)), float(significant(0.012345, 4))
    (100000000.0, 0.01235)
    """
    return Context(prec=figures, rounding=ROUND_HALF_UP).plus(decimal(value))


def rounds_to_zero(value: float, decimals: int) -> bool:
    """Whether a number is printed as zero with `decimals` decimals; False for NaN.

    Examples
    --------
    >>> rounds_to_zero(0.04, 1), rounds_to_zero(-0.05, 1), rounds_to_zero(float("nan"), 1)
    (True, False, False)
    """
    return math.isfinite(value) and not rounded(value, decimals)


def change_decimals(indicator: Indicator) -> int:
    """The decimals of a printed change: the indicator's, but at least one for percentage points."""
    return max(indicator.decimals, 1 if indicator.percent else 0)
