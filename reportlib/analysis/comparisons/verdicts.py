"""The intervals of figures, and the verdicts on them against the rest of the whole (METHODS 3 and 4).

A verdict is “similar”, “better” or “worse”, or without a direction “higher” or “lower”. A figure without an interval has no
verdict.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.comparisons.asking import Pairs
from reportlib.analysis.comparisons.ranks import complete
from reportlib.analysis.methods.difference import against_rest
from reportlib.analysis.methods.intervals import CONFIDENCE, HIGH_CONFIDENCE, rate, wilson

_WAYS = {"proportion": wilson, "events": rate}


def judged(standings: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    """The intervals of exact figures, and the verdicts on them against the rest of the whole.

    A figure is judged only if it has a `gap`, and if it and the rest each contain at least 80 % of the units asked and
    nothing suppressed.

    Returns
    -------
    `interval_low`, `interval_high` at 95 %, in the indicator's own measure; `verdict` at 95 % and `sure_verdict` at 99.8 %;
    `sure`, whether the figure and the rest differ at 99.8 % too; `loose_verdict`, whether there is a verdict and either side
    is provisional.
    """
    low, high = limits(standings, pairs)
    sound = standings["gap"].notna() & complete(standings) & standings["rest_sound"].fillna(False).astype(bool)
    verdict, sure = (
        verdicts_of(standings, pairs, level=level).where(sound, "").astype("str") for level in (CONFIDENCE, HIGH_CONFIDENCE)
    )
    loose = (standings["status"] == "provisional") | (standings["rest_status"] == "provisional")
    return pd.DataFrame(
        {
            "interval_low": low,
            "interval_high": high,
            "verdict": verdict,
            "sure_verdict": sure,
            "sure": ~sure.isin(["", "similar"]),
            "loose_verdict": loose & sound & (verdict != ""),
        }
    )


def verdicts_of(standings: pd.DataFrame, pairs: Pairs, *, level: float) -> pd.Series[str]:
    """The verdict on each figure against the rest of its whole, without regard to coverage."""
    sides = [
        pd.DataFrame({"numerator": standings[a].astype("float64"), "denominator": standings[b].astype("float64")})
        for a, b in (("numerator", "denominator"), ("rest_a", "rest_b"))
    ]
    table = against_rest(
        *sides,
        way=pairs.each(lambda i: i.uncertainty),
        scale=pairs.rules.scale[pairs.i],
        good=pairs.each(lambda i: i.sign),
        min_gap=pairs.each(lambda i: i.min_gap),
        level=level,
    )
    return table["verdict"]


def limits(own: pd.DataFrame, pairs: Pairs, *, level: float = CONFIDENCE) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The limits of exact figures, by the kind of interval that the catalogue sets; NaN if it sets none."""
    ways, scale = pairs.each(lambda i: i.uncertainty), pairs.rules.scale[pairs.i]
    part, whole = own["numerator"].to_numpy("float64"), own["denominator"].to_numpy("float64")
    exact = (own["qualifier"] == "exactly").to_numpy(dtype=bool)
    low, high = np.full(len(scale), np.nan), np.full(len(scale), np.nan)
    for way, interval in _WAYS.items():
        rows = (ways == way) & exact
        low[rows], high[rows] = interval(part[rows], whole[rows], level=level, scale=scale[rows])
    return low, high
