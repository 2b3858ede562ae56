"""How much benefit there is for each worker reached, and how evenly it is spread (METHODS 6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MIN_UNITS: Final = 10
"""With fewer units, a measure is marked (`Evenness.few`)."""
_LOST: Final = 1e-12
"""The floating-point error allowed when cumulated shares are compared with a share."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Evenness:
    """How evenly a benefit is spread over units.

    Parameters
    ----------
    why
        Why there is no measure: "none", no unit has a figure; "negative", a figure is below 0; "zero", there is no benefit;
        else empty.
    gini
        The Gini coefficient, from 0 (even) to 1; None if there is no measure.
    ratio
        The 90:10 ratio; None if there is no measure or the value at the lower share is 0.
    units, lacking
        How many units are in the measure, and how many are left out because a figure is missing.
    curve
        The Lorenz curve: the cumulated shares of workers (`share`) and of the benefit (`of_benefit`), from 0 to 1. Units
        with the least benefit per worker come first.
    """

    why: str = ""
    gini: float | None = None
    ratio: float | None = None
    units: int = 0
    lacking: int = 0
    curve: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"share": [], "of_benefit": []}), repr=False)

    @property
    def few(self) -> bool:
        """Whether fewer than `MIN_UNITS` units are in the measure."""
        return self.units < MIN_UNITS


@dataclass(frozen=True, kw_only=True)
class Equity:
    """The inequality between units of a benefit per worker, each unit weighted by its number of workers.

    With x the benefit per worker, w the shares of workers and mu = sum w x::

        G = sum_i sum_j w_i w_j |x_i - x_j| / (2 mu)

    The 90:10 ratio is the least x at which the cumulated share of workers is at least `upper`, divided by the least x at
    which it is at least `lower`. Inequality within units is not measured, nor whether units with little benefit had more
    need.

    References
    ----------
    Gini, C. (1912): Variabilita e mutabilita. Bologna. Lerman, R. and Yitzhaki, S. (1989): Improving the accuracy of
    estimates of Gini coefficients. Journal of Econometrics 42, 43-47.

    Examples
    --------
    >>> found = Equity()(pd.DataFrame({"value": [10.0, 20.0, 40.0], "workers": [100, 100, 200]}))
    >>> round(found.gini, 4), found.ratio
    (0.25, 4.0)
    """

    upper: float = 0.9
    lower: float = 0.1

    def __call__(self, units: pd.DataFrame) -> Evenness:
        """Measure how evenly a benefit is spread over units.

        Parameters
        ----------
        units
            `value`, the benefit per worker, and `workers`, their number, one row for each unit. A unit without workers is
            left out. A unit with a missing figure is counted in `lacking`.
        """
        x, w = (units[name].to_numpy("float64") for name in ("value", "workers"))
        complete = ~np.isnan(x) & ~np.isnan(w)
        lacking, there = int((~complete).sum()), complete & (w != 0)
        x, w = x[there], w[there]
        if not len(x):
            return Evenness(why="none", lacking=lacking)
        if (x < 0).any() or (w < 0).any():
            return Evenness(why="negative", units=len(x), lacking=lacking)
        order = np.argsort(x, kind="stable")
        x, w = x[order], w[order] / w.sum()
        mean = float((w * x).sum())
        if mean == 0:
            return Evenness(why="zero", units=len(x), lacking=lacking)
        gini, curve = _gini(x, w, mean), _lorenz(x, w, mean)
        return Evenness(gini=gini, ratio=self._ratio(x, w), units=len(x), lacking=lacking, curve=curve)

    def _ratio(self, x: Floats, w: Floats) -> float | None:
        cumulated = np.cumsum(w)
        high, low = (float(x[np.argmax(cumulated >= share - _LOST)]) for share in (self.upper, self.lower))
        return high / low if low else None


def _gini(x: Floats, w: Floats, mean: float) -> float:
    """The Gini coefficient of ordered values; exactly 0 if all are equal."""
    below = np.cumsum(w)[:-1]
    return float((below * np.maximum(1 - below, 0.0) * np.diff(x)).sum() / mean)


def _lorenz(x: Floats, w: Floats, mean: float) -> pd.DataFrame:
    shares = (np.append(0.0, np.cumsum(part)) for part in (w, w * x / mean))
    people, benefit = (np.minimum(one / one[-1], 1.0) for one in shares)
    return pd.DataFrame({"share": people, "of_benefit": benefit})


@dataclass(frozen=True)
class Depth:
    """How much benefit there is for each worker reached, from `units` with both figures; `lacking` units lack one or both.

    Parameters
    ----------
    why
        Why there is no `value`: "none", no unit has both figures; "nobody", no worker is reached; else empty.
    """

    why: str = ""
    value: float | None = None
    units: int = 0
    lacking: int = 0


def depth(units: pd.DataFrame) -> Depth:
    """The benefit per worker reached, over all units that have both figures: sum of benefits over sum of workers.

    Parameters
    ----------
    units
        `benefit` and `reached` in one period, one row for each unit.

    Examples
    --------
    >>> depth(pd.DataFrame({"benefit": [500.0, 900.0, 70.0], "reached": [5.0, 30.0, None]}))
    Depth(why='', value=40.0, units=2, lacking=1)
    """
    both = units[units["benefit"].notna() & units["reached"].notna()]
    count, lacking = len(both), len(units) - len(both)
    reached = float(both["reached"].sum())
    if not reached:
        return Depth(why="nobody" if count else "none", units=count, lacking=lacking)
    return Depth(value=float(both["benefit"].sum()) / reached, units=count, lacking=lacking)
