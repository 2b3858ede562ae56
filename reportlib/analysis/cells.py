"""What each unit gave for each period in which figures are collected, as sums that can be added (METHODS 1 and 2).

A *cell* is one indicator of one unit for one period. It carries two sums, `a` and `b`: for a count `a` is the value; for a ratio
they are numerator and denominator; for a score `a` is value x respondents and `b` the respondents. Nothing else is ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from reportlib.catalogue import Catalogue, Indicator
from reportlib.observations.table import KEY, ORIGINS
from reportlib.periods import KINDS, Kind, Period
from reportlib.workbook import Workbook

MARKS: Final = ["origin", "above", "below"]
"""What a sum inherits from its terms by their maximum: the least known origin, and how its qualifiers lean."""
COUNTS: Final = ["given", "provisional", "hidden", "there"]
"""Of a cell: whether it is a whole return, a provisional one, one suppressed at the source, and one that sums can hold."""
CELL: Final = [*KEY, "a", "b", *MARKS, *COUNTS, "received"]
RECEIVED: Final = ("final", "provisional", "nothing to divide by", "suppressed")
EXEMPT: Final = ("not applicable", "not asked", "not yet due")
"""The statuses by which a unit is not asked for a figure."""
_LEANS: Final = {
    "exactly": (0, 0),
    "more than": (2, 0),
    "at least": (1, 0),
    "just under": (0, 2),
    "at most": (0, 1),
    "about": (1, 1),
}
_QUALIFIERS: Final = {3 * above + below: word for word, (above, below) in _LEANS.items()}


def to_cells(observations: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The observations that were received, as cells of their own periods: the columns `CELL`.

    `there` is 0 of one that cannot be added: a ratio without its parts, a score without respondents.
    """
    rows = observations[observations["status"].isin(RECEIVED)]
    kind = rows["indicator"].map({i.id: i.kind for i in catalogue.indicators})
    hidden = rows["status"] == "suppressed"
    weight = rows["denominator"].where(kind.isin(["ratio", "score"]), 0.0)
    a = rows["value"].mask(kind == "ratio", rows["numerator"]).mask(kind == "score", rows["value"] * rows["denominator"])
    a = a.mask((kind == "ratio") & (weight == 0) & a.notna(), 0.0).mask(hidden, 0.0)  # over nothing: left out of sums
    first = rows["first_at"] if "first_at" in rows else rows["reported_at"]
    known = a.notna() & (weight.notna() | hidden)
    cells = rows[KEY].assign(
        a=a,
        b=weight.mask(hidden, 0.0),
        origin=rows["origin"].map({origin: n for n, origin in enumerate(ORIGINS)}).astype("int64"),
        above=rows["qualifier"].map({word: above for word, (above, _) in _LEANS.items()}).astype("int64"),
        below=rows["qualifier"].map({word: below for word, (_, below) in _LEANS.items()}).astype("int64"),
        given=1,
        provisional=(rows["status"] == "provisional").astype("int64"),
        hidden=hidden.astype("int64"),
        there=known.astype("int64"),
        received=first,
    )
    numbers = ["a", "b", *MARKS[1:]]
    cells[numbers] = cells[numbers].where(known, 0)
    return cells.reset_index(drop=True)


def from_sums(sums: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Sums as figures: value, numerator and denominator, origin and qualifier in words; no value where nothing divides."""
    kind = sums["indicator"].map({i.id: i.kind for i in catalogue.indicators})
    scale = sums["indicator"].map({i.id: i.scale for i in catalogue.indicators})
    divided = kind.isin(["ratio", "score"])
    quotient = scale * sums["a"] / sums["b"].where(sums["b"] != 0)
    lean = 3 * sums["above"] + sums["below"]
    return sums.drop(columns=["a", "b", *MARKS]).assign(
        value=sums["a"].mask(divided, quotient),
        numerator=sums["a"].where(kind == "ratio"),
        denominator=sums["b"].where(divided),
        origin=sums["origin"].map(dict(enumerate(ORIGINS))).astype("str"),
        qualifier=lean.map(_QUALIFIERS).fillna("about").astype("str"),
    )


def collects(workbook: Workbook) -> dict[str, Kind]:
    """The kind of period in which each indicator is collected."""
    return {i.id: i.frequency or workbook.base for i in workbook.catalogue.indicators}


def collected(observations: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """The cells of the observations, with those that finer periods and running totals make of them.

    A row of the period itself wins over what finer ones add up to, that over the difference of two running totals.
    """
    cells = to_cells(observations, workbook.catalogue)
    made = [cells, from_finer(cells, workbook), from_totals(cells, workbook)]
    return pd.concat([part for part in made if len(part)] or [cells], ignore_index=True).drop_duplicates(KEY, ignore_index=True)


def stocks(catalogue: Catalogue) -> pd.DataFrame:
    """How each indicator is carried over time: whether its `a` and its `b` are stocks, and whether it adds over time at all."""
    rows = []
    for i in catalogue.indicators:
        a = i.part_kind("numerator") == "stock" if i.kind == "ratio" else i.kind == "stock"
        b = i.part_kind("denominator") == "stock" if i.kind == "ratio" else a
        rows.append((i.id, a, b, i.kind not in ("distinct", "rank", "rate")))
    columns = pd.Index(["indicator", "a_stock", "b_stock", "adds"])
    return pd.DataFrame(rows, columns=columns).astype({"indicator": "str", "a_stock": bool, "b_stock": bool, "adds": bool})


def is_stock(indicator: Indicator) -> bool:
    """Whether an indicator is counted at the end of a period, all of it."""
    if indicator.kind == "ratio":
        return indicator.part_kind("numerator") == indicator.part_kind("denominator") == "stock"
    return indicator.kind == "stock"


def from_finer(cells: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Cells of collection periods added up from finer rows: months in a quarterly workbook.

    `given` is 1 only where every finer period in which the unit existed is there.
    """
    parts = _within(cells, workbook)
    rules = stocks(workbook.catalogue)
    rows = cells.merge(parts, left_on=["indicator", "period"], right_on=["indicator", "part"], suffixes=("", "_whole")).merge(
        rules[rules["adds"]], on="indicator"
    )
    if rows.empty:
        return cells.iloc[:0]
    last = rows["last"].astype("float64")
    rows = rows.assign(
        a=rows["a"] * last.where(rows["a_stock"], 1.0),
        b=rows["b"] * last.where(rows["b_stock"], 1.0),
        ends=rows["last"] | ~(rows["a_stock"] | rows["b_stock"]),
    )
    keys = ["indicator", "unit", "period_whole", "kind"]
    most = ["provisional", "hidden", "received", "ends", *MARKS]
    flags = {**dict.fromkeys(most, "max"), "there": "min"}
    grouped = rows.groupby(keys, as_index=False, sort=False).agg({"a": "sum", "b": "sum", "given": "sum", **flags})
    whole = grouped["given"] == _lived(grouped, workbook)
    here = grouped.assign(given=whole.astype("int64"))[grouped["ends"]].rename(columns={"period_whole": "period"})
    return here.sort_values("kind", key=lambda kind: kind.map(KINDS.index), kind="stable")[CELL]  # halves before their quarters


def _within(cells: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """For each indicator, the finer periods that stand in the cells, and the collection period that each is part of."""
    rows = []
    for kind, names in _by_kind(collects(workbook)).items():
        for part in cells.loc[cells["indicator"].isin(names), "period"].unique():
            period = Period.parse(part)
            whole = period.within(kind) if period.kind not in ("ytd", "span") else None
            if whole is not None and whole != period:
                rows += [(name, part, str(whole), period.kind, period.last == whole.last) for name in names]
    columns = pd.Index(["indicator", "part", "period", "kind", "last"])
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:-1], "str") | {"last": bool})


def _by_kind(kinds: Mapping[str, Kind]) -> dict[Kind, list[str]]:
    """The indicators of each kind of collection period."""
    found: dict[Kind, list[str]] = {}
    for name, kind in kinds.items():
        found.setdefault(kind, []).append(name)
    return found


def _lived(grouped: pd.DataFrame, workbook: Workbook) -> pd.Series[int]:
    """Of how many finer periods each made cell should consist: those in which its unit existed."""
    units = workbook.units
    wanted = [
        sum(units[unit].exists(part) for part in Period.parse(whole).parts(kind))
        for unit, whole, kind in grouped[["unit", "period_whole", "kind"]].itertuples(index=False)
    ]
    return pd.Series(wanted, index=grouped.index, dtype="int64")


def from_totals(cells: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Cells that running totals of flows make: the difference of two that leave one collection period between them.

    A total that falls makes none; nor does one that stands under a qualifier.
    """
    steps = running(cells, workbook)
    rising = steps[(steps["a"] >= steps["before"]) & steps["exact"]]
    return rising.assign(a=rising["a"] - rising["before"], period=rising["ends"])[CELL] if len(rising) else cells.iloc[:0]


def running(cells: pd.DataFrame, workbook: Workbook) -> pd.DataFrame:
    """Each running total of a flow beside the one `before` it, and the collection period that it `ends` with."""
    flows = [i.id for i in workbook.catalogue.indicators if i.kind == "flow"]
    totals = cells[cells["indicator"].isin(flows) & cells["period"].str.contains("YTD", regex=False)]
    steps = _steps(totals, collects(workbook))
    rows = totals.merge(steps, on=["indicator", "period"])
    earlier = totals[[*KEY, "a", "above", "below"]].set_axis(["indicator", "unit", "previous", "before", "up", "down"], axis=1)
    beside = rows.merge(earlier, on=["indicator", "unit", "previous"], how="left")
    first = beside["previous"] == ""
    leans = beside[["above", "below"]].any(axis=1) | beside[["up", "down"]].fillna(0).any(axis=1)
    exact = ~leans & (first | beside["before"].notna()) & (beside["hidden"] == 0)
    return beside.assign(before=beside["before"].mask(first, 0.0), exact=exact)


def _steps(totals: pd.DataFrame, kinds: Mapping[str, Kind]) -> pd.DataFrame:
    """For each indicator and year to date: the collection period it ends with, and the year to date before that (empty: none)."""
    rows = []
    for name, text in totals[["indicator", "period"]].drop_duplicates().itertuples(index=False):
        period = Period.parse(text)
        if parts := period.parts(kinds[name]):
            before = period.number - parts[-1].months
            rows.append((name, text, str(parts[-1]), str(Period("ytd", period.year, before)) if before else ""))
    return pd.DataFrame(rows, columns=pd.Index(["indicator", "period", "ends", "previous"])).astype("str")


def leaning(sums: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether each sum holds a figure with a qualifier, so that its value is not known exactly."""
    return np.asarray(sums[["above", "below"]].to_numpy().any(axis=1))
