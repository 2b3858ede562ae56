"""Guess the signs around figures: brackets for negative figures, and flags behind figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from reportlib.data.mapping.signs import parted, unbracketed
from reportlib.workbook.patterns import words

_NUMBER: Final = re.compile(r"[-+\u2212]?\d(?:[\d.,'\u2019\s]*\d)?\s*%?")


_YEAR: Final = re.compile(r"(19|20)\d\d")
_NOTHING: Final = ":"
"""The sign in place of a figure that flags may follow, too."""


@dataclass(frozen=True)
class Signs:
    """The signs around the figures of a table: the cells' texts with each flag, by flag, and the texts with brackets."""

    flags: Mapping[str, list[str]] = field(default_factory=dict)
    brackets: list[str] = field(default_factory=list)


def bare(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without the signs around their numbers.

    A flag or bracket is recognised in a column that also has numbers without signs, other than years. A flag that is recognised
    in one column is a flag in all columns, even where every number has it. A column with all numbers in brackets stays as it is.
    """
    known_flags, columns = tuple(words()["flags"]), {n: list(cells[n].str.strip().unique()) for n in cells}
    plain = [n for n, texts in columns.items() if any(_is_number(text) and not _YEAR.fullmatch(text) for text in texts)]
    known = tuple(dict.fromkeys(flag for n in plain for text in columns[n] for flag in _split(text, known_flags)[1]))
    done = cells.copy()
    for n, texts in columns.items():
        figures = {text: _figure(text, known, brackets=n in plain) for text in texts}
        if not all(map(_YEAR.fullmatch, filter(_is_number, figures.values()))):
            stays = {text for text, figure in figures.items() if text == figure}
            done[n] = cells[n].map({text: text if text.strip() in stays else figures[text.strip()] for text in cells[n].unique()})
    return done


def signs_of(cells: pd.DataFrame, bare_cells: pd.DataFrame) -> Signs:
    """The signs around figures in `cells`; `bare_cells` has the same cells without these signs."""
    flags, brackets = dict[str, list[str]](), list[str]()
    for row, column in zip(*(cells != bare_cells).to_numpy().nonzero(), strict=True):
        text = str(cells.iat[row, column]).strip()
        figure, found = _split(text, tuple(words()["flags"]))
        for flag in found:
            flags.setdefault(flag, []).append(text)
        brackets += [text] if unbracketed(figure) != figure else []
    return Signs(flags, brackets)


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _split(text: str, known: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """A number, perhaps in brackets, and the flags behind it. Other texts are returned whole, without flags."""
    figure, flags = parted(text, known, (_NOTHING,))
    return (figure, flags) if figure == _NOTHING or _is_number(unbracketed(figure)) else (text, ())


def _figure(text: str, known: tuple[str, ...], *, brackets: bool) -> str:
    figure = _split(text, known)[0]
    return unbracketed(figure) if brackets and _is_number(unbracketed(figure)) else figure
