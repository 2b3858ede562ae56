"""The latest five years of one figure, and whether they show a trend (METHODS 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.trends import latest_trend, with_limits
from reportlib.analysis.methods.recent import Trend
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import whose_and_when, with_interval
from reportlib.blocks.charts.icons import of_trend, with_icons
from reportlib.blocks.charts.in_time import End, lay_out, marked_line, not_from_zero
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.line_traces import interrupted
from reportlib.blocks.plot.points import cell, points_in
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.periods import Period
from reportlib.workbook.breaks import restarts
from reportlib.workbook.catalogue import Break, Indicator

COLOURS: Final = {"better": theme.BETTER, "worse": theme.WORSE, "": theme.INK_2}


def recent(figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, breaks: Sequence[Break] = ()) -> Chart:
    """One unit's yearly figures with 95 % intervals, and whether the last five figures show a trend.

    Nothing is drawn if one of the last five years has no figure or no interval, or if a break in series lies between them.

    Parameters
    ----------
    figures
        Figures (see `captions`) of years. Inexact figures, and figures that lack too many returns, are only in the table.
    breaks
        The breaks in series: figures from a break on are not compared with earlier ones.
    """
    words = setting.words
    rows = with_limits(figures, indicator)
    trend = latest_trend(rows, indicator, breaks)
    if trend.why:
        return setting.nothing(figures, words("block.why.years", name=words.name(indicator.name)))
    trend_text = words(f"block.recent.trends.{trend.trend}{'_' + trend.meaning if trend.meaning else ''}")
    spans = {"first": words.period(trend.first), "last": words.period(trend.last)}
    title = words("block.recent.title", name=words.name(indicator.name), told=trend_text, **spans)
    line = _points(rows, COLOURS[trend.meaning], indicator, words)
    sketch = Sketch([interrupted(line, restarts(breaks, list(map(Period.parse, rows["period"]))))])
    values = [value for name in ("low", "high") for value in plain(rows[name]) if value is not None]
    last = rows[rows["value"].notna()].iloc[-1]
    ends = [End(float(last["value"]), words.figure(last["value"], indicator), COLOURS[trend.meaning], accent=True)]
    height = lay_out(sketch, [Period.parse(text) for text in rows["period"]], values, ends, indicator, words)
    caption = Caption(title, whose_and_when(figures, words), words("block.recent.note"), origin=origin(figures["origin"]))
    figure = finish(
        sketch,
        caption=caption.with_notes([not_from_zero(sketch, words)], words),
        alt=words("figure.alt.sentence", what=title, told=_years(rows, indicator, words)),
        table=_table(figures, rows, indicator, words),
        words=words,
        kind="recent",
        height=height,
    )
    return setting.chart(with_icons(figure, of_trend(trend, words)), figures, [_claim(figures, trend, title)])


def _points(rows: pd.DataFrame, colour: str, indicator: Indicator, words: Words) -> dict[str, Any]:
    values, low, high = (plain(rows[name]) for name in ("value", "low", "high"))
    up = [0.0 if one is None or end is None else end - one for one, end in zip(values, high, strict=True)]
    down = [0.0 if one is None or end is None else one - end for one, end in zip(values, low, strict=True)]
    hover_texts = [
        f"{words.period(row['period'])}  <b>{with_interval(row, indicator, words)}</b>" for row in rows.to_dict("records")
    ]
    bars = {"type": "data", "symmetric": False, "array": up, "arrayminus": down, "color": theme.MARK, "thickness": 1.2}
    line, marker = {"color": colour, "width": 1.5}, {"size": 8, "color": colour}
    return marked_line(rows["period"], values, hover_texts, line=line, marker=marker) | {"error_y": bars}


def _years(rows: pd.DataFrame, indicator: Indicator, words: Words) -> str:
    with_value = rows[rows["value"].notna()].to_dict("records")
    years = [
        words("figure.of_line", name=words.period(str(row["period"])), period=with_interval(row, indicator, words))
        for row in with_value
    ]
    return words("semicolon").join(years)


def _table(figures: pd.DataFrame, rows: pd.DataFrame, indicator: Indicator, words: Words) -> Table:
    points = dict(zip(map(str, figures["period"]), points_in(figures), strict=True))
    heads = [
        words("figure.column.period"),
        words.name(indicator.name),
        *(words(f"block.recent.{end}") for end in ("low", "high")),
    ]
    cells: list[list[str | NumberText]] = [
        [
            words.period(row["period"]),
            cell(points[str(row["period"])], indicator, words),
            *(words.cell(plain([row[end]])[0], indicator) for end in ("low", "high")),
        ]
        for row in rows.to_dict("records")
    ]
    return Table(heads, cells)


def _claim(figures: pd.DataFrame, trend: Trend, title: str) -> Claim:
    ground = f"chi-square {trend.chi_square:.4g} against 9.5495, and the slopes without each year"
    return Claim("trend", title, str(figures["label"].iloc[0]), f"{trend.first} to {trend.last}", ground, facts_of(figures))
