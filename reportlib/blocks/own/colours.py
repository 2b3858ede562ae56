"""Invert the greys of an analyst's figure for a dark screen: light ones become dark, dark ones light. Other colours stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportlib.blocks.plot import theme

_NAMES = {
    "black": 0, "dimgray": 105, "dimgrey": 105, "gray": 128, "grey": 128, "darkgray": 169, "darkgrey": 169, "silver": 192,
    "lightgray": 211, "lightgrey": 211, "gainsboro": 220, "whitesmoke": 245, "white": 255,
}  # fmt: skip
_HEX = re.compile(r"#([0-9a-f]{6})(?:ff)?")
_SHORT = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_RGB = re.compile(r"rgba?\(\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*(?:,\s*1(?:\.0*)?\s*)?\)")
_APART = 10
"""How much the red, green and blue parts of a colour that still looks grey may differ."""


def grey(colour: str) -> str:
    """A grey in any notation as six hexadecimal digits; empty for other colours and for transparent ones.

    Examples
    --------
    >>> grey("black"), grey("#444"), grey("rgb(250, 250, 250)"), grey("#636efa"), grey("rgba(0,0,0,0)")
    ('#000000', '#444444', '#fafafa', '', '')
    """
    plain = colour.strip().lower()
    if plain in _NAMES:
        return f"#{_NAMES[plain]:02x}" + f"{_NAMES[plain]:02x}" * 2
    parts = _parts(plain)
    return f"#{parts[0]:02x}{parts[1]:02x}{parts[2]:02x}" if parts and max(parts) - min(parts) <= _APART else ""


def _parts(plain: str) -> tuple[int, int, int] | None:
    if match := _HEX.fullmatch(plain):
        red, green, blue = (int(match[1][n : n + 2], 16) for n in (0, 2, 4))
    elif match := _SHORT.fullmatch(plain):
        red, green, blue = (int(match[n] * 2, 16) for n in (1, 2, 3))
    elif match := _RGB.fullmatch(plain):
        red, green, blue = (min(int(match[n]), 255) for n in (1, 2, 3))
    else:
        return None
    return red, green, blue


def dark(colour: str) -> str:
    """The colour of a grey on a dark screen: black becomes the colour of text there, white the colour of the background.

    Examples
    --------
    >>> dark("#000000") == theme.DARK[theme.INK], dark("#ffffff") == theme.DARK[theme.PAPER]
    (True, True)
    """
    share = int(colour[1:3], 16) / 255
    ends = [[int(end[n : n + 2], 16) for n in (1, 3, 5)] for end in (theme.DARK[theme.INK], theme.DARK[theme.PAPER])]
    return "#" + "".join(f"{round(ink + (paper - ink) * share):02x}" for ink, paper in zip(*ends, strict=True))


def with_six_digit_greys(part: Any, name: str = "") -> Any:
    """A part of a plotly figure, with each grey written as six hexadecimal digits, so that a page can replace the grey."""
    if isinstance(part, dict):
        return {key: with_six_digit_greys(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [with_six_digit_greys(value, name) for value in part]
    return (grey(part) or part) if isinstance(part, str) and name.endswith("color") else part


def greys(part: Any, name: str = "") -> Iterator[str]:
    """The greys in a part of a plotly figure that are written as six hexadecimal digits."""
    if isinstance(part, dict):
        for key, value in part.items():
            yield from greys(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from greys(value, name)
    elif isinstance(part, str) and name.endswith("color") and _HEX.fullmatch(part) and grey(part):
        yield part
