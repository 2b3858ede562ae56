"""Guess how a table writes numbers: its separator of thousands and its decimal mark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from reportlib.data.mapping.amounts import bare_number

_NUMERIC: Final = re.compile(r"[-+\u2212]?\d[\d.,'\u2019\s]*\d\s*%?")
_MARKED: Final = re.compile(r"\D")
_AMBIGUOUS: Final = re.compile(r"[-+\u2212]?[1-9]\d{0,2}\.\d{3}")
_PLAIN: Final = re.compile(r"[-+\u2212]?\d+(\.\d+)?\s*%?")
_FEW, _PLACES, _LARGE, _HALF = 3, 2, 0.1, 0.5
"""Of fractions of 1, so many are different, one has so many decimals, and one is at least so large."""
_BLANK: Final = re.compile(r"\d\s\d")


@dataclass(frozen=True)
class Style:
    """A notation of numbers. `thousands` is empty if there is no separator; `why` is the reason for the guess."""

    thousands: str = ""
    decimal: str = "."
    why: str = ""

    def is_number(self, text: str) -> bool:
        """Whether a text is a number in this notation."""
        return bool(_PLAIN.fullmatch(bare_number(text, self.thousands, self.decimal)))

    def of(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Cells with all numbers rewritten: no separators of thousands, a point as decimal mark."""
        if not self.thousands and self.decimal == ".":
            return cells
        return cells.apply(self._of_column)

    def _of_column(self, column: pd.Series[str]) -> pd.Series[str]:
        return column.map({text: bare_number(text, self.thousands, self.decimal) for text in column.unique()})


_STYLES: Final = (
    Style(),
    Style(",", ".", "commas stand in figures"),
    Style("", ",", "a comma stands before decimals"),
    Style(".", ",", "points stand between thousands, and commas before decimals"),
    Style(" ", ",", "blanks stand between thousands, and commas before decimals"),
    Style(" ", ".", "blanks stand between thousands"),
    Style("'", ".", "apostrophes stand between thousands"),
    Style("\u2019", ".", "apostrophes stand between thousands"),
)


def style_of(texts: Iterable[str], *, separator: str = ",") -> Style:
    """The notation in which most of the texts are numbers; the simplest if several notations fit equally.

    Parameters
    ----------
    separator
        The separator of the file's cells. A semicolon suggests that the decimal mark is a comma; 1.234 then means 1234.

    Examples
    --------
    >>> style_of(["1 234,5", "7,25"]).decimal, style_of(["1,234.5"]).thousands, style_of(["30.000"], separator=";").thousands
    (',', ',', '.')
    >>> style_of(["1 234", "12.3"]).decimal
    '.'
    """
    numbers = [text for text in texts if _NUMERIC.fullmatch(text) and _MARKED.search(text.lstrip("+-\u2212"))]
    fits = {style: sum(map(style.is_number, numbers)) for style in _STYLES}
    best = max(_STYLES, key=fits.__getitem__)
    pointed = [text for text in numbers if "." in text]
    if best == _STYLES[0] and separator == ";" and pointed and all(map(_AMBIGUOUS.fullmatch, pointed)):
        return Style(".", ",", "cells are divided by semicolons, and every point stands before three digits")
    if best.thousands == " " and not any(map(_BLANK.search, numbers)):
        return next(style for style in _STYLES if style.decimal == best.decimal and not style.thousands)
    if best.decimal == "," and not any("," in text for text in numbers):
        return next((style for style in _STYLES if style.thousands == best.thousands and style.decimal == "."), best)
    return best


def of_fractions(texts: pd.Series[str], *, said_percent: bool = False) -> str:
    """Why figures in per cent are taken for fractions, such as 0.123 for 12.3 %; empty if they are not.

    If the column's name says per cent (`said_percent`), half of the figures must be 0.5 or more: then 0.99 is a share that a
    spreadsheet showed as 99 %. Smaller ones may be meant as they are written, such as a growth of 0.25 %.

    Examples
    --------
    >>> bool(of_fractions(pd.Series(["0.745", "0.81", "0.6", "c"]))), bool(of_fractions(pd.Series(["0.745", "1.2", "0.9"])))
    (True, False)
    """
    numbers = numbers_of(texts).dropna()
    fine = texts.str.partition(".")[2].str.len() >= _PLACES
    if numbers.nunique() < _FEW or not numbers.between(0, 1).all() or not fine.any() or numbers.max() < _LARGE:
        return ""
    if said_percent and numbers.median() < _HALF:
        return ""
    return "no figure is above 1, so that they are taken for fractions: 0.123 for 12.3 %"


def numbers_of(texts: pd.Series[str]) -> pd.Series[float]:
    """Texts as numbers, with percent signs ignored; NaN for other texts."""
    return pd.to_numeric(texts.str.rstrip("%"), errors="coerce")
