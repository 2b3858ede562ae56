"""Whether a figure grows towards its target as fast as it has to (METHODS 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reportlib.periods import Period

PACES: Final = ("met", "on track", "progress", "slow", "away", "missed")
"""The paces, in the order of the names: the figure meets its target; it grows as fast as needed, nearly so, too slowly, or in the
wrong direction; it does not meet its target although the period of the target has come."""
_LOST: Final = 1e-12


@dataclass(frozen=True)
class Pace:
    """The pace of a figure towards its target.

    Parameters
    ----------
    why
        Why there is no pace: "no direction"; "no time", the figure is not later than the base; "no base", base, figure or
        target is not known; "zero base"; "sign", base, figure and target do not have the same sign; else empty.
    pace
        One of `PACES`; empty if there is none.
    growth, needed
        The compound growth per year so far, and the growth needed; None if there is none.
    ratio
        `growth` over `needed`; None unless the pace depends on it.
    """

    why: str = ""
    pace: str = ""
    growth: float | None = None
    needed: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Whether a figure grows towards its target as fast as it has to.

    With y0 in the base year t0, y in the year t, and the target Y for the year T::

        g = (y / y0)^(1 / (t - t0)) - 1,   needed = (Y / y0)^(1 / (T - t0)) - 1,   ratio = g / needed

    The pace is `on track` from a ratio of 0.95, `progress` from 0.60, `slow` from 0, and `away` below that. A figure that
    has reached the target is `met`, whatever its growth. A figure that has not is `missed` from the target's period on.
    Before that period it is `away` if it had reached the target in the base year.

    Parameters
    ----------
    good
        +1 if more is better, -1 if less is; 0 gives no pace.
    on_track, some
        The least ratio of `on track`, and the least ratio of `progress`.

    References
    ----------
    Eurostat (2023): Sustainable development in the European Union, annex on the assessment of indicator trends towards
    quantitative targets.

    Examples
    --------
    >>> pace = Progress(good=1)
    >>> found = pace(base=40.0, value=44.1, target=64.0, base_period="2018", period="2020", target_period="2028")
    >>> found.pace, round(found.growth, 4), round(found.needed, 4)
    ('on track', 0.05, 0.0481)
    >>> pace(base=0.0, value=3.0, target=9.0, base_period="2018", period="2020", target_period="2028").why
    'zero base'
    """

    good: int
    on_track: float = 0.95
    some: float = 0.60

    def __call__(
        self, *, base: float, value: float, target: float, base_period: object, period: object, target_period: object
    ) -> Pace:
        """Compare the growth of a figure with the growth needed for a target.

        Parameters
        ----------
        base, value, target
            Values in the same measure.
        base_period, period, target_period
            The period of each; years are counted between the ends of these periods.
        """
        then, now, aim = ((Period.parse(one).ends - 1) / 12 for one in (base_period, period, target_period))
        if not self.good:
            return Pace(why="no direction")
        if np.isnan([value, target]).any():
            return Pace(why="no base")
        if self._meets(value, target):
            return self._fixed_pace("met", base, value, target, now - then, aim - then)
        if now >= aim:
            return self._fixed_pace("missed", base, value, target, now - then, aim - then)
        why = _none(base, value, target, now - then)
        return Pace(why=why) if why else self._pace_by_growth(base, value, target, now - then, aim - then)

    def _meets(self, value: float, target: float) -> bool:
        return self.good * (value - target) >= -_LOST * max(abs(value), abs(target))

    def _fixed_pace(self, pace: str, base: float, value: float, target: float, since: float, until: float) -> Pace:
        if _none(base, value, target, since) or until <= 0:
            return Pace(pace=pace)
        return Pace(pace=pace, growth=_growth(base, value, since), needed=_growth(base, target, until))

    def _pace_by_growth(self, base: float, value: float, target: float, since: float, until: float) -> Pace:
        growth, needed = _growth(base, value, since), _growth(base, target, until)
        if self._meets(base, target):
            return Pace(pace="away", growth=growth, needed=needed)
        ratio = growth / needed
        steps = ((self.on_track, "on track"), (self.some, "progress"), (0.0, "slow"))
        pace = next((name for least, name in steps if ratio >= least - _LOST), "away")
        return Pace(pace=pace, growth=growth, needed=needed, ratio=ratio)


def _none(base: float, value: float, target: float, since: float) -> str:
    """Why there is no growth rate; empty if there is one."""
    if np.isnan(base):
        return "no base"
    if since <= 0:
        return "no time"
    if base == 0:
        return "zero base"
    return "sign" if value / base < 0 or target / base < 0 else ""


def _growth(first: float, last: float, years: float) -> float:
    return float((last / first) ** (1 / years)) - 1
