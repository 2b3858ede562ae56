"""The funnel plot of the units below."""

from __future__ import annotations

from dataclasses import replace

from reportlib.analysis import View
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.funnel import funnel as funnel_chart
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.plot.sketch import with_record
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import within_sentence


def funnel(view: View, words: Words, name: str) -> Chart | None:
    """The funnel plot of the units below.

    None if the indicator has no interval, if there are few units, or if the units are of several levels.
    """
    indicator, levels = view.workbook.catalogue[name], {unit.level for unit in view.children}
    if indicator.uncertainty == "none" or len(levels) != 1:
        return None
    labels = {unit.id: words.name(unit.name) for unit in view.children}
    rows = view.values[(view.values["indicator"] == name) & (view.values["period"] == str(view.period))]
    rows = rows[rows["unit"].isin(list(labels))]
    figures = rows.assign(label=rows["unit"].map(labels)).reset_index(drop=True)
    level = within_sentence(words.name(view.workbook.level(levels.pop()).name))
    chart = funnel_chart(figures, indicator=indicator, setting=Setting(words), level=level, tabled=False)
    if chart.plain is None:
        return None
    return replace(chart, passes_facts_on=False, plain=with_record(chart.plain, anchor=f"{name}-funnel"))
