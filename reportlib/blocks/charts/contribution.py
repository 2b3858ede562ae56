"""A waterfall chart: what each unit below contributed to the change of a count since the year before (METHODS 2)."""

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
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.rounding import change_decimals
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

EXACT: Final = 1e-6
"""The relative difference that floating-point arithmetic may make between sums of the same parts."""


@dataclass(frozen=True)
class Pushes:
    """The change of a unit's figure since the year before, and the contribution of each unit below.

    Parameters
    ----------
    before, change
        The figure of the year before, and the change since; NaN if there is no change like for like.
    pairs, of_pairs
        How many units the change compares, and how many units there are.
    provisional
        Whether one of the two figures is provisional.
    parts
        A row for each unit below: `unit`, `label` and `push` (the contribution). The label of a unit that joined or left
        says where it came from or went to.
    """

    before: float
    change: float
    pairs: float
    of_pairs: float
    provisional: bool
    parts: pd.DataFrame = field(repr=False)

    @property
    def whole(self) -> bool:
        """Whether the contributions add up to the change."""
        return abs(float(self.parts["push"].sum()) - self.change) <= EXACT * max(1.0, abs(self.before))


def contribution(figures: pd.DataFrame, pushes: Pushes, *, indicator: Indicator, setting: Setting) -> Chart:
    """The steps from the figure of the year before to the present one, a step for each unit below.

    Nothing is drawn without a change like for like, with fewer than two contributions, or with contributions that do not
    add up to the change.

    Parameters
    ----------
    figures
        The present figure of the unit (see `captions`), one row.
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
    remarks = []
    if pushes.pairs < pushes.of_pairs:
        remarks.append(words("sentence.like.units", k=int(pushes.pairs), n=int(pushes.of_pairs)))
    if pushes.provisional:
        remarks.append(words("status_mark.provisional"))
    return words("figure.noted", what=capitalised(words.clauses(remarks))) if remarks else ""


def _ground(pushes: Pushes) -> str:
    return f"like for like, {int(pushes.pairs)} of {int(pushes.of_pairs)} units"


def _most(pushes: Pushes, figures: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    """The claim about the largest contribution."""
    most = sole(pushes.parts["push"].abs().tolist(), change_decimals(indicator))
    if most is None:
        return []
    name, size = str(pushes.parts["label"].iloc[most]), float(pushes.parts["push"].iloc[most])
    text = words("figure.alt.pushed", name=name, change=signed(size, indicator, words))
    return [Claim("moved it most", text, name, ground="contributions that add up to the change, no tie", facts=facts_of(figures))]
