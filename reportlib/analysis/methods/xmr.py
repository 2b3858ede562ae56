"""Control limits of a series, and the points that are a signal (XmR chart, METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.analysis.columns import Flags
from reportlib.analysis.methods.series import close, in_order, linked, segments
from reportlib.periods import Period

RULES: Final = ("outside", "trend", "near", "shift")
"""The rules that make a point a signal; the first that holds counts. In this order: the point is outside the limits; seven in a
row rise or fall; two of three are in the outer third; seven in a row are on one side of the centre."""
NO_LIMITS: Final = ("trend",)
"""The rule that needs no limits, and holds for a series that drifts or has a season as well."""
Signs = NDArray[np.int_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Signal:
    """The signal in the latest points of a series, if any, and how a target lies relative to the limits.

    Parameters
    ----------
    why
        Why there are no limits: "few", no two successive points since the last break; else empty.
    rule, side, period
        The last signal: one of `RULES`, +1 up or -1 down, and its period; empty and 0 without a signal.
    meaning
        “improvement” or “concern”, without a direction “higher” or “lower”; empty without a signal.
    assurance
        “met” if both limits are better than the target, “missed” if both are worse, else “mixed”; empty without a target, a
        direction or limits.
    provisional
        Whether the limits are based on too few points to be final.
    """

    why: str = ""
    rule: str = ""
    side: int = 0
    period: str = ""
    meaning: str = ""
    assurance: str = ""
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class XmR:
    """The limits of a series and its signals.

    The limits, where mR is the mean of the moving ranges (the absolute differences of successive points), are::

        mean - 2.66 mR   and   mean + 2.66 mR

    Moving ranges above 0 that are at least 3.267 times their mean are left out of mR. Each stretch between two breaks has
    limits of its own. A missing point ends a run and has no moving range.

    Parameters
    ----------
    good
        +1 if more is better, -1 if less is, 0 if neither.
    breaks
        The periods with which new limits begin.
    reach
        The distance of the limits from the mean, in mR.
    screen
        The multiple of the mean at which a moving range is left out; `math.inf` to keep all.
    run
        The length of a run that is a signal.
    enough
        The least number of points with which limits are final.
    latest
        The number of last points in which `signal` looks for a signal.
    rules
        The rules by which points are signals; `NO_LIMITS` if the limits do not hold for the series.

    References
    ----------
    Wheeler, D. J. (2000): Understanding Variation, 2nd ed. SPC Press, Knoxville. NHS (2019): Making Data Count.
    2.66 is 3 / 1.128, and 3.267 the upper limit of a moving range of two.

    Examples
    --------
    >>> years = [str(year) for year in range(2001, 2009)]
    >>> points = pd.DataFrame({"period": years, "value": [10, 12, 10, 12, 10, 12, 10, 30]})
    >>> chart = XmR(good=-1)
    >>> chart(points)[["centre", "lower", "upper", "rule"]].round(2).tail(1)
       centre  lower  upper     rule
    7   13.25   7.93  18.57  outside
    >>> chart.signal(points, target=19).meaning, chart.signal(points, target=19).assurance, chart.signal(points).provisional
    ('concern', 'met', True)
    """

    good: int = 0
    breaks: tuple[Period, ...] = ()
    reach: float = 2.66
    screen: float = 3.267
    run: int = 7
    enough: int = 12
    latest: int = 4
    rules: tuple[str, ...] = RULES

    def __call__(self, points: pd.DataFrame) -> pd.DataFrame:
        """The points in the order of time, each with its limits.

        Parameters
        ----------
        points
            `period` and `value`.

        Returns
        -------
        The same columns with `segment`, the number of the stretch between breaks; `centre`, `lower` and `upper`, missing
        without two successive points; `provisional`; `rule`, one of `RULES` or empty; `side`, +1 above or rising, -1 below
        or falling, 0 without a signal.

        Raises
        ------
        ValueError
            When two points have the same period, or the periods are not of one length.
        """
        rows, periods = in_order(points)
        columns = self._columns(periods, rows["value"].to_numpy("float64"))
        return rows.assign(**columns).astype({"rule": "str", "provisional": bool})

    def signal(self, points: pd.DataFrame, *, target: float | None = None) -> Signal:
        """The signal in the latest points, and how a target, in the measure of the series, lies relative to the limits.

        The method takes the same points as `__call__` and raises the same errors.
        """
        rows, periods = in_order(points)
        values = rows["value"].to_numpy("float64")
        columns, has_value = self._columns(periods, values), np.flatnonzero(~np.isnan(values))
        if not len(has_value) or np.isnan(columns["centre"][has_value[-1]]):
            return Signal(why="few")
        last = has_value[-1]
        here = has_value[columns["segment"][has_value] == columns["segment"][last]][-self.latest :]
        marked = [int(n) for n in here if columns["rule"][n]]
        at = close(values)
        target_kept = (
            "" if target is None else assurance(columns["lower"][last], columns["upper"][last], target, self.good, at=at)
        )
        loose = bool(columns["provisional"][last])
        if not marked:
            return Signal(assurance=target_kept, provisional=loose)
        n, side = marked[-1], int(columns["side"][marked[-1]])
        words = {"rule": str(columns["rule"][n]), "period": str(rows["period"].iloc[n]), "meaning": meaning(side, self.good)}
        return Signal(**words, side=side, assurance=target_kept, provisional=loose)

    def _columns(self, periods: Sequence[Period], values: Floats) -> dict[str, NDArray[Any]]:
        part, joined = segments(periods, self.breaks), linked(periods, values)
        columns = [self._segment(values[part == n], joined[part == n]) for n in dict.fromkeys(part.tolist())]
        table = {name: np.concatenate([one[name] for one in columns]) for name in _COLUMNS} if columns else dict(_NONE)
        return {"segment": part, **table}

    def _segment(self, values: Floats, joined: Flags) -> dict[str, NDArray[Any]]:
        joined = joined & (np.arange(len(values)) > 0)
        ranges = np.abs(np.diff(values, prepend=np.nan))[joined]
        if not len(ranges):
            return {name: np.full(len(values), empty) for name, empty in _EMPTY.items()}
        centre, step = float(np.nanmean(values)), self._step(ranges, close(values))
        edge = self.reach * step
        rule, side = self._rules(values - centre, joined, edge, close(values))
        limits = {"centre": centre, "lower": centre - edge, "upper": centre + edge}
        few = int((~np.isnan(values)).sum()) < self.enough
        table = {name: np.full(len(values), number) for name, number in limits.items()}
        return {**table, "provisional": np.full(len(values), few), "rule": rule, "side": side}

    def _step(self, ranges: Floats, at: float) -> float:
        mean = float(ranges.mean())
        usual = ranges[(ranges <= at) | (ranges < self.screen * mean - at)]
        return float(usual.mean())

    def _rules(self, off: Floats, joined: Flags, edge: float, at: float) -> tuple[NDArray[np.object_], Signs]:
        side = np.where(np.abs(off) > at, np.sign(np.nan_to_num(off)), 0).astype(int)
        outside = np.where(np.abs(off) > edge + at, side, 0)
        outer = np.where((np.abs(off) > edge * 2 / 3 + at) & (outside == 0), side, 0)
        signs_by_rule = (outside, self._trends(off, joined, at), _pairs(outer, side, joined), _runs(side, joined, self.run))
        rule, signs = np.full(len(off), "", dtype=object), np.zeros(len(off), dtype=int)
        for name, one in reversed([pair for pair in zip(RULES, signs_by_rule, strict=True) if pair[0] in self.rules]):
            rule, signs = np.where(one != 0, name, rule), np.where(one != 0, one, signs)
        return rule, signs

    def _trends(self, off: Floats, joined: Flags, at: float) -> Signs:
        """+1 or -1 for each point in a run that rises or falls, else 0; a point where two runs meet belongs to the earlier."""
        steps = np.diff(off, prepend=np.nan)
        signs = np.where(joined & (np.abs(steps) > at), np.sign(np.nan_to_num(steps)), 0).astype(int)
        runs = _runs(signs, np.ones(len(signs), dtype=bool), self.run - 1)
        return np.where(runs != 0, runs, np.append(runs[1:], 0))


def meaning(side: int, good: int) -> str:
    """The meaning of a signal on a side (+1 above, -1 below); `good` is the better side, or 0.

    Examples
    --------
    >>> meaning(1, 1), meaning(1, -1), meaning(-1, 0)
    ('improvement', 'concern', 'lower')
    """
    if good:
        return "improvement" if side * good > 0 else "concern"
    return "higher" if side > 0 else "lower"


def assurance(lower: float, upper: float, target: float, good: int, *, at: float = 0.0) -> str:
    """How a target lies relative to the limits (see `Signal.assurance`); empty if `good` is 0.

    Parameters
    ----------
    at
        The distance within which a target counts as equal to a limit, which is “mixed”.

    Examples
    --------
    >>> assurance(10, 20, 9, 1), assurance(10, 20, 21, 1), assurance(10, 20, 20, 1), assurance(10, 20, 21, -1)
    ('met', 'missed', 'mixed', 'met')
    """
    if not good:
        return ""
    if target < lower - at:
        return "met" if good > 0 else "missed"
    if target > upper + at:
        return "missed" if good > 0 else "met"
    return "mixed"


def _runs(signs: Signs, joined: Flags, length: int) -> Signs:
    """The sign of each point in a run of at least `length` equal signs, each joined to the one before; else 0."""
    marks, count = np.zeros(len(signs), dtype=int), 0
    for n, sign in enumerate(signs):
        follows = count > 0 and joined[n] and sign == signs[n - 1]
        count = count + 1 if follows and sign else int(sign != 0)
        if count >= length:
            marks[n - length + 1 : n + 1] = sign
    return marks


def _pairs(outer: Signs, side: Signs, joined: Flags) -> Signs:
    """The sign of each point in the third beside a limit, if two of three successive points on that side lie there; else 0."""
    marks = np.zeros(len(outer), dtype=int)
    for n in range(2, len(outer)):
        three = slice(n - 2, n + 1)
        if joined[n - 1] and joined[n] and side[n] and (side[three] == side[n]).all() and (outer[three] != 0).sum() > 1:
            marks[three] = np.where(outer[three] != 0, outer[three], marks[three])
    return marks


_EMPTY: Final = {"centre": np.nan, "lower": np.nan, "upper": np.nan, "provisional": True, "rule": "", "side": 0}
_COLUMNS: Final = tuple(_EMPTY)
_NONE: Final = {name: np.full(0, empty) for name, empty in _EMPTY.items()}
