"""Small multiples: several indicators of one unit over time, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import unmeant, whose, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.trend import POINT, unit_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import counted_sentence
from reportlib.blocks.plot.scales import in_time
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

ACROSS = 3


def multiples(
    figures: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    setting: Setting,
    benchmarks: pd.DataFrame | None = None,
    every: bool = False,
    note: str = "",
) -> Chart:
    """A panel for each indicator for which the unit has at least two points; a note names the indicators with fewer.

    Nothing is drawn if no indicator has two points.

    Parameters
    ----------
    figures, benchmarks
        Figures (see `captions`) of the unit and of its benchmarks.
    every
        Whether all indicators were selected; if so, indicators without figures are not mentioned.
    """
    words, counts = setting.words, figures.groupby("indicator")["value"].count()
    with_line = [indicator for indicator in indicators if counts.get(indicator.id, 0) > 1]
    if not with_line:
        return setting.nothing(figures, words("block.why.panels", unit=whose(figures, words)))
    lines = [figures.assign(series="unit"), *([] if benchmarks is None else [benchmarks.assign(series="benchmark")])]
    data = pd.concat(lines, ignore_index=True)
    rows = data[data["indicator"].isin([indicator.id for indicator in with_line])]
    few = [words.name(i.name) for i in indicators if i not in with_line and i.id in counts.index]
    notes = [note, counted_sentence(words("block.few", count=len(few)), few, words) if few else ""]
    notes += ["" if every else unmeant(indicators, figures, words)]
    title = words("block.multiples", unit=whose(figures, words), count=len(with_line))
    caption = Caption(title, whose_and_when(rows[rows["series"] == "unit"], words), origin=origin(rows["origin"]))
    figure = pictures.small_multiples(
        rows.assign(name=rows["label"], unit=unit_of(rows))[["indicator", "unit", "series", "name", *POINT]],
        indicators=with_line,
        words=words,
        caption=caption.with_notes(notes, words),
        columns=min(ACROSS, len(with_line)),
        period=in_time(map(Period.parse, set(figures["period"])))[-1],
    )
    return setting.chart(figure, data)
