"""By which letters a reader of Chinese looks for a name: the first of each character's sound."""

from __future__ import annotations

import re

from pypinyin import Style, lazy_pinyin

_HAN = re.compile("[\u3400-\u9fff]")
_OTHER = re.compile(r"[\W_]+")


def initials(name: str) -> str:
    """The letters and digits of a name, each Chinese character as the first letter of its pinyin; empty without any.

    Examples
    --------
    >>> initials("\u793a\u4f8b\u56edE01\uff08\u7eba\u7ec7\uff09"), initials("Ash")
    ('slye01fz', '')
    """
    if not _HAN.search(name):
        return ""
    return _OTHER.sub("", "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))).casefold()
