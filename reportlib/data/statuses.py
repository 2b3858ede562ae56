"""Read the status of each row: how final its figure is, or why it has none.

A status is written in the column `status`, or in place of a number as one of the file's `markers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

import numpy as np
import pandas as pd

from reportlib.data import cells
from reportlib.data.table import ABSENCES, NUMBERS
from reportlib.errors import Problem
from reportlib.sources import uncoded
from reportlib.workbook import DataFile
from reportlib.workbook.layouts import Status

_SAME: Final[Mapping[str, str]] = {"missing": "not reported", "zero": "final"}
_ORDER: Final = (*ABSENCES, "provisional", "final")
"""If a row has several statuses, the first of these counts."""


def with_statuses(
    table: pd.DataFrame, raw: pd.DataFrame, data: DataFile, problems: list[Problem], *, ratios: list[str], declared: bool
) -> pd.DataFrame:
    """Add the columns of numbers and the status to a table.

    A row that says why it has no figure gets no numbers, except numerator and denominator if there is nothing to divide by.

    Parameters
    ----------
    ratios
        The ids of ratios, whose figure may be written as numerator and denominator.
    declared
        Whether params/workbook.yaml names the file under `data`, where markers can be added.
    """
    stated = _stated(raw, data, problems)
    markers = {marker: status for marker, status in data.markers.items() if marker}
    marked = {column: uncoded(raw[column]).map(markers) for column in NUMBERS} if markers else {}
    for column in NUMBERS:
        texts = uncoded(raw[column]).mask(marked[column].notna(), "") if marked else raw[column]
        table[column] = cells.numbers(texts, raw["line"], data.file, problems, markers=declared)
        if marked:
            table[column] = table[column].mask(marked[column] == "zero", 0.0)
    ratio = table["indicator"].isin(ratios)
    _nought(table, stated == "zero", ratio, data.file, problems)
    table["status"] = _first([stated, *(column.fillna("final").astype("str") for column in marked.values())])
    _emptied(table, ratio, data.file, problems)
    return table


def _stated(raw: pd.DataFrame, data: DataFile, problems: list[Problem]) -> pd.Series[str]:
    texts = raw["status"]
    if "" in data.markers:
        blank = (raw[[*NUMBERS, "status"]] == "").all(axis=1)
        texts = uncoded(texts).mask(blank, data.markers[""])
    if data.markers:
        texts = texts.map({text: data.markers.get(text, text) if text else text for text in texts.unique()})
    allowed = ["final", *(word for word in get_args(Status) if word != "final")]
    return cells.word(raw.assign(status=texts), "status", allowed, data.file, problems)


def _first(columns: list[pd.Series[str]]) -> pd.Series[str]:
    if len(columns) == 1 and not columns[0].isin(list(_SAME)).any():
        return columns[0]
    rank = {status: n for n, status in enumerate(_ORDER)}
    rank |= {word: rank[same] for word, same in _SAME.items()}
    codes = [column.map(rank).fillna(rank["final"]).to_numpy(dtype=np.int64) for column in columns]
    words = np.array(_ORDER, dtype=object)[np.minimum.reduce(codes)]
    return pd.Series(words, index=columns[0].index, dtype="str")


def _nought(table: pd.DataFrame, zero: pd.Series[bool], ratio: pd.Series[bool], file: str, problems: list[Problem]) -> None:
    """Set 0 in rows of status `zero`: as numerator of a ratio that has a denominator, else as value."""
    if not zero.any():
        return
    parts = zero & ratio & table["denominator"].notna()
    for column, rows in (("numerator", parts), ("value", zero & ~parts)):
        table[column] = table[column].mask(rows & table[column].isna(), 0.0)
    for column in ("value", "numerator"):
        for line, number in table.loc[zero & table[column].fillna(0).ne(0), ["line", column]].itertuples(index=False):
            message = f"status 'zero' says that the figure is 0, but {column} is {number:g}; write 0, or another status"
            mend = f"where {number:g} is right, write status final; where 0 is, write 0"
            problems.append(Problem(message, file=file, line=line, mend=mend))


def _emptied(table: pd.DataFrame, ratio: pd.Series[bool], file: str, problems: list[Problem]) -> None:
    """In rows that say why they have no figure, remove a numerator or denominator that is alone.

    Both stay if the reason is that there is nothing to divide by. A row is refused if it says why it has no figure, and yet has a
    value, or numerator and denominator.
    """
    none = table["status"].isin(ABSENCES)
    if not none.any():
        return
    undivided = table["status"] == "nothing to divide by"
    parts = ratio & table["numerator"].notna() & table["denominator"].notna() & ~(undivided & table["denominator"].eq(0))
    for row in table[none & (table["value"].notna() | parts)].to_dict("records"):
        parts_there = ", ".join(f"{column} {row[column]:g}" for column in NUMBERS if row[column] == row[column])
        message = f"status '{row['status']}' says that there is no figure, but the row has {parts_there}"
        mend = "if the figure is right, write status final or provisional; if the status is, empty the cells of the figure"
        problems.append(Problem(f"{message}; keep one of the two", file=file, line=row["line"], mend=mend))
    table["value"] = table["value"].mask(none)
    for column in ("numerator", "denominator"):
        table[column] = table[column].mask(none & ~undivided)
