"""The layout of small multiples: the position and scale of each panel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reportlib.blocks.plot.lettering import broken
from reportlib.blocks.plot.lines import Line, read_panels, values_of
from reportlib.blocks.plot.points import point_text
from reportlib.blocks.plot.scales import Scale, nice, present, time_position
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

PICTURE, HEAD, FOOT = 88, 46, 24
NAME_CELLS = 28
ALONE_CELLS = 50
"""The room for the name of a panel, in Latin letters, if the panels are in one column."""
BETWEEN = 0.05


@dataclass(frozen=True)
class Panel:
    """The panel of one indicator: its position, lines and scale."""

    number: int
    indicator: Indicator
    lines: list[Line]
    scale: Scale
    left: float
    right: float
    bottom: float
    top: float
    head: int
    labels: float
    name: str
    picture: int = PICTURE

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return self.picture + self.head + FOOT

    @property
    def base(self) -> float:
        """The bottom of its plot area, as a share of the whole figure's height."""
        return self.bottom + (self.top - self.bottom) * FOOT / self.height

    @property
    def axes(self) -> dict[str, str]:
        """The names of its axes, for its traces."""
        suffix = str(self.number + 1) if self.number else ""
        return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def panels_of(
    frame: pd.DataFrame, indicators: Sequence[Indicator], columns: int, words: Words, *, picture: int = PICTURE
) -> list[Panel]:
    """The panels in reading order, with their edges as shares of the figure; `picture` is the height of a plot area in pixels."""
    rows = math.ceil(len(indicators) / columns)
    wide = (1 - BETWEEN * (columns - 1)) / columns
    cells = NAME_CELLS if columns > 1 else ALONE_CELLS
    names = [broken(words.name(indicator.name), cells, most=2) for indicator in indicators]
    head = HEAD + 16 * any("<br>" in name for name in names)
    labels = 0.22 + 0.05 * columns  # the share of a panel's width for the names at the lines' ends
    lines_by_indicator = read_panels(frame)
    panels = []
    for n, indicator in enumerate(indicators):
        row, column = divmod(n, columns)
        lines = lines_by_indicator.get(indicator.id, [])
        left, top = column * (wide + BETWEEN), 1 - row / rows
        scale, bottom = nice(values_of(lines, [])), 1 - (row + 1) / rows
        panels.append(Panel(n, indicator, lines, scale, left, left + wide, bottom, top, head, labels, names[n], picture))
    return panels


def across(periods: list[Period], labels: float) -> list[float]:
    """The range of a time axis with room for names at the right."""
    if not periods:
        return [0, 1]
    first, last = time_position(periods[0]), time_position(periods[-1])
    length = (last - first) or 12.0
    return [first - 0.02 * length, last + length * labels / (1 - labels)]


def alt(panels: Sequence[Panel], words: Words) -> str:
    """The alternative text of all panels: the latest value of each, its extremes, and its benchmark."""
    lines = [line for panel in panels for line in panel.lines]
    own = [line for line in lines if line.accent and line.last is not None]
    if not own:
        return words("figure.alt.nothing")
    units, others = (list(dict.fromkeys(line.name for line in lines if line.accent is side)) for side in (True, False))
    latest = max(line.periods[line.last] for line in own if line.last is not None)
    texts = [_panel_text(panel, latest, words) for panel in panels]
    return words(
        "figure.alt.panels",
        unit=words.join(units),
        period=words.period(latest),
        against=words("figure.alt.against", name=words.join(others)) if others else "",
        told=words("semicolon").join(texts),
    )


def _panel_text(panel: Panel, latest: Period, words: Words) -> str:
    """The part of one panel, which says if a figure was not reported or is of an earlier period than the others."""
    text = words("figure.alt.panel_silent", what=words.name(panel.indicator.name))
    for line in panel.lines:
        if line.last is not None:
            value = point_text(line.points[line.last], panel.indicator, words)
            text = (
                _own(panel, line, value, latest, words)
                if line.accent
                else words("figure.alt.panel_against", panel=text, value=value)
            )
    return text


def _own(panel: Panel, line: Line, latest_text: str, latest: Period, words: Words) -> str:
    values = present(line.values)
    low, high = (words.figure(value, panel.indicator) for value in (min(values), max(values)))
    key = "figure.alt.panel" if min(values) < max(values) and line.whole else "figure.alt.panel_single"
    text = words(key, what=words.name(panel.indicator.name), value=latest_text, low=low, high=high)
    if line.last is not None and line.periods[line.last] != latest:
        text = words("figure.alt.panel_then", panel=text, period=words.period(line.periods[line.last]))
    return text + (words("figure.alt.missing", count=len(line.missing)) if line.missing else "")
