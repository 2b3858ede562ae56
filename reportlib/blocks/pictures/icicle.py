"""A treemap: a whole and its parts, with areas proportional to their shares."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import broken, escaped
from reportlib.blocks.plot.points import SILENT, without
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.plot.tree import Absent, Part, limited, outdone, parts_in, summed
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator

HEIGHT = 380
CELLS = 14
MIN_PARTS = 3
"""The fewest parts of which one may be called the largest."""


def icicle(
    frame: pd.DataFrame, *, indicator: Indicator, words: Words, caption: Caption, limit: int = 30, of: str = "parts"
) -> Plain:
    """A treemap of a whole, its parts and the parts of these. If a single unit has the largest area, it has the accent colour.

    Parameters
    ----------
    frame
        Columns `id`, `parent` ("" for a root), `name` and `value` (missing if there is none; ignored for parents).
        Optional: `absence`, the kind of absence (by default: not reported); `count`, how many parts the row stands for (by
        default 1; 0 for what is not broken down); `units`, the ids of the units in the row (by default the row's id).
    limit
        The most areas that are shown; the smallest areas of each parent are joined.
    of
        The text key for counting areas: as units (`parts`), or as parts of one unit's figure (`pieces`).
    """
    nodes, silent, negative = parts_in(frame)
    parts = summed(limited(nodes, limit, words))
    leaves = [part for part in parts if part.id not in {other.parent for other in parts}]
    total = sum(leaf.value for leaf in leaves)
    sketch = Sketch([_trace(parts, leaves, silent, total, indicator, words)])
    sketch.update_layout(margin={"l": 0, "r": 0, "b": 4}, uniformtext={"minsize": theme.SMALL, "mode": "hide"})
    notes = [*without(silent, words), words("figure.negative", count=negative) if negative else ""]
    return finish(
        sketch,
        caption=caption.with_notes(notes, words),
        alt=_alt(leaves, total, silent, indicator, words, of=of),
        table=_table(parts, leaves, silent, total, indicator, words),
        words=words,
        kind="icicle",
        height=HEIGHT,
    )


def _trace(
    parts: list[Part], leaves: list[Part], silent: list[Absent], total: float, indicator: Indicator, words: Words
) -> dict[str, Any]:
    """The treemap trace. In plotly's icicle trace, rows would be too thin for text on a phone."""
    largest = _largest(leaves, silent, indicator)
    accent = [part is largest for part in parts]
    values = [words.figure(part.value, indicator) for part in parts]
    return {
        "type": "treemap",
        "ids": [part.id for part in parts],
        "parents": [part.parent for part in parts],
        "labels": [_label(part, number, part in leaves) for part, number in zip(parts, values, strict=True)],
        "values": [part.value for part in parts],
        "text": [_text(part, number, part in leaves) for part, number in zip(parts, values, strict=True)],
        "textinfo": "text",
        "textposition": "top left",
        "textfont": {"size": theme.SMALL, "color": [theme.ON_FULL if marked else theme.INK for marked in accent]},
        "customdata": [
            f"{escaped(part.name)}  <b>{number}</b><br>{share(part.value, total, words)}"
            for part, number in zip(parts, values, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "branchvalues": "total",
        "sort": True,
        "tiling": {"packing": "squarify", "pad": 2},
        "pathbar": {"visible": False},
        "root": {"color": theme.PAPER},
        "marker": {
            "colors": [theme.UNIT if part is largest else _ground(part, part in leaves) for part in parts],
            "line": {"width": 0},
            "pad": {"t": 24, "l": 2, "r": 2, "b": 2},
        },
    }


def _ground(part: Part, leaf: bool) -> str:
    return theme.RANGE_1 if leaf else theme.PAPER_2 if part.parent else theme.PAPER


def _label(part: Part, number: str, leaf: bool) -> str:
    return escaped(part.name) if leaf else f"{escaped(part.name)}  {number}"


def _text(part: Part, number: str, leaf: bool) -> str:
    name = broken(part.name, CELLS, most=2)
    return f"{name}<br>{number}" if leaf else f"<b>{broken(part.name, 2 * CELLS, most=1)}</b>  {number}"


def share(value: float, total: float, words: Words) -> str:
    """A part's share of the whole, as a percentage."""
    return words("figure.share", share=_percent(value, total, words))


def _percent(value: float, total: float, words: Words) -> str:
    return words("number.percent", number=words.number(100 * value / total, 1)) if total else words("missing")


def _part(value: float, total: float, words: Words) -> NumberText:
    return NumberText(_percent(value, total, words), 100 * value / total if total else None)


def _table(
    parts: list[Part], leaves: list[Part], silent: list[Absent], total: float, indicator: Indicator, words: Words
) -> Table:
    names = {part.id: part.name for part in parts}
    dash = words("missing")
    rows: list[list[str | NumberText]] = [
        [names.get(leaf.parent, dash), leaf.name, words.cell(leaf.value, indicator), _part(leaf.value, total, words)]
        for leaf in sorted(leaves, key=lambda leaf: (leaf.count != 1, -leaf.value))
    ]
    rows += [[dash, name, words.absence(kind) if kind else dash, dash] for name, kind in silent]
    columns = [
        words("figure.column.above"),
        words("figure.column.part"),
        words.name(indicator.name),
        words("figure.column.share"),
    ]
    grouped = len({leaf.parent for leaf in leaves}) > 1
    return Table(columns, rows) if grouped else Table(columns[1:], [row[1:] for row in rows])


def _largest(leaves: list[Part], silent: list[Absent], indicator: Indicator) -> Part | None:
    """The area of one unit that may be called the largest.

    None if there are few areas, if another area is as large, if a unit's figure is not reported or suppressed, or if a unit
    with several areas may have as much in total.
    """
    if any(kind in (SILENT, "suppressed") for _, kind in silent):
        return None
    single = [leaf for leaf in leaves if leaf.count == 1]
    most = sole([leaf.value for leaf in single], indicator.decimals)
    if most is None or len(_units(single)) < MIN_PARTS:
        return None
    return None if outdone(single[most].value, [(leaf.units, leaf.value) for leaf in leaves]) else single[most]


def _units(leaves: list[Part]) -> set[str]:
    return {unit for leaf in leaves for unit in leaf.units}


def _alt(leaves: list[Part], total: float, silent: list[Absent], indicator: Indicator, words: Words, *, of: str) -> str:
    parts = []
    if leaves:
        parts.append(words(f"figure.alt.{of}", total=words.figure(total, indicator), count=len(_units(leaves))))
    if (most := _largest(leaves, silent, indicator)) is not None:
        gaps = {"value": words.figure(most.value, indicator), "share": _percent(most.value, total, words)}
        parts.append(words("figure.alt.largest", name=most.name, **gaps))
    if missing := sum(kind == SILENT for _, kind in silent):
        parts.append(words("figure.alt.not_reported", count=missing))
    text = words("semicolon").join(parts) or words("figure.alt.nothing")
    return words("figure.alt.sentence", what=words.name(indicator.name), told=text)
