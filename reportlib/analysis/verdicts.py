"""What a figure's interval says of a benchmark: better, worse, alike; higher or lower where no side is the good one (METHODS 4).

The benchmark is of the same period and taken as fixed. Where a figure has no interval there is no verdict: a page shows the
difference only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.difference import verdicts
from reportlib.analysis.intervals import LEVEL, rate, wilson
from reportlib.catalogue import Catalogue, Direction

SIGN: dict[Direction, int] = {"up": 1, "down": -1, "none": 0}
_WAYS = {"proportion": wilson, "events": rate}


def judged(own: pd.DataFrame, pairs: pd.DataFrame, above: pd.DataFrame, *, catalogue: Catalogue) -> pd.DataFrame:
    """The interval of every exactly known figure that has one, and the verdict on it against its parent's.

    Parameters
    ----------
    own, pairs
        Figures, and the `indicator` and `unit` of each (see `reportlib.analysis.compare.figures_of`).
    above
        What `against_parent` tells of them: a figure is judged where it has a `gap`.

    Returns
    -------
    `interval_low`, `interval_high` at 95 %, in the indicator's own measure; `verdict`.
    """
    low, high = limits(own, pairs, catalogue=catalogue)
    good = pairs["indicator"].map({i.id: SIGN[i.direction] for i in catalogue.indicators})
    benchmark = above["parent_value"].where(above["gap"].notna())
    told = verdicts(low, high, benchmark.to_numpy(dtype="float64"), good.to_numpy())
    columns = {"interval_low": low, "interval_high": high, "verdict": told}
    return pd.DataFrame(columns, index=pairs.index).astype({"verdict": "str"})


def limits(
    own: pd.DataFrame, pairs: pd.DataFrame, *, catalogue: Catalogue, level: float = LEVEL
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The limits of some figures, each by the way that the catalogue gives its indicator; NaN where it gives none."""
    ways = pairs["indicator"].map({i.id: i.uncertainty for i in catalogue.indicators})
    scales = pairs["indicator"].map({i.id: i.scale for i in catalogue.indicators})
    part, whole, scale = (np.asarray(column, dtype="float64") for column in (own["numerator"], own["denominator"], scales))
    low, high = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    for way, interval in _WAYS.items():
        rows = ((ways == way) & (own["qualifier"] == "exactly")).to_numpy(dtype=bool)
        low[rows], high[rows] = interval(part[rows], whole[rows], level=level, scale=scale[rows])
    return low, high
