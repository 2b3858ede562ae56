"""Whether a unit's figure and that of the rest of its whole differ by more than chance (METHODS 4).

The rest, which is the whole without the unit, varies by chance as the unit does. So the verdict is based on the interval of
the difference between the two, not on that of the unit alone. For input without an interval both limits are NaN.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from reportlib.analysis.methods.intervals import CONFIDENCE, Limits, wilson

VERDICTS = ("better", "similar", "worse", "higher", "lower")
"""All verdicts, in the order in which pages count them."""
_LOST = 1e-12
"""A difference below this share of its terms is floating-point error."""


def newcombe(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, level: float = CONFIDENCE, scale: ArrayLike = 1
) -> Limits:
    """The hybrid score interval of the difference of two proportions, p1 - p2 (Newcombe's method 10).

    With p1 = x1 / n1, p2 = x2 / n2, and l1, u1, l2, u2 their Wilson limits (see `reportlib.analysis.methods.intervals.wilson`)::

        p1 - p2 - sqrt((p1 - l1)^2 + (u2 - p2)^2)   and   p1 - p2 + sqrt((u1 - p1)^2 + (p2 - l2)^2)

    Parameters
    ----------
    x1, n1
        The number of cases in the first group, and its size: 0 <= x1 <= n1, n1 above 0.
    x2, n2
        As `x1` and `n1`, for a second group that shares no member with the first.
    level
        The confidence level.
    scale
        The factor of the difference: 100 for percentage points.

    Returns
    -------
    The lower and upper limits, on the scale.

    References
    ----------
    Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> low, high = newcombe([56, 9], [70, 10], [48, 3], [80, 10])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0524, 0.1705], [0.3339, 0.809])
    """
    x1, n1, x2, n2, scale = (np.asarray(part, dtype="float64") for part in (x1, n1, x2, n2, scale))
    (l1, u1), (l2, u2) = wilson(x1, n1, level=level), wilson(x2, n2, level=level)
    p1, p2 = x1 / _over(n1), x2 / _over(n2)
    low, high = p1 - p2 - np.hypot(p1 - l1, u2 - p2), p1 - p2 + np.hypot(u1 - p1, p2 - l2)
    own = scale * x1 / _over(n1) - scale * x2 / _over(n2)  # computed as it is shown: multiplied before it is divided
    return np.minimum(scale * low, own), np.maximum(scale * high, own)


def rate_ratio(x1: ArrayLike, e1: ArrayLike, x2: ArrayLike, e2: ArrayLike, *, level: float = CONFIDENCE) -> Limits:
    """The exact conditional interval of the ratio of two rates of events, (x1 / e1) / (x2 / e2).

    Of m = x1 + x2 events, x1 is binomial with r = q e1 / (q e1 + e2), where q is the ratio of the rates. A Clopper-Pearson
    limit r of x1 of m gives the limit r / (1 - r) * e2 / e1 of the ratio.

    Parameters
    ----------
    x1, e1
        The number of events in the first group, 0 or more, and its exposure, above 0.
    x2, e2
        As `x1` and `e1`, for a second group.
    level
        The least share of intervals that contain the true ratio.

    Returns
    -------
    The lower and upper limits. The lower is 0 if x1 is 0, the upper infinite if x2 is 0; both are NaN if x1 and x2 are 0.

    References
    ----------
    Clopper, C. J. and Pearson, E. S. (1934): The use of confidence or fiducial limits illustrated in the case of the
    binomial. Biometrika 26, 404-413. Przyborowski, J. and Wilenski, H. (1940): Homogeneity of results in testing samples
    from Poisson series. Biometrika 31, 313-323.

    Examples
    --------
    >>> low, high = rate_ratio([11, 0, 3], [800, 100, 100], [21, 4, 0], [3011, 400, 400])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.8584, 0.0, 1.6529], [4.2773, 6.0595, inf])
    """
    x1, e1, x2, e2 = np.broadcast_arrays(*(np.asarray(part, dtype="float64") for part in (x1, e1, x2, e2)))
    fitting = (x1 >= 0) & (x2 >= 0) & (x1 + x2 > 0) & (e1 > 0) & (e2 > 0) & np.isfinite(x1 + x2 + e1 + e2)
    if not fitting.any():
        return np.full(x1.shape, np.nan), np.full(x1.shape, np.nan)
    x1, x2, share = (np.where(fitting, part, np.nan) for part in (x1, x2, e2 / _over(e1)))
    low = np.where(x1 == 0, 0.0, _odds(x1, x2 + 1, (1 - level) / 2))
    high = np.where(x2 == 0, np.inf, _odds(x1 + 1, x2, (1 + level) / 2))
    return share * low, share * high


def verdicts(
    low: ArrayLike, high: ArrayLike, benchmark: ArrayLike, good: ArrayLike, *, gap: ArrayLike = np.inf, min_gap: ArrayLike = 0
) -> NDArray[np.object_]:
    """Judge figures by whether their intervals lie above or below a benchmark, or contain it.

    Parameters
    ----------
    low, high
        The limits of the interval; NaN if there is none.
    benchmark
        The value to compare with, such as 0 for the interval of a difference; NaN if there is none.
    good
        +1 if more is better, -1 if less is, 0 if neither.
    gap, min_gap
        The difference from the benchmark, in the indicator's measure; if it is below `min_gap`, the figure is similar.

    Returns
    -------
    One of `VERDICTS`, or "" without a verdict, for each figure. A benchmark equal to a limit is within the interval.

    Examples
    --------
    >>> verdicts([52, 52, 40, 48], [60, 60, 47, 50], 50, [1, -1, 0, 1]).tolist()
    ['better', 'worse', 'lower', 'similar']
    >>> verdicts(50.1, 50.3, 50, 1, gap=0.2, min_gap=0.5).tolist()
    'similar'
    """
    low, high, benchmark, good, gap, least = np.broadcast_arrays(low, high, benchmark, good, gap, min_gap)
    small = np.abs(gap) < least * (1 - 1e-9)  # so that 0.3 - 0.1 does not count as smaller than 0.2
    above, below = (low > benchmark) & ~small, (high < benchmark) & ~small
    complete = ~np.isnan(low) & ~np.isnan(high) & ~np.isnan(benchmark)
    cases = [~complete, ~(above | below), (above & (good > 0)) | (below & (good < 0)), good != 0, above]
    return np.select(cases, ["", "similar", "better", "worse", "higher"], default="lower").astype(object)


def against_rest(
    own: pd.DataFrame,
    rest: pd.DataFrame,
    *,
    way: ArrayLike,
    scale: ArrayLike = 1,
    good: ArrayLike = 0,
    min_gap: ArrayLike = 0,
    level: float = CONFIDENCE,
) -> pd.DataFrame:
    """Judge the ratio of each unit against that of the rest of its whole.

    A proportion is judged by `newcombe`, a rate of events by `rate_ratio`. There is no verdict if a numerator or denominator
    is negative or not known, a proportion is above 1, the rest is empty, or neither side has an event.

    Parameters
    ----------
    own, rest
        `numerator` and `denominator` of each unit, and of its whole without the unit, under the same index.
    way
        The kind of interval, "proportion", "events" or "none": `reportlib.workbook.catalogue.Indicator.uncertainty`.
    scale
        The scale of the indicator: 100 for a percentage.
    good
        +1 if more is better, -1 if less is, 0 if neither.
    min_gap
        The difference, in the indicator's measure, below which figures are similar.
    level
        The confidence level, such as 0.95.

    Returns
    -------
    `verdict`, one of `VERDICTS` or ""; `low` and `high`, for proportions the interval of the difference, on the scale, else NaN.

    Raises
    ------
    ValueError
        When `own` and `rest` have different indexes.

    Examples
    --------
    >>> own = pd.DataFrame({"numerator": [56.0, 11.0], "denominator": [70.0, 800.0]}, index=["ash", "birch"])
    >>> rest = pd.DataFrame({"numerator": [48.0, 21.0], "denominator": [80.0, 3011.0]}, index=["ash", "birch"])
    >>> against_rest(own, rest, way=["proportion", "events"], scale=[100, 1000], good=[1, -1]).round(2)
           verdict   low   high
    ash     better  5.24  33.39
    birch  similar   NaN    NaN
    """
    if not own.index.equals(rest.index):
        raise ValueError("own and rest have different indexes; give both the same rows in the same order")
    x1, n1, x2, n2 = _parts(own, rest)
    kind, factor = np.asarray(way), np.asarray(scale, dtype="float64")
    gap = factor * x1 / _over(n1) - factor * x2 / _over(n2)
    difference = newcombe(np.where(kind == "proportion", x1, np.nan), n1, x2, n2, level=level, scale=factor)
    ratio = rate_ratio(np.where(kind == "events", x1, np.nan), n1, x2, n2, level=level)
    by_difference = verdicts(*difference, 0, good, gap=gap, min_gap=min_gap)
    by_ratio = verdicts(*ratio, 1, good, gap=gap, min_gap=min_gap)
    verdict = np.where(kind == "events", by_ratio, by_difference)
    columns = {"verdict": verdict, "low": difference[0], "high": difference[1]}
    return pd.DataFrame(columns, index=own.index).astype({"verdict": "str"})


def _parts(own: pd.DataFrame, rest: pd.DataFrame) -> list[NDArray[np.float64]]:
    """Numerator and denominator of the unit, then of the rest. Values that differ only by floating-point error become equal."""
    x1, n1 = (own[part].to_numpy(dtype="float64") for part in ("numerator", "denominator"))
    x2, n2 = (rest[part].to_numpy(dtype="float64") for part in ("numerator", "denominator"))
    x2, n2 = np.where(np.abs(x2) <= _LOST * np.abs(x1), 0.0, x2), np.where(np.abs(n2) <= _LOST * np.abs(n1), 0.0, n2)
    least = _LOST * (np.abs(n1) + np.abs(n2))
    return [np.where(np.abs(x1 - n1) <= least, n1, x1), n1, np.where(np.abs(x2 - n2) <= least, n2, x2), n2]


def _odds(a: NDArray[np.float64], b: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """The odds r / (1 - r) of the quantile r of the beta distribution of a and b; NaN if either is 0 or not known."""
    from scipy.special import betaincinv  # noqa: PLC0415 - costs as much as pandas to load; only rates of events need it

    a, b = np.where((a > 0) & (b > 0), a, np.nan), np.where(b > 0, b, np.nan)
    return np.asarray(betaincinv(a, b, share) / betaincinv(b, a, 1 - share))


def _over(whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(whole == 0, np.nan, whole)
