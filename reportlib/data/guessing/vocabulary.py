"""Find the known words of `words.yaml` in a name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from reportlib.workbook.patterns import plain, words

_LATIN: Final = re.compile("[a-z\u00df-\u00ff]")


def said_in(text: str, kind: str) -> bool:
    """Whether a text contains a known word of a kind. Words in Latin letters must be whole words, or plurals.

    Where a `*` begins or ends a word of the list, the word may be a part of a compound.

    Examples
    --------
    >>> said_in("Unemployment rate", "rates"), said_in("Electricity generated", "rates"), said_in("Shareholders", "rates")
    (True, False, False)
    >>> said_in("Medianentgelt", "averages"), said_in("Bruttolohn", "typical"), said_in("Belohnung", "typical")
    (True, True, False)
    """
    lower = unicodedata.normalize("NFKC", text).casefold()
    return any(stands_in(unicodedata.normalize("NFKC", str(word)).casefold(), lower) for word in words()[kind])


def says_rate(text: str) -> bool:
    """Whether a text says that it names a rate or an average, which is not added up."""
    return said_in(text, "rates") or said_in(text, "averages")


def stands_in(word: str, text: str) -> bool:
    """Whether a text contains a word; both must be in lower case."""
    bare = word.strip("*")
    if not _LATIN.match(bare):
        return plain(word) in plain(text)
    before, after = ("" if word.startswith("*") else r"(?<![^\W\d_])"), ("" if word.endswith("*") else r"s?(?![^\W\d_])")
    return bool(re.search(before + re.escape(bare) + after, text))


def is_total(name: str) -> bool:
    """Whether a name means a total."""
    text = plain(name)
    return text in map(plain, words()["totals"]) or text.endswith(tuple(map(plain, words()["endings"]["total"])))
