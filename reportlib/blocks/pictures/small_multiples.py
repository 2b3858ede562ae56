"""Small multiples: several indicators side by side, each on its own scale."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import apart, broken, escaped
from reportlib.blocks.plot.lettering import lines as in_lines
from reportlib.blocks.plot.line_notes import gap_note, partial_note
from reportlib.blocks.plot.line_traces import ONE_BOX, UNTITLED, gap_traces, line_trace, share_one_box
from reportlib.blocks.plot.lines import Line, values_of
from reportlib.blocks.plot.panels import PICTURE, Panel, across, alt, panels_of
from reportlib.blocks.plot.points import Point, bracketed, cell
from reportlib.blocks.plot.scales import in_time, time_position
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

LETTERS = 9
MIN_PANEL = 330
"""The least width of a panel in pixels, with room below the line for two periods and the range of values."""
CLEAR = 12
"""The least room in pixels between the words of the value and the line."""
SPACE = "\u2002"


def small_multiples(
    lines: pd.DataFrame,
    *,
    indicators: Sequence[Indicator],
    words: Words,
    caption: Caption,
    columns: int = 3,
    period: Period | None = None,
    verdicts: Mapping[str, str] | None = None,
    picture: int = PICTURE,
) -> Plain:
    """A small line chart for each indicator, with its name and last value above.

    Parameters
    ----------
    lines
        Columns `indicator` (an id), `series` ("unit" or "benchmark"), `name`, `period` and those of `points_in`.
    indicators
        The indicators, one panel each, in this order.
    columns
        The number of panels side by side.
    period
        The period of the page. A last value of another period is shown with that period.
    verdicts
        The texts of verdicts, by indicator.
    picture
        The height of a panel's plot area in pixels.
    """
    panels = panels_of(lines, indicators, columns, words, picture=picture)
    sketch = Sketch()
    for panel in panels:
        _draw(sketch, panel, words, period, (verdicts or {}).get(panel.indicator.id, ""))
    sketch.update_layout(margin={"l": 2, "r": 4, "b": 0}, **ONE_BOX)
    all_lines = [line for panel in panels for line in panel.lines]
    lacking = words("figure.cell_partial") if partial_note(all_lines, words) else ""  # which returns are lacking is in the table
    notes = [_scales_note(panels, words), gap_note([line for line in all_lines if line.accent], words), lacking]
    notes.append(words("figure.interrupted") if any(line.restarts(p.indicator) for p in panels for line in p.lines) else "")
    return finish(
        sketch,
        caption=caption.with_notes(notes, words),
        alt=alt(panels, words),
        table=_table(panels, words),
        words=words,
        kind="small_multiples",
        height=panels[0].height * math.ceil(len(panels) / columns) if panels else PICTURE,
        min_width=MIN_PANEL * min(columns, len(panels)),
    )


def _scales_note(panels: Sequence[Panel], words: Words) -> str:
    if len(panels) != 1:
        return words("figure.own_scales")
    low, high = _ends(panels[0])
    return "" if low <= 0 <= high else words("figure.not_from_zero")


def _ends(panel: Panel) -> list[float]:
    """The ends of a panel's vertical axis, with room for text below and above the line."""
    values = values_of(panel.lines, [])
    low, top = (min(values), max(values)) if values else (0.0, 1.0)
    span = (top - low) or 1.0
    bottom = low - 0.22 * span
    return [bottom, bottom + (top - bottom) / (1 - max(0.15, CLEAR / panel.picture))]


def _draw(sketch: Sketch, panel: Panel, words: Words, period: Period | None, verdict: str) -> None:
    ends = _ends(panel)
    periods = in_time({p for line in panel.lines for p in line.periods})
    sketch.update_layout(**_axes(panel, periods, ends))
    _lines(sketch, panel, ends, words)
    _frame(sketch, panel, periods, words)
    _heading(sketch, panel, words, period, verdict)


def _axes(panel: Panel, periods: list[Period], ends: list[float]) -> dict[str, dict[str, Any]]:
    suffix, high = panel.axes["xaxis"][1:], panel.top - panel.bottom
    return {
        f"xaxis{suffix}": {
            "domain": [panel.left, panel.right],
            "anchor": f"y{suffix}",
            "showticklabels": False,
            "range": across(periods, panel.labels),
            **UNTITLED,
        },
        f"yaxis{suffix}": {
            "domain": [panel.base, panel.top - high * panel.head / panel.height],
            "anchor": f"x{suffix}",
            "range": ends[::-1] if panel.indicator.kind == "rank" else ends,
            "showticklabels": False,
        },
    }


def _lines(sketch: Sketch, panel: Panel, ends: list[float], words: Words) -> None:
    lines = list(reversed(panel.lines))
    traces = [line_trace(line, indicator=panel.indicator, words=words, small=True, **panel.axes) for line in lines]
    share_one_box(traces)
    for line, trace in zip(lines, traces, strict=True):
        sketch.add_trace(trace)
        at = ends[1] if panel.indicator.kind == "rank" else ends[0] + 0.1 * (ends[1] - ends[0])
        for trace in gap_traces(line, at=at, words=words, **panel.axes) if line.accent else []:
            sketch.add_trace(trace)
    height = panel.picture
    sign = -1 if panel.indicator.kind == "rank" else 1
    line_ends = [(line, line.values[line.last], line.periods[line.last]) for line in panel.lines if line.last is not None]
    with_end = [(line, value, period) for line, value, period in line_ends if value is not None]
    heights = [sign * (value - ends[0]) / (ends[1] - ends[0]) * height for _, value, _ in with_end]
    texts = [_ending(line, panel.indicator, words) for line, _, _ in with_end]
    sizes = [15.0 * (text.count("<br>") + 1) for text in texts]
    moved = apart(heights, sizes=sizes, low=-height if sign < 0 else 0, high=6 if sign < 0 else height + 6)
    for (line, value, period), text, old, new in zip(with_end, texts, heights, moved, strict=True):
        _name(sketch, panel, line, text, x=time_position(period), y=value, shift=new - old)


def _ending(line: Line, indicator: Indicator, words: Words) -> str:
    """The label at a line's end: the unit's name, or the benchmark's name and value."""
    if line.accent or line.last is None:
        return broken(line.label, LETTERS, most=2)
    point = line.points[line.last]
    value = words.figure(point.value, indicator, qualifier=point.qualifier)
    text = words("figure.last", name=line.label, value=value)
    if len(in_lines(text, LETTERS + 2)) <= 2:
        return broken(text, LETTERS + 2)
    return f"{broken(line.label, LETTERS + 2, most=2)}<br>{escaped(value)}"  # a number must not be cut off


def _name(sketch: Sketch, panel: Panel, line: Line, text: str, *, x: float, y: float, shift: float) -> None:
    sketch.add_annotation(
        x=x,
        y=y,
        xref=panel.axes["xaxis"],
        yref=panel.axes["yaxis"],
        xanchor="left",
        xshift=7,
        yshift=round(shift, 1),
        align="left",
        text=f"<b>{text}</b>" if line.accent else text,
        font={"size": theme.SMALL, "color": theme.UNIT if line.accent else theme.INK_3},
    )


def _frame(sketch: Sketch, panel: Panel, periods: list[Period], words: Words) -> None:
    base = panel.base
    for y, colour in ((panel.top, theme.RULE_2), (base, theme.RULE)):
        sketch.add_shape(
            type="line", xref="paper", yref="paper", x0=panel.left, x1=panel.right, y0=y, y1=y, line={"color": colour, "width": 1}
        )
    shared: dict[str, Any] = {"yref": "paper", "y": base, "yanchor": "top", "xref": panel.axes["xaxis"]}
    if periods:
        first_year = words.period(Period("year", periods[0].year, starts=periods[0].starts), short=True)
        sketch.add_annotation(**shared, x=time_position(periods[0]), xanchor="left", text=first_year)
    if len(periods) > 1:
        sketch.add_annotation(
            **shared, x=time_position(periods[-1]), xanchor="center", text=words.period(periods[-1], short=True)
        )
    values = [value for line in panel.lines if line.accent for value in line.range_of_values(panel.indicator)]
    if len(values) > 1:
        low, high = (words.figure(value, panel.indicator) for value in (min(values), max(values)))
        middle = (time_position(periods[0]) + time_position(periods[-1])) / 2
        text = words("chart.range", low=low, high=high) if low != high else low
        sketch.add_annotation(**shared, x=middle, xanchor="center", text=escaped(text))


def _heading(sketch: Sketch, panel: Panel, words: Words, period: Period | None, verdict: str) -> None:
    shared: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "x": panel.left,
        "y": panel.top,
        "xanchor": "left",
        "yanchor": "top",
    }
    ink = {"size": theme.TEXT, "color": theme.INK}
    sketch.add_annotation(**shared, yshift=-4, align="left", text=panel.name, font=ink)
    large, small = _last(panel, words, period)
    measure = "" if panel.indicator.percent else words.measure_of(large, panel.indicator)
    small = "".join(f"{SPACE}{text}" for text in (f"{measure}{small}", verdict) if text)
    text = f'{escaped(large)}<span style="font-size:{theme.SMALL}px">{escaped(small)}</span>' if small else escaped(large)
    sketch.add_annotation(**shared, yshift=26 - panel.head, text=text, font={"size": 20, "color": theme.INK})


def _last(panel: Panel, words: Words, period: Period | None) -> tuple[str, str]:
    unit = next((line for line in panel.lines if line.accent), None)
    if unit is None or unit.last is None:
        return words("missing"), ""
    point, of = unit.points[unit.last], unit.periods[unit.last]
    other = [words.period(of, short=True)] if period is not None and not period.same_as(of) else []
    return words.figure(point.value, panel.indicator, qualifier=point.qualifier), bracketed(other, words)


def _table(panels: list[Panel], words: Words) -> Table:
    periods = in_time({period for panel in panels for line in panel.lines for period in line.periods})
    columns = [words("figure.column.indicator"), *(words.period(period, short=True) for period in periods)]
    return Table(columns, [_row(line, panel, periods, words) for panel in panels for line in panel.lines])


def _row(line: Line, panel: Panel, periods: list[Period], words: Words) -> list[str | NumberText]:
    name = words.name(panel.indicator.name)
    points = dict(zip(line.periods, line.points, strict=True))
    row_name = name if line.accent else f"{name}{words.get('open')}{line.name}{words.get('close')}"
    return [row_name, *(cell(points.get(period, Point()), panel.indicator, words) for period in periods)]
