"""Who has reported what, and when: one row a return, which is all that a unit sends for a collection period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis.asked import owed
from reportlib.analysis.cells import RECEIVED, collects, from_finer, to_cells
from reportlib.observations.table import KEY
from reportlib.periods import Period
from reportlib.workbook import Workbook

RETURN = ["unit", "period"]


def returns(observations: pd.DataFrame, workbook: Workbook, periods: list[Period]) -> pd.DataFrame:
    """The returns expected of every unit that reports, in each collection period.

    A unit of which only published figures are shown is asked for none, nor for what is collected at another frequency. A running
    total is the return of the last period in it; finer rows are one only where all of them are there.

    Returns
    -------
    unit, period, `due`, `received` (the day the first of its figures came, empty where none did or no day was noted), `state`
    ("on time", "late", "missing", or "received" where no day was noted), `figures` (how many came) and `expected` (how many
    were asked for).
    """
    asked = [name for name, kind in collects(workbook).items() if kind == workbook.base]
    texts = [str(period) for period in periods]
    owing = owed(observations, workbook, until=max(periods)) if periods else observations[KEY].iloc[:0]
    owing = owing[owing["indicator"].isin(asked) & owing["period"].isin(texts)]
    expected = owing.groupby(RETURN, as_index=False, sort=False).agg(expected=("indicator", "size"))
    days = {text: str(due(Period.parse(text), workbook)) for text in texts}
    table = expected.assign(due=expected["period"].map(days).astype("str")).merge(
        _came(observations, workbook), on=RETURN, how="left"
    )
    table = table.assign(received=table["received"].fillna(""))
    state = pd.Series("on time", index=table.index).mask(table["received"] > table["due"], "late")
    state = state.mask(table["received"] == "", "received").mask(table["figures"].isna(), "missing")
    return table.assign(state=state.astype("str"), figures=table["figures"].fillna(0).astype(int))


def _came(observations: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """The returns that came: unit, period, `figures` and the day `received`."""
    rows = observations[observations["status"].isin(RECEIVED)]
    first = rows["first_at"] if "first_at" in rows else rows["reported_at"]
    ends = {text: _return_of(Period.parse(text), workbook) for text in rows["period"].unique()}
    told = rows[["indicator", "unit"]].assign(period=rows["period"].map(ends), received=first)
    finer = from_finer(to_cells(rows, workbook.catalogue), workbook)
    whole = finer.loc[finer["given"] == 1, [*KEY, "received"]]
    both = pd.concat([told[told["period"] != ""], whole], ignore_index=True)
    both = both.assign(received=both["received"].mask(both["received"] == ""))
    earliest = both.sort_values("received").drop_duplicates(RETURN)  # many times faster than the minimum of words, group by group
    counted = both.groupby(RETURN, as_index=False).agg(figures=("indicator", "nunique"))
    return counted.merge(earliest[[*RETURN, "received"]], on=RETURN)


def _return_of(period: Period, workbook: Workbook) -> str:
    """The collection period whose return a row of a period is; empty where it is part of one, or reaches over several."""
    if period.kind == workbook.base:
        return str(period)
    parts = period.parts(workbook.base) if period.kind == "ytd" else ()
    return str(parts[-1]) if parts else ""


def due(period: Period, workbook: Workbook) -> dt.date:
    """The day by which a return for a period is due."""
    return period.end + dt.timedelta(days=workbook.settings.calendar.due_days)


def shares(table: pd.DataFrame, by: pd.Series[str] | str) -> pd.DataFrame:
    """Of the returns in each group: how many were expected, came, came late or on no known day, and the shares of them.

    Returns
    -------
    One row a group: `expected`, `came`, `late`, `undated` (came, its day was not noted), `share` (that came, in per cent) and
    `punctual` (that came on time, in per cent of those expected without the undated ones; missing where no day is known).
    """
    state = table["state"]
    flags = table.assign(came=state != "missing", late=state == "late", undated=state == "received", timely=state == "on time")
    counts = {name: (name, "sum") for name in ("came", "late", "undated", "timely")}
    grouped = flags.groupby(by).agg(expected=("state", "size"), **counts)
    dated = (grouped["expected"] - grouped["undated"]).where(grouped["late"] + grouped["timely"] > 0)
    punctual = 100 * grouped["timely"] / dated
    return grouped.drop(columns="timely").assign(share=100 * grouped["came"] / grouped["expected"], punctual=punctual)


@dataclass(frozen=True)
class Latest:
    """The latest period for which enough returns are in, how many of how many, and the later ones for which they are not."""

    period: Period
    came: int
    due: int
    later: tuple[tuple[Period, int, int], ...] = ()


def latest(observations: pd.DataFrame, workbook: Workbook) -> Latest | None:
    """The last collection period of which at least `calendar.latest_coverage` of the returns are in, else the last with any.

    Where nobody is asked for returns it is the last in which anything was observed; none where that is no collection period.
    """
    rows = observations[observations["status"].isin(RECEIVED)]
    kinds = {text: Period.parse(text) for text in rows["period"].unique()}
    inside = [whole for p in kinds.values() if p.kind not in ("ytd", "span") and (whole := p.within(workbook.base))]
    ends = [Period.parse(text) for p in kinds.values() if p.kind == "ytd" and (text := _return_of(p, workbook))]
    periods = sorted({*inside, *ends}, reverse=True)
    table = returns(observations, workbook, periods) if periods else pd.DataFrame({"period": [], "state": []})
    came = {str(period): len(group) for period, group in table[table["state"] != "missing"].groupby("period")}
    owed = {str(period): len(group) for period, group in table.groupby("period")}
    counts = [(period, came.get(str(period), 0), owed.get(str(period), 0)) for period in periods]
    full = next((n for n, (_, k, n_) in enumerate(counts) if k >= workbook.settings.calendar.latest_coverage * n_), None)
    if not counts:
        return None
    chosen = counts[full or 0]
    return Latest(*chosen, later=tuple(counts[:full]) if full else ())
