"""Who was asked for what: the cells that a workbook's units owe (METHODS 1, absence and coverage)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reportlib.analysis.cells import EXEMPT, collects
from reportlib.analysis.tree import Tree
from reportlib.observations.table import KEY
from reportlib.periods import Kind, Period
from reportlib.workbook import Workbook

FAR = 10**6
"""A month later than any."""


def collection_periods(observations: pd.DataFrame, kind: Kind, *, until: Period) -> list[Period]:
    """Every period of a kind from the first of which anything was observed to the last, or to the end of `until`.

    A running total is of all the periods in it; what was given for a longer period alone begins no series.
    """
    seen = [Period.parse(text) for text in observations["period"].unique()]
    inside = [whole for p in seen if p.kind not in ("ytd", "span") and (whole := p.within(kind)) is not None]
    running = [part for p in seen if p.kind == "ytd" for part in p.parts(kind)]
    asked_until = until.parts(kind)[-1:] or ((until,) if until.kind == kind else ())
    last = max([*inside, *running, *asked_until], default=None)
    if last is None:
        return []
    periods, first = [last], min([*inside, *running, *asked_until]).first
    while periods[-1].first > first:
        periods.append(periods[-1].shift(-1))
    return periods[::-1]


def owed(observations: pd.DataFrame, workbook: Workbook, *, until: Period) -> pd.DataFrame:
    """Every cell that a unit was asked for: indicator, unit, period.

    A unit owes an indicator where the catalogue asks its level for it, in each collection period in which it existed, from the
    first in which anybody gave it; not where only published figures of it may be shown, where only pilots are asked and it is
    none, nor where a row says that it was not asked, not yet due or not applicable.
    """
    kinds = collects(workbook)
    periods = {kind: _asked_for(observations, kind, until=until) for kind in set(kinds.values())}
    begun = _begun(observations)
    groups: dict[tuple[tuple[str, ...], str, Kind], list[str]] = {}
    for i in workbook.catalogue.indicators:
        if i.id in begun:
            groups.setdefault((i.levels, i.asked, kinds[i.id]), []).append(i.id)
    tables = [
        _of_each(names, begun, _owing(levels, periods[kind], pilots=asked == "pilots", workbook=workbook))
        for (levels, asked, kind), names in groups.items()
    ]
    table = pd.concat(tables or [pd.DataFrame(columns=pd.Index(KEY))], ignore_index=True).astype("str")
    exempt = observations.loc[observations["status"].isin(EXEMPT), KEY]
    return table[~pd.MultiIndex.from_frame(table).isin(pd.MultiIndex.from_frame(exempt))] if len(exempt) else table


def _asked_for(observations: pd.DataFrame, kind: Kind, *, until: Period) -> list[Period]:
    """The periods of a kind in which figures were asked for: those of the series, and those in longer ones that have a figure."""
    longer = [part for text in observations["period"].unique() for part in Period.parse(text).parts(kind)]
    return sorted({*collection_periods(observations, kind, until=until), *longer})


def _begun(observations: pd.DataFrame) -> dict[str, int]:
    """The first month of the first period in which each indicator was observed."""
    firsts = {text: Period.parse(text).first for text in observations["period"].unique()}
    first = observations["period"].map(firsts).groupby(observations["indicator"]).min()
    return {str(name): int(month) for name, month in first.items()}


def _owing(levels: Sequence[str], periods: Sequence[Period], *, pilots: bool, workbook: Workbook) -> pd.DataFrame:
    """The units of some levels that are asked in each collection period: unit, period, and the `last` month of that."""
    units = [u for u in workbook.units.units if u.level in levels and not u.published_only]
    texts, last = np.array([str(p) for p in periods], dtype=object), np.array([p.last for p in periods])
    start = np.array([u.start.first if u.start else 0 for u in units]).reshape(-1, 1)
    end = np.array([u.end.last if u.end else FAR for u in units]).reshape(-1, 1)
    there = (start <= last) & (end >= np.array([p.first for p in periods]))
    if pilots:
        there &= np.array([[is_pilot(u.id, p, workbook) for p in periods] for u in units], dtype=bool).reshape(there.shape)
    at_unit, at_period = np.nonzero(there)
    ids = np.array([u.id for u in units], dtype=object)
    return pd.DataFrame({"unit": ids[at_unit], "period": texts[at_period], "last": last[at_period]}).astype({"last": "int64"})


def _of_each(names: Sequence[str], begun: Mapping[str, int], owing: pd.DataFrame) -> pd.DataFrame:
    """The same for each of some indicators, from the period in which it begins."""
    rows = [owing.loc[owing["last"] >= begun[name], ["unit", "period"]].assign(indicator=name)[KEY] for name in names]
    return pd.concat(rows, ignore_index=True)


def is_pilot(unit: str, period: Period, workbook: Workbook) -> bool:
    """Whether a unit, or one above it, was a pilot in some part of a period."""
    units = workbook.units
    line = (units[unit], *units.ancestors(unit, period=period))
    return any(u.pilot is not None and u.pilot.first <= period.last for u in line)


def with_owed(cells: pd.DataFrame, owing: pd.DataFrame) -> pd.DataFrame:
    """The cells and, as empty ones, those that are owed and were not given; `asked` is 1 of both."""
    given = pd.MultiIndex.from_frame(cells[KEY])
    lacking = owing[~pd.MultiIndex.from_frame(owing[KEY]).isin(given)]
    numbers = {name: 0 for name in cells.columns if name not in (*KEY, "received")}
    empty = lacking.assign(**numbers, received="")
    return pd.concat([cells, empty], ignore_index=True).assign(asked=1)


def coded(table: pd.DataFrame, tree: Tree, names: Sequence[str]) -> pd.DataFrame:
    """The table with numbers in place of its words: `i`, `u` and `t` for indicator, unit and period."""
    of_name = {name: n for n, name in enumerate(names)}
    return table.assign(
        i=np.asarray(table["indicator"].map(of_name), dtype=np.intp),
        u=np.asarray(table["unit"].map(tree.of_unit), dtype=np.intp),
        t=np.asarray(table["period"].map(tree.of_period), dtype=np.intp),
    ).drop(columns=KEY)
