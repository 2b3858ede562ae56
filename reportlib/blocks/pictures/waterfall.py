"""A waterfall chart: the steps from one value to another."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import SILENT, without
from reportlib.blocks.plot.rows import Row, lay_rows, signed
from reportlib.blocks.plot.scales import Scale, nice, plain
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.text.rounding import change_decimals
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator


@dataclass(frozen=True)
class Step:
    """One part of a change; `single` says whether it comes from one unit."""

    name: str
    size: float
    single: bool = True


def waterfall(
    frame: pd.DataFrame,
    *,
    indicator: Indicator,
    words: Words,
    caption: Caption,
    start: float,
    end: float,
    start_name: str,
    end_name: str,
    limit: int = 8,
) -> Plain:
    """A waterfall chart from a start value to an end value; its parts add up to the whole change.

    Parameters
    ----------
    frame
        Columns `name` and `contribution` (missing if not reported).
    indicator
        Its direction says which contributions are good.
    start, end, start_name, end_name
        The value before and after, and their names, such as their periods.
    limit
        The most parts that are shown; the smaller ones are joined.
    """
    steps, silent = parts(frame, words, change=end - start, limit=limit)
    levels = list(accumulate((step.size for step in steps), initial=start))
    sketch = Sketch([_bars(steps, levels, indicator, words), _ends(start, end, len(steps))])
    scale = nice([*levels, end])
    height = lay_rows(
        sketch, _rows(steps, start, end, start_name, end_name, indicator, words), scale=scale, indicator=indicator, words=words
    )
    _connect(sketch, levels)
    return finish(
        sketch,
        caption=caption.with_notes(_notes(steps, silent, scale, indicator, words), words),
        alt=_alt(steps, start, end, start_name, end_name, indicator, words),
        table=_table(steps, start, end, start_name, end_name, indicator, words),
        words=words,
        kind="waterfall",
        height=height,
    )


def parts(frame: pd.DataFrame, words: Words, *, change: float, limit: int) -> tuple[list[Step], list[str]]:
    """The parts to show, which add up to the change, and the names of the parts that were not reported.

    The order is from the largest rise to the largest fall. Then come the joined small parts, and what is not broken down.
    """
    values = plain(frame["contribution"])
    reported = [Step(str(name), v) for name, v in zip(frame["name"], values, strict=True) if v is not None]
    silent = [str(name) for name, v in zip(frame["name"], values, strict=True) if v is None]
    by_size = sorted(reported, key=lambda step: -abs(step.size))
    largest, rest = (by_size, []) if len(by_size) <= limit else (by_size[:limit], by_size[limit:])
    steps = sorted(largest, key=lambda step: -step.size)
    if rest:
        steps.append(Step(words("figure.rest", count=len(rest)), sum(step.size for step in rest), single=False))
    over = change - sum(step.size for step in reported)
    if abs(over) > 1e-9 * max(1.0, abs(change), *(abs(step.size) for step in reported)):
        steps.append(Step(words("figure.unexplained"), over, single=False))
    return steps, silent


def push(size: float, indicator: Indicator) -> str:
    """The colour of a part: blue if good, ochre if bad, grey if it is 0 or the indicator has no good direction."""
    if indicator.direction == "none" or size == 0:
        return theme.MARK
    return theme.BETTER if (size > 0) == (indicator.direction == "up") else theme.WORSE


def _bars(steps: list[Step], levels: list[float], indicator: Indicator, words: Words) -> dict[str, Any]:
    label = words("figure.unexplained")
    return {
        "type": "bar",
        "y": list(range(1, len(steps) + 1)),
        "x": [step.size for step in steps],
        "base": levels[:-1],
        "orientation": "h",
        "width": 0.6,
        "customdata": [f"{escaped(step.name)}  <b>{signed(step.size, indicator, words)}</b>" for step in steps],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": [theme.RANGE_2 if step.name == label else push(step.size, indicator) for step in steps]},
    }


def _ends(start: float, end: float, count: int) -> dict[str, Any]:
    """The trace of the start and end values as strokes, because bars would need an axis from zero."""
    return {
        "type": "scatter",
        "x": [start, end],
        "y": [0, count + 1],
        "mode": "markers",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "marker": {"symbol": "line-ns", "size": 18, "line": {"width": 4, "color": [theme.INK_2, theme.UNIT]}},
    }


def _connect(sketch: Sketch, levels: list[float]) -> None:
    for row, level in enumerate(levels):
        y0, y1 = (row + 0.3, row + 0.7) if row else (0.3, 0.7)
        sketch.add_shape(type="line", x0=level, x1=level, y0=y0, y1=y1, line={"color": theme.MARK, "width": 1})


def _rows(
    steps: list[Step], start: float, end: float, start_name: str, end_name: str, indicator: Indicator, words: Words
) -> list[Row]:
    first = Row(start_name, number=words.figure(start, indicator), value=start)
    last = Row(end_name, number=words.figure(end, indicator), value=end, marked=True)
    between = [Row(step.name, number=signed(step.size, indicator, words), value=step.size) for step in steps]
    return [first, *between, last]


def _notes(steps: list[Step], silent: list[str], scale: Scale, indicator: Indicator, words: Words) -> list[str]:
    unexplained = any(step.name == words("figure.unexplained") for step in steps)
    return [
        words("figure.pushes") if indicator.direction != "none" else "",
        words("figure.across_not_from_zero") if not scale.low <= 0 <= scale.high else "",
        words("figure.unexplained_note") if unexplained else "",
        *without([(name, SILENT) for name in silent], words),
    ]


def _table(
    steps: list[Step], start: float, end: float, start_name: str, end_name: str, indicator: Indicator, words: Words
) -> Table:
    rows = _rows(steps, start, end, start_name, end_name, indicator, words)
    return Table([words("figure.column.part"), words("figure.column.contribution")], [[row.name, row.cell] for row in rows])


def _alt(steps: list[Step], start: float, end: float, start_name: str, end_name: str, indicator: Indicator, words: Words) -> str:
    if not steps:
        return words("figure.alt.sentence", what=words.name(indicator.name), told=words("figure.alt.nothing"))
    ends = {"start": words.figure(start, indicator), "end": words.figure(end, indicator)}
    texts = [words("figure.alt.waterfall", start_name=start_name, end_name=end_name, **ends)]
    single = [step for step in steps if step.single]
    most = sole([abs(step.size) for step in single], change_decimals(indicator))
    if most is not None:
        texts.append(words("figure.alt.pushed", name=single[most].name, change=signed(single[most].size, indicator, words)))
    return words("figure.alt.sentence", what=words.name(indicator.name), told=words("semicolon").join(texts))
