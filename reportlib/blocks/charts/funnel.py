"""A funnel plot: units by size and value, with the limits of variation by chance (METHODS 4)."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.funnel import LEVELS, Funnel, FunnelLimits
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import measured, reserved, when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.lettering import escaped, margin
from reportlib.blocks.plot.line_traces import number_format
from reportlib.blocks.plot.points import cell, points_in
from reportlib.blocks.plot.scales import name_axes, nice, tick_texts, value_axis
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.number_behind import NumberText
from reportlib.workbook.catalogue import Indicator

HEIGHT: Final = 380
BOTTOM: Final = 48
STEPS: Final = 80
LARGEST: Final = 30
ROOM: Final = 0.05
"""The room beside the smallest and the largest unit, as a share of the axis between them."""
SYMBOLS: Final = {
    "better": "triangle-up",
    "higher": "triangle-up",
    "worse": "triangle-down",
    "lower": "triangle-down",
    "similar": "circle",
}
COLOURS: Final = {"better": theme.BETTER, "worse": theme.WORSE, "higher": theme.INK, "lower": theme.INK_2, "similar": theme.MARK}
SIGNS: Final = {"better": "\u25b2", "higher": "\u25b2", "worse": "\u25bc", "lower": "\u25bc"}


def funnel(
    figures: pd.DataFrame,
    *,
    indicator: Indicator,
    setting: Setting,
    level: str,
    size: Indicator | None = None,
    overdispersed: bool = False,
    tabled: bool = True,
) -> Chart:
    """The units by denominator (x) and value (y); nothing is drawn for fewer than ten exact, complete figures.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one period. If there is a `size`, column `dot` has its values.
    size
        An indicator that sizes the dots. If it is None, dots of units beyond the limits are larger.
    overdispersed
        Whether the limits are widened because units vary by more than chance.
    """
    words = setting.words
    sound = reckonable(figures)
    way: Any = indicator.uncertainty
    test = Funnel(way=way, scale=indicator.scale, good=indicator.sign, overdispersed=overdispersed, min_gap=indicator.min_gap)
    result = test(figures[sound])
    if result.why:
        return setting.nothing(
            figures, words(f"block.why.funnel_{result.why.replace(' ', '_')}", name=words.name(indicator.name))
        )
    counts = result.units["verdict"].value_counts()
    title = _title(counts, len(result.units), indicator, level, words)
    subtitle = words.clauses([when(figures, words), _baseline(result, indicator, words)])
    caption = Caption(title, subtitle, origin=origin(figures["origin"]))
    figure = finish(
        _sketch(result, test, indicator, words, size),
        caption=caption.with_notes(_notes(figures, sound, result, size, indicator, words), words),
        alt=words("figure.alt.sentence", what=title, told=_alt(result, indicator, words)),
        table=_table(result, indicator, words) if tabled else Table([], []),
        words=words,
        kind="funnel",
        height=HEIGHT,
    )
    ground = _ground(result, overdispersed=overdispersed)
    return setting.chart(figure, figures, [Claim("funnel", title, ground=ground, facts=facts_of(figures[sound]))])


def _ground(result: FunnelLimits, *, overdispersed: bool) -> str:
    added = f", overdispersion {result.tau:.4g} added" if overdispersed else ""
    return f"outside the 95 % limits around {result.baseline:g} of {len(result.units)} units{added}"


def _title(counts: pd.Series[int], count: int, indicator: Indicator, level: str, words: Words) -> str:
    names = ("better", "worse") if indicator.direction != "none" else ("higher", "lower")
    counts_by_side = {name: int(counts.get(name, 0)) for name in names}
    name = words.name(indicator.name)
    if not sum(counts_by_side.values()):
        return words("block.funnel.none", name=name, count=count, level=level)
    parts = [words(f"block.funnel.counts.{one}", count=number) for one, number in counts_by_side.items() if number]
    return words("block.funnel.title", name=name, all=count, level=level, told=words.join(parts))


def _baseline(result: FunnelLimits, indicator: Indicator, words: Words) -> str:
    return words("block.funnel.baseline", value=words.figure(result.baseline, indicator))


def _sketch(result: FunnelLimits, test: Funnel, indicator: Indicator, words: Words, size: Indicator | None) -> Sketch:
    units, sizes = result.units, result.units["denominator"].to_numpy("float64")
    least, right = _reach(float(sizes.min()), float(sizes.max()))
    grid = np.geomspace(least, right, STEPS)
    curves = {level: test.limits(grid, baseline=result.baseline or 0.0, tau=result.tau, level=level) for level in LEVELS}
    most = max(float(units["value"].max()), float(units["high_998"].median()))
    up = nice([float(units["value"].min()), float(units["low_998"].median()), most])
    sketch = Sketch([*_curves(grid, curves, result, up.low, up.high), _dots(units, indicator, words, size)])
    sketch.update_layout(
        xaxis=_across(least, right, words),
        yaxis=value_axis(up, indicator, words, first=-1, pad=(0.06, 0.12)),
        margin={"l": margin(tick_texts(up, indicator, words, first=-1), most=80), "r": 52, "b": BOTTOM},
    )
    _names(sketch, curves, up.high, indicator, words)
    return sketch


def _reach(smallest: float, largest: float) -> tuple[float, float]:
    """The ends of the axis of sizes, with room for whole dots."""
    room = max((largest / smallest) ** ROOM, 1.1) if smallest > 0 else 1.1
    return smallest / room, largest * room


def _across(least: float, most: float, words: Words) -> dict[str, Any]:
    """A logarithmic axis of sizes, because most units are small and few are large."""
    steps = [step * 10.0**power for power in range(-2, 13) for step in (1, 2, 5)]
    ticks = [step for step in steps if least <= step <= most]
    if len(ticks) > 6:
        ticks = [step for step in ticks if f"{step:e}".startswith("1")]
    return {
        "type": "log",
        "range": [math.log10(least), math.log10(most)],
        "tickvals": ticks,
        "ticktext": [words.short(tick) for tick in ticks],
        "showgrid": True,
    }


def _curves(
    grid: np.ndarray[Any, Any], curves: dict[float, Any], result: FunnelLimits, low: float, high: float
) -> list[dict[str, Any]]:
    base = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    traces = []
    for level, dash in zip(LEVELS, ("4px,3px", "solid"), strict=True):
        for edge in curves[level]:
            heights = [float(value) if low - (high - low) * 0.06 <= value <= high * 1.1 else None for value in edge]
            line = {"color": theme.RULE_2, "width": 1} | ({} if dash == "solid" else {"dash": dash})
            traces.append(base | {"x": [float(one) for one in grid], "y": heights, "line": line})
    middle = {"color": theme.INK_3, "width": 1}
    return [*traces, base | {"x": [float(grid[0]), float(grid[-1])], "y": [result.baseline, result.baseline], "line": middle}]


def _dots(units: pd.DataFrame, indicator: Indicator, words: Words, size: Indicator | None) -> dict[str, Any]:
    verdicts = units["verdict"].tolist()
    sure = [one != "similar" for one in units["sure"]]
    return {
        "type": "scatter",
        "x": [float(one) for one in units["denominator"]],
        "y": [float(one) for one in units["value"]],
        "ids": [str(one) for one in units["unit"]],
        "mode": "markers",
        "cliponaxis": False,
        **_hover(units, indicator, words),
        "marker": {
            "symbol": [
                SYMBOLS[one] if one == "similar" or is_sure else f"{SYMBOLS[one]}-open"
                for one, is_sure in zip(verdicts, sure, strict=True)
            ],
            "size": _sizes(units, verdicts, size),
            "color": [COLOURS[one] for one in verdicts],
            "opacity": [0.55 if one == "similar" else 1 for one in verdicts],
            "line": {"width": 1.5, "color": [COLOURS[one] for one in verdicts]},
        },
    }


def _sizes(units: pd.DataFrame, verdicts: list[str], size: Indicator | None) -> list[float]:
    """The diameters of the dots: by `size`, or if it is None, larger for units beyond the limits."""
    if size is None:
        return [6.0 if one == "similar" else 10.0 for one in verdicts]
    areas = [max(float(one), 0.0) if one == one else 0.0 for one in units["dot"]]
    most = max(areas) or 1.0
    return [round(max(5.0, LARGEST * math.sqrt(one / most)), 1) for one in areas]


def _hover(units: pd.DataFrame, indicator: Indicator, words: Words) -> dict[str, Any]:
    """The hover texts. Plotly writes the numbers if its format gives the texts that we print."""
    names = [escaped(str(label)) for label in units["label"]]
    verdicts = [_verdict(row, words) for row in units.to_dict("records")]
    values, sizes = ([float(one) for one in units[column]] for column in ("value", "denominator"))
    told = [words.figure(value, indicator) for value in values], [words.number(size) for size in sizes]
    y, x = (number_format(*pair) for pair in zip((values, sizes), told, strict=True))
    if y and x:
        of = words("block.funnel.of", count=f"%{{x:{x[0]}}}{x[1]}")
        template = f"%{{text}}  <b>%{{y:{y[0]}}}{y[1]}</b><br>{of}%{{customdata}}<extra></extra>"
        return {"text": names, "customdata": verdicts, "hovertemplate": template}
    texts = [
        f"  <b>{value}</b><br>{words('block.funnel.of', count=size)}{said}"
        for value, size, said in zip(*told, verdicts, strict=True)
    ]
    return {"text": names, "customdata": texts, "hovertemplate": "%{text}%{customdata}<extra></extra>"}


def _verdict(row: dict[Any, Any], words: Words) -> str:
    """The verdict as a line of the hover text; empty for “similar”."""
    return f"<br>{SIGNS[row['verdict']]} {words(f'block.funnel.verdicts.{_key(row)}')}" if row["verdict"] in SIGNS else ""


def _key(row: dict[Any, Any]) -> str:
    return f"{row['verdict']}_{'sure' if row['sure'] != 'similar' else 'likely'}" if row["verdict"] != "similar" else "similar"


def _names(sketch: Sketch, curves: dict[float, Any], top: float, indicator: Indicator, words: Words) -> None:
    small = {"size": theme.SMALL, "color": theme.INK_3}
    for level, name in zip(LEVELS, ("95%", "99.8%"), strict=True):
        value = float(curves[level][1][-1])
        if value <= top * 1.1:
            shift = -5 if level == LEVELS[0] else 5
            sketch.add_annotation(x=1, xref="paper", y=value, text=name, xanchor="left", xshift=6, yshift=shift, font=small)
    across = capitalised(words.name(indicator.denominator.name)) if indicator.denominator else ""
    name_axes(sketch, across, measured(indicator, words))


def _notes(
    figures: pd.DataFrame,
    sound: pd.Series[bool],
    result: FunnelLimits,
    size: Indicator | None,
    indicator: Indicator,
    words: Words,
) -> list[str]:
    wide = words("block.funnel.wide", value=words.number(result.tau, indicator.decimals + 1), phi=words.number(result.phi, 2))
    return [
        words("block.funnel.note"),
        wide if result.phi is not None else "",
        words("block.relate.size", name=words.name(size.name)) if size else "",
        *reserved(figures, sound, words),
    ]


def _table(result: FunnelLimits, indicator: Indicator, words: Words) -> Table:
    heads = ["figure.column.unit", "", "block.funnel.size", "block.funnel.low", "block.funnel.high", "block.funnel.verdict"]
    columns = [words(head) if head else words.name(indicator.name) for head in heads]
    order = result.units.assign(beyond=result.units["verdict"].eq("similar")).sort_values(["beyond", "value"], kind="stable")
    points = dict(zip(map(str, order["label"]), points_in(order), strict=True))
    rows: list[list[str | NumberText]] = [
        [
            str(row["label"]),
            cell(points[str(row["label"])], indicator, words),
            words.number(row["denominator"]),
            words.figure(row["low_95"], indicator),
            words.figure(row["high_95"], indicator),
            words(f"block.funnel.verdicts.{_key(row)}"),
        ]
        for row in order.to_dict("records")
    ]
    return Table(columns, rows)


def _alt(result: FunnelLimits, indicator: Indicator, words: Words) -> str:
    beyond = result.units[result.units["verdict"] != "similar"]
    names = [
        words("figure.of_line", name=str(row["label"]), period=words.figure(row["value"], indicator))
        for row in beyond.head(8).to_dict("records")
    ]
    more = [words("block.funnel.more", count=len(beyond) - 8)] if len(beyond) > 8 else []
    return words("semicolon").join([_baseline(result, indicator, words), *names, *more])
