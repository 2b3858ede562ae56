"""One indicator over time: of one unit, or of several that are drawn alike, against what they are compared with."""

from __future__ import annotations

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, remarks, when, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import bracketed, points_in
from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

POINT = ["period", "value", "origin", "qualifier", "absence", "status", "k", "n", "hidden", "denominator"]


def trend(
    figures: pd.DataFrame,
    *,
    indicator: Indicator,
    setting: Setting,
    benchmarks: pd.DataFrame | None = None,
    targets: pd.DataFrame | None = None,
    note: str = "",
) -> Chart:
    """An indicator over time, a line a unit or group; left out where there are no two points.

    Parameters
    ----------
    figures
        Its figures (see `captions`).
    benchmarks
        The same of what they are compared with.
    targets
        `period` and `value` of what was aimed at; `span`, the period over which each is drawn.
    note
        What is to be said of the groups.
    """
    words = setting.words
    if figures["value"].count() < 2:
        return setting.nothing(figures, words("block.why.points", name=words.name(indicator.name)))
    several = figures["label"].nunique() > 1
    lines = [figures.assign(series="several" if several else "unit")]
    if benchmarks is not None:
        lines.append(benchmarks.assign(series="benchmark"))
    data = pd.concat(lines, ignore_index=True)
    title = measured(indicator, words) if several else _latest(figures, indicator, words)
    caption = Caption(title, whose_and_when(figures, words), note, origin=origin(data["origin"]))
    rows = data.assign(name=data["label"])[["series", "name", *POINT]]
    figure = pictures.trend(rows, indicator=indicator, words=words, caption=caption, targets=targets)
    return setting.chart(figure, data)


def _latest(figures: pd.DataFrame, indicator: Indicator, words: Words) -> str:
    """The last figure, with its period and what limits it."""
    order = figures["period"].map(lambda text: Period.parse(text).closes)
    last = figures.assign(order=order)[figures["value"].notna()].sort_values("order").tail(1)
    point = next(points_in(last))
    amount = words.amount(point.value, indicator, qualifier=point.qualifier)
    amount += bracketed(remarks(point, indicator, words), words)
    return words("chart.trend.then", name=words.name(indicator.name), amount=amount, period=when(last, words))
