"""The first letter of a text, at the start of a sentence or within one."""

from __future__ import annotations


def capitalised(text: str) -> str:
    """A text with a capital at its start."""
    return text[:1].upper() + text[1:]


def within_sentence(name: str) -> str:
    """A name within a sentence: without its capital, unless it is written in capitals.

    Examples
    --------
    >>> within_sentence("Parks"), within_sentence("GDP")
    ('parks', 'GDP')
    """
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
