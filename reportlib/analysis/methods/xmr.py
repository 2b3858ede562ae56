"""A series as a process: limits within which it wobbles, and the points that are a signal (XmR chart, METHODS 5)."""

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
"""What makes a point a signal, the first that holds: it lies outside the limits; seven in a row rise or fall; two of three lie in
the outer third; seven in a row lie on one side of the centre."""
ASSURANCES: Final = ("met", "mixed", "missed")
"""Whether a target is met by chance alone: consistently met, hit and miss, consistently missed."""
Signs = NDArray[np.int_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Signal:
    """A signal in the latest points of a series, or that there is none.

    Parameters
    ----------
    why
        Why it has no limits: "few", where no two points follow each other since the last break; else empty.
    rule, side, period
        The last signal among the latest points: one of `RULES`, +1 up or -1 down, and when; empty and 0 where there is none.
    meaning
        “improvement” or “concern”, without a good side “higher” or “lower”; empty where there is no signal.
    assurance
        One of `ASSURANCES`; empty where there is no target, no good side or no limits.
    provisional
        Whether the limits are of too few points to stand.
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

    With the mean of the values, and mR the mean of the moving ranges (what two points that follow each other differ by)::

        mean - 2.66 mR   and   mean + 2.66 mR

    Moving ranges above 0 that are 3.267 times their mean or more are left out once, before mR is taken anew. Each stretch
    between two breaks has limits of its own. A missing point ends every run, and gives no moving range.

    Parameters
    ----------
    good
        +1 where more is good, -1 where less is, 0 where neither.
    breaks
        The periods from which somebody has said that the process is another one.
    reach
        By how many mean moving ranges the limits lie off the centre.
    screen
        From how many mean moving ranges on a range is left out; infinite: none is.
    run
        How many points in a row make a run.
    enough
        From how many points on the limits are not provisional.
    latest
        Among how many of the last points a signal counts.

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

    def __call__(self, points: pd.DataFrame) -> pd.DataFrame:
        """The points in the order of time, with the limits that hold for each.

        Parameters
        ----------
        points
            `period`, each once and all of one length, and `value`, missing where there is none.

        Returns
        -------
        The same columns with `segment`, the number of breaks before; `centre`, `lower`, `upper`, missing where no two points
        follow each other; `provisional`; `rule`, one of `RULES` or empty; `side`, +1 above or rising, -1, or 0.

        Raises
        ------
        ValueError
            When two points are of one period, or the periods not of one length.
        """
        rows, periods = in_order(points)
        columns = self._columns(periods, rows["value"].to_numpy("float64"))
        return rows.assign(**columns).astype({"rule": "str", "provisional": bool})

    def signal(self, points: pd.DataFrame, *, target: float | None = None) -> Signal:
        """The series as it stands at its end: a signal in its latest points, and how it keeps a target."""
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
        """The segment of each point, and what `_COLUMNS` say of it."""
        part, joined = segments(periods, self.breaks), linked(periods, values)
        columns = [self._segment(values[part == n], joined[part == n]) for n in dict.fromkeys(part.tolist())]
        table = {name: np.concatenate([one[name] for one in columns]) for name in _COLUMNS} if columns else dict(_NONE)
        return {"segment": part, **table}

    def _segment(self, values: Floats, joined: Flags) -> dict[str, NDArray[Any]]:
        """What `_COLUMNS` say of each point between two breaks."""
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
        """The mean moving range, without those that are too large."""
        mean = float(ranges.mean())
        usual = ranges[(ranges <= at) | (ranges < self.screen * mean - at)]
        return float(usual.mean())

    def _rules(self, off: Floats, joined: Flags, edge: float, at: float) -> tuple[NDArray[np.object_], Signs]:
        """The first rule that holds for each point, and to which side."""
        side = np.where(np.abs(off) > at, np.sign(np.nan_to_num(off)), 0).astype(int)
        outside = np.where(np.abs(off) > edge + at, side, 0)
        outer = np.where((np.abs(off) > edge * 2 / 3 + at) & (outside == 0), side, 0)
        signs_by_rule = (outside, self._trends(off, joined, at), _pairs(outer, side, joined), _runs(side, joined, self.run))
        rule, signs = np.full(len(off), "", dtype=object), np.zeros(len(off), dtype=int)
        for name, one in reversed(list(zip(RULES, signs_by_rule, strict=True))):
            rule, signs = np.where(one != 0, name, rule), np.where(one != 0, one, signs)
        return rule, signs

    def _trends(self, off: Floats, joined: Flags, at: float) -> Signs:
        """Of each point, +1 or -1 where it is one of a run that rises or falls; the earlier where it is the turn of two."""
        steps = np.diff(off, prepend=np.nan)
        signs = np.where(joined & (np.abs(steps) > at), np.sign(np.nan_to_num(steps)), 0).astype(int)
        runs = _runs(signs, np.ones(len(signs), dtype=bool), self.run - 1)
        return np.where(runs != 0, runs, np.append(runs[1:], 0))


def meaning(side: int, good: int) -> str:
    """What a signal to a side means.

    Examples
    --------
    >>> meaning(1, 1), meaning(1, -1), meaning(-1, 0)
    ('improvement', 'concern', 'lower')
    """
    if good:
        return "improvement" if side * good > 0 else "concern"
    return "higher" if side > 0 else "lower"


def assurance(lower: float, upper: float, target: float, good: int, *, at: float = 0.0) -> str:
    """Whether a target lies beyond the limits: one of `ASSURANCES`; a target on a limit is hit and miss.

    Parameters
    ----------
    at
        How near to a limit a target is on it.

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
    """The sign of each that is one of so many alike in a row, of which each is joined to the one before; else 0."""
    marks, count = np.zeros(len(signs), dtype=int), 0
    for n, sign in enumerate(signs):
        follows = count > 0 and joined[n] and sign == signs[n - 1]
        count = count + 1 if follows and sign else int(sign != 0)
        if count >= length:
            marks[n - length + 1 : n + 1] = sign
    return marks


def _pairs(outer: Signs, side: Signs, joined: Flags) -> Signs:
    """The sign of each point in the outer third that is one of two in three successive points on one side; else 0."""
    marks = np.zeros(len(outer), dtype=int)
    for n in range(2, len(outer)):
        three = slice(n - 2, n + 1)
        if joined[n - 1] and joined[n] and side[n] and (side[three] == side[n]).all() and (outer[three] != 0).sum() > 1:
            marks[three] = np.where(outer[three] != 0, outer[three], marks[three])
    return marks


_EMPTY: Final = {"centre": np.nan, "lower": np.nan, "upper": np.nan, "provisional": True, "rule": "", "side": 0}
_COLUMNS: Final = tuple(_EMPTY)
_NONE: Final = {name: np.full(0, empty) for name, empty in _EMPTY.items()}
