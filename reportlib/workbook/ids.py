"""The rule for ids of units, levels, indicators, owners, dimensions and templates.

Ids are used in names of files, in addresses and in pages. So every file system must accept them and tell any two of them apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

MOST = 60
"""The most bytes that an id takes in UTF-8."""
RULE = f"an id is letters, digits, '-', '_' and '.', at most {MOST} bytes in UTF-8"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
_MARKS = {"-", "_", "."}
_USUAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{4,58}[A-Za-z0-9_-]")
"""A quick test that most ids pass: ASCII, and longer than any reserved name."""
_MAX_MARKS_SHOWN = 3


def same(name: str) -> str:
    r"""A key that is equal for ids that differ only in case or in Unicode normalisation.

    Examples
    --------
    >>> same("Ab") == same("AB"), same("caf\u00e9") == same("cafe\u0301")
    (True, True)
    """
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def fault(name: str) -> str:
    """The fault of an id, as the end of a sentence; empty if the id is valid.

    Examples
    --------
    >>> fault("x/y"), fault("Con.txt"), fault("Lodz_été-1.b")
    ("holds '/'", 'is a name that some file systems keep for themselves', '')
    """
    if _USUAL.fullmatch(name):
        return ""
    if not name:
        return "is empty"
    if strange := list(dict.fromkeys(letter for letter in name if not _fits(letter))):
        listed = ", ".join(repr(letter) for letter in strange[:_MAX_MARKS_SHOWN])
        return f"holds {listed}" + (" …" if len(strange) > _MAX_MARKS_SHOWN else "")
    if not _begins(name[0]):
        return f"begins with '{name[0]}'"
    if name.endswith("."):
        return "ends with '.'"
    if _RESERVED.fullmatch(name):
        return "is a name that some file systems keep for themselves"
    size = len(name.encode())
    return f"takes {size} bytes in UTF-8" if size > MOST else ""


def legal(name: str, *, taken: Collection[str] = ()) -> str:
    """A valid id similar to a name. `taken` has the keys (see `same`) of the ids that may not be used again.

    Examples
    --------
    >>> legal("x/y"), legal("a b", taken={same("A-B")}), legal("con"), legal("/")
    ('x-y', 'a-b-2', 'con-1', 'id')
    """
    spelling = re.sub("-{2,}", "-", "".join(letter if _fits(letter) else "-" for letter in name))
    while spelling and not _begins(spelling[0]):
        spelling = spelling[1:]
    spelling = _cut(spelling.rstrip("-."), MOST) or "id"
    spelling = f"{_cut(spelling.replace('.', '-'), MOST - 2)}-1" if _RESERVED.fullmatch(spelling) else spelling
    tries = (spelling if n == 1 else f"{_cut(spelling, MOST - 1 - len(str(n)))}-{n}" for n in count(1))
    return next(word for word in tries if same(word) not in taken)


def _fits(letter: str) -> bool:
    """Whether an id may contain a character: a letter or combining mark of any script, a digit, '-', '_' or '.'."""
    kind = unicodedata.category(letter)
    return letter in _MARKS or kind[0] in "LM" or kind == "Nd"


def _begins(letter: str) -> bool:
    return letter == "_" or unicodedata.category(letter)[0] in "LN"


def _cut(name: str, size: int) -> str:
    return name.encode()[:size].decode("utf-8", "ignore").rstrip("-.")
