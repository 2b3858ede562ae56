"""How evenly a benefit per worker is spread over units: Lorenz curve, Gini coefficient, 90:10 ratio (METHODS 6)."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.ranks import reckonable
from reportlib.analysis.methods.fairness import Equity, Evenness
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import reserved, when
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.points import cell, points_in
from reportlib.blocks.plot.scales import name_axes
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import in_words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator

HEIGHT: Final = 340
BOTTOM: Final = 48
PLACES: Final = 3
"""The decimals of a printed Gini coefficient."""


def lorenz(
    figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, level: str, before: pd.DataFrame | None = None
) -> Chart:
    """The Lorenz curve of units; nothing is drawn for fewer than two units, a negative benefit, or benefits that are all zero.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one period: ratios whose denominators are numbers of workers.
    before
        The figures of the year before, in the same form.
    """
    words = setting.words
    evenness, sound = _evenness(figures)
    earlier = _evenness(before)[0] if before is not None else Evenness(why="none")
    if evenness.gini is None or evenness.units < 2:
        return setting.nothing(figures, words(f"block.why.even_{evenness.why or 'few'}", name=words.name(indicator.name)))
    title, ground = _title(evenness, earlier, before, indicator, level, words)
    caption = Caption(
        title, words.clauses([when(figures, words), _subtitle(evenness, level, words)]), origin=origin(figures["origin"])
    )
    figure = finish(
        _sketch(evenness, earlier, before, words),
        caption=caption.with_notes(_notes(figures, sound, evenness, words), words),
        alt=words("figure.alt.sentence", what=title, told=_alt(evenness, words)),
        table=_table(figures[sound], indicator, words),
        words=words,
        kind="lorenz",
        height=HEIGHT,
    )
    return setting.chart(figure, figures, [Claim("equity", title, ground=ground, facts=facts_of(figures[sound]))])


def _evenness(figures: pd.DataFrame) -> tuple[Evenness, pd.Series[bool]]:
    sound = reckonable(figures)
    rows = pd.DataFrame({"value": figures["value"].where(sound), "workers": figures["denominator"]})
    return Equity()(rows), sound


def _title(
    evenness: Evenness, earlier: Evenness, before: pd.DataFrame | None, indicator: Indicator, level: str, words: Words
) -> tuple[str, str]:
    gini, name = words.number(evenness.gini, PLACES), words.name(indicator.name)
    ground = f"Gini coefficient weighted by workers over {evenness.units} units"
    if before is None or earlier.gini is None or evenness.gini is None:
        return words("block.lorenz.title", name=name, gini=gini), ground
    old = words.number(earlier.gini, PLACES)
    side = "same" if old == gini else "less" if evenness.gini < earlier.gini else "more"
    period = in_words(Period.parse(before["period"].iloc[0]), words)
    title = words(f"block.lorenz.{side}", name=name, gini=gini, before=old, period=period)
    return title, f"{ground}, against {earlier.units} units in {before['period'].iloc[0]}"


def _subtitle(evenness: Evenness, level: str, words: Words) -> str:
    ratio = words("block.lorenz.ratio", value=words.number(evenness.ratio, 1)) if evenness.ratio is not None else ""
    return words.clauses([words("block.lorenz.units", count=evenness.units, level=level), ratio])


def _sketch(evenness: Evenness, earlier: Evenness, before: pd.DataFrame | None, words: Words) -> Sketch:
    sketch = Sketch([_line([0.0, 1.0], [0.0, 1.0], theme.RULE_2, width=1, dash="4px,3px")])
    if before is not None and earlier.gini is not None:
        sketch.add_trace(_line(list(earlier.curve["share"]), list(earlier.curve["of_benefit"]), theme.MARK, width=1.5))
    sketch.add_trace(_line(list(evenness.curve["share"]), list(evenness.curve["of_benefit"]), theme.UNIT, width=2, words=words))
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    texts = [words("number.percent", number=words.number(100 * tick)) for tick in ticks]
    axis = {"range": [0, 1.02], "tickvals": ticks, "ticktext": texts, "showgrid": True}
    sketch.update_layout(xaxis=axis, yaxis=axis | {"range": [0, 1.1]}, margin={"l": 46, "r": 24, "b": BOTTOM})
    name_axes(sketch, words("block.lorenz.across"), words("block.lorenz.up"))
    _name_lines(sketch, evenness, earlier, before, words)
    return sketch


def _line(
    xs: list[float], ys: list[float], colour: str, *, width: float, dash: str = "", words: Words | None = None
) -> dict[str, Any]:
    line: dict[str, Any] = {"color": colour, "width": width} | ({"dash": dash} if dash else {})
    trace: dict[str, Any] = {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "cliponaxis": False}
    if words is None:
        return trace | {"hoverinfo": "skip"}
    shares = [[words.number(100 * one, 1) for one in pair] for pair in zip(xs, ys, strict=True)]
    hover_texts = [words("block.lorenz.hover", share=share, of=of) for share, of in shares]
    return trace | {"customdata": hover_texts, "hovertemplate": "%{customdata}<extra></extra>"}


def _name_lines(sketch: Sketch, evenness: Evenness, earlier: Evenness, before: pd.DataFrame | None, words: Words) -> None:
    sketch.add_annotation(x=0.5, y=0.5, xanchor="right", xshift=-8, yshift=6, text=words("block.lorenz.even"))
    at = evenness.curve.iloc[(evenness.curve["share"] - 0.62).abs().argmin()]
    accent = {"size": theme.SMALL, "color": theme.UNIT}
    now = words("block.lorenz.now", gini=words.number(evenness.gini, PLACES))
    sketch.add_annotation(
        x=at["share"], y=at["of_benefit"], xanchor="left", xshift=10, yshift=-10, text=f"<b>{now}</b>", font=accent
    )
    if before is not None and earlier.gini is not None:
        period = words.period(str(before["period"].iloc[0]), short=True)
        text = words("block.lorenz.then", period=period, gini=words.number(earlier.gini, PLACES))
        sketch.add_annotation(x=at["share"], y=at["of_benefit"], xanchor="left", xshift=10, yshift=-26, text=text)


def _notes(figures: pd.DataFrame, sound: pd.Series[bool], evenness: Evenness, words: Words) -> list[str]:
    return [
        words("block.lorenz.few", count=evenness.units) if evenness.few else "",
        words("block.lorenz.hides"),
        *reserved(figures, sound, words),
    ]


def _table(rows: pd.DataFrame, indicator: Indicator, words: Words) -> Table:
    order = rows.sort_values("value", kind="stable")
    benefit, workers = order["value"] * order["denominator"], order["denominator"]
    shares = [100 * part / part.sum() for part in (workers, benefit)]
    heads = [
        words("figure.column.unit"),
        words.name(indicator.name),
        *(words(f"block.lorenz.{one}") for one in ("workers", "share", "of")),
    ]
    points = points_in(order)
    cells: list[list[str | NumberText]] = [
        [
            str(name),
            cell(point, indicator, words),
            words.number(count),
            *(words("number.percent", number=words.number(one, 1)) for one in pair),
        ]
        for name, point, count, *pair in zip(order["label"], points, workers, *shares, strict=True)
    ]
    return Table(heads, cells)


def _alt(evenness: Evenness, words: Words) -> str:
    half = evenness.curve[evenness.curve["share"] <= 0.5 + 1e-9].iloc[-1]
    shares = {name: words.number(100 * float(half[name]), 1) for name in ("share", "of_benefit")}
    return words("block.lorenz.alt", share=shares["share"], of=shares["of_benefit"], gini=words.number(evenness.gini, PLACES))
