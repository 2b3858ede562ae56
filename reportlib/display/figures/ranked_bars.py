"""Units against each other, the best on top, the unit in question in the accent colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from reportlib.analysis.peers import ROOM, excerpt
from reportlib.catalogue import Indicator
from reportlib.display import theme
from reportlib.display.figures.caption import Caption, Table, finish
from reportlib.display.figures.lettering import escaped
from reportlib.display.figures.rows import Row, lay_rows, over
from reportlib.display.figures.scales import nice, plain
from reportlib.display.figures.sketch import Sketch
from reportlib.display.text.words import Words
from reportlib.display.text.written import Written

NAMED = 5


@dataclass(frozen=True)
class Place:
    """A unit with its value, its rank, and where it stands among all that are known (`at`, from 0)."""

    at: int
    rank: int
    name: str
    value: float
    marked: bool


def ranked_bars(
    frame: pd.DataFrame,
    *,
    indicator: Indicator,
    words: Words,
    caption: Caption,
    benchmark: float | None = None,
    benchmark_name: str = "",
    known: int | None = None,
    silent: int = 0,
    limit: int = ROOM,
) -> go.Figure:
    """Units as bars, the best on top; of many, only the best, the marked with its neighbours and the last.

    Parameters
    ----------
    frame
        Columns unit, name, value (missing: not reported), marked; of an excerpt also rank and `at`, the place of each from 0.
    indicator
        What is measured; its direction says which end is best.
    words, caption
        The language, and the words around the picture.
    benchmark, benchmark_name
        A value drawn as a line through all bars, and what it is called.
    known, silent
        Of an excerpt: how many units are known, and how many that the frame does not name did not report.
    limit
        How many units are shown at most.
    """
    places, unheard = ranked(frame, indicator)
    shown = chosen(places, limit)
    sketch = Sketch([_bars(places, shown, indicator, words)])
    scale = nice([*(place.value for place in places), *([] if benchmark is None else [benchmark])], zero=True)
    ranks = indicator.direction != "none"
    rows = [_row(places, shown, row, ranks, indicator, words) for row in range(len(shown))]
    height = lay_rows(sketch, rows, scale=scale, indicator=indicator, words=words, head=benchmark is not None)
    if benchmark is not None:
        _benchmark(sketch, benchmark, f"{benchmark_name} {words.figure(benchmark, indicator)}".strip(), scale.high)
    return finish(
        sketch,
        caption=caption.with_notes([not_reported(unheard, words, more=silent)], words),
        alt=_alt(places, len(unheard) + silent, indicator, words, count=known or len(places)),
        table=_table(places, shown, unheard, indicator, words),
        words=words,
        kind="ranked_bars",
        height=height,
    )


def ranked(frame: pd.DataFrame, indicator: Indicator) -> tuple[list[Place], list[str]]:
    """The units with a value, best first, and the names of those without; equal values share the better place."""
    values, names = plain(frame["value"]), [str(name) for name in frame["name"]]
    if "at" in frame:
        told = zip(frame["at"], frame["rank"], names, values, frame["marked"], strict=True)
        return [Place(int(at), int(rank), name, value or 0.0, bool(marked)) for at, rank, name, value, marked in told], []
    sign = 1 if indicator.direction == "down" else -1
    known = [(v, n, bool(m)) for v, n, m in zip(values, names, frame["marked"], strict=True) if v is not None]
    known.sort(key=lambda item: sign * item[0])
    ordered = [value for value, _, _ in known]
    places = [Place(at, ordered.index(value) + 1, name, value, marked) for at, (value, name, marked) in enumerate(known)]
    return places, [name for value, name in zip(values, names, strict=True) if value is None]


def chosen(places: list[Place], limit: int) -> list[int | None]:
    """Which places are shown, in order; a None stands for the ones left out between two."""
    result: list[int | None] = []
    for n in excerpt(len(places), (n for n, place in enumerate(places) if place.marked), limit):
        if result and places[result[-1] or 0].at != places[n].at - 1:
            result.append(None)
        result.append(n)
    return result


def _bars(places: list[Place], shown: list[int | None], indicator: Indicator, words: Words) -> dict[str, Any]:
    at = [(row, places[n]) for row, n in enumerate(shown) if n is not None]
    return {
        "type": "bar",
        "y": [row for row, _ in at],
        "x": [place.value for _, place in at],
        "orientation": "h",
        "width": 0.56,
        "customdata": [f"{escaped(place.name)}  <b>{words.figure(place.value, indicator)}</b>" for _, place in at],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": [theme.UNIT if place.marked else theme.RANGE_2 for _, place in at]},
    }


def _row(places: list[Place], shown: list[int | None], row: int, ranks: bool, indicator: Indicator, words: Words) -> Row:
    """A unit's row, or one that says how many are left out between its neighbours."""
    n = shown[row]
    if n is None:
        count = places[shown[row + 1] or 0].at - places[shown[row - 1] or 0].at - 1
        return Row(words("figure.left_out", count=count), quiet=True)
    place = places[n]
    lead = str(place.rank) if ranks else ""
    return Row(place.name, lead, words.figure(place.value, indicator), place.value, marked=place.marked)


def _benchmark(sketch: Sketch, value: float, text: str, high: float) -> None:
    """The comparison value as a line through the rows, named above it."""
    bottom = sketch.layout["yaxis"]["range"][0]
    sketch.add_shape(type="line", x0=value, x1=value, y0=-0.6, y1=bottom, line={"color": theme.INK_2, "width": 1.2})
    over(sketch, value, escaped(text), colour=theme.INK_2)
    if high and value > 0.85 * high:
        sketch.annotations[-1] |= {"xanchor": "right", "xshift": 24}


def not_reported(names: list[str], words: Words, *, more: int = 0) -> str:
    """How many units did not report, `more` of them unnamed, and who the others are as far as a note has room."""
    if not names:
        return words("figure.not_reported_count", count=more) if more else ""
    key = "figure.not_reported" if len(names) <= NAMED and not more else "figure.not_reported_many"
    return words(key, count=len(names) + more, names=words.join(names[:NAMED]))


def _table(places: list[Place], shown: list[int | None], silent: list[str], indicator: Indicator, words: Words) -> Table:
    """What the picture shows, a row that counts those left out included, and who did not report."""
    columns = [words("figure.column.unit"), words.name(indicator.name), words("figure.column.rank")]
    dash = str(words.get("missing"))
    drawn = [_row(places, shown, row, True, indicator, words) for row in range(len(shown))]
    rows: list[list[str | Written]] = [[row.name, row.cell if row.number else dash, row.lead or dash] for row in drawn]
    rows += [[name, words("figure.missing"), dash] for name in silent]
    return Table(columns, rows) if indicator.direction != "none" else Table(columns[:2], [row[:2] for row in rows])


def _alt(places: list[Place], silent: int, indicator: Indicator, words: Words, *, count: int) -> str:
    plain_key = "" if indicator.direction != "none" else "_plain"
    parts = []
    if places:
        parts.append(
            words(
                f"figure.alt.bars{plain_key}",
                count=count,
                best=places[0].name,
                high=words.figure(places[0].value, indicator),
                worst=places[-1].name,
                low=words.figure(places[-1].value, indicator),
            )
        )
    for place in (place for place in places if place.marked):
        value = words.figure(place.value, indicator)
        parts.append(words(f"figure.alt.marked{plain_key}", name=place.name, value=value, rank=place.rank))
    if silent:
        parts.append(words("figure.alt.not_reported", count=silent))
    told = str(words.get("semicolon")).join(parts) or words("figure.alt.nothing")
    return words("figure.alt.sentence", what=words.name(indicator.name), told=told)
