"""The trend of the latest years of one unit's figures (METHODS 5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.intervals import rate, wilson
from reportlib.analysis.methods.recent import RecentTrend, Trend
from reportlib.periods import Period
from reportlib.workbook.catalogue import Break, Indicator


def with_limits(figures: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Sort figures by time, and add the limits of their confidence intervals.

    A figure that is not `reckonable` loses its value.
    """
    sound = reckonable(figures)
    parts = {name: figures[name].where(sound).astype("float64") for name in ("value", "numerator", "denominator")}
    interval = wilson if indicator.uncertainty == "proportion" else rate
    low, high = interval(parts["numerator"], parts["denominator"], scale=indicator.scale)
    order = sorted(range(len(figures)), key=lambda n: Period.parse(figures["period"].iloc[n]).closes)
    return figures.assign(**parts, low=low, high=high).iloc[order].reset_index(drop=True)


def latest_trend(rows: pd.DataFrame, indicator: Indicator, breaks: Iterable[Break]) -> Trend:
    """The trend in yearly figures (see `with_limits`): by chi-square for a proportion, else by a weighted regression."""
    way: Literal["proportion", "limits"] = "proportion" if indicator.uncertainty == "proportion" else "limits"
    return RecentTrend(way=way, good=indicator.sign, breaks=tuple(one.start for one in breaks))(rows)
