"""Who has reported what, and when: one row a return, which is all that a unit sends for a period."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from reportlib.observations.table import UNSENT
from reportlib.periods import Period
from reportlib.workbook import Workbook

RETURN = ["unit", "period"]


def returns(observations: pd.DataFrame, workbook: Workbook, periods: list[Period]) -> pd.DataFrame:
    """The returns expected of every unit that reports, in each period.

    A unit of which only published figures are shown is asked for none.

    Returns
    -------
    unit, period, `received` (the day the first of its figures came, empty where none did), `state`
    ("on time", "late" or "missing"), `figures` (how many came) and `expected` (how many were asked for).
    """
    asked = {level: sum(level in i.levels for i in workbook.catalogue.indicators) for level in workbook.level_ids}
    expected = pd.DataFrame(
        [
            (unit.id, told, asked[unit.level], day)
            for period in periods
            for told, day in [(str(period), str(due(period, workbook)))]
            for unit in workbook.units.units
            if unit.exists(period) and not unit.published_only and asked[unit.level]
        ],
        columns=pd.Index(["unit", "period", "expected", "due"]),
    ).astype({"unit": "str", "period": "str", "due": "str"})
    told = observations[~observations["status"].isin(UNSENT)]
    told = told.assign(received=told["reported_at"].mask(told["reported_at"] == ""))
    first = told.sort_values("received").drop_duplicates(RETURN)  # many times faster than the minimum of words, group by group
    came = told.groupby(RETURN, as_index=False).agg(figures=("indicator", "size")).merge(first[[*RETURN, "received"]], on=RETURN)
    table = expected.merge(came, on=RETURN, how="left")
    late = table["received"].fillna("") > table["due"]
    state = pd.Series("on time", index=table.index).mask(late, "late").mask(table["figures"].isna(), "missing")
    return table.assign(
        state=state.astype("str"), received=table["received"].fillna(""), figures=table["figures"].fillna(0).astype(int)
    )


def due(period: Period, workbook: Workbook) -> dt.date:
    """The day by which a return for a period is due."""
    return period.end + dt.timedelta(days=workbook.settings.calendar.due_days)


def shares(table: pd.DataFrame, by: pd.Series[str] | str) -> pd.DataFrame:
    """Of the returns in each group: how many were expected, came, and came late, and the share that came, in per cent.

    Returns
    -------
    One row a group: `expected`, `came`, `late`, `share`, `punctual` (share that came on time).
    """
    flags = table.assign(came=table["state"] != "missing", late=table["state"] == "late")
    grouped = flags.groupby(by).agg(expected=("state", "size"), came=("came", "sum"), late=("late", "sum"))
    return grouped.assign(
        share=100 * grouped["came"] / grouped["expected"],
        punctual=100 * (grouped["came"] - grouped["late"]) / grouped["expected"],
    )
