"""Whether a figure has risen or fallen over the latest five years by more than chance (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from reportlib.analysis.columns import Flags
from reportlib.analysis.methods.series import close, in_order
from reportlib.periods import Period

YEARS: Final = 5
CHI_SQUARE_LIMIT: Final = 9.5495
"""The chi-square with one degree of freedom that is exceeded by chance in 0.2 % of cases."""
WIDTH_IN_ERRORS: Final = 3.92
"""The width of a 95 % interval in standard errors."""
_LOST: Final = 1e-12
"""A sum below this share of its terms is floating-point error."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """The trend of the latest years.

    Parameters
    ----------
    why
        Why there is no answer: "not years", the periods are not years; "few", fewer than five successive years since the
        last break; "no limits", a value has no interval; else empty.
    trend
        “increasing”, “decreasing” or “none”; empty if there is no answer.
    meaning
        “better” or “worse”; empty without a direction or a trend.
    chi_square
        The statistic; None if there is no answer.
    first, last
        The first and the last year.
    """

    why: str = ""
    trend: str = ""
    meaning: str = ""
    chi_square: float | None = None
    first: str = ""
    last: str = ""


@dataclass(frozen=True, kw_only=True)
class RecentTrend:
    """The trend of the latest five years.

    For proportions, x of n in the year t: chi-square for trend, with P the share over all years and N the sum of n::

        (sum t (x - n P))^2 / (P (1 - P) (sum n t^2 - (sum n t)^2 / N))

    For other values y with limits L and U: the squared ratio of the slope and its standard error, in a regression weighted
    by w = (3.92 / (U - L))^2. There is a trend if the statistic is above 9.5495, and the slopes of all five years and of
    every four of them have the same sign.

    Parameters
    ----------
    way
        “proportion”, from `numerator` and `denominator`, or “limits”, from `value`, `low` and `high`.
    good
        +1 if more is better, -1 if less is, 0 if neither.
    breaks
        The periods from which figures are not comparable with earlier ones. A year with a break inside is left out.

    References
    ----------
    Armitage, P. (1955): Tests for linear trends in proportions and frequencies. Biometrics 11, 375-386. PHE
    (2018): Fingertips technical guidance, recent trends.

    Examples
    --------
    >>> years, late = [2015, 2016, 2017, 2018, 2019], [100, 120, 138, 161, 180]
    >>> table = pd.DataFrame({"period": years, "numerator": late, "denominator": 1000})
    >>> found = RecentTrend(way="proportion", good=-1)(table)
    >>> found.trend, found.meaning, round(found.chi_square, 2)
    ('increasing', 'worse', 33.6)
    """

    way: Literal["proportion", "limits"]
    good: int = 0
    breaks: tuple[Period, ...] = ()

    def __call__(self, points: pd.DataFrame) -> Trend:
        """Find the trend of the latest five points.

        Parameters
        ----------
        points
            `period`, and the columns that `way` needs.

        Raises
        ------
        ValueError
            When two points have the same period, or the periods are not of one length.
        """
        rows, periods = in_order(points)
        if any(period.kind != "year" for period in periods):
            return Trend(why="not years")
        sound = self._sound(rows) & ~self._broken(periods)
        last = int(np.flatnonzero(sound)[-1]) if sound.any() else -1
        latest = slice(max(last - YEARS + 1, 0), last + 1)
        years = periods[latest]
        if len(years) < YEARS or not sound[latest].all() or years[-1].year - years[0].year != YEARS - 1 or self._changed(years):
            return Trend(why="few")
        trend = self._of_shares(rows[latest]) if self.way == "proportion" else self._of_values(rows[latest])
        return trend if trend.why else replace(trend, first=str(years[0]), last=str(years[-1]))

    def _of_shares(self, rows: pd.DataFrame) -> Trend:
        x, n = (rows[name].to_numpy("float64") for name in ("numerator", "denominator"))
        return self._trend(chi_square_for_trend(x, n), x / n, n)

    def _of_values(self, rows: pd.DataFrame) -> Trend:
        y, low, high = (rows[name].to_numpy("float64") for name in ("value", "low", "high"))
        if not (high > low).all():
            return Trend(why="no limits")
        w = (WIDTH_IN_ERRORS / (high - low)) ** 2
        slope, width = _slope(y, w)
        return self._trend(slope**2 / width, y, w)

    def _sound(self, rows: pd.DataFrame) -> Flags:
        if self.way == "limits":
            return np.asarray(rows["value"].notna())
        x, n = rows["numerator"], rows["denominator"]
        return np.asarray((x >= 0) & (n > 0) & (x <= n))

    def _broken(self, periods: Sequence[Period]) -> Flags:
        return np.array([any(p.opens < one.opens <= p.closes for one in self.breaks) for p in periods], dtype=bool)

    def _changed(self, periods: Sequence[Period]) -> bool:
        return any(periods[0].opens < one.opens <= periods[-1].closes for one in self.breaks)

    def _trend(self, chi_square: float, y: Floats, w: Floats) -> Trend:
        slope = _slope(y, w)[0]
        signs = {np.sign(slope), *(np.sign(_slope(y, np.where(np.arange(YEARS) == n, 0.0, w))[0]) for n in range(YEARS))}
        if chi_square <= CHI_SQUARE_LIMIT or len(signs) > 1:
            return Trend(trend="none", chi_square=chi_square)
        direction = "increasing" if slope > 0 else "decreasing"
        side = 1 if slope > 0 else -1
        return Trend(trend=direction, meaning=_MEANINGS[side * int(np.sign(self.good))], chi_square=chi_square)


def chi_square_for_trend(numerator: ArrayLike, denominator: ArrayLike) -> float:
    """The chi-square of a linear trend in the proportions of successive years (Armitage 1955); 0 if none or all are cases.

    Examples
    --------
    >>> round(chi_square_for_trend([83, 90, 129, 70], [86, 93, 136, 82]), 4)
    8.2249
    """
    x, n = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    share = float(x.sum() / n.sum())
    slope, width = _slope(x / n, n)
    return slope**2 / (share * (1 - share) * width) if 0 < share < 1 else 0.0


def _slope(y: Floats, w: Floats) -> tuple[float, float]:
    """Two weighted sums over the years: of centred year times value, and of centred year squared; their ratio is the slope.

    The first sum is 0 if it is no larger than floating-point error may be. The error is judged by the years before centring,
    because centring brings a year of very large weight close to 0.
    """
    years = np.arange(len(y), dtype=float)
    mean = float((w * years).sum() / w.sum())
    t, first = years - mean, float(y[w > 0][0])
    apart = np.where(np.abs(y - first) <= close(y[w > 0]), 0.0, y - first)
    total = float((w * t * apart).sum())
    lost = _LOST * float((w * (years + mean) * np.abs(apart)).sum())
    return (0.0 if abs(total) <= lost else total), float((w * t**2).sum())


_MEANINGS: Final = {1: "better", -1: "worse", 0: ""}
