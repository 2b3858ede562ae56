"""Rank units by one indicator, and say why a unit is not ranked (METHODS 1 and 4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from reportlib.analysis.comparisons.ranks import MIN_RANKED, complete
from reportlib.analysis.sums.rules import is_over_time
from reportlib.periods import Cycle, Period
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

REASONS: Final = ("qualified", "suppressed", "partial", "small", "short")
"""Why a figure is not ranked: it is not exact; a part is suppressed; too many returns are missing; its denominator is too small;
the unit existed, or was asked for it, for only a part of the period."""


def in_order(figures: pd.DataFrame, indicator: Indicator, *, short: Collection[str] = ()) -> pd.DataFrame:
    """The ranks of units by an indicator, 1 for the best, and why units with a figure are not ranked.

    Parameters
    ----------
    figures
        By unit: `value`, `qualifier`, `denominator`, `k` of `n` returns, and `hidden`, the number of suppressed returns.
    indicator
        An indicator by which units are ranked (see `analysis.comparisons.ranks.is_ranked`).
    short
        The units that existed, or were asked for the figure, for only some of the period.

    Returns
    -------
    By unit: `rank`, equal for equal values, missing for all if fewer than three are ranked; `tied`; and `why`, one of
    `REASONS`, or empty for ranked units and for units without a figure.
    """
    why = _why(figures, indicator, short)
    sign = 1.0 if indicator.direction == "down" else -1.0
    ranked = (sign * figures["value"]).where(why == "")
    rank = ranked.rank(method="min") if ranked.count() >= MIN_RANKED else ranked * np.nan
    return pd.DataFrame({"rank": rank, "tied": rank.notna() & rank.duplicated(keep=False), "why": why})


def _why(figures: pd.DataFrame, indicator: Indicator, short: Collection[str]) -> pd.Series[str]:
    least = indicator.min_denominator if indicator.kind == "ratio" else 0.0
    sums = figures.assign(returns_in=figures["k"], returns_asked=figures["n"])
    reasons: list[pd.Series[bool]] = [
        figures["qualifier"] != "exactly",
        figures["hidden"].fillna(0) > 0,
        ~complete(sums),
        figures["denominator"] < least,
        pd.Series(figures.index.isin(list(short)), index=figures.index),
    ]
    why = pd.Series("", index=figures.index, dtype="str")
    for name, applies in reversed(list(zip(REASONS, reasons, strict=True))):
        why = why.mask(applies & figures["value"].notna(), name)
    return why


@dataclass(frozen=True)
class Stretch:
    """A time in which a unit was below another unit: the first and last month or week of this time.

    `dated` is whether a text has to name the year: the ends are weeks, or the period is longer than a year.
    """

    first: Period
    last: Period
    dated: bool


def stay(unit: Unit, above: str, period: Period) -> tuple[Stretch, ...]:
    """The stretches of a period in which a unit was below another; none if it was there the whole time, or never.

    The stretches are in months if each of them begins and ends with a month, else in weeks.

    Examples
    --------
    >>> ash = Unit.model_validate({"id": "ash", "name": {"en": "Ash"}, "level": "town", "from": "2020Q3", "parent": "north"})
    >>> [(str(one.first), str(one.last)) for one in stay(ash, "north", Period.parse(2020))]
    [('2020-07', '2020-12')]
    """
    spells = [parent for parent in unit.parents if parent.id == above]
    starts = [max(_first(unit.start, period), _first(spell.start, period)) for spell in spells]
    ends = [min(_last(unit.end, period), _last(spell.end, period)) for spell in spells]
    weeks_there = _joined((start, end) for start, end in zip(starts, ends, strict=True) if start <= end)
    if weeks_there == [(period.opens, period.closes)]:
        return ()
    months, weeks = Cycle("month"), Cycle("week")
    whole = all(months.with_week(start).opens == start and months.with_week(end).closes == end for start, end in weeks_there)
    cycle, dated = months if whole else weeks, not whole or period.months > 12
    return tuple(Stretch(cycle.with_week(start), cycle.with_week(end), dated) for start, end in weeks_there)


def elsewhere(unit: Unit, above: str, period: Period) -> bool:
    """Whether a unit had another parent than `above` at any time in a period.

    Examples
    --------
    >>> parents = [{"id": "north", "to": "2020Q2"}, {"id": "south", "from": "2020Q3"}]
    >>> ash = Unit.model_validate({"id": "ash", "name": {"en": "Ash"}, "level": "town", "parent": parents})
    >>> [elsewhere(ash, "south", Period.parse(text)) for text in ("2020", "2020Q3")]
    [True, False]
    """
    others = [parent for parent in unit.parents if parent.id != above]
    return any(
        max(_first(unit.start, period), _first(other.start, period)) <= min(_last(unit.end, period), _last(other.end, period))
        for other in others
    )


def _joined(spells: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort spells by time, and join spells without a gap between them: `(4, 6), (1, 3)` → `[(1, 6)]`."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted(spells):
        if stretches and start <= stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
        else:
            stretches.append((start, end))
    return stretches


def _first(start: Period | None, period: Period) -> int:
    return period.opens if start is None else max(start.opens, period.opens)


def _last(end: Period | None, period: Period) -> int:
    return period.closes if end is None else min(end.closes, period.closes)


def stays(units: Collection[Unit], above: str, period: Period, indicator: Indicator) -> dict[str, tuple[Stretch, ...]]:
    """The units that were below another for only some of a period, with the stretches (see `stay`).

    There are none for an indicator that is counted at the end of the period.
    """
    if not is_over_time(indicator):
        return {}
    stays_by_unit = {unit.id: stay(unit, above, period) for unit in units}
    return {unit: stretches for unit, stretches in stays_by_unit.items() if stretches}
