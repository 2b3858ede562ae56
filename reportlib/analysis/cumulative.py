"""Flows told as running totals of the year: those that fall (METHODS 2)."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.cells import running, to_cells
from reportlib.observations.findings import Finding, at_row
from reportlib.observations.table import KEY
from reportlib.workbook import Workbook


def falling(observations: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Running totals that are lower than the one before them in their year."""
    steps = running(to_cells(observations, workbook.catalogue), workbook)
    fell = steps.loc[(steps["a"] < steps["before"]) & steps["exact"], [*KEY, "before"]]
    rows = observations.merge(fell, on=KEY)
    return [at_row("falling", row, first=row["value"], second=row["before"]) for row in rows.to_dict("records")]
