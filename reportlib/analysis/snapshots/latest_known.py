"""The latest known figure of each indicator, whatever its period."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from reportlib.analysis.snapshots.view import View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.periods import Period
from reportlib.workbook.units import Unit


@dataclass(frozen=True)
class LatestKnown:
    """For every unit and indicator, the figure of the last period that has one, up to a given period.

    Parameters
    ----------
    until
        The figures as seen from the given period.
    seen_from
        A function that returns the figures as seen from another period.
    """

    until: Whole
    seen_from: Callable[[Period], Whole]

    def periods(self, unit: str) -> dict[Period, frozenset[str]]:
        """The periods of a unit's latest figures, each with its indicators; the report's own period comes first.

        A collection period is preferred to other periods. If the unit has no figure of an indicator, the last period in
        which a unit directly below has one is taken.
        """
        if unit not in self._periods:
            self._periods[unit] = self._last(unit)
        return self._periods[unit]

    @cached_property
    def _periods(self) -> dict[str, dict[Period, frozenset[str]]]:
        return {}

    def _last(self, unit: str) -> dict[Period, frozenset[str]]:
        now, by_period = self.until.period, dict[Period, list[str]]()
        below = self.until.workbook.units.children(unit, period=now)
        for indicator in self.until.workbook.catalogue.indicators:
            periods = self._periods_with_figure.get((unit, indicator.id)) or [
                period for child in below for period in self._periods_with_figure.get((child.id, indicator.id), ())
            ]
            own = [period for period in periods if period.cycle == self.until.workbook.cycle(indicator)]
            if periods:
                by_period.setdefault(max(own or periods), []).append(indicator.id)
        order = sorted({now, *by_period}, key=lambda period: (period != now, -period.closes, period.months))
        return {period: frozenset(by_period.get(period, ())) for period in order}

    @cached_property
    def _periods_with_figure(self) -> dict[tuple[str, str], list[Period]]:
        rows = self.until.values.loc[self.until.values["value"].notna(), ["unit", "indicator", "period"]]
        figure_periods: dict[tuple[str, str], list[Period]] = {}
        last = self.until.period.closes
        periods = {text: period for text in rows["period"].unique() if (period := Period.parse(text)).closes <= last}
        for unit, indicator, text in rows[rows["period"].isin(list(periods))].itertuples(index=False, name=None):
            figure_periods.setdefault((unit, indicator), []).append(periods[text])
        return figure_periods

    def view(self, unit: str) -> View:
        """The view of one unit, composed of the views of its `periods`."""
        views = tuple(self._whole(period).view(unit, names) for period, names in self.periods(unit).items())
        order = {indicator.id: n for n, indicator in enumerate(self.until.workbook.catalogue.indicators)}
        standings = pd.concat([view.standings for view in views], ignore_index=True)
        standings = standings.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)
        main, units_named = self.until.view(unit), dict[str, Unit]()
        for one in (one for view in (main, *views) for one in view.workbook.units.units):
            units_named.setdefault(one.id, one)
        workbook = replace(main.workbook, units=main.workbook.units.only(units_named.values()))
        period = replace(self.until.period, known=True)
        return replace(main, workbook=workbook, period=period, standings=standings, each=views)

    def fingerprints(self, unit: str) -> tuple[str, str, tuple[str, ...]]:
        """Fingerprints of the unit's own figures and of the other figures in its report, and the units that the report names."""
        by_period = [
            (period, names, self._whole(period).fingerprints(unit, names)) for period, names in self.periods(unit).items()
        ]
        own, others = (_digest([(str(period), sorted(names), prints[n]) for period, names, prints in by_period]) for n in (0, 1))
        return own, others, tuple(dict.fromkeys(name for _, _, prints in by_period for name in prints[2]))

    def digest(self, unit: str) -> str:
        """A short fingerprint of all that the unit's report reads; the page states it."""
        return _digest(self.fingerprints(unit)[:2], size=6)

    def _whole(self, period: Period) -> Whole:
        return self.until if period == self.until.period else self.seen_from(period)


def _digest(content: Sequence[object], *, size: int = 8) -> str:
    return hashlib.blake2b(repr(content).encode(), digest_size=size).hexdigest()
