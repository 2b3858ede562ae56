"""Find figures that were read but cannot be right, or that no report can use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from reportlib.data.findings import Finding, What, at_row
from reportlib.data.finer import partial, unused
from reportlib.data.partless import partless
from reportlib.data.table import NUMBERS, absent
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.units import Units


def find_anomalies(observations: pd.DataFrame, workbook: Workbook, *, today: dt.date | None = None) -> list[Finding]:
    """All findings in a table of observations.

    Parameters
    ----------
    observations
        One row for each figure (see `drop_duplicates`).
    today
        Later days are in the future, and months that end later are not missing. If None, nothing is reported as `future`, and
        every month is expected.

    Returns
    -------
    A finding for each figure at fault. `absent`: the unit did not exist; `orphan`: no chain of parents leads from the unit to
    the top level; `negative`: a number below zero; `beyond`: a part larger than its whole, or a ratio above 100 %;
    `over-nothing`: a numerator other than 0 over a denominator of 0; `partless`: see `reportlib.data.partless`; `early`,
    `future`: reported before the period began, or after today; `unused`, `partial`: see `reportlib.data.finer`; `overlapping`:
    spans of years with years in common. `first` is the figure, `second` the figure that disagrees with it.
    """
    rows = observations[~absent(observations)]
    scales = {i.id: i.scale for i in workbook.catalogue.indicators if i.kind == "ratio"}
    return [
        *_row_findings("absent", _absent(rows, workbook), scales),
        *_row_findings("orphan", _orphans(rows, workbook), scales),
        *_row_findings("unused", unused(rows, workbook), scales),
        *partial(observations, workbook, today=today),
        *_overlapping(rows, scales),
        *_of_numbers(rows, workbook),
        *partless(rows, workbook),
        *_row_findings("early", _early(observations), scales),
        *_row_findings("future", observations[observations["reported_at"].isin(_after(observations, today))], scales),
    ]


def _row_findings(what: What, rows: pd.DataFrame, scales: Mapping[str, float]) -> list[Finding]:
    dated = what in ("early", "future")
    return [
        at_row(what, row, first=_figure(row, scales), day=row["reported_at"] if dated else "") for row in rows.to_dict("records")
    ]


def _overlapping(rows: pd.DataFrame, scales: Mapping[str, float]) -> Iterator[Finding]:
    periods = {text: Period.parse(text) for text in rows["period"].unique()}
    spans = rows[rows["period"].isin([text for text, period in periods.items() if period.kind == "span"])]
    for _, group in spans.groupby(["indicator", "unit"], sort=False):
        ordered = sorted(group.to_dict("records"), key=lambda row: (periods[row["period"]].first, periods[row["period"]].last))
        for n, row in enumerate(ordered[1:], 1):
            period = periods[row["period"]]
            before = max((periods[earlier["period"]] for earlier in ordered[:n]), key=lambda earlier: earlier.last)
            if period.first <= before.last and period != before:
                yield at_row("overlapping", row, first=_figure(row, scales), detail=str(before))


def _figure(row: Mapping[Any, Any], scales: Mapping[str, float]) -> float:
    if row["value"] == row["value"] or not row["denominator"]:
        return float(row["value"])
    return float(scales.get(row["indicator"], np.nan) * row["numerator"] / row["denominator"])


def _absent(rows: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Rows for periods in which the unit did not exist, unless its predecessors existed throughout the period."""
    units = workbook.units
    dated = {unit.id for unit in units.units if unit.start or unit.end}
    nonexistent = [(unit, text) for unit, text, exists in _pairs(rows, dated, workbook) if not exists]
    return _among(rows, {(unit, text) for unit, text in nonexistent if not _covered(units, unit, Period.parse(text))})


def _covered(units: Units, unit: str, period: Period) -> bool:
    return bool(units[unit].succeeds) and units.covers(unit, period.opens, period.closes)


def _orphans(rows: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    dated = {unit.id for unit in workbook.units.units} - _always_under_the_top(workbook)
    results: dict[tuple[str, Period], bool] = {}
    pairs = {
        (unit, text)
        for unit, text, exists in _pairs(rows, dated, workbook)
        if exists and not _reaches(unit, Period.parse(text), workbook, results)
    }
    return _among(rows, pairs)


def _pairs(rows: pd.DataFrame, units: set[str], workbook: Workbook) -> Iterator[tuple[str, str, bool]]:
    pairs = rows.loc[rows["unit"].isin(list(units)), ["unit", "period"]].drop_duplicates()
    for unit, text in pairs.itertuples(index=False):
        yield unit, text, workbook.units[unit].exists(Period.parse(text))


def _always_under_the_top(workbook: Workbook) -> set[str]:
    top, units = workbook.level_ids[0], workbook.units
    simple = {u.id: u.parent for u in units.units if not u.start and not u.end and (isinstance(u.parent, str) or u.level == top)}
    unit_ids = {unit for unit in simple if units[unit].level == top}
    for level in workbook.level_ids[1:]:
        unit_ids |= {unit.id for unit in units.on_level(level) if simple.get(unit.id) in unit_ids}
    return unit_ids


def _reaches(unit: str, period: Period, workbook: Workbook, results: dict[tuple[str, Period], bool]) -> bool:
    if (unit, period) not in results:
        own = workbook.units[unit]
        above = own.parent_in(period)
        at_top = own.level == workbook.level_ids[0] and own.exists(period)
        results[unit, period] = _reaches(above, period, workbook, results) if above else at_top
    return results[unit, period]


def _among(rows: pd.DataFrame, pairs: set[tuple[str, str]]) -> pd.DataFrame:
    return rows[pd.MultiIndex.from_frame(rows[["unit", "period"]]).isin(list(pairs))] if pairs else rows.iloc[:0]


def _of_numbers(rows: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    indicators = workbook.catalogue.indicators
    below = rows[NUMBERS].lt(0).any(axis=1) & ~rows["indicator"].isin([i.id for i in indicators if i.negative])
    ratio = rows["indicator"].isin([i.id for i in indicators if i.kind == "ratio"])
    nothing = ratio & rows["denominator"].eq(0) & rows["numerator"].notna() & rows["numerator"].ne(0)
    shares = rows["indicator"].isin([i.id for i in indicators if i.percent and not i.may_exceed])
    beyond = shares & rows["numerator"].gt(rows["denominator"]) & ~nothing
    alone = shares & ratio & rows["value"].gt(100) & ~(rows["numerator"].notna() & rows["denominator"].notna())
    return [
        *(_negative(row) for row in rows[below].to_dict("records")),
        *_parts("beyond", rows[beyond]),
        *(at_row("beyond", row, first=row["value"], second=100) for row in rows[alone].to_dict("records")),
        *_parts("over-nothing", rows[nothing]),
    ]


def _negative(row: Mapping[Any, Any]) -> Finding:
    name = next(name for name in NUMBERS if row[name] < 0)
    return at_row("negative", row, first=row[name], detail="" if name == "value" else name)


def _parts(what: What, rows: pd.DataFrame) -> list[Finding]:
    return [at_row(what, row, first=row["numerator"], second=row["denominator"]) for row in rows.to_dict("records")]


def _early(rows: pd.DataFrame) -> pd.DataFrame:
    days, day = pd.factorize(rows["reported_at"])
    periods, period = pd.factorize(rows["period"])
    report_days = np.array(
        [dt.date.fromisoformat(text).toordinal() if text else dt.date.max.toordinal() for text in day], dtype=np.int64
    )
    began = np.array([Period.parse(text).begin.toordinal() for text in period], dtype=np.int64)
    return rows[report_days[days] < began[periods]]


def _after(rows: pd.DataFrame, today: dt.date | None) -> list[str]:
    return [day for day in rows["reported_at"].unique() if today and day > today.isoformat()]
