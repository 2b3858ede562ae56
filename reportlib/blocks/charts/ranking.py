"""Units in the order of one indicator, the best on top."""

from __future__ import annotations

import pandas as pd

from reportlib.analysis.comparisons.ranks import MIN_RANKED
from reportlib.blocks import pictures
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, about, facts_of
from reportlib.blocks.pictures import Caption
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import SILENT, SUPPRESSED, benchmark_line, of_how_many, points_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.places import counts_from_lowest, place_sentence, without_place
from reportlib.blocks.text.rounding import rounded
from reportlib.workbook.catalogue import Indicator


def ranking(
    figures: pd.DataFrame,
    *,
    indicator: Indicator,
    setting: Setting,
    level: str,
    own: str = "",
    top: int = 0,
    benchmark: pd.DataFrame | None = None,
) -> Chart:
    """Bars of units, the best on top; nothing is drawn if fewer than two units have a figure.

    Parameters
    ----------
    figures
        Figures (see `captions`) with columns `rank`, `tied` and `why` (the reason for no rank).
    own
        The id of the unit that is marked, and whose rank is in the title.
    top
        How many of the first units are drawn. 0 for all units or, if they are many, the first and the last ones.
    benchmark
        The figure of the benchmark, one row.
    """
    words = setting.words
    if figures["value"].count() < 2:
        return setting.nothing(figures, words("block.why.units", name=words.name(indicator.name)))
    title, claims = _title(figures, indicator, words, level, own)
    ranked = int(figures["rank"].notna().sum())
    ranked_text = words("chart.ranking.ranked", count=ranked)
    subtitle = words.clauses([when(figures, words), ranked_text, *_others(figures, words)])
    line = (None, "") if benchmark is None else benchmark_line(next(points_in(benchmark)), str(benchmark["label"].iloc[0]), words)
    figure = pictures.ranked_bars(
        figures.assign(name=figures["label"], marked=figures["unit"] == own),
        indicator=indicator,
        words=words,
        caption=Caption(title, subtitle, origin=origin(figures["origin"])),
        benchmark=line[0],
        benchmark_name=line[1],
        top=top,
    )
    return setting.chart(figure, figures, claims)


def _title(figures: pd.DataFrame, indicator: Indicator, words: Words, level: str, own: str) -> tuple[str, list[Claim]]:
    ranked = figures[figures["rank"].notna()].sort_values("rank", kind="stable")
    facts = about(facts_of(ranked), *ranked["unit"])
    if own in set(ranked["unit"]):
        row = ranked[ranked["unit"] == own].iloc[0]
        text = place_sentence(row["rank"], len(ranked), indicator, words, unit=str(row["label"]), tied=bool(row["tied"]))
        title = words.clauses([text, *_others(figures, words)])
        return title, [Claim("rank", title, str(row["label"]), ground=f"rank {int(row['rank'])} of {len(ranked)}", facts=facts)]
    rounded_values = [rounded(value, indicator.decimals) for value in ranked["value"].iloc[:2]]
    if len(ranked) < MIN_RANKED or ranked["tied"].iloc[0] or len(set(rounded_values)) < len(rounded_values):
        return words("chart.by", name=words.name(indicator.name), level=level), []
    first = ranked.iloc[:1]
    point, unit = next(points_in(first)), first.iloc[0]
    amount = words.amount(point.value, indicator) + of_how_many(point, indicator, words)
    key = "lowest" if counts_from_lowest(indicator) else "highest"
    title = words(f"chart.ranking.{key}", name=words.name(indicator.name), unit=unit["label"], amount=amount)
    return title, [Claim("first", title, str(unit["label"]), ground=f"rank 1 of {len(ranked)}, not tied", facts=facts)]


def _others(figures: pd.DataFrame, words: Words) -> list[str]:
    missing, unranked = int((figures["absence"] == SILENT).sum()), int((figures["why"] != "").sum())
    unranked += int((figures["absence"] == SUPPRESSED).sum()) if figures["rank"].notna().any() else 0
    return without_place(words, missing=missing, unranked=unranked)
