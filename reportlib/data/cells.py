"""Read the columns of a data file as numbers, words and days, or say how a cell has to be written."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from reportlib.data.worded import WordedNumber, worded_number
from reportlib.errors import Problem, choices

LARGEST: Final = 1e16
"""Near this size floating-point numbers no longer distinguish neighbouring integers."""
SMALLEST: Final = 1e-9
_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}
_ERROR: Final = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")
_DAY: Final = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})")
_ELSEWHERE: Final = (
    "the measure stands in the catalogue; a flag such as p belongs in the column status or under `flags` of a layout, "
    "“about” in the column qualifier"
)
"""Where the words around a number belong."""


def mapped(column: pd.Series[str], words: Mapping[str, str | None]) -> pd.Series[str]:
    """A column with each text replaced by its entry in `words`; a categorical column remains categorical."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return column.map(words).astype("str")
    numbers, texts = pd.factorize(np.array([words.get(text) for text in column.cat.categories], dtype=object))
    coded = pd.Categorical.from_codes(np.append(numbers, -1)[column.cat.codes.to_numpy()], pd.Index(texts, dtype="str"))
    return pd.Series(coded, index=column.index, name=column.name)


def spelled(raw: pd.DataFrame, column: str, parse: Callable[[str], object], file: str, problems: list[Problem]) -> pd.Series[str]:
    """A column of canonical spellings, `str(parse(text))`; texts that cannot be parsed become problems."""
    spelling: dict[str, str | None] = {}
    for text in raw[column].unique():
        try:
            spelling[text] = str(parse(text))
        except ValueError as error:
            spelling[text] = None
            lines = raw.loc[raw[column] == text, "line"]
            problems.extend(Problem(f"{column}: {error}", file=file, line=line) for line in lines)
    return mapped(raw[column], spelling)


def numbers(
    texts: pd.Series[str], lines: pd.Series[int], file: str, problems: list[Problem], *, markers: bool
) -> pd.Series[float]:
    """A column of numbers; an empty cell becomes NaN. With `markers`, messages propose to add a marker."""
    column = str(texts.name)
    values = _numbers(texts)
    wrong = (texts != "") & ~values.abs().lt(float("inf"))
    for line, text in zip(lines[wrong], texts[wrong], strict=True):
        problems.append(_no_number(column, text, file, line, markers=markers))
    size = values.abs()
    far = size.between(LARGEST, float("inf"), inclusive="left") | ((size > 0) & (size < SMALLEST))
    for line, text in zip(lines[far], texts[far], strict=True):
        problems.append(_out_of_reach(column, text, file, line))
    return values


def _numbers(texts: pd.Series[str]) -> pd.Series[float]:
    if not isinstance(texts.dtype, pd.CategoricalDtype):
        return pd.to_numeric(texts, errors="coerce").astype("float64")
    values = pd.to_numeric(pd.Series(texts.cat.categories, dtype="str"), errors="coerce").to_numpy(dtype="float64")
    return pd.Series(values[texts.cat.codes.to_numpy()], index=texts.index, dtype="float64", name=texts.name)


def _out_of_reach(column: str, text: str, file: str, line: int) -> Problem:
    message = f"{column} '{text}' is out of range: figures are below {LARGEST:g}, and at least {SMALLEST:g} unless they are 0"
    return Problem(message, file=file, line=line, mend="count in a larger or smaller measure, such as millions")


def _no_number(column: str, text: str, file: str, line: int, *, markers: bool) -> Problem:
    if unsaved_cell := unsaved(text):
        return Problem(f"{column} '{text}' {unsaved_cell[0]}; {unsaved_cell[1]}", file=file, line=line, mend=unsaved_cell[1])
    hint = "write digits only, without separators, units or words; leave it empty where nothing is known"
    if number := worded_number(text):
        hint = f"{hint}; {_ELSEWHERE}"
        mend = f"write {_without_words(number, text)}"
    elif markers:
        hint += f"; where it stands for no figure, declare it under `markers` of {file} in params/workbook.yaml"
        mend = f"in params/workbook.yaml, at `file: {file}`, add `markers: {{'{text}': suppressed}}` (or another status)"
    else:
        mend = f"write a number in place of '{text}', or leave the cell empty"
    return Problem(f"{column} '{text}' is not a number; {hint}", file=file, line=line, mend=mend)


def _without_words(number: WordedNumber, text: str) -> str:
    if number.bracketed:
        return f"-{number.digits} in place of '{text}' where brackets mean below zero, and {number.digits} where they do not"
    written = f"{number.digits} in place of '{text}'"
    measure = f"the catalogue's measure counts in {number.factor}"
    return f"{written}, or {number.counted} where {measure}" if number.factor else written


def unsaved(text: str) -> tuple[str, str] | None:
    """The fault of a text such as a formula, an error or a number with invisible characters, and the remedy; else None.

    Examples
    --------
    >>> unsaved("=A1+1")[0], unsaved("12"), unsaved("1\u200b2")[0], unsaved("\uff11\uff12")[1]
    ('is a formula whose value was not saved', None, 'holds U+200B (zero width space), which does not show', 'write 12')
    """
    if text.startswith("="):
        return "is a formula whose value was not saved", "open the file in a spreadsheet program and save it there"
    if _ERROR.fullmatch(text):
        return "is an error of the spreadsheet", "mend its formula, or leave the cell empty"
    if hidden := [letter for letter in text if unicodedata.category(letter) in ("Cf", "Cc")]:
        character = f"U+{ord(hidden[0]):04X} ({unicodedata.name(hidden[0], 'a control character').lower()})"
        return f"holds {character}, which does not show", "type the number anew"
    half = unicodedata.normalize("NFKC", text)
    if half != text and re.fullmatch(r"[-+]?[\d,]+(\.\d+)?", half):
        return "is written in full-width digits", f"write {half.replace(',', '')}"
    return None


def word(raw: pd.DataFrame, column: str, allowed: Sequence[str], file: str, problems: list[Problem]) -> pd.Series[str]:
    """A column of words; an empty cell becomes the first word of `allowed`, any other word is a problem."""
    words = mapped(raw[column], {text: text or allowed[0] for text in raw[column].unique()})
    for line, value in raw.loc[~words.isin(allowed), ["line", column]].itertuples(index=False):
        message = f"{column} '{value}' is not possible; {choices(value, allowed, what='choices', limit=12)}"
        problems.append(Problem(message, file=file, line=line, mend=f"write one of them in place of '{value}'"))
    return words


def yes(raw: pd.DataFrame, column: str, file: str, problems: list[Problem]) -> pd.Series[bool]:
    """A column of true and false; an empty cell is false."""
    words = raw[column].map({text: text.lower() for text in raw[column].unique()})
    for line, value in raw.loc[~words.isin(list(_YES)), ["line", column]].itertuples(index=False):
        problems.append(Problem(f"{column} '{value}' is not possible; write true or false", file=file, line=line))
    return words.isin([word for word, yes in _YES.items() if yes])


def days(raw: pd.DataFrame, column: str, file: str, problems: list[Problem]) -> pd.Series[str]:
    """A column of days as ISO texts, which sort by time; an empty cell stays empty."""
    iso_days = {text: day(text) if text else "" for text in raw[column].unique()}
    wrong = [text for text, iso in iso_days.items() if iso is None]
    for line, text in raw.loc[raw[column].isin(wrong), ["line", column]].itertuples(index=False):
        message = f"{column} '{text}' is not a day; write it as 2020-04-15"
        mend = f"write year, month and day with hyphens in place of '{text}', such as 2020-04-15"
        problems.append(Problem(message, file=file, line=line, mend=mend))
    return mapped(raw[column], iso_days)


def day(text: str) -> str | None:
    """A day as ISO text, from year, month and day with hyphens or slashes; None for other texts.

    Examples
    --------
    >>> day("2024-4-5"), day("2024/04/05"), day("05/04/2024"), day("2024-02-30")
    ('2024-04-05', '2024-04-05', None, None)
    """
    match = _DAY.fullmatch(text)
    if not match:
        return None
    try:
        return dt.date(int(match[1]), int(match[3]), int(match[4])).isoformat()
    except ValueError:
        return None
