"""Units in the order of their values, and which of them cannot be distinguished (METHODS 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Flags
from reportlib.analysis.methods.difference import newcombe, rate_ratio
from reportlib.analysis.methods.intervals import CONFIDENCE, rate, wilson

_LOST = 1e-12


@dataclass(frozen=True, kw_only=True)
class Caterpillar:
    """Put units in the order of their values, and find which differ by more than chance (caterpillar plot).

    Two proportions differ if the interval of their difference excludes 0 (see `difference.newcombe`), two rates of events if
    the interval of their ratio excludes 1 (see `difference.rate_ratio`).

    Parameters
    ----------
    way
        “proportion” or “events”.
    scale
        The factor of values: 100 for a percentage.
    good
        -1 to put the least value first; otherwise the greatest comes first.
    level
        The confidence level of the intervals.
    min_gap
        The least difference by which units are distinguished, in the indicator's measure.

    References
    ----------
    Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions: comparison of eleven
    methods. Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> table = pd.DataFrame({"numerator": [40, 75, 70], "denominator": 100}, index=["ash", "birch", "cedar"])
    >>> order = Caterpillar(way="proportion", scale=100)
    >>> order(table)[["value", "place", "alike"]]
           value  place  alike
    birch   75.0      1      1
    cedar   70.0      2      1
    ash     40.0      3      0
    >>> order.alike(table).loc["birch", "cedar"].item()
    True
    """

    way: Literal["proportion", "events"]
    scale: float = 1
    good: int = 0
    level: float = CONFIDENCE
    min_gap: float = 0

    def __call__(self, units: pd.DataFrame) -> pd.DataFrame:
        """The units that have an interval, in the order of their values; units of equal value keep the order of the input.

        Parameters
        ----------
        units
            `numerator` and `denominator`, one row for each unit. A proportion above 1, for instance, has no interval.

        Returns
        -------
        The same columns with `value`, `low` and `high`; `place`, from 1, the same for equal values; `alike`, the number of
        other units from which the unit cannot be distinguished.
        """
        rows, value, interval = self._rows(units)
        first = value if self.good < 0 else -value
        position = pd.Series(first).rank(method="min").astype(int).to_numpy()
        alike = self._alike(rows).sum(axis=1) - 1 if len(rows) else np.zeros(0, dtype=int)
        ordered = rows.assign(value=value, low=interval[0], high=interval[1], place=position, alike=alike)
        return ordered.iloc[np.argsort(position, kind="stable")]

    def alike(self, units: pd.DataFrame) -> pd.DataFrame:
        """A square table of the units that have an interval: True for two units that cannot be distinguished."""
        rows = self._rows(units)[0]
        return pd.DataFrame(self._alike(rows), index=rows.index, columns=rows.index)

    def _rows(self, units: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[np.float64], tuple[NDArray[np.float64], ...]]:
        x, n = (units[name].to_numpy("float64") for name in ("numerator", "denominator"))
        limits = (wilson if self.way == "proportion" else rate)(x, n, level=self.level, scale=self.scale)
        has_interval = ~np.isnan(limits[0])
        value = self.scale * x[has_interval] / n[has_interval]
        return units.loc[has_interval], value, tuple(one[has_interval] for one in limits)

    def _alike(self, rows: pd.DataFrame) -> Flags:
        x, n = (rows[name].to_numpy("float64") for name in ("numerator", "denominator"))
        pair = x[:, None], n[:, None], x[None, :], n[None, :]
        gap = np.abs(self.scale * pair[0] / pair[1] - self.scale * pair[2] / pair[3])
        if self.way == "proportion":
            low, high = newcombe(*pair, level=self.level)
            same = (low <= _LOST) & (high >= -_LOST)
        else:
            low, high = rate_ratio(*pair, level=self.level)
            same = ((low <= 1 + _LOST) & (high >= 1 - _LOST)) | np.isnan(low)  # neither has an event
        return np.asarray(same | (gap < self.min_gap * (1 - 1e-9)) | np.eye(len(rows), dtype=bool))
