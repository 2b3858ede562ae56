"""Which of the known words of `words.yaml` stand in a name."""

from __future__ import annotations

import re
import unicodedata

from reportlib.workbook.patterns import plain, words


def said_in(text: str, kind: str) -> bool:
    """Whether one of the known words of a kind stands in a text: one of Latin letters as a whole word, or its plural.

    Examples
    --------
    >>> said_in("Unemployment rate", "rates"), said_in("Electricity generated", "rates"), said_in("Shareholders", "rates")
    (True, False, False)
    """
    lower = unicodedata.normalize("NFKC", text).casefold()
    return any(stands_in(unicodedata.normalize("NFKC", str(word)).casefold(), lower) for word in words()[kind])


def stands_in(word: str, text: str) -> bool:
    """Whether a word stands in a text, both in lower case."""
    if not (word.isascii() and word[:1].isalpha()):
        return plain(word) in plain(text)
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}s?(?![a-z])", text))
