"""How a number is rounded wherever one is written: in decimal, half away from zero, after 15 significant digits (METHODS 9)."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from reportlib.workbook.catalogue import Indicator

DIGITS = 15
"""The significant digits that a number keeps, as in a spreadsheet: what lies beyond them came in by computing in binary."""
_SIGNIFICANT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for any float with any number of decimals."""
_STEPS = [Decimal(1).scaleb(-places) for places in range(16)]


def decimal(value: float) -> Decimal:
    """A number as the decimal that a reader takes it for.

    Examples
    --------
    >>> str(decimal(0.1 + 0.2)), str(decimal(1e6))
    ('0.300000000000000', '1000000')
    """
    return _SIGNIFICANT.create_decimal_from_float(float(value))


def rounded(value: float, decimals: int) -> Decimal:
    """A number rounded to `decimals` places: halves are rounded away from zero, and the result is never -0.

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
    """A number with so many significant figures, a half away from zero.

    Examples
    --------
    >>> float(significant(99_995_000, 4)), float(significant(0.012345, 4))
    (100000000.0, 0.01235)
    """
    return Context(prec=figures, rounding=ROUND_HALF_UP).plus(decimal(value))


def rounds_to_zero(value: float, decimals: int) -> bool:
    """Whether a number is nought as it is written with so many decimals; what is not known is not.

    Examples
    --------
    >>> rounds_to_zero(0.04, 1), rounds_to_zero(-0.05, 1), rounds_to_zero(float("nan"), 1)
    (True, False, False)
    """
    return math.isfinite(value) and not rounded(value, decimals)


def change_decimals(indicator: Indicator) -> int:
    """With how many decimals a change of an indicator is written: percentage points with one at least."""
    return max(indicator.decimals, 1 if indicator.percent else 0)
