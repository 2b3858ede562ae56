"""The latest known figure of each indicator: one view of several, each as seen from the period of its figures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from reportlib.analysis.snapshots.view import View
from reportlib.analysis.snapshots.whole import Whole
from reportlib.periods import Period


@dataclass(frozen=True)
class LatestKnown:
    """A workbook's figures of every unit, each as of the last period up to one in which its indicator is known.

    Parameters
    ----------
    until
        The figures as seen from that period.
    seen_from
        Gives the same as seen from another.
    """

    until: Whole
    seen_from: Callable[[Period], Whole]

    def periods(self, unit: str) -> dict[Period, list[str]]:
        """The last periods in which indicators of a unit are known, with these indicators; that of the report is the first.

        Of an indicator, those are looked at in which it is collected; others only where it has no figure of such a one.
        """
        whole = self.until
        rows = whole.values[(whole.values["unit"] == unit) & whole.values["value"].notna()]
        told = {str(name): [*map(Period.parse, texts)] for name, texts in rows.groupby("indicator")["period"]}
        found: dict[Period, list[str]] = {whole.period: []}
        for indicator in whole.workbook.catalogue.indicators:
            every = [period for period in told.get(indicator.id, ()) if period.closes <= whole.period.closes]
            own = [period for period in every if period.cycle == whole.workbook.cycle(indicator)]
            if every:
                found.setdefault(max(own or every), []).append(indicator.id)
        return {period: found[period] for period in sorted(found, key=lambda p: (p != whole.period, -p.closes, p.months))}

    def view(self, unit: str) -> View:
        """All that is known for one unit: a view of those of its periods, each with the indicators that it tells of alone."""
        views = tuple(_only(self._whole(period).view(unit), names) for period, names in self.periods(unit).items())
        order = {indicator.id: n for n, indicator in enumerate(self.until.workbook.catalogue.indicators)}
        standings = pd.concat([view.standings for view in views], ignore_index=True)
        standings = standings.sort_values("indicator", key=lambda names: names.map(order), kind="stable", ignore_index=True)
        period = replace(self.until.period, known=True)
        return replace(self.until.view(unit), period=period, standings=standings, each=views)

    def fingerprints(self, unit: str) -> tuple[str, str, tuple[str, ...]]:
        """Two fingerprints of what a unit's report reads, and the units that it names."""
        told = [(period, names, self._whole(period).fingerprints(unit)) for period, names in self.periods(unit).items()]
        own, others = (_digest([(str(period), names, read[n]) for period, names, read in told]) for n in (0, 1))
        return own, others, tuple(dict.fromkeys(name for _, _, read in told for name in read[2]))

    def digest(self, unit: str) -> str:
        """The fingerprint of all that the unit's report reads, as its page prints it."""
        return _digest(self.fingerprints(unit)[:2], size=6)

    def _whole(self, period: Period) -> Whole:
        return self.until if period == self.until.period else self.seen_from(period)


def _only(view: View, names: Collection[str]) -> View:
    """A view that tells of some indicators alone."""
    return replace(view, standings=view.standings[view.standings["indicator"].isin(list(names))].reset_index(drop=True))


def _digest(told: Sequence[object], *, size: int = 8) -> str:
    return hashlib.blake2b(repr(told).encode(), digest_size=size).hexdigest()
