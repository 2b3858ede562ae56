"""Find series for which the limits of an XmR chart do not hold (METHODS 5)."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reportlib.analysis.methods.steady import Steadiness
from reportlib.analysis.snapshots.snapshot import Snapshot
from reportlib.data import Finding
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator


def unsteady(workbook: Workbook, observations: pd.DataFrame) -> list[Finding]:
    """Find the series of indicators with `signal: xmr` that have a season or a drift.

    Only units of the highest level with figures are tested, each from its last break on. If every unit were tested, one
    series in twenty would be found by chance. `first` of a finding is the p-value.
    """
    indicators = [indicator for indicator in workbook.catalogue.indicators if indicator.signal == "xmr"]
    if not indicators:
        return []
    snapshot = Snapshot.of(workbook, observations)
    every = snapshot.grids(sorted({period for indicator in indicators for period in _periods(indicator, snapshot)}))
    tables = [grid.table.take(grid.rows([i.id for i in indicators], workbook.units.by_id)) for grid in every.values()]
    figures = pd.concat(tables, ignore_index=True) if tables else observations.head(0)
    return [finding for indicator in indicators for finding in _of(indicator, figures, snapshot)]


def _periods(indicator: Indicator, snapshot: Snapshot) -> list[Period]:
    kind = indicator.frequency or snapshot.workbook.base.kind
    return [period for period in snapshot.sent.get(indicator.id, ()) if period.kind == kind]


def _of(indicator: Indicator, figures: pd.DataFrame, snapshot: Snapshot) -> Iterator[Finding]:
    workbook, test = snapshot.workbook, Steadiness()
    wanted = set(map(str, _periods(indicator, snapshot)))
    rows = figures[figures["indicator"].eq(indicator.id) & figures["period"].isin(list(wanted)) & figures["value"].notna()]
    level = rows["unit"].map({unit.id: workbook.level_ids.index(unit.level) for unit in workbook.units.units})
    for unit, series in rows[level == level.min()].groupby("unit", sort=False):
        breaks = indicator.breaks_of(str(unit))
        since = breaks[-1].start.opens if breaks else 0
        points = series[[Period.parse(text).opens >= since for text in series["period"]]]
        chances = test(points[["period", "value"]])
        last = points["period"].iloc[-1] if len(points) else ""
        if test.seasonal(chances):
            yield Finding("season", indicator.id, str(unit), last, first=chances.season)
        if test.drifting(chances):
            yield Finding("drift", indicator.id, str(unit), last, first=chances.drift)
