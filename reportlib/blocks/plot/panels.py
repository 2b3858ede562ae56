"""The layout of small multiples: the position and scale of each panel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from reportlib.blocks.plot.lettering import broken
from reportlib.blocks.plot.lines import Line, read_panels, values_of
from reportlib.blocks.plot.scales import Scale, nice, time_position
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
    """The panel of one indicator; its four edges are shares of the figure's width or height."""

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
        """The panel's height in pixels."""
        return self.picture + self.head + FOOT

    @property
    def base(self) -> float:
        """The bottom of the panel's plot area, as a share of the figure's height."""
        return self.bottom + (self.top - self.bottom) * FOOT / self.height

    @property
    def axes(self) -> dict[str, str]:
        """The names of the panel's axes, for its traces."""
        suffix = str(self.number + 1) if self.number else ""
        return {"xaxis": f"x{suffix}", "yaxis": f"y{suffix}"}


def panels_of(
    frame: pd.DataFrame, indicators: Sequence[Indicator], columns: int, words: Words, *, picture: int = PICTURE
) -> list[Panel]:
    """The panels in reading order; `picture` is the height of a plot area in pixels."""
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
    """The alternative text: what is drawn, and that the data table has the figures."""
    lines = [line for panel in panels for line in panel.lines]
    if not any(line.accent and line.last is not None for line in lines):
        return words("figure.alt.nothing")
    others = list(dict.fromkeys(line.name for line in lines if not line.accent))
    against = words("figure.alt.against", name=words.join(others)) if others else ""
    return words("figure.alt.panels", count=len(panels), against=against)
