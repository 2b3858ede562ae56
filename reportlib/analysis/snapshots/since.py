"""Since when a figure misses its target, or lies on the bad side of the rest of the unit above, period by period (METHODS 4)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
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
    """An exact figure with its parts, whether the unit gave it itself, and how many of those asked are in it."""

    value: float
    numerator: float
    denominator: float
    own: bool
    k: float
    n: float


@dataclass(frozen=True)
class Since:
    """How long something has been so, up to a view's own period.

    Parameters
    ----------
    first
        The earliest of the periods in a row in which it was.
    count
        How many they are, the view's own among them.
    begun
        Whether it is known not to have been so in the period before; else it may have been so for longer.
    """

    first: Period
    count: int
    start_is_known: bool


def missed_since(view: View, name: str) -> Since:
    """Since when an indicator of the unit, which misses its target now, has missed the target of each period."""
    indicator, aim = view.workbook.catalogue[name], Period.parse(view.standing_of(name).target_period)
    targets = view.targets[view.targets["indicator"] == name].set_index("period")["value"]
    states = (_missed(view, indicator, targets, period) for period in _back(view, indicator, aim))
    return _run(aim, states)


def _missed(view: View, indicator: Indicator, targets: pd.Series[float], aim: Period) -> bool | None:
    """Whether the target of a period was missed; None where nothing is known of it."""
    ending = _ending(view.period, aim)
    if ending is None or str(aim) not in targets.index:
        return None
    row = _figure(view, indicator.id, view.unit.id, ending)
    if row is None or row.k < row.n:
        return None
    return bool((row.value - targets[str(aim)]) * indicator.sign < 0)


def _ending(period: Period, aim: Period) -> Period | None:
    """The period, as long as a view's own, that ends with another; none where they never end together."""
    if period.months == aim.months:
        return aim
    if not period.months or (period.last - aim.last) % period.months:
        return None
    candidate = period.shift((aim.last - period.last) // period.months)
    return candidate if candidate.closes == aim.closes else None


def worse_since(view: View, name: str) -> Since:
    """Since when an indicator of the unit, which is worse than the rest now, has been in each period, at 99.8 %."""
    indicator = view.workbook.catalogue[name]
    return _run(view.period, (_worse(view, indicator, period) for period in _back(view, indicator, view.period)))


def _worse(view: View, indicator: Indicator, period: Period) -> bool | None:
    """Whether the unit was worse than the rest beyond doubt in an earlier period; None where that could not be judged."""
    sides = against(view, indicator, period)
    if sides is None:
        return None
    way, scale, good = indicator.uncertainty, indicator.scale, indicator.sign
    judged = against_rest(*sides, way=way, scale=scale, good=good, min_gap=indicator.min_gap, level=HIGH_CONFIDENCE)
    verdict = judged["verdict"].iloc[0]
    return None if verdict == "" else verdict == "worse"


def against(view: View, indicator: Indicator, period: Period) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The parts of the unit's figure and of that of the rest of the unit above in a period, a row each.

    None where they are not known, where fewer than 80 % of either have reported, or the unit stood elsewhere. Where the unit
    above has a figure of its own with its parts, the rest is that less the unit's, and one of one (see `comparisons.parts`).
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
    """Whether the unit stood under the one above from the beginning of a period to its end."""
    unit, above = view.unit, view.parent
    return above is not None and unit.parent_in(period) == above.id and not unit.changes_within(period)


def _figure(view: View, name: str, unit: str, period: Period) -> Figure | None:
    """An exact figure; None where there is none. What a unit gave itself is one of one."""
    rows = view.rows(name, period)
    records = rows[rows.index == unit].to_dict("records")
    if not records or pd.isna(records[0]["value"]) or records[0]["qualifier"] != "exactly":
        return None
    row = records[0]
    k, n = (1.0 if pd.isna(row[part]) else float(row[part]) for part in ("k", "n"))
    return Figure(row["value"], row["numerator"], row["denominator"], bool(row["own"]), k, n)


def _back(view: View, indicator: Indicator, now: Period) -> Iterator[Period]:
    """The periods before one, the last first, as far as figures may be set beside it."""
    breaks = [one.start.opens for one in indicator.breaks_of(view.unit.id)]
    period = now.shift(-1)
    while not any(period.closes < opens <= now.opens for opens in breaks):
        yield period
        period = period.shift(-1)


def _run(now: Period, states: Iterator[bool | None]) -> Since:
    """How many periods up to now something has been so, from whether it was in those before."""
    first, count = now, 1
    for state in states:
        if not state:
            return Since(first, count, start_is_known=state is False)
        first, count = first.shift(-1), count + 1
    return Since(first, count, start_is_known=False)
