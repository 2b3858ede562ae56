"""Find ratios without their parts, and scores without respondents, that are left out of totals (METHODS 1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from reportlib.data.findings import Finding, at_row
from reportlib.periods import Period
from reportlib.workbook import Workbook


def partless(rows: pd.DataFrame, workbook: Workbook) -> Iterator[Finding]:
    """A finding for each ratio without its parts, and each score without respondents, that a total leaves out.

    There is such a total only if other units of this level, below the same top unit, have parts or respondents for the period.
    """
    kinds = {i.id: i.kind for i in workbook.catalogue.indicators if i.divides and i.rolls_up != "none"}
    below = [unit.id for unit in workbook.units.units if unit.level != workbook.level_ids[0]]
    rows = rows[rows["indicator"].isin(list(kinds)) & rows["unit"].isin(below)]
    is_score = rows["indicator"].isin([name for name, kind in kinds.items() if kind == "score"])
    nobody = is_score & rows["denominator"].eq(0)
    whole = rows["denominator"].notna() & rows["value"].where(is_score, rows["numerator"]).notna() & ~nobody
    alone = rows[~whole & rows["value"].notna()]
    beside = rows[whole].merge(alone[["indicator", "period"]].drop_duplicates())
    totals = {_total(row, workbook) for row in beside.to_dict("records")}
    for row in alone.to_dict("records"):
        if _total(row, workbook) in totals:
            yield at_row("partless", row, first=row["value"], second=0.0 if row["denominator"] == 0 else None)


def _total(row: Mapping[Any, Any], workbook: Workbook) -> tuple[str, str, str, str]:
    """The total to which a figure belongs: its indicator, its period, the level of its unit, and the top unit above this."""
    unit = workbook.units[row["unit"]]
    above = workbook.units.ancestors(unit.id, period=Period.parse(row["period"]))
    return row["indicator"], row["period"], unit.level, above[-1].id if above else unit.id
