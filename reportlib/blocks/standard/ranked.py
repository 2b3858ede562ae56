"""Units against each other by one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reportlib.analysis import View
from reportlib.analysis.comparisons.order import in_order, stays
from reportlib.analysis.comparisons.ranks import FEWEST, ranked_by
from reportlib.blocks import pictures as figures
from reportlib.blocks.chart import Chart
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import by_level, listed, names, origin
from reportlib.blocks.plot.points import SILENT, bracketed, limits, noted, of_how_many, read
from reportlib.blocks.standard.making import chart, fact
from reportlib.blocks.text import Words
from reportlib.blocks.text.rounding import rounded
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


@dataclass(frozen=True)
class Count:
    """How many units are ranked (or, without ranks, known), did not report, and have a figure that is not ranked."""

    of: int
    missing: int
    unranked: int


def ranking(view: View, words: Words, name: str, units: Sequence[Unit], *, benchmark: Unit | None) -> Chart | None:
    """Units by an indicator, the view's own marked where it is among them; nothing where fewer than two are known.

    Raises
    ------
    ValueError
        When the view does not hold the figures of these units.
    """
    indicator = view.workbook.catalogue[name]
    rows = figures_of(view, indicator, units)
    rows = rows.assign(name=rows.index.map(names(view, words, units, indicator)), marked=rows.index == view.unit.id)
    if rows["value"].count() < 2:
        return None
    unranked = int((rows["why"] != "").sum()) if "why" in rows else 0
    count = Count(int(rows["value"].count()) - unranked, int((rows["absence"] == SILENT).sum()), unranked)
    return _drawn(view, words, indicator, rows, _caption(view, words, indicator, rows, units, count), benchmark)


def figures_of(view: View, indicator: Indicator, units: Sequence[Unit]) -> pd.DataFrame:
    """The figures of some units, by unit, with `rank`, `tied` and `why` where units are ranked by the indicator.

    A count of a unit below is what it gave while it stood there.
    """
    rows = view.at(indicator.id, units)
    if given := parts_of(view, indicator):
        below = rows.index.isin(list(given))
        rows = rows.assign(value=rows["value"].mask(below, pd.Series(given).reindex(rows.index)))
    if indicator.id not in ranked_by(view.workbook.catalogue):
        return rows
    return rows.join(in_order(rows, indicator, short=stays(units, view.unit.id, view.period, indicator)))


def parts_of(view: View, indicator: Indicator) -> dict[str, float]:
    """What each unit directly below gave to a count while it stood there; nothing of what is no count."""
    rows = view.parts[(view.parts["indicator"] == indicator.id) & (view.parts["unit"] == view.unit.id)]
    return {str(child): float(part) for child, part in zip(rows["child"], rows["part"], strict=True)}


def among_peers(view: View, words: Words, name: str) -> Chart | None:
    """The unit's rank among its peers by an indicator, with those around it; nothing where it has none."""
    places, row = view.among_peers(name), view.standing_of(name)
    if places.empty:
        return None
    indicator, units = view.workbook.catalogue[name], view.workbook.units
    rows = places.set_index("unit").assign(marked=(places["unit"] == view.unit.id).to_numpy(), qualifier="exactly")
    rows = rows.assign(name=[words.name(units[unit].name) for unit in rows.index], tied=rows["rank"].duplicated(keep=False))
    rows.loc[view.unit.id, "tied"] = row.tied
    count = Count(int(places["known"].iloc[0]), int(row.missing), int(row.unranked))
    caption = _caption(view, words, indicator, rows, [view.unit], count)
    if count.unranked:
        caption = caption.with_notes([noted(words("figure.unranked", count=count.unranked), [], words)], words)
    return _drawn(view, words, indicator, rows, caption, view.parent, known=count.of, silent=count.missing)


def _drawn(
    view: View,
    words: Words,
    indicator: Indicator,
    rows: pd.DataFrame,
    caption: Caption,
    benchmark: Unit | None,
    *,
    known: int | None = None,
    silent: int = 0,
) -> Chart:
    value, label = _benchmark(view, words, indicator, benchmark)
    figure = figures.ranked_bars(
        rows,
        indicator=indicator,
        words=words,
        caption=caption,
        known=known,
        silent=silent,
        benchmark=value,
        benchmark_name=label,
    )
    order = rows["rank" if "rank" in rows else "value"].tolist()
    shown = [(str(unit), value) for unit, value, at in zip(rows.index, rows["value"].tolist(), order, strict=True) if at == at]
    facts = [fact(view, indicator.id, value, unit=unit) for unit, value in shown]
    data = rows.assign(unit=rows.index, indicator=indicator.id, period=str(view.period))
    return chart(figure, data, words=words, ground=f"the order of {len(shown)} of {len(rows)} that are shown", facts=facts)


def _benchmark(view: View, words: Words, indicator: Indicator, unit: Unit | None) -> tuple[float | None, str]:
    """The figure that all are set against, where it is comparable and exact, and what it is called, with what it lacks."""
    if unit is None or indicator.kind not in ("ratio", "score"):
        return None, ""
    point = next(read(view.at(indicator.id, [unit])))
    if point.value is None or point.qualifier != "exactly":
        return None, ""
    return point.value, words.name(unit.name) + bracketed(limits(point, words), words)


def _caption(view: View, words: Words, indicator: Indicator, rows: pd.DataFrame, units: Sequence[Unit], count: Count) -> Caption:
    ranks = "rank" in rows and rows["rank"].notna().any()
    own = rows[rows["marked"] & rows["rank"].notna()] if ranks else rows.iloc[:0]
    first = _first(rows, indicator) if ranks and count.of >= FEWEST else None
    if len(own):
        title = _own(own.iloc[0], words, indicator, count)
    elif first is not None:
        key = "lowest" if indicator.direction == "down" else "highest"
        point = next(read(first.to_frame().T))
        told = words.amount(point.value, indicator) + of_how_many(point, indicator, words)
        title = words(f"chart.ranking.{key}", name=words.name(indicator.name), unit=first["name"], amount=told)
    else:
        title = by_level(view, words, indicator, units)
    subtitle = listed([words.period(view.period, short=True), *_known(rows, words, indicator, count, ranks=bool(ranks))], words)
    return Caption(title, subtitle, origin=origin(rows["origin"]))


def _first(rows: pd.DataFrame, indicator: Indicator) -> pd.Series[float] | None:
    """The row that comes first, where no other is tied with it or is written alike."""
    ranked = rows[rows["rank"].notna()].sort_values("rank", kind="stable")
    written = [rounded(value, indicator.decimals) for value in ranked["value"].iloc[:2]]
    return None if ranked["tied"].iloc[0] or len(set(written)) < len(written) else ranked.iloc[0]


def _own(row: pd.Series[float], words: Words, indicator: Indicator, count: Count) -> str:
    """The rank of the view's own unit: of how many, who did not report, who is not ranked."""
    key = "own_tied" if row["tied"] else "own"
    told = words(f"chart.ranking.{key}", name=words.name(indicator.name), unit=row["name"], rank=int(row["rank"]), of=count.of)
    return listed([told, *_others(words, count)], words)


def _others(words: Words, count: Count) -> list[str]:
    missing = [words("chart.ranking.missing", count=count.missing)] if count.missing else []
    return [*missing, *([words("chart.ranking.unranked", count=count.unranked)] if count.unranked else [])]


def _known(rows: pd.DataFrame, words: Words, indicator: Indicator, count: Count, *, ranks: bool) -> list[str]:
    """How many units are ranked, or have a figure; without ranks, from which to which they reach."""
    if ranks:
        return [words("chart.ranking.ranked", count=count.of), *_others(words, count)]
    exact = rows.loc[rows["value"].notna() & (rows["qualifier"] == "exactly"), "value"]
    low, high = (words.figure(float(value), indicator) for value in (exact.min(), exact.max()))
    span = [words("chart.range", low=low, high=high)] if len(exact) == rows["value"].count() else []
    known = words("chart.ranking.known", known=int(rows["value"].count()), all=len(rows))
    return [*span, known]
