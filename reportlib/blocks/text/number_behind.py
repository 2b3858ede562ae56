"""A printed number together with the unrounded one, which a spreadsheet stores."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reportlib.blocks.text.rounding import decimal


@dataclass(frozen=True)
class NumberText:
    """A text and the stored number that it prints; `value` is None if the text is no number, or says more than a number.

    Examples
    --------
    >>> str(NumberText("45.3%", 45.3141)), NumberText("45.3%", 45.3141).behind, NumberText("45%", 45.0).behind
    ('45.3%', 45.3141, None)
    """

    text: str
    value: float | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def behind(self) -> float | None:
        """The stored number, to 15 significant digits; None if the text shows it in full, or if there is none."""
        if self.value is None or not math.isfinite(self.value):
            return None
        value = float(decimal(self.value))
        return None if _plain(self.text) == value or not math.isfinite(value) else value


def _plain(text: str) -> float | None:
    """The number that a text such as “−1,234.5%” prints; None for other texts."""
    try:
        return float(text.replace(",", "").replace("\u2212", "-").removesuffix("%"))
    except ValueError:
        return None
