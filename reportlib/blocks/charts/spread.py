"""A strip plot of one indicator: a row for each group, with a dot for each unit and a median."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from reportlib.analysis.comparisons.ranks import MIN_RANKED
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import limits, measured, when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import Point, cell, counted_sentence, point_text, points_in
from reportlib.blocks.plot.rows import Row, lay_rows, over
from reportlib.blocks.plot.scales import Scale, nice
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.workbook.catalogue import Indicator

GOLDEN: Final = 0.618034
"""The step of a fixed sequence by which dots of a row are moved up or down, so that neighbours do not overlap."""


@dataclass(frozen=True)
class Strip:
    """A row: the drawn units of a group, the smallest value first."""

    name: str
    units: tuple[tuple[str, Point], ...]

    @property
    def values(self) -> list[float]:
        """The drawn values."""
        return [point.value for _, point in self.units if point.value is not None]

    @property
    def median(self) -> float | None:
        """The median; None for fewer than `MIN_RANKED` units."""
        return float(np.median(self.values)) if len(self.units) >= MIN_RANKED else None


def spread(
    figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, level: str, marks: Sequence[tuple[str, float]] = ()
) -> Chart:
    """The units of each group, the group with the best median on top; nothing is drawn for fewer than two figures.

    Parameters
    ----------
    figures
        Figures of units (see `captions`); column `strip` has the name of each unit's row. Only exact figures are drawn.
    marks
        The name and the value of each line that is drawn through all rows.
    """
    words = setting.words
    exact = figures["value"].notna() & figures["qualifier"].eq("exactly")
    if exact.sum() < 2:
        return setting.nothing(figures, words("block.why.units", name=words.name(indicator.name)))
    strips = _strips(figures, exact, indicator)
    sketch, height = _sketch(strips, marks, indicator, words)
    count = words("chart.ranking.known", known=int(exact.sum()), all=len(figures))
    caption = Caption(
        words("chart.by", name=measured(indicator, words), level=level),
        words.clauses([when(figures, words), count]),
        origin=origin(figures.loc[exact, "origin"]),
    )
    figure = finish(
        sketch,
        caption=caption.with_notes(_notes(figures, exact, strips, words), words),
        alt=_alt(strips, indicator, words),
        table=_table(strips, indicator, words),
        words=words,
        kind="spread",
        height=height,
    )
    return setting.chart(figure, figures, _claims(strips, figures, indicator, words))


def _strips(figures: pd.DataFrame, exact: pd.Series[bool], indicator: Indicator) -> list[Strip]:
    """The rows, the best median first; rows without a median come last."""
    strips = []
    for name in dict.fromkeys(figures["strip"]):
        rows = figures[exact & figures["strip"].eq(name)].sort_values("value", kind="stable")
        strips.append(Strip(str(name), tuple(zip(map(str, rows["label"]), points_in(rows), strict=True))))
    sign = 1 if indicator.direction == "down" else -1
    return sorted(strips, key=lambda strip: (strip.median is None, sign * (strip.median or 0.0)))


def _sketch(strips: list[Strip], marks: Sequence[tuple[str, float]], indicator: Indicator, words: Words) -> tuple[Sketch, int]:
    scale = nice([*(value for strip in strips for value in strip.values), *(value for _, value in marks)])
    sketch = Sketch([_dots(strips, indicator, words), _medians(strips)])
    rows = [Row(_named(strip, words), number=_median(strip, indicator, words)) for strip in strips]
    height = lay_rows(sketch, rows, scale=scale, indicator=indicator, words=words, head=True)
    right = sketch.layout["margin"]["r"] - 2
    head = {"x": 1, "xref": "paper", "xanchor": "right", "xshift": right, "y": -0.95, "text": words("block.spread.median")}
    sketch.add_annotation(**head)
    for name, value in marks:
        _mark(sketch, f"{escaped(name)} {words.figure(value, indicator)}", value, len(strips), scale)
    return sketch, height


def _named(strip: Strip, words: Words) -> str:
    return words("block.spread.row", name=strip.name, count=len(strip.units))


def _median(strip: Strip, indicator: Indicator, words: Words) -> str:
    return words.figure(strip.median, indicator)


def _dots(strips: list[Strip], indicator: Indicator, words: Words) -> dict[str, Any]:
    """The trace of the dots, moved up or down so that neighbours do not overlap."""
    at = [(row, n, name, point) for row, strip in enumerate(strips) for n, (name, point) in enumerate(strip.units)]
    alone = {row for row, strip in enumerate(strips) if len(strip.units) < MIN_RANKED}
    return {
        "type": "scatter",
        "x": [point.value for _, _, _, point in at],
        "y": [row if row in alone else round(row + ((n * GOLDEN) % 1 - 0.5) * 0.56, 3) for row, n, _, _ in at],
        "mode": "markers",
        "cliponaxis": False,
        "customdata": [f"{escaped(name)}  <b>{point_text(point, indicator, words)}</b>" for _, _, name, point in at],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 7, "color": theme.MARK, "opacity": 0.55, "line": {"color": theme.PAPER, "width": 0.5}},
    }


def _medians(strips: list[Strip]) -> dict[str, Any]:
    at = [(row, strip.median) for row, strip in enumerate(strips) if strip.median is not None]
    return {
        "type": "scatter",
        "x": [median for _, median in at],
        "y": [row for row, _ in at],
        "mode": "markers",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": theme.UNIT}},
    }


def _mark(sketch: Sketch, text: str, value: float, count: int, scale: Scale) -> None:
    line = {"color": theme.INK_2, "width": 1.2}
    sketch.add_shape(type="line", x0=value, x1=value, y0=-0.6, y1=count - 0.5, line=line)
    over(sketch, value, text, colour=theme.INK_2)
    if value > scale.low + 0.85 * (scale.high - scale.low):
        sketch.annotations[-1] |= {"xanchor": "right", "xshift": 24}


def _notes(figures: pd.DataFrame, exact: pd.Series[bool], strips: list[Strip], words: Words) -> list[str]:
    vague = figures.loc[figures["value"].notna() & ~exact, "label"].tolist()
    values = [value for strip in strips for value in strip.values]
    scale = nice(values)
    return [
        words("block.spread.stroke") if any(strip.median is not None for strip in strips) else "",
        words("figure.across_not_from_zero") if not scale.low <= 0 <= scale.high else "",
        counted_sentence(words("block.inexact", count=len(vague)), vague, words) if vague else "",
        *limits(figures, words),
    ]


def _table(strips: list[Strip], indicator: Indicator, words: Words) -> Table:
    columns = [words("block.spread.group"), words("figure.column.unit"), words.name(indicator.name)]
    rows: list[list[str | NumberText]] = [
        [strip.name, words("block.spread.median_of", count=len(strip.units)), words.cell(strip.median, indicator)]
        for strip in strips
        if strip.median is not None
    ]
    rows += [[strip.name, name, cell(point, indicator, words)] for strip in strips for name, point in reversed(strip.units)]
    return Table(columns, rows)


def _alt(strips: list[Strip], indicator: Indicator, words: Words) -> str:
    text = words("semicolon").join(_strip_text(strip, indicator, words) for strip in strips)
    return words("figure.alt.sentence", what=words.name(indicator.name), told=text)


def _strip_text(strip: Strip, indicator: Indicator, words: Words) -> str:
    if strip.median is None:
        return words("block.spread.few", name=strip.name, count=len(strip.units))
    low, high = (words.figure(end(strip.values), indicator) for end in (min, max))
    gaps: Mapping[str, object] = {"median": words.figure(strip.median, indicator), "low": low, "high": high}
    return words(f"block.spread.{'told' if low != high else 'alike'}", name=strip.name, count=len(strip.units), **gaps)


def _claims(strips: list[Strip], figures: pd.DataFrame, indicator: Indicator, words: Words) -> list[Claim]:
    return [
        Claim(
            "median",
            _strip_text(strip, indicator, words),
            strip.name,
            ground=f"{len(strip.units)} exact figures",
            facts=facts_of(figures[figures["strip"].eq(strip.name) & figures["label"].isin([name for name, _ in strip.units])]),
        )
        for strip in strips
        if strip.median is not None
    ]
