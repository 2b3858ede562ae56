"""Guess the meaning of signs in place of figures, by the table's key, such as “- = nil”, or by common use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from reportlib.data.guessing.vocabulary import stands_in
from reportlib.workbook.patterns import words

_BOUND: Final = re.compile(r"(?:[<\u2264\uff1c]|<=)\s*\d+(?:\.\d+)?%?")
"""A bound in place of a figure, such as <5: the source has the figure and does not print it."""
_NOUGHT: Final = re.compile(r"0(?:\.0+)?%?")
_QUOTES: Final = "\"'\u2018\u2019\u201c\u201d\u300c\u300d"
_SAYS: Final = r"\s*(?:=|\uff1d|:|\uff1a|\u8868\u793a|\bmeans\b|\bdenotes\b|\bindicates\b)\s*"
_KEY: Final = re.compile(rf"(?P<mark>[^\s=:\uff1a\uff1d{_QUOTES}]{{1,4}}){_SAYS}(?P<meaning>\S.*)")
_APART: Final = re.compile(r"[;\uff1b\u3002\uff0c\n]|,\s|(?<=\w)\.\s")
_TITLE: Final = re.compile(rf"^[^=\uff1d]*?[:\uff1a]\s*(?=\S{{1,6}}{_SAYS})")
"""What stands before the first sign, such as “Key:”."""


def usual_meaning(text: str) -> str:
    """The status for which a sign is commonly used in place of a figure; empty for other texts.

    Examples
    --------
    >>> usual_meaning(".."), usual_meaning("<5"), usual_meaning("5")
    ('not reported', 'suppressed', '')
    """
    return str(words()["markers"].get(text, "")) or ("suppressed" if _BOUND.fullmatch(text) else "")


def meaning_of(mark: str, said: Mapping[str, str], texts: Collection[str], *, rates: bool) -> tuple[str, str]:
    """The meaning of a sign, and the reason.

    A dash that no key explains usually means nil if the table prints no 0 and has another sign for missing figures. With `rates`,
    the sign is in a column of rates or averages, where a dash may also mean that a figure cannot be computed.

    Parameters
    ----------
    said
        The meanings of signs in the table's key.
    texts
        All texts of the table's columns of figures.

    Examples
    --------
    >>> meaning_of("-", {}, ["-", "..", "5"], rates=False)[0], meaning_of("-", {}, ["-", "..", "0"], rates=False)[0]
    ('zero', 'not reported')
    """
    if mark in said:
        return said[mark], "the key of the table says so"
    usual = usual_meaning(mark)
    if mark not in words()["dashes"]:
        return usual, "what it mostly stands for"
    other = next((text for text in sorted(texts) if text in words()["unavailable"] and said.get(text) in (None, usual)), "")
    if not other:
        return usual, "no key says so, and it may be nil; write zero where it is"
    if rates or any(_NOUGHT.fullmatch(text) for text in texts):
        shown = "it is used for rates as well" if rates else "nought is printed as a number"
        return usual, f"it may be nil, since '{other}' stands for missing figures, but {shown}; write zero where it is"
    return "zero", f"'{other}' stands for missing figures, so that it is mostly nil; write {usual} where it is not"


def key_in(texts: Iterable[str]) -> Mapping[str, str]:
    """The meanings of signs in a table's key; signs that the key explains in unknown words are left out.

    Examples
    --------
    >>> key_in(["Key: c = fewer than 5 patients; - = nil", "p = provisional"])
    {'c': 'suppressed', '-': 'zero'}
    """
    said: dict[str, str] = {}
    for text in texts:
        for part in _APART.split(_TITLE.sub("", text)):
            bare = part.translate(str.maketrans("", "", _QUOTES)).strip()
            if (match := _KEY.fullmatch(bare)) and (meaning := _status(match["meaning"])):
                said.setdefault(match["mark"], meaning)
    return said


def _status(meaning: str) -> str:
    lower = unicodedata.normalize("NFKC", meaning).casefold()
    return next((status for status, said in words()["key"].items() if any(stands_in(word, lower) for word in said)), "")
