"""Find the header of a table, and the first and last row of its figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd

from reportlib.data.guessing.markers import usual_meaning
from reportlib.data.guessing.numbers import Style
from reportlib.data.guessing.periods.across import over_two
from reportlib.errors import DataError, Problem
from reportlib.sources import Table, stripped
from reportlib.sources.table import first_texts
from reportlib.workbook.patterns import plain, words

NUMBER: Final = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?([eE][-+]?\d+)?%?")
_LABELLED: Final = re.compile(r"[^:\uff1a]+[:\uff1a]\s*\S.*")
_LIKE: Final = re.compile(r"[-+]?\d[\d.,]*\s*[^\d\s].{0,10}")
MORE: Final = "'{}' holds more than a number: write the rest in a column of its own"
_INSIDE: Final = re.compile(r"[(\uff08]([^()\uff08\uff09:\uff1a]+[:\uff1a][^()\uff08\uff09]+)[)\uff09]")
"""A measure in brackets behind a title, after the word for a measure and a colon."""
_YEAR: Final = re.compile(r"(19|20)\d\d")
_MOST_HEADERS: Final = 3
_AFTER_IN: Final = re.compile(r"(\S.*?)\s+in\s+(\S+(?:\s\S+)?)")
"""A name that ends in its measure, such as “Pay in euros”."""
_AGES: Final = re.compile(
    r"\d+\s*\+|(?:aged?|ages|under|over)\s*\d+.*|(?:aged?\s*)?\d+\s*(?:-|\u2013|to|and)\s*(?:\d+|over)(?:\s*y\w*)?", re.IGNORECASE
)
"""Ages in brackets, such as (18+), which are no measure."""
_BRACKETS: Final = re.compile(r"[(\uff08]([^()\uff08\uff09]+)[)\uff09]\s*$|_([^_\s]+)$")


@dataclass(frozen=True)
class Shape:
    """The rows of a table, counted from 1 as in a spreadsheet, and the texts around them.

    `header` are the rows with names of columns, `first` is the first row of figures. `end` is how the first row below the figures
    begins. `measures` are the measures in a line above the table. `above` are all texts above the header, `notes` those below the
    figures.
    """

    header: tuple[int, ...]
    first: int
    end: str
    measures: tuple[str, ...]
    above: tuple[str, ...]
    notes: tuple[str, ...]
    without: Mapping[str, list[str]] = field(default_factory=dict)
    """The texts by which rows of sub-totals are left out, by the name of their column."""


def shape_of(table: Table, file: str, style: Style) -> Shape:
    """Guess the shape of a table.

    Raises
    ------
    DataError
        When there is no row with a figure below a row of names.
    """
    cells = style.of(table.cells.apply(stripped))
    figures = _where(cells, is_figure).sum(axis=1).to_numpy()
    marked = _where(cells.iloc[:, 1:], lambda text: bool(usual_meaning(text))).sum(axis=1).to_numpy()
    cell_counts = (cells != "").sum(axis=1).to_numpy()
    numbered = np.flatnonzero((figures > 0) & (cell_counts > 1))
    if not len(numbered) or not numbered[0]:
        raise DataError([_no_figures(table, cells, file)])
    first, last = int(numbered[0]), int(np.flatnonzero((figures + marked > 0) & (cell_counts > 1))[-1])
    header = [first - 1]
    while (
        len(header) < _MOST_HEADERS
        and header[0] > 0
        and table.rows[header[0] - 1] == table.rows[header[0]] - 1  # a blank row ends the names
        and cell_counts[header[0] - 1] > 1
        and not _is_caption(cells, header[0] - 1)
    ):
        header.insert(0, header[0] - 1)
    above = [text for row in range(header[0]) for text in cells.iloc[row] if text]
    end = _end(cells, first, last)
    notes = [text for row in range(last + 1, len(cells)) for text in cells.iloc[row] if text]
    rows = tuple(int(table.rows[n]) for n in header)
    return Shape(rows, int(table.rows[first]), end, _measures(above), tuple(above), tuple(notes))


def _where(cells: pd.DataFrame, holds: Callable[[str], bool]) -> pd.DataFrame:
    holding: pd.DataFrame = cells.apply(lambda column: column.map({text: holds(text) for text in column.unique()}).astype(bool))
    return holding


def _no_figures(table: Table, cells: pd.DataFrame, file: str) -> Problem:
    on_sheet = f" on sheet '{table.sheet}'" if table.sheet else ""
    message = f"no row with a figure below a row that names the columns{on_sheet}: no table of figures that could be guessed"
    like = _where(cells, holds_more).to_numpy()
    if not like.any():
        return Problem(message, file=file)
    row, column = (int(n) for n in np.argwhere(like)[0])
    message += f"; {MORE.format(str(cells.iat[row, column]))}"
    line = int(table.rows[row])
    return Problem(message, file=file, line=line, cell=table.place(line, column))


def holds_more(text: str) -> bool:
    """Whether a text begins with a number and goes on, for example with the mark of a provisional figure."""
    return bool(_LIKE.fullmatch(text)) and not is_number(text)


def _is_caption(cells: pd.DataFrame, row: int) -> bool:
    """Whether a row above a table does not name columns: all its texts have labels (“Date: …”), or the last names a measure."""
    texts = [text for text in cells.iloc[row] if text]
    return all(map(_LABELLED.fullmatch, texts)) or bool(_measures(texts[-1:]))


def is_figure(text: str) -> bool:
    """Whether a text is a number (but not a year such as 2023 or 202324), or a formula or an error in place of a number."""
    return is_number(text) and not _YEAR.fullmatch(text) and not over_two(text)


def is_number(text: str) -> bool:
    """Whether a text is a number, years included, or a formula or an error in place of a number."""
    return bool(NUMBER.fullmatch(text)) or (text.startswith(("=", "#")) and len(text) > 1)


def _end(cells: pd.DataFrame, first: int, last: int) -> str:
    """The first letters of the first row below the figures, or its whole text if a row of figures begins alike."""
    if last + 1 >= len(cells):
        return ""
    text = next(text for text in cells.iloc[last + 1] if text)
    begin = re.match(r".{1,12}?[:\uff1a]", text)
    short = begin[0] if begin else text[:12]
    names = first_texts(cells.iloc[first : last + 1]).map(plain)
    return text if names.str.startswith(plain(short)).any() else short


def _measures(above: list[str]) -> tuple[str, ...]:
    inside = (match[1] for text in above if (match := _INSIDE.search(text)))
    for text in (*above, *inside):
        name, colon, rest = text.replace("\uff1a", ":").partition(":")
        if colon and plain(name).strip("(") in map(plain, words()["measures"]):
            return tuple(part.strip() for part in re.split(r"[,\u3001\uff0c;]", rest.strip(" )\uff09")) if part.strip())
    return ()


def measure_in(name: str) -> tuple[str, str]:
    """A column's name without its measure, and the measure; an empty measure if the name has none.

    Examples
    --------
    >>> measure_in("Output (million)"), measure_in("staff_people"), measure_in("Staff"), measure_in("Quote in %")
    (('Output', 'million'), ('staff', 'people'), ('Staff', ''), ('Quote', '%'))
    """
    if (after := _AFTER_IN.fullmatch(name)) and plain(after[2].split()[-1]) in map(plain, words()["amounts"]):
        return after[1], after[2]
    match = _BRACKETS.search(name)
    if not match or not name[: match.start()].strip() or _AGES.fullmatch((match[1] or "").strip()):
        return name, ""
    if match[2] and name.isascii() and plain(match[2]) not in map(plain, words()["people"]):
        return name, ""
    return name[: match.start()].strip(), (match[1] or match[2]).strip()
