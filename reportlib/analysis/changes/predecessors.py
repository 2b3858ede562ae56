"""The series of a unit, with figures of its predecessors before its start (METHODS 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from reportlib.analysis.sums.rules import is_stock
from reportlib.data.table import ORIGINS
from reportlib.periods import Period
from reportlib.workbook import Workbook
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit, Units

Figure = Mapping[str, Any]
"""A row of figures."""
ByKey = Mapping[tuple[str, str, str], Figure]
"""Figures by indicator, unit and period."""


def with_predecessors(values: pd.DataFrame, workbook: Workbook, period: Period) -> pd.DataFrame:
    """Add the combined figures of a unit's predecessors for periods before the unit's start.

    A unit that began after the beginning of the page's `period` gets none: the last point of its line would differ from the
    figure on the page.
    """
    units = [unit for unit in workbook.units.units if unit.succeeds and unit.start and unit.start.opens <= period.opens]
    if not units:
        return values
    shares = {unit.id: shares_of(unit, workbook.units) for unit in units}
    unit_ids = {name for unit in units for name in [unit.id, *shares[unit.id]]}
    rows: list[dict[str, Any]] = values[values["unit"].isin(unit_ids)].to_dict("records")  # type: ignore[assignment]
    by_key = {(row["indicator"], row["unit"], row["period"]): row for row in rows}
    periods = [Period.parse(text) for text in values["period"].unique()]
    added_rows = [row for unit in units for row in _of_unit(unit, shares[unit.id], by_key, periods, workbook)]
    if not added_rows:
        return values
    added = pd.DataFrame(added_rows).reindex(columns=values.columns).astype(values.dtypes.to_dict())
    by = ["indicator", "unit", "period"]
    others = values[~pd.MultiIndex.from_frame(values[by]).isin(pd.MultiIndex.from_frame(added[by]))]
    return pd.concat([others, added], ignore_index=True)


def shares_of(unit: Unit, units: Units) -> dict[str, float]:
    """The predecessors of a unit, direct and indirect, each with its share; empty if any share is unknown.

    Examples
    --------
    >>> ash = {"id": "ash", "name": {"en": "Ash"}, "level": "town", "to": 2020}
    >>> elm = {"id": "elm", "name": {"en": "Elm"}, "level": "town", "from": 2021, "succeeds": [{"unit": "ash", "share": 0.4}]}
    >>> shares_of(Unit.model_validate(elm), Units.model_validate({"units": [ash, elm]}))
    {'ash': 0.4}
    """
    shares: dict[str, float] = {}
    for one in unit.predecessors:
        if one.share is None and len(units.successors[one.unit]) > 1:
            return {}
        share = 1.0 if one.share is None else one.share
        before = units[one.unit]
        above = {name: share * part for name, part in shares_of(before, units).items()}
        if before.succeeds and not above:
            return {}
        for name, part in {one.unit: share, **above}.items():
            shares[name] = shares.get(name, 0.0) + part
    return shares


def _of_unit(
    unit: Unit, shares: Mapping[str, float], by_key: ByKey, periods: Sequence[Period], workbook: Workbook
) -> Iterator[Figure]:
    units = {name: workbook.units[name] for name in (unit.id, *shares)}
    began = unit.start.opens if unit.start and shares else 0
    indicators = workbook.indicators_on(unit.level)
    for period in (p for p in periods if p.opens < began and workbook.units.covers(unit.id, p.opens, p.closes)):
        there = [one for one in units.values() if one.exists(period)]
        for indicator in indicators:
            if (indicator.id, unit.id, str(period)) in by_key and unit not in there:
                continue  # it has a figure of its own for that time
            counted = [
                one for one in there if not is_stock(indicator) or workbook.units.covers(one.id, period.closes, period.closes)
            ]
            rows = [(by_key.get((indicator.id, one.id, str(period))), shares.get(one.id, 1.0)) for one in counted]
            whole = all(_lived(one, period) for one in there)
            if row := _together([(row or {}, share) for row, share in rows], indicator, whole=whole):
                yield {**row, "indicator": indicator.id, "unit": unit.id, "period": str(period)}


def _lived(unit: Unit, period: Period) -> bool:
    return not (unit.start and unit.start.opens > period.opens) and not (unit.end and unit.end.closes < period.closes)


def _together(rows: Sequence[tuple[Figure, float]], indicator: Indicator, *, whole: bool) -> dict[str, Any] | None:
    """Combine figures, each multiplied by its share; None if they do not add up to an exact figure.

    `whole` is whether the units of all these figures existed throughout the period; only then can distinct counts be added
    up.
    """
    exact = all(row.get("qualifier") == "exactly" and row["value"] == row["value"] for row, _ in rows)
    if not rows or not exact or not all(share == 1 or row["own"] for row, share in rows):
        return None
    if len(rows) == 1 and rows[0][1] == 1 and whole:
        return {**rows[0][0], "own": False}
    if indicator.rolls_up == "none" or (indicator.kind == "distinct" and not whole):
        return None
    parts = _parts(rows, indicator)
    if parts is None:
        return None
    first = max((row for row, _ in rows), key=lambda row: ORIGINS.index(row["origin"]))
    loose = any(row["status"] == "provisional" for row, _ in rows)
    counts = {name: sum(row[name] for row, _ in rows) for name in ("k", "n", "hidden")}
    return {**first, **parts, **counts, "own": False, "status": "provisional" if loose else "final"}


def _parts(rows: Sequence[tuple[Figure, float]], indicator: Indicator) -> dict[str, float] | None:
    nothing = float("nan")
    if not indicator.divides:
        return {"value": sum(share * row["value"] for row, share in rows), "numerator": nothing, "denominator": nothing}
    score = indicator.kind == "score"
    below = sum(share * row["denominator"] for row, share in rows)
    above = sum(share * (row["value"] * row["denominator"] if score else row["numerator"]) for row, share in rows)
    value = (1 if score else indicator.scale) * above / below if below else nothing
    return {"value": value, "numerator": nothing if score else above, "denominator": below} if value == value else None
