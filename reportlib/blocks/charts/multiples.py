"""Several indicators of one unit over time, small, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import unmeant, whose, whose_and_when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.charts.trend import POINT
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import noted
from reportlib.blocks.plot.scales import in_time
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

ACROSS = 3


def multiples(
    found: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    setting: Setting,
    benchmarks: pd.DataFrame | None = None,
    every: bool = False,
    note: str = "",
) -> Chart:
    """Some indicators of one unit over time; those with fewer than two points are named, and left out if all are.

    Parameters
    ----------
    found, benchmarks
        Its figures, and those of what it is compared with (see `captions`).
    every
        Whether all indicators were asked for, of which those that the unit has none of need no word.
    note
        What is to be said of what it is compared with.
    """
    words, known = setting.words, found.groupby("indicator")["value"].count()
    drawn = [indicator for indicator in indicators if known.get(indicator.id, 0) > 1]
    if not drawn:
        return setting.nothing(found, words("block.why.panels", unit=whose(found, words)))
    lines = [found.assign(series="unit"), *([] if benchmarks is None else [benchmarks.assign(series="benchmark")])]
    data = pd.concat(lines, ignore_index=True)
    shown = data[data["indicator"].isin([indicator.id for indicator in drawn])]
    few = [words.name(i.name) for i in indicators if i not in drawn and i.id in known.index]
    notes = [note, noted(words("block.few", count=len(few)), few, words) if few else ""]
    notes += ["" if every else unmeant(indicators, found, words)]
    title = words("block.multiples", unit=whose(found, words), count=len(drawn))
    caption = Caption(title, whose_and_when(shown[shown["series"] == "unit"], words), origin=origin(shown["origin"]))
    figure = figures.small_multiples(
        shown.assign(name=shown["label"])[["indicator", "series", "name", *POINT]],
        indicators=drawn,
        words=words,
        caption=caption.with_notes(notes, words),
        columns=min(ACROSS, len(drawn)),
        period=in_time(map(Period.parse, set(found["period"])))[-1],
    )
    return setting.chart(figure, data)
