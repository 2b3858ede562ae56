"""`Setting`: the language and the line of code of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reportlib.blocks.chart import Chart
from reportlib.blocks.facts import Claim
from reportlib.blocks.plot.sketch import Plain
from reportlib.blocks.text import Words


@dataclass(frozen=True)
class Setting:
    """The language of a chart, and the line of code that makes it."""

    words: Words
    code: str = ""

    def chart(self, figure: Plain, data: pd.DataFrame, claims: Sequence[Claim] = ()) -> Chart:
        """The chart with this picture, its figures (`data`) and its claims."""
        return Chart(data=data, plain=figure, claims=tuple(claims), code=self.code, lang=self.words.lang)

    def nothing(self, data: pd.DataFrame, why: str) -> Chart:
        """A chart that says why nothing is drawn."""
        return Chart(data=data, plain=None, code=self.code, why=why, lang=self.words.lang)
