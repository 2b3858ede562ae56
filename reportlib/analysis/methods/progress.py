"""Whether a figure grows towards its target as fast as it has to (METHODS 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reportlib.periods import Period

PACES: Final = ("met", "on track", "progress", "slow", "away", "missed")
"""Where a figure stands: it meets its target; it grows as fast as needed, nearly so, too slowly, or the wrong way; the period of
its target has come, and it does not meet it."""
_LOST: Final = 1e-12


@dataclass(frozen=True)
class Pace:
    """How fast a figure goes towards its target.

    Parameters
    ----------
    why
        Why nothing is: "no direction"; "no time", where the figure is not later than the base, or the target not later than
        that; "no base", where one of base, figure and target is not known; "zero base", "sign", where they do not share a
        sign, so that there is no growth rate; else empty.
    pace
        One of `PACES`; empty where there is none.
    growth, needed
        The compound growth of a year so far, and what it would have had to be; None where there is none.
    ratio
        The one over the other; None where there is none, or no growth is needed.
    """

    why: str = ""
    pace: str = ""
    growth: float | None = None
    needed: float | None = None
    ratio: float | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The growth towards a target as against the growth needed.

    With y0 in the base year t0, y in the year t, and the target Y for the year T::

        g = (y / y0)^(1 / (t - t0)) - 1,   needed = (Y / y0)^(1 / (T - t0)) - 1,   ratio = g / needed

    The pace is `on track` from a ratio of 0.95, `progress` from 0.60, `slow` from 0, and `away` below that. A figure that has
    reached the target is `met`, whatever its growth; one that has not is `missed` from the period of the target on. A figure
    that had reached the target in the base year, and is short of it now, is `away`.

    Parameters
    ----------
    good
        +1 where more is good, -1 where less is; with 0 there is no pace.
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
        """The pace of a figure from its base towards a target.

        Parameters
        ----------
        base, value, target
            In one measure.
        base_period, period, target_period
            When each is; years are counted between their last months.
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
        """A pace that does not hang on the growth, with the growth so far and needed, where there is either."""
        if _none(base, value, target, since) or until <= 0:
            return Pace(pace=pace)
        return Pace(pace=pace, growth=_growth(base, value, since), needed=_growth(base, target, until))

    def _pace_by_growth(self, base: float, value: float, target: float, since: float, until: float) -> Pace:
        """The pace of a figure that does not meet its target yet."""
        growth, needed = _growth(base, value, since), _growth(base, target, until)
        if self._meets(base, target):
            return Pace(pace="away", growth=growth, needed=needed)
        ratio = growth / needed
        steps = ((self.on_track, "on track"), (self.some, "progress"), (0.0, "slow"))
        pace = next((name for least, name in steps if ratio >= least - _LOST), "away")
        return Pace(pace=pace, growth=growth, needed=needed, ratio=ratio)


def _none(base: float, value: float, target: float, since: float) -> str:
    """Why there is no growth rate; empty where there is one."""
    if np.isnan(base):
        return "no base"
    if since <= 0:
        return "no time"
    if base == 0:
        return "zero base"
    return "sign" if value / base < 0 or target / base < 0 else ""


def _growth(first: float, last: float, years: float) -> float:
    """The compound growth of a year."""
    return float((last / first) ** (1 / years)) - 1
