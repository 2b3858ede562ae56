"""Flows told as running totals of the year, taken apart into the periods in which figures are collected (METHODS 2)."""

from __future__ import annotations

import pandas as pd

from reportlib.observations.findings import Finding, at_row
from reportlib.observations.table import KEY
from reportlib.periods import Period
from reportlib.workbook import Workbook


def per_period(told: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """The same observations, with a row for each base period that two running totals leave between them: C(m) - C(m-1).

    The first of a year is its own difference. A total that falls makes no row, and a period that was told itself is
    left as it was told.
    """
    steps = _steps(told, workbook)
    rising = steps[(steps["value"] >= steps["before"]) & steps["exact"]]
    taken = rising.assign(value=rising["value"] - rising["before"], period=rising["last"])[list(told.columns)]
    known = pd.MultiIndex.from_frame(told[KEY])
    return pd.concat([told, taken[~pd.MultiIndex.from_frame(taken[KEY]).isin(known)]], ignore_index=True) if len(taken) else told


def falling(told: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Running totals that are lower than the one before them in their year."""
    steps = _steps(told, workbook)
    fell = steps[steps["value"] < steps["before"]]
    return [at_row("falling", row, first=row["value"], second=row["before"]) for row in fell.to_dict("records")]


def _steps(told: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Each running total of a flow beside the one `before` it, with the base period that it is `last` over."""
    flows = [i.id for i in workbook.catalogue.indicators if i.kind == "flow"]
    steps = _calendar(told["period"].unique().tolist(), workbook)
    rows = told[told["indicator"].isin(flows)].merge(steps, on="period")
    earlier = told[[*KEY, "value", "qualifier"]].set_axis(["indicator", "unit", "previous", "before", "hedged"], axis=1)
    beside = rows.merge(earlier, on=["indicator", "unit", "previous"], how="left")
    first = beside["previous"] == ""
    exact = (beside["qualifier"] == "exactly") & (first | (beside["hedged"] == "exactly"))
    return beside.assign(before=beside["before"].mask(first, 0.0), exact=exact)


def _calendar(periods: list[str], workbook: Workbook) -> pd.DataFrame:
    """For each year to date: the base period it ends with, and the year to date before that (empty: none)."""
    rows = []
    for text in periods:
        period = Period.parse(text)
        parts = period.parts(workbook.base)
        if period.kind == "ytd" and parts:
            before = period.number - parts[-1].months
            rows.append((text, str(parts[-1]), str(Period("ytd", period.year, before)) if before else ""))
    return pd.DataFrame(rows, columns=pd.Index(["period", "last", "previous"])).astype("str")
