"""Pinyin initials, by which people type and search Chinese names."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHINESE = re.compile("[\u3400-\u9fff]")
_OTHER = re.compile(r"[\W_]+")


def initials(name: str) -> list[str]:
    """The pinyin initials of a name, with its other letters and digits; empty if it has no Chinese characters.

    The likeliest reading comes first, then one for each other reading of a character.

    Examples
    --------
    >>> initials("\u7af9\u884c No. 12"), initials("Ash")
    (['zxno12', 'zhno12'], [])
    """
    if not _CHINESE.search(name):
        return []
    from pypinyin import Style, lazy_pinyin, pinyin  # noqa: PLC0415 its tables take a tenth of a second to load

    parts = [part for part in re.split(f"({_CHINESE.pattern}+)", name) if part.strip()]
    likely, others = list[str](), list[list[str]]()
    for part in parts:
        chinese = bool(_CHINESE.match(part))
        likely += lazy_pinyin(part, style=Style.FIRST_LETTER) if chinese else [part]
        others += [pinyin(sign, style=Style.FIRST_LETTER, heteronym=True)[0] for sign in part] if chinese else [[part]]
    readings_of_name = ["".join(likely)]
    for at, readings in enumerate(others):
        readings_of_name += ["".join([*likely[:at], reading, *likely[at + 1 :]]) for reading in readings]
    return list(dict.fromkeys(_OTHER.sub("", text).casefold() for text in readings_of_name))


def letters(names: Iterable[str]) -> str:
    """One text with the Chinese characters of all names, each followed by the initials of its readings.

    Examples
    --------
    >>> letters(["\u7af9\u884c", "\u7af9 1", "Ash"])
    '\u7af9z\u884cxh'
    """
    signs = dict.fromkeys(sign for name in names for sign in name if _CHINESE.match(sign))
    return "".join(sign + "".join(dict.fromkeys(text[-1] for text in initials(sign))) for sign in signs)
