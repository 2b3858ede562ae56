"""The layout that charts of one figure over time share: axes, and labels at the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reportlib.blocks.pictures.trend import LETTERS, label
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import apart, lines, margin
from reportlib.blocks.plot.scales import Scale, in_time, nice, tick_texts, time_axis, time_position, value_axis
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

HEIGHT: Final = 260
BOTTOM: Final = 28
PAD: Final = 0.06
LINE: Final = 16.0


@dataclass(frozen=True)
class End:
    """A label at the right of the plot; `value` is its height on the axis."""

    value: float
    text: str
    colour: str = theme.INK_3
    accent: bool = False


def lay_out(
    sketch: Sketch, periods: Sequence[Period], values: Sequence[float], ends: Sequence[End], indicator: Indicator, words: Words
) -> int:
    """Set up axes for the values, add the labels at the right, and return the height of the picture in pixels."""
    scale = nice([*values, *(end.value for end in ends)])
    across = time_axis(in_time(set(periods)), words)
    second = 16 * any("<br>" in text for text in across["ticktext"])
    sketch.update_layout(
        xaxis=across,
        yaxis=value_axis(scale, indicator, words, first=-1, pad=(PAD, PAD)),
        margin={
            "l": margin(tick_texts(scale, indicator, words, first=-1), most=80),
            "r": 12 + margin([line for end in ends for line in lines(end.text, LETTERS)], most=110),
            "b": BOTTOM + second,
        },
    )
    sketch.annotations += _end_labels(ends, scale)
    return HEIGHT + BOTTOM + second


def _end_labels(ends: Sequence[End], scale: Scale) -> list[dict[str, Any]]:
    """The labels as annotations, moved up or down where they would overlap."""
    span = (scale.high - scale.low) * (1 + 2 * PAD)
    at = [(end.value - scale.low) / span * HEIGHT for end in ends]
    sizes = [LINE * len(lines(end.text, LETTERS)) for end in ends]
    heights = apart(at, sizes=sizes, low=-PAD * HEIGHT, high=HEIGHT + 8.0)
    return [
        label(end.value, end.text, new - old, accent=end.accent, colour=end.colour)
        for end, old, new in zip(ends, at, heights, strict=True)
    ]


def marked_line(
    periods: Iterable[str],
    values: Sequence[float | None],
    hover_texts: Sequence[str],
    *,
    line: Mapping[str, Any],
    marker: Mapping[str, Any],
) -> dict[str, Any]:
    """A plotly trace: a line with a marker and a hover text for each period."""
    return {
        "type": "scatter",
        "x": [time_position(Period.parse(text)) for text in periods],
        "y": values,
        "mode": "lines+markers",
        "cliponaxis": False,
        "customdata": hover_texts,
        "hovertemplate": "%{customdata}<extra></extra>",
        "line": dict(line),
        "marker": {**marker, "opacity": 1},
    }


def not_from_zero(sketch: Sketch, words: Words) -> str:
    """The note that the vertical axis does not start at zero; empty if zero is on the axis."""
    low, high = sketch.layout["yaxis"]["range"]
    ticks = sketch.layout["yaxis"]["tickvals"]
    return "" if low <= 0 <= high and min(ticks) <= 0 <= max(ticks) else words("figure.not_from_zero")
