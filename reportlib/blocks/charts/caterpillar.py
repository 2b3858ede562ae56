"""A caterpillar plot: units by value, with intervals (METHODS 4)."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from reportlib.analysis.comparisons.peers import excerpt
from reportlib.analysis.comparisons.ranks import MIN_RANKED, reckonable
from reportlib.analysis.methods.caterpillar import Caterpillar
from reportlib.blocks.chart import Chart
from reportlib.blocks.charts.captions import reserved, when, with_interval
from reportlib.blocks.charts.making import Setting
from reportlib.blocks.facts import Claim, facts_of
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.captions import origin
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import cell, points_in
from reportlib.blocks.plot.rows import Row, lay_rows
from reportlib.blocks.plot.scales import nice
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text import Words
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.places import counts_from_lowest
from reportlib.workbook.catalogue import Indicator

MOST: Final = 30
"""The most units that are drawn."""


def caterpillar(figures: pd.DataFrame, *, indicator: Indicator, setting: Setting, level: str, own: str = "") -> Chart:
    """The units with intervals, the best on top; nothing is drawn for fewer than three intervals.

    Parameters
    ----------
    figures
        Figures (see `captions`) of one period.
    own
        The id of the unit that is marked, and named in the title.
    """
    words = setting.words
    sound = reckonable(figures)
    way: Any = indicator.uncertainty
    test = Caterpillar(way=way, scale=indicator.scale, good=indicator.sign, min_gap=indicator.min_gap)
    ordered = test(figures[sound].set_index("unit", drop=False))
    if len(ordered) < MIN_RANKED:
        return setting.nothing(figures, words("block.why.caterpillar", name=words.name(indicator.name)))
    title, claims = _title(ordered, test, indicator, level, own, words)
    count_text = words("chart.ranking.known", known=len(ordered), all=len(figures))
    caption = Caption(title, words.clauses([when(figures, words), count_text]), origin=origin(figures["origin"]))
    sketch, height = _sketch(ordered, indicator, own, words)
    figure = finish(
        sketch,
        caption=caption.with_notes(_notes(figures, sound, sketch, words), words),
        alt=words("figure.alt.sentence", what=title, told=_alt(ordered, indicator, words)),
        table=_table(ordered, indicator, words),
        words=words,
        kind="caterpillar",
        height=height,
    )
    return setting.chart(figure, figures, claims)


def _title(
    ordered: pd.DataFrame, test: Caterpillar, indicator: Indicator, level: str, own: str, words: Words
) -> tuple[str, list[Claim]]:
    alone = (ordered["place"] == 1).sum() == 1
    chosen = own if own in ordered.index else str(ordered.index[0]) if alone else ""
    name = words.name(indicator.name)
    if not chosen:
        return words("chart.by", name=name, level=level), []
    row = ordered.loc[[chosen]].to_dict("records")[0]
    gaps: dict[str, object] = {"name": name, "unit": row["label"], "count": int(row["alike"]), "all": len(ordered) - 1}
    side = "own" if chosen == own else "lowest" if counts_from_lowest(indicator) else "highest"
    title = words(f"block.caterpillar.{side}_{'alone' if not row['alike'] else 'alike'}", **gaps)
    way = "difference (Newcombe)" if test.way == "proportion" else "ratio of two rates"
    ground = f"the 95 % interval of the {way} with each other unit"
    return title, [Claim("not distinguishable", title, str(row["label"]), ground=ground, facts=facts_of(ordered))]


def _sketch(ordered: pd.DataFrame, indicator: Indicator, own: str, words: Words) -> tuple[Sketch, int]:
    marked = [n for n, unit in enumerate(ordered.index) if unit == own]
    rows_drawn = ordered.iloc[excerpt(len(ordered), marked, MOST)]
    scale = nice([*rows_drawn["low"], *rows_drawn["high"]])
    sketch = Sketch([_intervals(rows_drawn), _dots(rows_drawn, indicator, own, words)])
    rows = [
        Row(str(row["label"]), str(row["place"]), words.figure(row["value"], indicator), marked=row["unit"] == own)
        for row in rows_drawn.to_dict("records")
    ]
    height = lay_rows(sketch, rows, scale=scale, indicator=indicator, words=words)
    sketch.layout["meta"] = {"left": len(ordered) - len(rows_drawn), "zero": scale.low <= 0 <= scale.high}
    return sketch, height


def _intervals(units: pd.DataFrame) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for n, (low, high) in enumerate(zip(units["low"], units["high"], strict=True)):
        xs += [float(low), float(high), None]
        ys += [n, n, None]
    line = {"color": theme.MARK, "width": 2}
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "hoverinfo": "skip", "line": line, "cliponaxis": False}


def _dots(units: pd.DataFrame, indicator: Indicator, own: str, words: Words) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [float(one) for one in units["value"]],
        "y": list(range(len(units))),
        "mode": "markers",
        "cliponaxis": False,
        "customdata": [
            f"{escaped(str(row['label']))}  <b>{with_interval(row, indicator, words)}</b>" for row in units.to_dict("records")
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 9, "color": [theme.UNIT if one == own else theme.INK_2 for one in units["unit"]], "opacity": 1},
    }


def _notes(figures: pd.DataFrame, sound: pd.Series[bool], sketch: Sketch, words: Words) -> list[str]:
    layout_facts = sketch.layout.pop("meta")
    return [
        words("block.caterpillar.note"),
        words("block.left", count=layout_facts["left"]) if layout_facts["left"] else "",
        "" if layout_facts["zero"] else words("figure.across_not_from_zero"),
        *reserved(figures, sound, words),
    ]


def _table(ordered: pd.DataFrame, indicator: Indicator, words: Words) -> Table:
    heads = ["figure.column.rank", "figure.column.unit", "", "block.recent.low", "block.recent.high", "block.caterpillar.alike"]
    points = list(points_in(ordered))
    rows: list[list[str | NumberText]] = [
        [
            str(row["place"]),
            str(row["label"]),
            cell(point, indicator, words),
            words.figure(row["low"], indicator),
            words.figure(row["high"], indicator),
            str(row["alike"]),
        ]
        for row, point in zip(ordered.to_dict("records"), points, strict=True)
    ]
    return Table([words(head) if head else words.name(indicator.name) for head in heads], rows)


def _alt(ordered: pd.DataFrame, indicator: Indicator, words: Words) -> str:
    ends = [ordered.iloc[n].to_dict() for n in (0, -1)]
    texts = [words("figure.of_line", name=str(row["label"]), period=with_interval(row, indicator, words)) for row in ends]
    return words("semicolon").join(texts)
