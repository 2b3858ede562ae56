"""How far figures are ahead of their targets, and whether the targets are met (METHODS 9)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, coded
from reportlib.analysis.comparisons.asking import Pairs
from reportlib.analysis.comparisons.ranks import sign_of
from reportlib.analysis.sums.rules import is_stock
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

TARGETED: Final = ["target", "target_period", "ahead", "met"]
"""The columns of `against_target`."""


def against_target(own: pd.DataFrame, pairs: Pairs, targets: pd.DataFrame, *, period: Period) -> pd.DataFrame:
    """Compare figures with their targets.

    If the period has no target of its own, the target whose period ends next is used, usually that of the year. A figure is
    measured by such a target only if it is a stock or a ratio of stocks, and both periods end together.

    Returns
    -------
    `target`; `target_period`; `ahead`, by how much the figure is better than the target, negative if worse; and `met`.
    `ahead` and `met` are missing if the figure is not measured by the target, lacks returns, has suppressed parts, or has a
    qualifier that leaves open whether the target is met. `met` is missing also if the indicator has no direction.
    """
    nearest, spans = _nearest_targets(targets, pairs, period)
    at = pairs.positions_in(nearest["i"], nearest["u"])
    target, time = np.append(nearest["value"], np.nan)[at], np.append(nearest["t"], -1)[at]
    sign = pairs.each(sign_of)
    ahead = np.where(_measured(time, spans, pairs, period), (own["value"].to_numpy("float64") - target) * sign, np.nan)
    qualifier = own["qualifier"].to_numpy(dtype=object)
    beyond = np.where(sign > 0, np.isin(qualifier, ["more than", "at least"]), np.isin(qualifier, ["just under", "at most"]))
    k, n = own["k"].to_numpy("float64"), own["n"].to_numpy("float64")
    whole = (np.isnan(k) | (k >= n)) & (own["hidden"].fillna(0) == 0).to_numpy()
    sure = whole & ((qualifier == "exactly") | (beyond & (ahead >= 0)))
    judgeable = sure & ~np.isnan(ahead) & pairs.each(lambda indicator: indicator.direction != "none")
    texts = np.array([*map(str, spans), None], dtype=object)
    return pd.DataFrame(
        {
            "target": target,
            "target_period": pd.array(texts[time], dtype="str"),
            "ahead": np.where(sure, ahead, np.nan),
            "met": pd.arrays.BooleanArray(ahead >= 0, ~judgeable),
        }
    )


def _nearest_targets(targets: pd.DataFrame, pairs: Pairs, period: Period) -> tuple[Columns, list[Period]]:
    """For each indicator and unit, the target of the period itself, or else the one whose period ends next.

    Also returns the periods of targets; column `t` is a position among them.
    """
    target_periods = [Period.parse(text) for text in targets["period"].unique()]
    later = [p for p in target_periods if p.contains(period) or p.closes > period.closes]
    spans = sorted(later, key=lambda p: (not p.same_as(period), p.closes - period.closes))
    time = coded(targets["period"], {str(p): n for n, p in enumerate(spans)})
    i, u = coded(targets["indicator"], pairs.rules.numbers), coded(targets["unit"], pairs.tree.of_unit)
    order = np.argsort(time, kind="stable")
    order = order[time[order] >= 0]
    order = order[~pd.Index(i[order] * len(pairs.tree.ids) + u[order]).duplicated()]
    return {"i": i[order], "u": u[order], "t": time[order], "value": targets["value"].to_numpy("float64")[order]}, spans


def _measured(time: Codes, spans: list[Period], pairs: Pairs, period: Period) -> Flags:
    same = np.array([*(p.same_as(period) for p in spans), False], dtype=bool)
    ends = np.array([*(p.closes == period.closes and p.contains(period) for p in spans), False], dtype=bool)
    return np.asarray(same[time] | (ends[time] & pairs.each(is_stock)))


def figure_period(target: Period, periods: Sequence[Period], indicator: Indicator) -> Period | None:
    """The one of `periods` whose figure a target is for: the target's own, or for a stock one with the same end; else None."""
    same = [period for period in periods if period.same_as(target)]
    ends = [period for period in periods if is_stock(indicator) and target.contains(period) and period.closes == target.closes]
    return next(iter([*same, *ends]), None)
