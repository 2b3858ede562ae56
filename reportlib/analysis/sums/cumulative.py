"""Find running totals of flows that become lower in the course of a year (METHODS 2)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reportlib.analysis.columns import take
from reportlib.analysis.sums.cells import running
from reportlib.analysis.sums.ledger import Ledger, gather
from reportlib.data.findings import Finding, at_row
from reportlib.workbook import Workbook


def falling(observations: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Find running totals that are lower than the previous one of the same year."""
    return falling_in(gather(observations, workbook, []))


def falling_in(ledger: Ledger) -> list[Finding]:
    """The result of `falling` for observations that are already in a ledger."""
    steps = running(ledger.cells, ledger.rules, ledger.tree)
    fell = take(steps, np.flatnonzero((steps["a"] < steps["before"]) & steps["exact"]))
    order = np.argsort(fell["row"], kind="stable")
    rows = ledger.observations.iloc[fell["row"][order]].to_dict("records")
    return [
        at_row("falling", row, first=row["value"], second=before) for row, before in zip(rows, fell["before"][order], strict=True)
    ]
