"""Find known words, listed in `words.yaml`, in a name."""

from __future__ import annotations

import re
import unicodedata

from reportlib.workbook.patterns import plain, words


def said_in(text: str, kind: str) -> bool:
    """Whether a text contains a known word of a kind; words in Latin letters must be whole words, or their plurals.

    Examples
    --------
    >>> said_in("Unemployment rate", "rates"), said_in("Electricity generated", "rates"), said_in("Shareholders", "rates")
    (True, False, False)
    """
    lower = unicodedata.normalize("NFKC", text).casefold()
    return any(stands_in(unicodedata.normalize("NFKC", str(word)).casefold(), lower) for word in words()[kind])


def stands_in(word: str, text: str) -> bool:
    """Whether a text contains a word; both must be in lower case."""
    if not (word.isascii() and word[:1].isalpha()):
        return plain(word) in plain(text)
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", text))
