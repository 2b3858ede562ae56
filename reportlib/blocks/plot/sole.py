"""Find the value that may be called the largest: no other equals it as printed (METHODS 9)."""

from __future__ import annotations

from collections.abc import Sequence

from reportlib.blocks.text.rounding import rounded


def sole(values: Sequence[float], decimals: int) -> int | None:
    """The index of the largest value after rounding; None if it is tied, the only value, or not above zero.

    Examples
    --------
    >>> sole([1.0, 3.0, 2.0], 0), sole([3.04, 3.0, 1.0], 1), sole([0.0, 0.0], 0)
    (1, None, None)
    """
    rounded_values = [rounded(value, decimals) for value in values]
    most = max(rounded_values, default=rounded(0.0, 0))
    return rounded_values.index(most) if len(rounded_values) > 1 and rounded_values.count(most) == 1 and most > 0 else None
