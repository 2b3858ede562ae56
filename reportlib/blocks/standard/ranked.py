"""A unit among its peers by one indicator."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import View
from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import benchmark_line, counted_sentence, points_in
from reportlib.blocks.standard.making import chart, fact
from reportlib.blocks.text import Words
from reportlib.blocks.text.places import place_sentence, without_place
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


@dataclass(frozen=True)
class Count:
    """How many units are ranked (`of`), did not report, or have a figure but no rank."""

    of: int
    missing: int
    unranked: int


def among_peers(view: View, words: Words, name: str) -> Chart | None:
    """A chart of the unit's rank among its peers; None if it has no rank."""
    places, row = view.among_peers(name), view.standing_of(name)
    if places.empty:
        return None
    indicator, units = view.workbook.catalogue[name], view.workbook.units
    rows = places.set_index("unit").assign(marked=(places["unit"] == view.unit.id).to_numpy(), qualifier="exactly")
    rows = rows.assign(name=[words.name(units[unit].name) for unit in rows.index], tied=rows["rank"].duplicated(keep=False))
    rows.loc[view.unit.id, "tied"] = row.tied
    count = Count(int(places["known"].iloc[0]), int(row.missing), int(row.unranked))
    caption = _caption(view, words, indicator, rows, count)
    if count.unranked:
        caption = caption.with_notes([counted_sentence(words("figure.unranked", count=count.unranked), [], words)], words)
    return _chart(view, words, indicator, rows, caption, view.parent, count=count)


def _chart(
    view: View,
    words: Words,
    indicator: Indicator,
    rows: pd.DataFrame,
    caption: Caption,
    benchmark: Unit | None,
    *,
    count: Count,
) -> Chart:
    value, label = _benchmark(view, words, indicator, benchmark)
    figure = pictures.ranked_bars(
        rows,
        indicator=indicator,
        words=words,
        caption=caption,
        count=count.of,
        silent=count.missing,
        unranked=count.unranked,
        benchmark=value,
        benchmark_name=label,
    )
    order = rows["rank" if "rank" in rows else "value"].tolist()
    with_order = [
        (str(unit), value) for unit, value, at in zip(rows.index, rows["value"].tolist(), order, strict=True) if at == at
    ]
    facts = [fact(view, indicator.id, value, unit=unit) for unit, value in with_order]
    data = rows.assign(unit=rows.index, indicator=indicator.id, period=str(view.period))
    return chart(figure, data, words=words, ground=f"the order of {len(with_order)} of {len(rows)} that are shown", facts=facts)


def _benchmark(view: View, words: Words, indicator: Indicator, unit: Unit | None) -> tuple[float | None, str]:
    """The value of the benchmark's line, if comparable and exact; the benchmark's name, and what limits the value in brackets."""
    if unit is None or not indicator.divides:
        return None, ""
    return benchmark_line(next(points_in(view.at(indicator.id, [unit]))), words.name(unit.name), words)


def _caption(view: View, words: Words, indicator: Indicator, rows: pd.DataFrame, count: Count) -> Caption:
    texts = [words.period(view.period, short=True), words("chart.ranking.ranked", count=count.of), *_others(words, count)]
    own = rows[rows["marked"]].iloc[0]
    return Caption(_own(own, words, indicator, count), words.clauses(texts), origin=origin(rows["origin"]))


def _own(row: pd.Series[float], words: Words, indicator: Indicator, count: Count) -> str:
    text = place_sentence(row["rank"], count.of, indicator, words, unit=str(row["name"]), tied=bool(row["tied"]))
    return words.clauses([text, *_others(words, count)])


def _others(words: Words, count: Count) -> list[str]:
    return without_place(words, missing=count.missing, unranked=count.unranked)
