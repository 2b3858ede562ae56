"""A number as a page writes it, with the stored one behind it: copies of the page hold that, and show it as the page does."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reportlib.blocks.text.rounding import decimal


@dataclass(frozen=True)
class NumberText:
    """A text and the stored number that it shows; none where the text is no number, or says more than one.

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
        """The stored number, to 15 significant digits, where the text does not say all of it."""
        if self.value is None or not math.isfinite(self.value):
            return None
        value = float(decimal(self.value))
        return None if _plain(self.text) == value or not math.isfinite(value) else value


def _plain(text: str) -> float | None:
    """The number that a text says in full, with separators, a sign and a sign of per cent at most."""
    try:
        return float(text.replace(",", "").replace("\u2212", "-").removesuffix("%"))
    except ValueError:
        return None
