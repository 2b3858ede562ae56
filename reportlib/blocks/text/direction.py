"""Names that run from right to left, within text that runs from left to right."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")
_ISOLATES = re.compile("[\u2066-\u2069]")


def isolated(text: str) -> str:
    r"""A name; if it may run from right to left, between characters (isolates) that keep the direction of the text around it.

    Examples
    --------
    >>> isolated("plain"), isolated("a\u202eb")
    ('plain', '\u2068a\u202eb\u2069')
    """
    return f"\u2068{_ISOLATES.sub('', text)}\u2069" if _TURNING.search(text) else text
