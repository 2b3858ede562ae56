"""Choose one row for each figure, and report rows with other numbers than the chosen row."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reportlib.data.findings import Finding, at_row
from reportlib.data.table import KEY, NUMBERS, ORIGINS, UNSENT, absent
from reportlib.sources import uncoded_table

_RANKS: Final = {origin: n for n, origin in enumerate(ORIGINS)}


def drop_duplicates(observations: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Choose one row for each figure.

    A published row is chosen before a reported one, and a reported before a synthetic one. But a row without a figure never
    replaces a figure of another origin. Among rows of one origin, the one with the latest `reported_at` is chosen; an empty
    `reported_at` counts as the earliest. Among rows of one day, the last in the table is chosen.

    Returns
    -------
    First the chosen rows in their order, with a column `first_at`: the first day on which a return came in for the figure, or,
    without a return, on which it was published. Second a finding for each row with other numbers than the chosen row:
    `corrected` if a later row of the same origin replaced it, else `duplicate`.
    """
    table = observations.assign(first_at=observations["reported_at"])
    doubled = observations.duplicated(KEY, keep=False).to_numpy()
    if not doubled.any():
        return table, []
    rows = uncoded_table(table[doubled])
    rows = rows.assign(at=np.flatnonzero(doubled), rank=rows["origin"].map(_RANKS), none=absent(rows))
    in_use = _rows_in_use(rows)
    first = rows[KEY].merge(_first_days(rows), on=KEY, how="left")["first_at"].to_numpy()
    stays = ~doubled
    stays[in_use["at"].to_numpy()] = True
    return table.assign(first_at=_with_texts(table["first_at"], doubled, first))[stays], _differing(rows, in_use)


def _with_texts(column: pd.Series[str], where: NDArray[np.bool_], texts: NDArray[Any]) -> pd.Series[str]:
    """A column with new texts where `where` is true. A categorical column must already have these texts as categories."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy(copy=True)
        codes[where] = column.cat.categories.get_indexer(pd.Index(texts))
        return pd.Series(pd.Categorical.from_codes(codes, dtype=column.dtype), index=column.index)
    values = column.to_numpy(dtype=object, copy=True)
    values[where] = texts
    return pd.Series(values, index=column.index, dtype="str")


def _rows_in_use(rows: pd.DataFrame) -> pd.DataFrame:
    latest = rows.sort_values(["reported_at", "at"], ascending=False, kind="stable").drop_duplicates([*KEY, "rank"])
    return latest.sort_values(["none", "rank"], kind="stable").drop_duplicates(KEY)


def _first_days(rows: pd.DataFrame) -> pd.DataFrame:
    """The first day on which a return came in for each figure; without a return, the day of its publication."""
    unsent, published = rows["status"].isin(UNSENT), rows["origin"] == "published"
    order = rows.assign(turn=unsent * 2 + published * 1).sort_values(["turn", "reported_at"], kind="stable")
    return order.drop_duplicates(KEY)[[*KEY, "first_at"]]


def _differing(rows: pd.DataFrame, in_use: pd.DataFrame) -> list[Finding]:
    """A finding for each row that was not chosen and has other numbers than the chosen row.

    A row that says “not yet due” or “not reported” gets no finding if the chosen row has a figure.
    """
    replaced = rows[~rows["at"].isin(in_use["at"])]
    pairs = replaced.merge(in_use, on=KEY, suffixes=("", "_kept"))
    before, used = (pairs[[f"{name}{suffix}" for name in NUMBERS]].set_axis(NUMBERS, axis=1) for suffix in ("", "_kept"))
    same = before.eq(used) | (before.isna() & used.isna())
    came_later = (
        pairs["status"].isin(["not yet due", "not reported"]) & ~pairs["none_kept"]
    )  # a figure that came after the note that it was missing corrects nothing
    differ = pairs[~same.all(axis=1) & ~came_later]
    return [_finding(row) for row in differ.sort_values("at").to_dict("records")]


def _finding(row: Mapping[Hashable, Any]) -> Finding:
    """The finding about a row that was not chosen; the columns `…_kept` have the numbers of the chosen row."""
    column = _column(row)
    first, second, part = row[f"{column}_kept"], row[column], "" if column == "value" else column
    if row["rank"] == row["rank_kept"] and row["reported_at"] < row["reported_at_kept"]:
        used_row: dict[Hashable, Any] = {
            **row,
            "file": row["file_kept"],
            "line": row["line_kept"],
            "cell": row.get("cell_kept", ""),
        }
        return at_row("corrected", used_row, first=first, second=second, day=row["reported_at_kept"], detail=part)
    return at_row("duplicate", row, first=first, second=second, detail=part)


def _column(row: Mapping[Hashable, Any]) -> str:
    """The first column in which a row that was not chosen has another number than the chosen row (`…_kept`).

    If there is no such column, the first column in which only one of the two rows has a number.
    """
    pairs = {name: (row[name], row[f"{name}_kept"]) for name in NUMBERS}
    both = [name for name, (one, other) in pairs.items() if one == one and other == other and one != other]
    either = [name for name, (one, other) in pairs.items() if (one == one) != (other == other)]
    return (both or either)[0]
