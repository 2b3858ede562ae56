"""Read the signs around figures: brackets for a negative figure, and flags behind it, such as “p” for provisional."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

import pandas as pd

from reportlib.workbook.layouts import FINALITIES

_OPEN, _CLOSE = "(\uff08", ")\uff09"
_BRACKETS: Final = re.compile(rf"[{_OPEN}]\s*(\d(?:.*[\d%])?)\s*[{_CLOSE}](\s*%)?")
_FIGURE: Final = rf"([-+\u2212{_OPEN}]?\s*\d(?:.*[\d%{_CLOSE}])?)"


def unbracketed(text: str) -> str:
    """A number in brackets as a negative number; other texts are unchanged.

    Examples
    --------
    >>> unbracketed("(1,234)"), unbracketed("(0.5)%"), unbracketed("(12 p)"), unbracketed("12")
    ('-1,234', '-0.5%', '(12 p)', '12')
    """
    match = _BRACKETS.fullmatch(text)
    return f"-{match[1]}{(match[2] or '').strip()}" if match else text


def parted(text: str, flags: Sequence[str], markers: Iterable[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Split a figure, or a marker in place of a figure, from flags behind it; other texts stay whole.

    Flags may follow each other with or without blanks and commas, and may be in brackets.

    Examples
    --------
    >>> parted("1 234 b", ["b", "p"]), parted("45*", ["*"]), parted("5.6 bp", ["b", "p"]), parted("12 (p)", ["p"])
    (('1 234', ('b',)), ('45', ('*',)), ('5.6', ('b', 'p')), ('12', ('p',)))
    >>> parted("5 kg", ["p"]), parted(": u", ["u"], [":"]), parted("pp", ["p"])
    (('5 kg', ()), (':', ('u',)), ('pp', ()))
    """
    if not flags or not text:
        return text, ()
    several, one = _patterns(tuple(flags), tuple(markers))
    match = several.fullmatch(text)
    return (match[1], tuple(one.findall(match[2]))) if match else (text, ())


@lru_cache(maxsize=64)
def _patterns(flags: tuple[str, ...], markers: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    one = "|".join(re.escape(flag) for flag in sorted(flags, key=len, reverse=True))
    signs = "|".join(map(re.escape, filter(None, markers)))
    figure = rf"(?:{_FIGURE[1:-1]}{'|' + signs if signs else ''})"
    return re.compile(rf"({figure})\s*[{_OPEN}\[]?((?:{one})(?:[\s,]*(?:{one}))*)[{_CLOSE}\]]?"), re.compile(one)


def parted_column(texts: pd.Series[str], flags: Sequence[str], markers: Iterable[str]) -> tuple[pd.Series[str], pd.Series[str]]:
    """A column without flags, and the flags of each cell, joined by line breaks."""
    if not flags:
        return texts, texts.iloc[:0]
    signs = tuple(markers)
    by_text = {text: parted(text, flags, signs) for text in texts.unique()}
    bare = texts.map({text: figure for text, (figure, _) in by_text.items()})
    return bare, texts.map({text: "\n".join(found) for text, (_, found) in by_text.items()})


def remarked(block: pd.DataFrame, found: Sequence[pd.Series[str]], meanings: Mapping[str, str]) -> pd.DataFrame:
    """Rows with the meanings of their flags: “provisional” or “final” in the status, other meanings in the note.

    `found` has the flags of each column of figures, as `parted_column` returns them.
    """
    flags = pd.concat(found, axis=1).agg("\n".join, axis=1)
    said = {text: list(dict.fromkeys(meanings[flag] for flag in text.split("\n") if flag)) for text in flags.unique()}
    status = flags.map({text: next((one for one in every if one in FINALITIES), "") for text, every in said.items()})
    note = flags.map({text: "; ".join(one for one in every if one not in FINALITIES) for text, every in said.items()})
    own_status, own_note = (block[name] if name in block else pd.Series("", index=block.index) for name in ("status", "note"))
    joined = own_note.where((own_note == "") | (note == ""), own_note + "; ")
    return block.assign(status=status.where(own_status.isin(["", "final"]) & (status != ""), own_status), note=joined + note)
