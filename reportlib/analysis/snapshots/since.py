"""Since when a figure has missed its target, or been worse than the rest of the unit above (METHODS 4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import ENOUGH
from reportlib.analysis.methods.difference import against_rest
from reportlib.analysis.methods.intervals import HIGH_CONFIDENCE
from reportlib.analysis.snapshots.view import View
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

PARTS: Final = ("numerator", "denominator")


@dataclass(frozen=True)
class Figure:
    """An exact figure with its parts, whether it is the unit's own, and its coverage: `k` of `n` units asked."""

    value: float
    numerator: float
    denominator: float
    own: bool
    k: float
    n: float


@dataclass(frozen=True)
class Since:
    """For how many periods a condition has held, up to a view's own period.

    Parameters
    ----------
    first
        The earliest of the successive periods in which the condition has held.
    count
        The number of these periods, including the view's own.
    start_is_known
        Whether the condition is known not to have held in the period before; else it may have held for longer.
    had_benchmark
        Whether the period before had a target; True for comparisons with the rest.
    """

    first: Period
    count: int
    start_is_known: bool
    had_benchmark: bool = True


def missed_since(view: View, name: str) -> Since:
    """Since when the unit has missed the targets of an indicator; it must miss the present one."""
    indicator, aim = view.workbook.catalogue[name], Period.parse(view.standing_of(name).target_period)
    targets = view.targets[view.targets["indicator"] == name].set_index("period")["value"]
    states = (_missed(view, indicator, targets, period) for period in _back(view, indicator, aim))
    found = _run(aim, states)
    return replace(found, had_benchmark=str(found.first.shift(-1)) in targets.index)


def _missed(view: View, indicator: Indicator, targets: pd.Series[float], aim: Period) -> bool | None:
    """Whether the target whose period is `aim` was missed; None if that is not known."""
    ending = _ending(view.period, aim)
    if ending is None or str(aim) not in targets.index:
        return None
    row = _figure(view, indicator.id, view.unit.id, ending)
    if row is None or row.k < row.n:
        return None
    return bool((row.value - targets[str(aim)]) * indicator.sign < 0)


def _ending(period: Period, aim: Period) -> Period | None:
    """The period of the same length as `period` that ends together with `aim`; None if there is none."""
    if period.months == aim.months:
        return aim
    if not period.months or (period.last - aim.last) % period.months:
        return None
    candidate = period.shift((aim.last - period.last) // period.months)
    return candidate if candidate.closes == aim.closes else None


def worse_since(view: View, name: str) -> Since:
    """Since when the unit has been worse than the rest at 99.8 % by an indicator; it must be so now."""
    indicator = view.workbook.catalogue[name]
    return _run(view.period, (_worse(view, indicator, period) for period in _back(view, indicator, view.period, rest=True)))


def _worse(view: View, indicator: Indicator, period: Period) -> bool | None:
    sides = against(view, indicator, period)
    if sides is None:
        return None
    way, scale, good = indicator.uncertainty, indicator.scale, indicator.sign
    judged = against_rest(*sides, way=way, scale=scale, good=good, min_gap=indicator.min_gap, level=HIGH_CONFIDENCE)
    verdict = judged["verdict"].iloc[0]
    return None if verdict == "" else verdict == "worse"


def against(view: View, indicator: Indicator, period: Period) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Numerator and denominator of a period, in one table for the unit and in another for the rest of the unit above.

    None if they are not known, if fewer than 80 % of the units asked reported on either side, or if the unit had another
    parent then. If the unit above has an own figure with numerator and denominator, the rest is this figure without the
    unit's contribution.
    """
    if view.parent is None or not _stayed_under_parent(view, period):
        return None
    own, whole = (_figure(view, indicator.id, unit.id, period) for unit in (view.unit, view.parent))
    if own is None or whole is None:
        return None
    k, n = (whole.k, whole.n) if whole.own else (whole.k - own.k, whole.n - own.n)
    rest = Figure(math.nan, whole.numerator - own.numerator, whole.denominator - own.denominator, whole.own, k, n)
    if not all(side.k >= ENOUGH * side.n for side in (own, rest)) or not rest.denominator > 0:
        return None
    first, second = (pd.DataFrame({part: [getattr(side, part)] for part in PARTS}) for side in (own, rest))
    return first, second


def _stayed_under_parent(view: View, period: Period) -> bool:
    unit, above = view.unit, view.parent
    return above is not None and unit.parent_in(period) == above.id and not unit.changes_within(period)


def _figure(view: View, name: str, unit: str, period: Period) -> Figure | None:
    """The exact figure of an indicator, with nothing suppressed; else None. An own figure has the coverage 1 of 1."""
    rows = view.rows(name, period)
    records = rows[rows.index == unit].to_dict("records")
    if not records or pd.isna(records[0]["value"]) or records[0]["qualifier"] != "exactly" or records[0]["hidden"] > 0:
        return None
    row = records[0]
    k, n = (1.0 if pd.isna(row[part]) else float(row[part]) for part in ("k", "n"))
    return Figure(row["value"], row["numerator"], row["denominator"], bool(row["own"]), k, n)


def _back(view: View, indicator: Indicator, now: Period, *, rest: bool = False) -> Iterator[Period]:
    """The periods before `now`, the latest first, not beyond a break of the unit or, with `rest`, of the unit above."""
    units = [view.unit, *([view.parent] if rest and view.parent else [])]
    breaks = [one.start.opens for unit in units for one in indicator.breaks_of(unit.id)]
    period = now.shift(-1)
    while not any(period.closes < opens <= now.opens for opens in breaks):
        yield period
        period = period.shift(-1)


def _run(now: Period, states: Iterator[bool | None]) -> Since:
    first, count = now, 1
    for state in states:
        if not state:
            return Since(first, count, start_is_known=state is False)
        first, count = first.shift(-1), count + 1
    return Since(first, count, start_is_known=False)
