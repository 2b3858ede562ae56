"""Numbers of chapters in headings."""

from __future__ import annotations

from reportlib.blocks.text.words import Words


def chapter(number: int, words: Words) -> str:
    """The number of a chapter, from 1 to 99: in digits, or in the language's own numerals if it has them.

    Examples
    --------
    >>> [chapter(number, Words("zh")) for number in (10, 21)] == ["\u5341", "\u4e8c\u5341\u4e00"]
    True
    >>> chapter(11, Words("en"))
    '11'
    """
    signs = words.get("page.chapters")
    if signs[9].isdigit():
        return str(number)
    tens, ones = divmod(number, 10)
    ten = (signs[tens - 1] if tens > 1 else "") + signs[9] if tens else ""
    return ten + (signs[ones - 1] if ones else "")
