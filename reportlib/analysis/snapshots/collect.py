"""Which units have reported, and when. A return is all that a unit sends for one collection period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reportlib.analysis.columns import Codes, Columns, Flags, added, first_of_each, grouped, take, words_of
from reportlib.analysis.sums.cells import RECEIVED
from reportlib.analysis.sums.ledger import Ledger, gather
from reportlib.periods import Period
from reportlib.workbook import Workbook


def returns(observations: pd.DataFrame, workbook: Workbook, periods: list[Period]) -> pd.DataFrame:
    """The returns asked of every unit for each collection period, one row each.

    Units that are `published_only` owe no returns. Indicators collected at another frequency than the calendar's do not
    count. A running total belongs to the return of its last period. Rows for parts of a collection period count only if all
    parts are there.

    Returns
    -------
    `unit`, `period`, `due`, `received` (the day of the first figure, empty if none came or no day was noted), `state` ("on
    time", "late", "missing", or "received" if no day was noted), `figures` (how many came) and `expected` (how many were
    asked for).
    """
    return returns_of(gather(observations, workbook, periods), workbook, periods)


def returns_of(ledger: Ledger, workbook: Workbook, periods: Sequence[Period]) -> pd.DataFrame:
    """The result of `returns`, for observations that are already in a ledger (see `analysis.sums.ledger`)."""
    tree, units = ledger.tree, len(ledger.tree.ids)
    ends = _ends(ledger, workbook)
    wanted = np.isin(ends, [tree.number_of(p) for p in periods])
    owed = take(ledger.owing, _of_base(ledger, ledger.owing) & wanted[ledger.owing["t"]])
    owed = {**owed, "t": ends[owed["t"]]}
    groups, keys = grouped(owed["t"] * units + owed["u"])
    expected, (came, day) = added(np.ones(len(groups)), groups, len(keys)).astype(int), _figures_received(ledger, ends, keys)
    time, last = keys // units, {n: str(due(tree.spans[n], workbook)) for n in np.unique(keys // units)}
    last_days = np.array([last[n] for n in time], dtype=object)
    received = np.array(ledger.days, dtype=object)[day]
    kinds = [came == 0, received == "", received > last_days]
    table = {
        "unit": words_of(keys % units, tree.ids),
        "period": words_of(time, tree.periods),
        "expected": expected,
        "due": pd.array(last_days, dtype="str"),
        "figures": came,
        "received": pd.array(received, dtype="str"),
        "state": pd.array(np.select(kinds, ["missing", "received", "late"], "on time").astype(object), dtype="str"),
    }
    return pd.DataFrame(table)


def _of_base(ledger: Ledger, table: Columns) -> Flags:
    of_base = np.array([cycle.matches(ledger.rules.base) for cycle, _ in ledger.rules.cycles], dtype=bool)
    return np.asarray(of_base[ledger.rules.cycle[table["i"]]])


def _ends(ledger: Ledger, workbook: Workbook) -> Codes:
    whole = [_return_of(span, workbook) for span in ledger.tree.spans]
    return np.array([ledger.tree.number_of(period) if period else -1 for period in whole], dtype=np.intp)


def _figures_received(ledger: Ledger, ends: Codes, keys: Codes) -> tuple[Codes, Codes]:
    is_wanted = np.isin(ends, np.unique(keys // len(ledger.tree.ids)))
    columns = {name: ledger.cells[name] for name in ("i", "u", "t", "day")}
    cells = take(columns, (ledger.cells["given"] == 1) & is_wanted[columns["t"]] & _of_base(ledger, columns))
    cells |= {"t": ends[cells["t"]]}
    at = pd.Index(keys).get_indexer(pd.Index(cells["t"] * len(ledger.tree.ids) + cells["u"]))
    cells, at = take(cells, at >= 0), at[at >= 0]
    single = first_of_each(cells["i"] * max(len(keys), 1) + at)
    far = len(ledger.days)
    first = np.full(len(keys), far, dtype=np.intp)
    np.minimum.at(first, at, np.where(cells["day"] > 0, cells["day"], far))
    return added(single, at, len(keys)).astype(int), np.where(first == far, 0, first)


def _return_of(period: Period, workbook: Workbook) -> Period | None:
    """The collection period of the return to which rows for `period` belong; None if `period` is shorter or longer than one.

    A running total belongs to the return of its last collection period.
    """
    parts = workbook.base.parts(period) if period.kind == "ytd" else ()
    whole = workbook.base.holding(period)
    return parts[-1] if parts else whole if whole is not None and whole.same_as(period) else None


def due(period: Period, workbook: Workbook) -> dt.date:
    """The day by which a return for a period is due."""
    return period.end + dt.timedelta(days=workbook.settings.calendar.due_days)


def shares(table: pd.DataFrame, by: pd.Series[str] | str) -> pd.DataFrame:
    """Count the returns in each group, and compute their shares.

    Returns
    -------
    One row for each group: how many were `expected`, `came`, came `late`, and came on a day that was not noted (`undated`);
    `share`, the percentage that came; `punctual`, the percentage that came on time of the expected returns that are not
    undated, missing if no day is known.
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
    """The latest period with enough returns: `received` of `due` came. `later` has both numbers for each later period."""

    period: Period
    received: int
    due: int
    later: tuple[tuple[Period, int, int], ...] = ()


def latest(observations: pd.DataFrame, workbook: Workbook) -> Latest | None:
    """The last collection period with at least `calendar.latest_coverage` of its returns, or else the last with any figure.

    If no unit is asked for returns, it is the last collection period with an observation. None if there is no such period.
    """
    period_texts = observations.loc[observations["status"].isin(RECEIVED), "period"].unique()
    kinds = {text: Period.parse(text) for text in period_texts}
    inside = [whole for p in kinds.values() if p.kind not in ("ytd", "span") and (whole := workbook.base.holding(p))]
    ends = [whole for p in kinds.values() if p.kind == "ytd" and (whole := _return_of(p, workbook))]
    periods = sorted({*inside, *ends}, reverse=True)
    if not periods:
        return None
    ledger, counts = gather(observations, workbook, periods), list[tuple[Period, int, int]]()
    for period in periods:  # one by one, since mostly the first has enough returns
        state = returns_of(ledger, workbook, [period])["state"]
        received, due = int((state != "missing").sum()), len(state)
        if received >= workbook.settings.calendar.latest_coverage * due:
            return Latest(period, received, due, later=tuple(counts))
        counts.append((period, received, due))
    return Latest(*counts[0])
