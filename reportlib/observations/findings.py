"""Findings: what is odd in figures that could be read."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd

from reportlib.observations.table import KEY, NUMBERS, ORIGINS
from reportlib.periods import Period
from reportlib.workbook import Workbook

What = Literal["duplicate", "absent", "negative", "beyond", "falling", "discrepancy"]


@dataclass(frozen=True)
class Finding:
    """One odd thing: `what` is a key of the text catalogue, `first` and `second` the figures that do not agree."""

    what: What
    indicator: str
    unit: str
    period: str
    place: str = ""
    first: float | None = None
    second: float | None = None


def at_row(what: What, row: Mapping[Hashable, Any], *, first: float, second: float | None = None) -> Finding:
    """A finding about one row of a table of observations, which says its place."""
    return Finding(what, row["indicator"], row["unit"], row["period"], f"{row['file']}:{row['line']}", first, second)


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a table, one row each, columns as the fields of `Finding`."""
    rows = [asdict(finding) for finding in findings]
    return pd.DataFrame(rows, columns=pd.Index(Finding.__dataclass_fields__))


def settle(observations: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """One row a figure: the better known origin wins, then the later row; what differed is a finding.

    Returns
    -------
    The table without doubles, and a finding for each double whose figures differ.
    """
    order = observations.assign(rank=observations["origin"].map({origin: n for n, origin in enumerate(ORIGINS)}))
    order = order.iloc[::-1].sort_values("rank", kind="stable")
    kept = order.drop_duplicates(KEY).sort_index()
    doubles = order[order.duplicated(KEY)].merge(kept, on=KEY, suffixes=("", "_kept"))
    told, used = (doubles[[f"{name}{suffix}" for name in NUMBERS]].set_axis(NUMBERS, axis=1) for suffix in ("", "_kept"))
    differ = doubles[~(told.eq(used) | (told.isna() & used.isna())).all(axis=1)]
    found = [at_row("duplicate", row, first=row["value_kept"], second=row["value"]) for row in differ.to_dict("records")]
    return kept.drop(columns="rank"), found


def look(observations: pd.DataFrame, workbook: Workbook) -> list[Finding]:
    """Figures that cannot be right as they stand: of units that did not exist, negative, or more than the whole."""
    numbers = observations[["value", "numerator", "denominator"]]
    negative = numbers.lt(0).any(axis=1)
    percent = observations["indicator"].map({i.id: i.percent for i in workbook.catalogue.indicators})
    beyond = percent & observations["numerator"].gt(observations["denominator"])
    return [
        *_rows("absent", observations[_absent(observations, workbook)]),
        *_rows("negative", observations[negative]),
        *_rows("beyond", observations[beyond.astype(bool)]),
    ]


def _rows(what: What, rows: pd.DataFrame) -> list[Finding]:
    return [at_row(what, row, first=row["value"]) for row in rows.to_dict("records")]


def _absent(observations: pd.DataFrame, workbook: Workbook) -> pd.Series[bool]:
    """Rows of a unit in a period in which it did not exist."""
    pairs = observations[["unit", "period"]].drop_duplicates()
    dated = {unit.id for unit in workbook.units.units if unit.start or unit.end}
    gone = {
        (unit, period)
        for unit, period in pairs[pairs["unit"].isin(dated)].itertuples(index=False)
        if not workbook.units[unit].exists(Period.parse(period))
    }
    index = pd.MultiIndex.from_frame(observations[["unit", "period"]])
    return pd.Series(index.isin(list(gone)) if gone else False, index=observations.index, dtype=bool)
