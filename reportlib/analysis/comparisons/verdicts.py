"""The interval of a figure, and the verdict on it against the rest of the whole that it is part of (METHODS 3 and 4).

Better and worse need a good side; without one it is higher or lower. Where a figure has no interval there is no verdict: a page
shows the difference only.
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
    """The interval of every exactly known figure that has one, and the verdict on it against the rest of the whole.

    A figure is judged where it has a `gap`, and where both it and the rest hold at least 80 % of the units asked and nothing
    suppressed.

    Parameters
    ----------
    standings, pairs
        Where figures stand (see `analysis.comparisons.compare.standings`), and the indicator and unit of each.

    Returns
    -------
    `interval_low`, `interval_high` at 95 %, in the indicator's own measure; `verdict`, and `sure_verdict` at 99.8 %; `sure`,
    whether it holds at 99.8 % too that the two differ; `loose_verdict`, whether either side is provisional.
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
    """The verdict on each figure against the rest of its whole by intervals of a level, whatever they hold."""
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
    """The limits of some figures, each by the way that the catalogue gives its indicator; NaN where it gives none."""
    ways, scale = pairs.each(lambda i: i.uncertainty), pairs.rules.scale[pairs.i]
    part, whole = own["numerator"].to_numpy("float64"), own["denominator"].to_numpy("float64")
    exact = (own["qualifier"] == "exactly").to_numpy(dtype=bool)
    low, high = np.full(len(scale), np.nan), np.full(len(scale), np.nan)
    for way, interval in _WAYS.items():
        rows = (ways == way) & exact
        low[rows], high[rows] = interval(part[rows], whole[rows], level=level, scale=scale[rows])
    return low, high
