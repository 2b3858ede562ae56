"""Rows for periods shorter than an indicator's collection period, such as months of a quarterly indicator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from reportlib.data.findings import Finding, at_row
from reportlib.data.table import KEY, absent
from reportlib.periods import Period
from reportlib.sources import uncoded_table
from reportlib.workbook import Workbook


def unused(rows: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Rows for parts of a collection period, if these rows cannot be added up to a figure for the whole period.

    Flows, stocks, ratios, and scores with respondents can be added up. Distinct counts, ranks, rates and other scores cannot, nor
    can running totals of anything but a flow.
    """
    finer = _finer(rows, workbook)
    totals = [text for text in rows["period"].unique() if Period.parse(text).kind == "ytd"]
    running = uncoded_table(rows[rows["period"].isin(totals)])
    return pd.concat([finer[_single(finer, workbook)], running[_kinds(running, workbook) != "flow"]])


def partial(rows: pd.DataFrame, workbook: Workbook, *, today: dt.date | None = None) -> Iterator[Finding]:
    """A finding for each collection period of which only some months were reported.

    `first` is the number of months reported, `second` the number of months in which the unit existed; `detail` lists the missing
    months. A period gets no finding if it has a figure, or a running total up to its end. A month whose row says why the figure
    is missing counts as reported. Months that end after `today` are not yet missing.
    """
    finer = _finer(rows, workbook)
    finer = finer[~_single(finer, workbook)]
    if finer.empty:
        return
    present = _by_collection_period(finer, workbook)
    own = {tuple(key) for key in rows[KEY].itertuples(index=False)}
    for (indicator, unit, whole), group in present.groupby(["indicator", "unit", "whole"], sort=False):
        period = Period.parse(str(whole))
        running = Period("ytd", period.year, (period.last - period.starts + 1) % 12 + 1, period.starts)
        if absent(group).all() or {(indicator, unit, str(whole)), (indicator, unit, str(running))} & own:
            continue
        lived = [month for month in period.parts("month") if workbook.units[str(unit)].exists(month)]
        away = [month for month in lived if str(month) not in set(group["month"])]
        if missing := [str(month) for month in away if today is None or month.end <= today]:
            row = group.iloc[0].to_dict() | {"period": str(whole)}
            yield at_row("partial", row, first=len(lived) - len(away), second=len(lived), detail=" ".join(missing))


def _by_collection_period(finer: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Each row once for every month of its period, with the new columns `month` and `whole`: the month's collection period."""
    by_id = workbook.catalogue.by_id
    pairs = finer[["indicator", "period"]].drop_duplicates()
    months = pd.DataFrame(
        [
            (indicator, text, str(month), str(workbook.cycle(by_id[indicator]).containing(month.begin)))
            for indicator, text in pairs.itertuples(index=False)
            for month in (Period.parse(text).parts("month") or (Period.parse(text),))
        ],
        columns=pd.Index(["indicator", "period", "month", "whole"]),
    )
    return finer.merge(months, on=["indicator", "period"])


def _kinds(rows: pd.DataFrame, workbook: Workbook) -> pd.Series[str]:
    return rows["indicator"].map({i.id: i.kind for i in workbook.catalogue.indicators})


def _single(rows: pd.DataFrame, workbook: Workbook) -> pd.Series[bool]:
    kinds = _kinds(rows, workbook)
    return kinds.isin(["distinct", "rank", "rate"]) | ((kinds == "score") & rows["denominator"].isna())


def _finer(rows: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    lengths = {i.id: workbook.cycle(i).months for i in workbook.catalogue.indicators}
    periods = {text: Period.parse(text) for text in rows["period"].unique()}
    months = {text: period.months for text, period in periods.items() if period.kind != "ytd"}
    short = uncoded_table(rows[rows["period"].isin([text for text in months if months[text] < max(lengths.values())])])
    return short[short["period"].map(months) < short["indicator"].map(lengths)]
