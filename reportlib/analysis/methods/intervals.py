"""Confidence intervals of single values: proportions and rates of events (METHODS 3).

The functions return the lower and the upper limits, NaN for input without an interval: a part larger than its whole, a
denominator of 0, a figure that is not known. A `level` that is not between 0 and 1 raises ValueError, except in `exact`.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95
"""The level at which a verdict is given."""
HIGH_CONFIDENCE = 0.998
"""The level at which a verdict is beyond doubt."""
MIN_EVENTS_BYAR = 10
"""The least number of events for Byar's approximation; with fewer, limits are exact."""

Limits = tuple[NDArray[np.float64], NDArray[np.float64]]


def wilson(part: ArrayLike, whole: ArrayLike, *, level: float = CONFIDENCE, scale: ArrayLike = 1) -> Limits:
    """The score interval of a proportion.

    With x of n, p = x / n and z the normal quantile at (1 + level) / 2::

        scale * (2x + z^2 -+ z sqrt(z^2 + 4x(1 - p))) / (2(n + z^2))

    Parameters
    ----------
    part, whole
        The number of cases, and the number of all: 0 <= part <= whole, whole above 0.
    level
        The confidence level, between 0 and 1.
    scale
        The factor of the proportion: 100 for a percentage.

    Returns
    -------
    The lower and upper limits, on the scale: exactly 0 if the part is 0, exactly the scale if it is the whole.

    References
    ----------
    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. J. Am. Stat. Assoc. 22, 209-212.

    Examples
    --------
    >>> low, high = wilson([8, 0], [10, 10], scale=100)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([49.02, 0.0], [94.33, 27.75])
    """
    x, n = np.asarray(part, dtype="float64"), np.asarray(whole, dtype="float64")
    fitting = (n > 0) & (x >= 0) & (x <= n)
    x, n = np.where(fitting, x, np.nan), np.where(fitting, n, np.nan)
    z = _z(level)
    middle, reach, base = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n)), 2 * (n + z**2)
    low = np.where(x == 0, 0.0, (middle - reach) / base)
    high = np.where(x == n, 1.0, (middle + reach) / base)
    return _holding(low, high, x, n, scale)


def rate(events: ArrayLike, exposure: ArrayLike, *, level: float = CONFIDENCE, scale: ArrayLike = 1) -> Limits:
    """The interval of a rate: the limits of the number of events (`exact` below ten, else `byar`) over the exposure.

    Parameters
    ----------
    events
        The number of events, 0 or more.
    exposure
        What the events are divided by, above 0, such as a number of people.
    level, scale
        As for `wilson`; a scale of 1000 gives a rate per 1 000.

    Returns
    -------
    The lower and upper limits, on the scale.

    Examples
    --------
    >>> low, high = rate([3, 12], 4000, scale=1000)
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.155, 1.548], [2.192, 5.241])
    """
    x, n = np.broadcast_arrays(np.asarray(events, dtype="float64"), np.asarray(exposure, dtype="float64"))
    x, n = np.where((n > 0) & (x >= 0), x, np.nan), np.where(n > 0, n, np.nan)
    few = x < MIN_EVENTS_BYAR
    low, high = byar(np.where(few, np.nan, x), level=level)
    if few.any():
        least, most = exact(np.where(few, x, np.nan), level=level)
        low, high = np.where(few, least, low), np.where(few, most, high)
    return _holding(low / n, high / n, x, n, scale)


def exact(events: ArrayLike, *, level: float = CONFIDENCE) -> Limits:
    """The exact limits of a Poisson count.

    With x events and a = 1 - level, the limits are half the a/2 quantile of chi-square on 2x degrees of freedom (0 where x
    is 0), and half the 1 - a/2 quantile on 2x + 2.

    Parameters
    ----------
    events
        The number of events, 0 or more.
    level
        The least share of intervals that contain the true mean.

    Returns
    -------
    The lower and upper limits of the mean.

    References
    ----------
    Breslow, N. E. and Day, N. E. (1987): Statistical Methods in Cancer Research II. IARC, Lyon, section 2.3.

    Examples
    --------
    >>> low, high = exact([0, 5])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 1.6235], [3.6889, 11.6683])
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - costs as much as pandas to load; only a roll-up needs it

    x = np.asarray(events, dtype="float64")
    x = np.where(x >= 0, x, np.nan)
    beyond = (1 - level) / 2
    # The quantile of chi-square on 2k degrees of freedom is twice that of the gamma distribution of shape k.
    low = np.where(x == 0, 0.0, gammaincinv(np.where(x == 0, 1.0, x), beyond))
    return low, np.asarray(gammaincinv(x + 1, 1 - beyond))


def byar(events: ArrayLike, *, level: float = CONFIDENCE) -> Limits:
    """Byar's approximation to the limits of a Poisson count, for ten events and more.

    With x events and z the normal quantile at (1 + level) / 2::

        x (1 - 1/(9x) - z/(3 sqrt x))^3   and   (x + 1)(1 - 1/(9(x + 1)) + z/(3 sqrt(x + 1)))^3

    Parameters
    ----------
    events
        The number of events, above 0.
    level
        As for `exact`.

    Returns
    -------
    The lower and upper limits of the mean.

    References
    ----------
    Byar's formula, in Breslow, N. E. and Day, N. E. (1987): Statistical Methods in Cancer Research II. IARC, Lyon, section 2.3.

    Examples
    --------
    >>> low, high = byar(10)
    >>> round(float(low), 4), round(float(high), 4)
    (4.7874, 18.3915)
    """
    z = _z(level)
    x = np.asarray(events, dtype="float64")
    x = np.where(x > 0, x, np.nan)
    low = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    y = x + 1
    return low, y * (1 - 1 / (9 * y) + z / (3 * np.sqrt(y))) ** 3


def _holding(low: ArrayLike, high: ArrayLike, part: ArrayLike, whole: ArrayLike, scale: ArrayLike) -> Limits:
    """Limits on the scale, widened if floating-point error has put the value itself outside (METHODS 9)."""
    low, high, part, whole, factor = (np.asarray(number, dtype="float64") for number in (low, high, part, whole, scale))
    own = factor * part / whole  # multiplied before it is divided, as figures are
    return np.minimum(factor * low, own), np.maximum(factor * high, own)


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level {level} is not between 0 and 1; 0.95 stands for 95 %")
    return NormalDist().inv_cdf((1 + level) / 2)
