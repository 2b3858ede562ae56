"""How much each unit below added to the change of a count on the year before, like for like (METHODS 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, when, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.rows import signed
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import change_decimals
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

EXACT: Final = 1e-6
"""The share of a figure by which sums of the same parts may differ, for they are reckoned in binary."""


@dataclass(frozen=True)
class Pushes:
    """What a unit's figure changed by since the year before, and what each unit below added to it.

    Parameters
    ----------
    before, change
        The earlier figure, and the difference from it; NaN where there is no change like for like.
    pairs, of_pairs
        Of how many units it is the change, of how many.
    provisional
        Whether either side is.
    parts
        `unit`, `label` (with where one that joined or left came from or went to) and `push`, a row a unit below.
    """

    before: float
    change: float
    pairs: float
    of_pairs: float
    provisional: bool
    parts: pd.DataFrame = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether the parts make up the change."""
        return abs(float(self.parts["push"].sum()) - self.change) <= EXACT * max(1.0, abs(self.before))


def contribution(figures: pd.DataFrame, pushes: Pushes, *, indicator: Indicator, setting: Setting) -> Chart:
    """From the figure of the year before to that of the period, a step a unit below; left out where there is no such change.

    Parameters
    ----------
    figures
        The unit's figure (see `captions`), one row.
    """
    words, period = setting.words, Period.parse(figures["period"].iloc[0])
    earlier = period.year_before() or period
    data = pd.concat([figures, pushes.parts.assign(indicator=indicator.id, period=str(period))], ignore_index=True)
    gaps = {"name": words.name(indicator.name), "before": in_words(earlier, words), "after": in_words(period, words)}
    if math.isnan(pushes.change):
        return setting.nothing(figures, words("block.why.untold", **gaps))
    if len(pushes.parts) < 2 or not pushes.whole:
        return setting.nothing(figures, words("block.why.pushes", **gaps))
    frame = pd.DataFrame({"name": pushes.parts["label"], "contribution": pushes.parts["push"]})
    change = signed(pushes.change, indicator, words)
    title = words("block.contribution", name=measured(indicator, words), change=change, before=gaps["before"])
    figure = pictures.waterfall(
        frame,
        indicator=indicator,
        words=words,
        caption=Caption(title, whose_and_when(figures, words), _note(pushes, figures, words), str(figures["origin"].iloc[0])),
        start=pushes.before,
        end=pushes.before + pushes.change,
        start_name=gaps["before"],
        end_name=when(figures, words),
    )
    claim = Claim("change", title, str(figures["label"].iloc[0]), str(earlier), _ground(pushes), facts_of(figures))
    return setting.chart(figure, data, [claim, *_most(pushes, figures, indicator, words)])


def _note(pushes: Pushes, figures: pd.DataFrame, words: Words) -> str:
    """Of how many units the change is, and whether either side is provisional."""
    remarks = []
    if pushes.pairs < pushes.of_pairs:
        remarks.append(words("sentence.like.units", k=int(pushes.pairs), n=int(pushes.of_pairs)))
    if pushes.provisional:
        remarks.append(words("status_mark.provisional"))
    text = str(words.get("comma")).join(remarks)
    return words("figure.noted", what=text[:1].upper() + text[1:]) if remarks else ""


def _ground(pushes: Pushes) -> str:
    return f"like for like, {int(pushes.pairs)} of {int(pushes.of_pairs)} units"


def _most(pushes: Pushes, figures: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    """Which unit moved it most, as the alternative text says it."""
    most = sole(pushes.parts["push"].abs().tolist(), change_decimals(indicator))
    if most is None:
        return []
    name, size = str(pushes.parts["label"].iloc[most]), float(pushes.parts["push"].iloc[most])
    text = words("figure.alt.pushed", name=name, change=signed(size, indicator, words))
    return [Claim("moved it most", text, name, ground="contributions that add up to the change, no tie", facts=facts_of(figures))]
