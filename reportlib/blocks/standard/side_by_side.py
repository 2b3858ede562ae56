"""The units below side by side, in every indicator that can be compared between levels."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reportlib.analysis import View
from reportlib.analysis.snapshots.view import sized
from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import at, origin
from reportlib.blocks.plot.points import read
from reportlib.blocks.standard.making import chart, own
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

FEWEST = 4
"""The fewest figures that make a table worth drawing."""
PARTIAL = "\u25c7"


def comparison(view: View, words: Words) -> Chart | None:
    """The unit and the largest units below it, in every indicator that has a good side: the values, without a verdict."""
    units = (view.unit, *view.largest)
    compared = [i for i in view.indicators if i.kind in ("ratio", "score") and i.direction != "none" and i.id in view.known.index]
    told = {indicator.id: view.at(indicator.id, units) for indicator in compared}
    below = sum(int(rows["value"].iloc[1:].count()) for rows in told.values())
    if len(units) < 3 or below < FEWEST:
        return None
    frame = pd.DataFrame(cell for i in compared for cell in _cells(view, words, i, told[i.id]))
    notes = [_chosen(view, words), words("figure.cell_partial") if frame["partial"].any() else ""]
    title = words("chart.heat.title", unit=words.name(view.unit.name))
    data = pd.concat(told, names=["indicator", "unit"]).reset_index().assign(period=str(view.period))
    caption = Caption(title, at(view, words), origin=origin(data["origin"]))
    figure = figures.heat(frame, words=words, caption=caption.with_notes(notes, words))
    facts = [own(view, indicator.id) for indicator in compared]
    return chart(figure, data, words=words, subject=words.name(view.unit.name), ground="names what is drawn", facts=facts)


def _cells(view: View, words: Words, indicator: Indicator, rows: pd.DataFrame) -> Iterator[dict[str, object]]:
    """One row of the table, a cell a unit."""
    group = words.name(view.workbook.catalogue.dimension(indicator.dimension).name)
    for unit, point in zip((view.unit, *view.largest), read(rows), strict=True):
        yield {
            "row": words.name(indicator.plain or indicator.name),
            "column": words.name(unit.name),
            "text": words.figure(point.value, indicator, qualifier=point.qualifier) + (PARTIAL if point.lacking else ""),
            "absence": point.absence,
            "group": group,
            "partial": point.lacking,
        }


def _chosen(view: View, words: Words) -> str:
    """Which of the units below are shown, and how they were chosen."""
    shown, every = len(view.largest), len(view.children)
    if shown == every:
        return words("chart.heat.all", count=every)
    sizes = {size: view.across(size, of) for size, of in sized(view.workbook, view.children).items()}
    known = pd.concat(list(sizes.values())).dropna()
    size = words.join([words.name(view.workbook.catalogue[name].name) for name in sizes])
    least = known.reindex([unit.id for unit in view.largest]).min()
    key = "tied" if int((known >= least).sum()) > shown else "largest"
    told = [words(f"chart.heat.{key}", shown=shown, all=every, size=size)]
    told += [words("chart.heat.unsized", count=every - len(known))] if len(known) < every else []
    return str(words.get("figure.between")).join(told)
