"""Which of many units differ from all units together by more than chance (METHODS 4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from reportlib.analysis.columns import Flags
from reportlib.analysis.methods.difference import verdicts
from reportlib.analysis.methods.intervals import CONFIDENCE, HIGH_CONFIDENCE, Limits, rate

MIN_UNITS: Final = 10
"""The least number of units for a funnel; with fewer, the baseline is too uncertain."""
TRIMMED: Final = 0.1
"""The share of the distances at each end that is winsorised for overdispersion."""
LEVELS: Final = (CONFIDENCE, HIGH_CONFIDENCE)
_HALVINGS: Final = 60
Floats = NDArray[np.float64]
_LOST: Final = 1e-12


@dataclass(frozen=True)
class FunnelLimits:
    """The limits of a funnel, and where each unit lies, on the scale of the indicator.

    Parameters
    ----------
    why
        Why there is no funnel: "few", fewer than ten units have a figure; "no proportion", a numerator is larger than its
        denominator; else empty.
    units
        The units with `value`, the limits `low_95`, `high_95`, `low_998` and `high_998` for their size, and the verdicts by
        these limits, `verdict` at 95 % and `sure` at 99.8 %.
    baseline
        The share or rate of all units together; None if there is no funnel.
    tau
        The standard deviation between units that the limits allow for in addition to chance; 0 if none.
    phi
        The overdispersion (see `Funnel`); None if not asked for, or if nothing varies by chance.
    """

    why: str = ""
    units: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    baseline: float | None = None
    tau: float = 0.0
    phi: float | None = None


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """The limits within which units of one size lie by chance, around the share or rate p of all units (funnel plot).

    For a proportion of n, clipped to 0 and 1::

        p - z sqrt(p (1 - p) / n)   and   p + z sqrt(p (1 - p) / n),   z the normal quantile at 0.975 and 0.999

    A rate of events is beyond the limits if p is outside the unit's own interval (see `analysis.methods.intervals.rate`).
    With overdispersion, where s^2 is p (1 - p) / n for proportions and p / n for rates::

        p - z sqrt(s^2 + tau^2)   and   p + z sqrt(s^2 + tau^2)
        tau^2 = max(0, (m phi - (m - 1)) / (sum w - sum w^2 / sum w)),   w = 1 / s^2

    for m units, where phi is the mean of ((value - p) / s)^2 after `winsorised` has cut the upper and lower tenth.

    Parameters
    ----------
    way
        “proportion” or “events”.
    scale
        The factor of values: 100 for a percentage.
    good
        +1 if more is better, -1 if less is, 0 if neither.
    overdispersed
        Whether the limits allow for differences between units beyond chance.
    min_gap
        The difference from the baseline, in the indicator's measure, below which a unit is similar.

    References
    ----------
    Spiegelhalter, D. J. (2005): Funnel plots for comparing institutional performance. Statistics in Medicine 24, 1185-1202;
    and (2005): Handling over-dispersion of performance indicators. Quality and Safety in Health Care 14, 347-351.

    Examples
    --------
    >>> table = pd.DataFrame({"numerator": [50] * 9 + [75], "denominator": 100})
    >>> found = Funnel(way="proportion", scale=100, good=1)(table)
    >>> found.baseline, found.units[["low_95", "high_95"]].iloc[0].round(2).tolist(), found.units["sure"].iloc[-1]
    (52.5, [42.71, 62.29], 'better')
    """

    way: Literal["proportion", "events"]
    scale: float = 1
    good: int = 0
    overdispersed: bool = False
    min_gap: float = 0

    def __call__(self, units: pd.DataFrame) -> FunnelLimits:
        """The units that have a figure, with their limits and verdicts.

        Parameters
        ----------
        units
            `numerator` and `denominator`, one row for each unit; a unit without both, or with a denominator of 0, is left out.
        """
        x, n = (units[name].to_numpy("float64") for name in ("numerator", "denominator"))
        has_figure = (n > 0) & (x >= 0)
        x, n = x[has_figure], n[has_figure]
        if len(x) < MIN_UNITS:
            return FunnelLimits(why="few")
        if self.way == "proportion" and (x > n).any():
            return FunnelLimits(why="no proportion")
        p = float(x.sum() / n.sum())
        tau, phi = self._between(x, n, p) if self.overdispersed else (0.0, None)
        limits = {level: self.limits(n, baseline=self.scale * p, tau=self.scale * tau, level=level) for level in LEVELS}
        names = ("low_95", "high_95", "low_998", "high_998")
        columns = dict(zip(names, [one for level in LEVELS for one in limits[level]], strict=True))
        verdicts = {
            name: self._verdicts(x, n, p, tau, limits[level], level)
            for name, level in zip(("verdict", "sure"), LEVELS, strict=True)
        }
        rows = units.loc[has_figure].assign(value=self.scale * x / n, **columns, **verdicts)
        return FunnelLimits(units=rows, baseline=self.scale * p, tau=self.scale * tau, phi=phi)

    def limits(self, denominator: ArrayLike, *, baseline: float, tau: float = 0.0, level: float = CONFIDENCE) -> Limits:
        """The limits for units with these denominators (above 0) around a baseline.

        Parameters
        ----------
        baseline, tau
            The share or rate of all units, and the standard deviation between units.
        level
            The share of units that lie within the limits by chance.
        """
        n, p, between = np.asarray(denominator, dtype="float64"), baseline / self.scale, tau / self.scale
        if self.way == "events" and not self.overdispersed:
            low, high = _events(n * p, level)
            return self.scale * low / n, self.scale * high / n
        reach = NormalDist().inv_cdf((1 + level) / 2) * np.sqrt(self._variance(n, p) + between**2)
        high = np.minimum(p + reach, 1.0) if self.way == "proportion" else p + reach
        return self.scale * np.maximum(p - reach, 0.0), self.scale * high

    def _variance(self, n: Floats, p: float) -> Floats:
        return np.asarray(p * (1 - p) / n if self.way == "proportion" else p / n)

    def _between(self, x: Floats, n: Floats, p: float) -> tuple[float, float | None]:
        """`tau` and `phi`, not multiplied by `scale`; 0 and None if the variance by chance is 0."""
        variance = self._variance(n, p)
        if not (variance > 0).all():
            return 0.0, None
        w = 1 / variance
        z = winsorised((x / n - p) * np.sqrt(w))
        phi, m = float((z**2).mean()), len(z)
        squared = max(0.0, (m * phi - (m - 1)) / float(w.sum() - (w**2).sum() / w.sum()))
        return float(np.sqrt(squared)), phi

    def _verdicts(self, x: Floats, n: Floats, p: float, tau: float, limits: Limits, level: float) -> NDArray[np.object_]:
        """The verdict on each unit: for rates by the unit's own interval, otherwise by the limits of the funnel."""
        gap = self.scale * (x / n - p)
        if self.way == "events" and not self.overdispersed:
            low, high = rate(x, n, level=level)
            at = _LOST * p
            return verdicts(low - at, high + at, p, self.good, gap=gap, min_gap=self.min_gap)
        value, at = self.scale * x / n, _LOST * self.scale
        # A value beyond a limit is judged as an interval of width 0 on that side of a benchmark of 0.
        beyond = np.where(value > limits[1] + at, 1.0, np.where(value < limits[0] - at, -1.0, 0.0))
        return verdicts(beyond, beyond, 0.0, self.good, gap=gap, min_gap=self.min_gap)


def winsorised(z: Floats, *, share: float = TRIMMED) -> Floats:
    """Cut the largest and smallest numbers to the quantiles at 1 - `share` and `share`.

    Examples
    --------
    >>> winsorised(np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 90])).round(1).tolist()
    [0.9, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 16.2]
    """
    low, high = np.quantile(z, [share, 1 - share])
    return np.clip(z, low, high)


def _events(expected: Floats, level: float) -> Limits:
    """The least and the greatest number of events whose own interval contains the expected number."""
    ones = np.ones_like(expected)
    wide = 10 * np.sqrt(expected) + 20
    low = _where(lambda x: rate(x, ones, level=level)[1] < expected, np.zeros_like(expected), expected)
    return low, _where(lambda x: rate(x, ones, level=level)[0] <= expected, expected, expected + wide)


def _where(condition: Callable[[Floats], Flags], low: Floats, high: Floats) -> Floats:
    """Find by bisection where a condition that holds at `low` stops holding below `high`."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        ahead = condition(middle)
        low, high = np.where(ahead, middle, low), np.where(ahead, high, middle)
    return low
