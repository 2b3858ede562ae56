"""A line chart of one indicator over time."""

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
    """A line for each unit or group; nothing is drawn for fewer than two figures.

    Parameters
    ----------
    figures
        Figures (see `captions`) of the units.
    benchmarks
        Figures of the benchmarks, in the same form.
    targets
        A row for each target: `period`, `value`, and `span`, the period over which the target is drawn.
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
    rows = data.assign(name=data["label"], unit=unit_of(data))[["unit", "series", "name", *POINT]]
    figure = pictures.trend(rows, indicator=indicator, words=words, caption=caption, targets=targets)
    return setting.chart(figure, data)


def unit_of(figures: pd.DataFrame) -> pd.Series[str]:
    """For each figure, the id of the unit whose breaks in series concern it; for a group of units, the group's key.

    If units are grouped by parent, the key is the parent's id, so the parent's breaks are used.
    """
    empty = pd.Series("", index=figures.index, dtype="str")
    groups = figures["group"].astype("str") if "group" in figures else empty
    return figures["unit"].fillna(groups) if "unit" in figures else groups


def _latest(figures: pd.DataFrame, indicator: Indicator, words: Words) -> str:
    order = figures["period"].map(lambda text: Period.parse(text).closes)
    last = figures.assign(order=order)[figures["value"].notna()].sort_values("order").tail(1)
    point = next(points_in(last))
    amount = words.amount(point.value, indicator, qualifier=point.qualifier)
    amount += bracketed(remarks(point, indicator, words), words)
    return words("chart.trend.then", name=words.name(indicator.name), amount=amount, period=when(last, words))
