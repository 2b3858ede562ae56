"""Read the periods of a table's rows, from columns and from names of columns."""

from __future__ import annotations

import re
from typing import Final, Literal

import numpy as np
import pandas as pd

from reportlib.data.mapping.work import Unfolding
from reportlib.periods import GRAMMAR
from reportlib.periods.reading import Years
from reportlib.sources.table import Ints
from reportlib.workbook import patterns
from reportlib.workbook.layouts import Layout
from reportlib.workbook.patterns import words

Finer = Literal["half", "quarter", "month", "week"]
_WRONG: Final = "\2"
"""The sign before a text that cannot be read; NumPy would drop a NUL at the end of a text."""
FINER: Final[dict[Finer, str]] = {"half": "halves", "quarter": "quarters", "month": "months", "week": "weeks"}


def period_in(text: str, layout: Layout, years: Years) -> str:
    """The period that a text names; empty if it names none.

    The years of the workbook are tried first, because 2006/07 may be a year and not a July.
    """
    if layout.periods:
        match = patterns.find(layout.periods, text, years)
        return match.period if match else ""
    try:
        return str(years.read(text))
    except ValueError:
        return patterns.period_of(text)


def periods_of(
    work: Unfolding, of_column: str, at: Ints, column: int, *, within: patterns.PartOfYear | None = None
) -> pd.Series[str]:
    """The period of each row, as `str(Period)` writes it; empty if it cannot be read, which is noted as a problem.

    Parameters
    ----------
    of_column
        The period in the name of the column of figures; halves, quarters, months or weeks in the rows are combined with it.
    at
        The positions of the rows among the rows of figures.
    column
        The column to name in problems if the table has no column of periods.
    within
        The part of a year in the column's name, if the rows name the year.
    """
    fields = work.columns.fields
    texts = pd.Series(of_column, index=range(len(at)), dtype="str")
    for name in ("period", "year"):
        if name in fields and not of_column:
            column = fields[name][0].number
            texts = work.cells[column].iloc[at].reset_index(drop=True)
            texts = texts.map(
                {text: period_in(text, work.layout, work.workbook.years) or f"{_WRONG}{text}" for text in texts.unique()}
            )
    for name in FINER:
        if name in fields:
            column = fields[name][0].number
            finer = work.cells[column].iloc[at].reset_index(drop=True)
            texts = _finer(texts, finer, name)
    if within is not None:
        texts = texts.map(
            {text: within.of(text) or (text if text.startswith(_WRONG) else f"{_WRONG}{text}") for text in texts.unique()}
        )
    wrong = texts.str.startswith(_WRONG) | (texts == "")
    for text in texts[wrong].unique():
        first = int(np.flatnonzero((texts == text).to_numpy())[0])
        text_there = text.lstrip(_WRONG)
        fault = f"period '{text_there}' cannot be read" if text_there else "no period stands here"
        mend = "under `periods` in params/sources.yaml, say how they are written, such as '{year}-{month}'"
        work.wrong(f"{fault}: write {GRAMMAR}, or say under `periods` how it is written", int(work.rows[at[first]]), column, mend)
    return texts.mask(wrong, "")


def _finer(years: pd.Series[str], texts: pd.Series[str], name: Finer) -> pd.Series[str]:
    pairs = pd.Series(years + "\1" + texts, dtype="str")
    return pairs.map({pair: _joined(pair, name) for pair in pairs.unique()})


def _joined(pair: str, name: Finer) -> str:
    year, _, text = pair.partition("\1")
    part = patterns.part_in(text)
    if part is not None and part.kind == "ytd" and name == "month":
        return part.of(year) or f"{_WRONG}{year.lstrip(_WRONG)} {text}"  # January to February, beside months, are the year so far
    number = _number(text, name)
    if year.startswith(_WRONG) or number is None:
        return f"{_WRONG}{year.lstrip(_WRONG)} {text}"
    return patterns.PartOfYear(name, number).of(year) or f"{_WRONG}{year} {text}"


def _number(text: str, name: Finer) -> int | None:
    number_by_name = words()[FINER[name]]
    if patterns.plain(text) in number_by_name:
        return int(number_by_name[patterns.plain(text)])
    if len(re.findall(r"\d+", patterns.plain(text))) > 1:
        return None  # March to April are no month
    digits = "".join(letter for letter in patterns.plain(text) if letter.isdigit() or letter in number_by_name)
    return int(number_by_name.get(digits, digits)) if digits.isdigit() or digits in number_by_name else None
