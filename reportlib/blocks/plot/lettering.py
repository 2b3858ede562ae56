"""Text inside a picture: its width, its line breaks, and labels that do not overlap."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

CELL = 6.7
"""The width, in pixels, of half a Chinese character (about one Latin letter) at the size of an axis label."""

_OPENING = ("Ps", "Pi")
"""The Unicode categories of opening brackets and quotation marks."""


def width(text: str) -> int:
    """The width of a text in letters; a wide (Chinese) character counts as two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(map(_wide, text))


@lru_cache(maxsize=1 << 14)
def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def escaped(text: str) -> str:
    """The text with the characters escaped that plotly would read as tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines(text: str, cells: int, *, most: int = 9) -> list[str]:
    """A text in lines of at most `cells` letters; after `most` lines it is cut with an ellipsis."""
    result = [""]
    for word in _words(text):
        if result[-1] and width(result[-1]) + width(word.rstrip()) > cells:
            result.append("")
        result[-1] += word
    result = [line.strip() for line in result]
    if len(result) > most:
        result = [*result[: most - 1], _cut(" ".join(result[most - 1 :]), cells)]
    return [_cut(line, cells) for line in result]


@lru_cache(maxsize=1 << 10)
def broken(text: str, cells: int, *, most: int = 9) -> str:
    """A text for a picture: escaped, and broken into lines of at most `cells` letters."""
    return "<br>".join(escaped(line) for line in lines(text, cells, most=most))


def _words(text: str) -> list[str]:
    """The pieces between which a line may break: words, and single wide characters; none ends with an opening bracket."""
    pieces = [""]
    before, wide_before, opening = " ", False, False
    for character in text:
        wide, category = _wide(character), unicodedata.category(character)
        square = wide and (not category.startswith("P") or category in _OPENING)
        if not opening and (square or before in " -" or (wide_before and not wide and character.isalnum())):
            pieces.append("")
        pieces[-1] += character
        before, wide_before, opening = character, wide, category in _OPENING
    return [piece for piece in pieces if piece]


def _cut(text: str, cells: int) -> str:
    if width(text) <= cells:
        return text
    while text and width(text) > cells - 1:
        text = text[:-1]
    return text.rstrip() + "\u2026"


def margin(texts: Sequence[str], *, most: int, least: int = 24) -> int:
    """The margin in pixels for the widest of some one-line texts, between `least` and `most`."""
    widest = max((width(text) for text in texts), default=0)
    return round(min(max(widest * CELL + 12, least), most))


def apart(places: Sequence[float], *, sizes: Sequence[float], low: float, high: float) -> list[float]:
    """The positions of labels between two bounds, moved as little as possible so that labels do not overlap.

    Examples
    --------
    >>> apart([10, 12], sizes=[17, 17], low=0, high=100)
    [8.5, 25.5]
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    groups: list[tuple[float, float, list[int]]] = []  # centre, size, members
    for i in order:
        groups.append((_within(places[i], sizes[i], low, high), sizes[i], [i]))
        while len(groups) > 1 and groups[-2][0] + groups[-2][1] / 2 > groups[-1][0] - groups[-1][1] / 2 + 1e-9:
            (_, size, members), (_, more, others) = groups[-2:]
            together, total = [*members, *others], size + more
            centre = sum(places[j] for j in together) / len(together)
            groups[-2:] = [(_within(centre, total, low, high), total, together)]
    result = list(places)
    for centre, total, members in groups:
        edge = centre - total / 2
        for j in members:
            result[j] = edge + sizes[j] / 2
            edge += sizes[j]
    return result


def _within(position: float, size: float, low: float, high: float) -> float:
    return max(low + size / 2, min(high - size / 2, position))
