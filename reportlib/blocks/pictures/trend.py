"""A line chart of one indicator: the unit in the accent colour, its benchmark in grey, its target dashed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, finish
from reportlib.blocks.plot.lettering import apart, broken, margin
from reportlib.blocks.plot.line_notes import break_notes, line_table, origin_key, partial_note, silent_note
from reportlib.blocks.plot.line_traces import ONE_BOX, UNTITLED, gap_traces, line_trace, share_one_box, target_traces
from reportlib.blocks.plot.lines import Line, Target, read_lines, read_targets, runs, values_of
from reportlib.blocks.plot.points import kind_name, point_text
from reportlib.blocks.plot.scales import Scale, in_time, nice, present, tick_texts, time_axis, time_position, value_axis
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator

HEIGHT = 220
BOTTOM = 28
LETTERS = 14
FLOOR, GAP_FLOOR = 0.04, 0.18
"""The room below the scale, as a share of its length: without gaps, and with gaps that are named there."""


def trend(
    lines: pd.DataFrame, *, indicator: Indicator, words: Words, caption: Caption, targets: pd.DataFrame | None = None
) -> Plain:
    """A line chart of one indicator, with names at the ends of lines; gaps are left open and named.

    Parameters
    ----------
    lines
        Columns `series` ("unit", "several" for several units of equal weight, or "benchmark"), `name`, `period` and
        those of `points_in`.
    targets
        A row for each target: `period`, `value` and, if the target is drawn over a part of the period only, `span`.
    """
    parsed, aims = read_lines(lines), read_targets(targets)
    scale = nice(values_of(parsed, aims))
    sketch, height = _sketch(parsed, aims, scale, indicator, words)
    zero = words("figure.not_from_zero") if not scale.low <= 0 <= scale.high else ""
    notes = [zero, origin_key(parsed, words), partial_note(parsed, words), silent_note(parsed, words)]
    notes += break_notes(parsed, indicator, words)
    return finish(
        sketch,
        caption=caption.with_notes(notes, words),
        alt=alt(parsed, aims, indicator, words),
        table=line_table(parsed, aims, indicator=indicator, words=words),
        words=words,
        kind="trend",
        height=height,
    )


def _sketch(parsed: list[Line], aims: list[Target], scale: Scale, indicator: Indicator, words: Words) -> tuple[Sketch, int]:
    floor = GAP_FLOOR if any(line.accent and line.absent for line in parsed) else FLOOR
    ends = _ends(parsed, aims, indicator, words)
    height = max(HEIGHT, math.ceil(sum(end.size for end in ends)))
    labels = _end_labels(ends, scale, floor, indicator, height)
    sketch = Sketch([line_trace(line, indicator=indicator, words=words) for line in reversed(parsed)], [*labels])
    share_one_box(sketch.traces)
    if aims:
        sketch.traces += target_traces(aims, indicator=indicator, words=words)
    across = time_axis(in_time({p for line in parsed for p in line.periods} | {t.span for t in aims}), words)
    second = 16 * any("<br>" in text for text in across["ticktext"])
    sketch.update_layout(
        **ONE_BOX,
        xaxis=across | UNTITLED,
        yaxis=value_axis(scale, indicator, words, first=-1, pad=(0.04, floor) if indicator.kind == "rank" else (floor, 0.04)),
        margin={"l": margin(tick_texts(scale, indicator, words, first=-1), most=80), "r": _right(labels), "b": BOTTOM + second},
    )
    _name_gaps(sketch, parsed, scale, indicator, words)
    _name_earlier_targets(sketch, aims, indicator, words)
    return sketch, height + BOTTOM + second


@dataclass(frozen=True)
class End:
    """The label of a line or, if `line` is None, of a target; `value` is its height on the axis."""

    value: float
    text: str
    line: Line | None = None

    @property
    def size(self) -> float:
        """The label's height in pixels."""
        return 17.0 * (broken(self.text, LETTERS).count("<br>") + 1)


def _ends(lines: list[Line], aims: list[Target], indicator: Indicator, words: Words) -> list[End]:
    last = [(line.values[line.last], line) for line in lines if line.last is not None]
    ends = [End(value, _ending(line, indicator, words), line) for value, line in last if value is not None]
    if not aims:
        return ends
    text = words("figure.target_of", period=words.period(aims[-1].period), value=words.figure(aims[-1].value, indicator))
    return [*ends, End(aims[-1].value, text)]


def _end_labels(ends: list[End], scale: Scale, floor: float, indicator: Indicator, height: int) -> list[dict[str, Any]]:
    """The labels as annotations, moved apart where they would overlap."""
    return [
        label(end.value, end.text, shift, accent=end.line is not None and end.line.accent, colour=_ink(end.line))
        for end, shift in zip(ends, _shifts(ends, scale, floor, indicator, height), strict=True)
    ]


def _ending(line: Line, indicator: Indicator, words: Words) -> str:
    """The text at a line's end: name and last value, and the period of this value if later periods lack a figure."""
    if line.last is None:
        return line.label
    point = line.points[line.last]
    value = words.figure(point.value, indicator, qualifier=point.qualifier)
    late = line.last < len(line.periods) - 1
    key = "figure.last_known" if late else "figure.last"
    return words(key, name=line.label, value=value, period=words.period(line.periods[line.last], short=True))


def _shifts(ends: list[End], scale: Scale, floor: float, indicator: Indicator, height: int) -> list[float]:
    """By how many pixels each label moves up (or down, if negative)."""
    span = (scale.high - scale.low) * (1 + floor + 0.04)
    sign = -1 if indicator.kind == "rank" else 1
    at = [sign * (end.value - scale.low) / span * height for end in ends]
    low, high = (-height, 8.0) if sign < 0 else (-floor * height, height + 8.0)
    if height > HEIGHT:  # the labels may use the whole height
        low = (0.04 / (1 + floor + 0.04) - 1 if sign < 0 else -floor / (1 + floor + 0.04)) * height
        high = low + height
    return [new - old for old, new in zip(at, apart(at, sizes=[end.size for end in ends], low=low, high=high), strict=True)]


def _ink(line: Line | None) -> str:
    if line is None:
        return theme.INK
    return line.colour if line.own else theme.INK_3


def label(value: float, text: str, shift: float, *, accent: bool, colour: str) -> dict[str, Any]:
    """An annotation to the right of the plot, at the height of a value."""
    broken_text = broken(text, LETTERS)
    return {
        "x": 1,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": value,
        "yshift": round(shift, 1),
        "yanchor": "middle",
        "align": "left",
        "text": f"<b>{broken_text}</b>" if accent else broken_text,
        "font": {"size": theme.SMALL, "color": colour},
    }


def _right(labels: list[dict[str, Any]]) -> int:
    return 12 + margin(
        [line for item in labels for line in item["text"].replace("<b>", "").replace("</b>", "").split("<br>")], most=110
    )


def _name_gaps(sketch: Sketch, lines: list[Line], scale: Scale, indicator: Indicator, words: Words) -> None:
    """Add a sign for each period without a figure of the unit, and the reason for each run of these periods."""
    span = scale.high - scale.low
    # The axis of ranks is reversed, so the bottom of the picture is the upper end of its scale.
    at = scale.high + 0.13 * span if indicator.kind == "rank" else scale.low - 0.13 * span
    for line in (line for line in lines if line.accent):
        for trace in gap_traces(line, at=at, words=words):
            sketch.add_trace(trace)
        for kind, first, last in runs(line):
            middle = (time_position(first) + time_position(last)) / 2
            sketch.add_annotation(x=middle, y=at, yshift=13, text=kind_name(kind, words))


def _name_earlier_targets(sketch: Sketch, aims: list[Target], indicator: Indicator, words: Words) -> None:
    """Add a word on each target except the last, which already has a label at the end of its line.

    No word is added if there are more than four targets, or if targets are drawn over less than a year on average.
    """
    if not aims or sum(t.span.months for t in aims) / len(aims) < 12:
        return
    for target in aims[:-1] if len(aims) <= 4 else []:
        sketch.add_annotation(
            x=target.span.begins,
            xanchor="left",
            y=target.value,
            yshift=9,
            text=words("figure.target_short", value=words.figure(target.value, indicator)),
            font={"size": theme.SMALL, "color": theme.INK},
        )


def alt(lines: list[Line], aims: list[Target], indicator: Indicator, words: Words) -> str:
    """The alternative text: the latest value of each line, its extremes, and what was not reported."""
    parts = [_line_text(line, indicator, words) for line in lines]
    if aims:
        value = words.figure(aims[-1].value, indicator)
        parts.append(words("figure.target_of", period=words.period(aims[-1].period), value=value))
    return words("figure.alt.sentence", what=words.name(indicator.name), told=words("semicolon").join(parts))


def _line_text(line: Line, indicator: Indicator, words: Words) -> str:
    if line.last is None:
        return words("figure.alt.no_line", name=line.name)
    values, point = present(line.values), line.points[line.last]
    low, high = words.figure(min(values), indicator), words.figure(max(values), indicator)
    text = words(
        "figure.alt.line" if low != high and line.ranges(indicator) else "figure.alt.line_single",
        name=line.name,
        period=words.period(line.periods[line.last]),
        value=point_text(point, indicator, words),
        low=low,
        high=high,
    )
    return text + (words("figure.alt.missing", count=len(line.missing)) if line.missing else "")
