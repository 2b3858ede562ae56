"""A scatter plot of two indicators in one period."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.lettering import broken, escaped, margin
from reportlib.blocks.plot.points import Point, cell, counted_sentence, point_text, points_in, without
from reportlib.blocks.plot.scales import Scale, name_axes, nice, tick_texts, value_axis
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised, within_sentence
from reportlib.workbook.catalogue import Indicator

HEIGHT: Final = 380
BOTTOM: Final = 48
TOP: Final = 0.1
"""The room above the vertical scale for the name of the axis, as a share of the scale's length."""
LARGEST: Final = 36
PLAIN: Final = 9
"""The diameters, in pixels, of the largest dot, and of all dots if there is no size."""
LETTERS: Final = 14
MAX_DOTS_NAMED: Final = 6
"""The most dots that are named; the names of more would cover the dots."""


@dataclass(frozen=True)
class Dot:
    """A unit with its points: x, y and, if dots have sizes, the size."""

    name: str
    points: tuple[Point, ...]

    @property
    def x(self) -> float:
        """The value on the x axis."""
        return self.points[0].value or 0.0

    @property
    def y(self) -> float:
        """The value on the y axis."""
        return self.points[1].value or 0.0

    @property
    def lacks(self) -> str:
        """Why the unit is not drawn: a kind of absence, or “inexact”; empty if it is drawn."""
        silent = [point.absence for point in self.points if point.value is None]
        if silent:
            return silent[0] or "not reported"
        return "inexact" if any(point.qualifier != "exactly" for point in self.points) else ""


def relate(figures: pd.DataFrame, *, indicators: tuple[Indicator, ...], setting: Setting, level: str) -> Chart:
    """A dot for each unit; nothing is drawn if fewer than two units have exact figures of all indicators.

    Parameters
    ----------
    figures
        Figures (see `captions`) of all indicators in one period.
    indicators
        The indicators of the x axis and the y axis; a third one sizes the dots.
    """
    words = setting.words
    every = _dots(figures, indicators)
    dots = [dot for dot in every if not dot.lacks]
    names = [words.name(indicator.name) for indicator in indicators]
    if len(dots) < 2:
        return setting.nothing(figures, words("block.why.both", names=words.join(names)))
    both = _both(indicators, words)
    title = words("chart.by", name=both, level=level) if level else both
    count_text = words("block.relate.known", known=len(dots), all=len(every))
    rows = figures[figures["label"].isin([dot.name for dot in dots])]
    caption = Caption(title, capitalised(words.clauses([when(figures, words), count_text])), origin=origin(rows["origin"]))
    figure = finish(
        _sketch(dots, indicators, words),
        caption=caption.with_notes(_notes(every, dots, indicators, words), words),
        alt=_alt(dots, every, indicators, words),
        table=Table([words("figure.column.unit"), *names], [_row(dot, indicators, words) for dot in dots]),
        words=words,
        kind="relate",
        height=HEIGHT,
    )
    return setting.chart(figure, figures)


def _dots(figures: pd.DataFrame, indicators: tuple[Indicator, ...]) -> list[Dot]:
    """A dot for each unit; a unit without a row for an indicator counts as not asked for it."""
    by_indicator = [_points(figures, indicator) for indicator in indicators]
    return [
        Dot(name, tuple(p.get(name, Point(absence="not asked")) for p in by_indicator))
        for name in dict.fromkeys(figures["label"])
    ]


def _points(figures: pd.DataFrame, indicator: Indicator) -> dict[str, Point]:
    rows = figures[figures["indicator"] == indicator.id]
    return dict(zip(map(str, rows["label"]), points_in(rows), strict=True))


def _sketch(dots: list[Dot], indicators: tuple[Indicator, ...], words: Words) -> Sketch:
    across, up = (nice([getattr(dot, axis) for dot in dots]) for axis in ("x", "y"))
    sketch = Sketch([_trace(dots, indicators, words)])
    sketch.update_layout(
        xaxis=value_axis(across, indicators[0], words, first=-1, pad=(0.03, 0.03)),
        yaxis=value_axis(up, indicators[1], words, first=-1, pad=(0.06, TOP)),
        margin={"l": margin(tick_texts(up, indicators[1], words, first=-1), most=80), "r": 24, "b": BOTTOM},
    )
    name_axes(sketch, *(measured(indicator, words) for indicator in indicators[:2]))
    for dot in dots if len(dots) <= MAX_DOTS_NAMED else []:
        _name(sketch, dot, across)
    return sketch


def _trace(dots: list[Dot], indicators: tuple[Indicator, ...], words: Words) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [dot.x for dot in dots],
        "y": [dot.y for dot in dots],
        "mode": "markers",
        "cliponaxis": False,
        "customdata": [_hover(dot, indicators, words) for dot in dots],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": _sizes(dots), "color": theme.MARK, "opacity": 0.6, "line": {"color": theme.PAPER, "width": 1}},
    }


def _hover(dot: Dot, indicators: tuple[Indicator, ...], words: Words) -> str:
    lines = [
        f"{escaped(words.name(indicator.name))}  <b>{point_text(point, indicator, words)}</b>"
        for indicator, point in zip(indicators, dot.points, strict=True)
    ]
    return "<br>".join([escaped(dot.name), *lines])


def _sizes(dots: list[Dot]) -> list[float] | float:
    if len(dots[0].points) < 3:
        return PLAIN
    sizes = [dot.points[2].value or 0.0 for dot in dots]
    most = max(sizes) or 1.0
    return [round(max(4.0, LARGEST * math.sqrt(max(size, 0.0) / most)), 1) for size in sizes]


def _name(sketch: Sketch, dot: Dot, across: Scale) -> None:
    """Add a unit's name beside its dot, on the side with more room."""
    right = dot.x < (across.low + across.high) / 2
    side = {"xanchor": "left", "xshift": 9} if right else {"xanchor": "right", "xshift": -9}
    sketch.add_annotation(x=dot.x, y=dot.y, text=broken(dot.name, LETTERS), align=side["xanchor"], **side)


def _row(dot: Dot, indicators: tuple[Indicator, ...], words: Words) -> list[Any]:
    return [dot.name, *(cell(point, indicator, words) for point, indicator in zip(dot.points, indicators, strict=True))]


def _notes(every: list[Dot], dots: list[Dot], indicators: tuple[Indicator, ...], words: Words) -> list[str]:
    vague = [dot.name for dot in every if dot.lacks == "inexact"]
    silent = [(dot.name, dot.lacks) for dot in every if dot.lacks not in ("", "inexact")]
    lacking = [dot.name for dot in dots if any(point.lacking for point in dot.points)]
    loose = [dot.name for dot in dots if any(point.status == "provisional" for point in dot.points)]
    sorts = {"inexact": vague, "incomplete": lacking, "provisional": loose}
    cut = [not scale.low <= 0 <= scale.high for scale in (nice([dot.x for dot in dots]), nice([dot.y for dot in dots]))]
    keys = ["figure.across_not_from_zero", "figure.not_from_zero"]
    return [
        words("block.relate.size", name=words.name(indicators[2].name)) if len(indicators) > 2 else "",
        *(words(key) for key, is_cut in zip(keys, cut, strict=True) if is_cut),
        *(counted_sentence(words(f"block.{sort}", count=len(names)), names, words) for sort, names in sorts.items() if names),
        *without(silent, words),
    ]


def _alt(dots: list[Dot], every: list[Dot], indicators: tuple[Indicator, ...], words: Words) -> str:
    spans = []
    for indicator, axis in zip(indicators, ("x", "y"), strict=False):
        low, high = (words.figure(end(getattr(dot, axis) for dot in dots), indicator) for end in (min, max))
        key = "block.relate.span" if low != high else "block.relate.alike"
        spans.append(words(key, name=words.name(indicator.name), low=low, high=high))
    text = words("semicolon").join([words("block.relate.known", known=len(dots), all=len(every)), *spans])
    return words("figure.alt.sentence", what=_both(indicators, words), told=text)


def _both(indicators: tuple[Indicator, ...], words: Words) -> str:
    first, second = (measured(indicator, words) for indicator in indicators[:2])
    return words("block.relate.title", first=first, second=within_sentence(second))
