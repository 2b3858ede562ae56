"""Units against each other, the best on top, the unit in question in the accent colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.analysis.comparisons.peers import ROOM, excerpt
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import SILENT, Point, cell, noted, read, said, without
from reportlib.blocks.plot.rows import Row, lay_rows, over
from reportlib.blocks.plot.scales import nice
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.words import Words
from reportlib.blocks.text.written import Written
from reportlib.workbook.catalogue import Indicator

MIN_BARS_RANKED = 3
"""So many units are needed for one of them to be called first or last."""


@dataclass(frozen=True)
class Place:
    """A unit with its value, its rank where it has one, and where it stands among all that are drawn (`at`, from 0)."""

    at: int
    rank: int | None
    name: str
    point: Point
    marked: bool

    @property
    def value(self) -> float:
        """Its value."""
        return self.point.value or 0.0


@dataclass(frozen=True)
class Aside:
    """A unit that is not drawn: its figure is not ranked, and `why`, or it has none."""

    name: str
    point: Point
    why: str


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
    top: int = 0,
    rows: str = "unit",
) -> Plain:
    """Units as bars, the best on top; of many, only the best, the marked with its neighbours and the last.

    Parameters
    ----------
    frame
        Columns name, value, marked, and what else a `Point` has; `rank`, where units are ranked, and `why`, the reason of one
        that is not, which is not drawn; of an excerpt also `at`, the place of each from 0.
    indicator
        What is measured; its direction says which end is on top.
    words, caption
        The language, and the words around the picture.
    benchmark, benchmark_name
        A value drawn as a line through all bars, and what it is called.
    known, silent
        Of an excerpt: how many units are known, and how many that the frame does not name did not report.
    limit
        How many units are shown at most.
    top
        How many of the first are shown, and none besides; 0 for an excerpt that holds the last ones too.
    rows
        What the rows are: “unit” or “owner”.
    """
    places, aside = ordered(frame, indicator)
    shown = first_of(places, top) if top else chosen(places, limit)
    sketch = Sketch([_bars(places, shown, indicator, words)])
    scale = nice([*(place.value for place in places), *([] if benchmark is None else [benchmark])], zero=True)
    laid = [_row(places, shown, row, indicator, words) for row in range(len(shown))]
    height = lay_rows(sketch, laid, scale=scale, indicator=indicator, words=words, head=benchmark is not None)
    if benchmark is not None:
        _benchmark(sketch, benchmark, f"{benchmark_name} {words.figure(benchmark, indicator)}".strip(), scale.high)
    return finish(
        sketch,
        caption=caption.with_notes(_notes(aside, words, silent), words),
        alt=_alt(places, aside, silent, indicator, words, count=known or len(places)),
        table=_table(places, laid, aside, indicator, words, head=rows),
        words=words,
        kind="ranked_bars",
        height=height,
    )


def ordered(frame: pd.DataFrame, indicator: Indicator) -> tuple[list[Place], list[Aside]]:
    """The units that are drawn, best first, and the others; without a column `rank` all that have a value are drawn."""
    count = len(frame)
    reasons = frame["why"].tolist() if "why" in frame else [""] * count
    ranks = frame["rank"].tolist() if "rank" in frame else [None] * count
    rows = list(zip(map(str, frame["name"]), read(frame), reasons, ranks, map(bool, frame["marked"]), strict=True))
    aside = [Aside(name, point, str(why or "")) for name, point, why, _, _ in rows if why or point.value is None]
    drawn = [row for row in rows if row[1].value is not None and not row[2]]
    if "at" not in frame:
        sign = 1 if indicator.direction == "down" else -1
        drawn.sort(key=lambda row: sign * (row[1].value or 0.0))
    places = frame["at"].tolist() if "at" in frame else list(range(len(drawn)))
    made = zip(places, drawn, strict=True)
    return [Place(int(at), None if pd.isna(rank) else int(rank), n, p, marked) for at, (n, p, _, rank, marked) in made], aside


def chosen(places: list[Place], limit: int) -> list[int | None]:
    """Which places are shown, in order; a None stands for the ones left out between two."""
    result: list[int | None] = []
    for n in excerpt(len(places), (n for n, place in enumerate(places) if place.marked), limit):
        if result and places[result[-1] or 0].at != places[n].at - 1:
            result.append(None)
        result.append(n)
    return result


def first_of(places: list[Place], count: int) -> list[int | None]:
    """The first places, and a None for the others, where there are any."""
    return [*range(min(count, len(places))), *([None] if len(places) > count else [])]


def _bars(places: list[Place], shown: list[int | None], indicator: Indicator, words: Words) -> dict[str, Any]:
    at = [(row, places[n]) for row, n in enumerate(shown) if n is not None]
    return {
        "type": "bar",
        "y": [row for row, _ in at],
        "x": [place.value for _, place in at],
        "orientation": "h",
        "width": 0.56,
        "customdata": [f"{escaped(place.name)}  <b>{said(place.point, indicator, words)}</b>" for _, place in at],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": [theme.UNIT if place.marked else theme.RANGE_2 for _, place in at]},
    }


def _row(places: list[Place], shown: list[int | None], row: int, indicator: Indicator, words: Words) -> Row:
    """A unit's row, or one that says how many are left out between its neighbours."""
    n = shown[row]
    if n is None:
        following = places[shown[row + 1] or 0].at if row + 1 < len(shown) else places[-1].at + 1
        count = following - places[shown[row - 1] or 0].at - 1
        return Row(words("figure.left_out", count=count), quiet=True)
    place = places[n]
    value = words.figure(place.value, indicator, qualifier=place.point.qualifier)
    return Row(place.name, "" if place.rank is None else str(place.rank), value, marked=place.marked)


def _benchmark(sketch: Sketch, value: float, text: str, high: float) -> None:
    """The comparison value as a line through the rows, named above it."""
    bottom = sketch.layout["yaxis"]["range"][0]
    sketch.add_shape(type="line", x0=value, x1=value, y0=-0.6, y1=bottom, line={"color": theme.INK_2, "width": 1.2})
    over(sketch, value, escaped(text), colour=theme.INK_2)
    if high and value > 0.85 * high:
        sketch.annotations[-1] |= {"xanchor": "right", "xshift": 24}


def _notes(aside: list[Aside], words: Words, silent: int) -> list[str]:
    """Who is not ranked, and who is without a figure, by the reason."""
    unranked = [other.name for other in aside if other.why]
    told = [noted(words("figure.unranked", count=len(unranked)), unranked, words)] if unranked else []
    return [*told, *without([(o.name, o.point.absence) for o in aside if not o.why], words, more=silent)]


def _table(places: list[Place], rows: list[Row], aside: list[Aside], indicator: Indicator, words: Words, *, head: str) -> Table:
    """What the picture shows, a row that counts those left out included; who is not ranked, and who has no figure."""
    columns = [words(f"figure.column.{head}"), words.name(indicator.name), words("figure.column.rank")]
    dash = str(words.get("missing"))
    full = {place.name: cell(place.point, indicator, words) for place in places}
    cells: list[list[str | Written]] = [[row.name, full.get(row.name, Written(dash)), row.lead or dash] for row in rows]
    for other in aside:
        why = words(f"figure.why.{other.why}") if other.why else dash
        cells.append([other.name, cell(other.point, indicator, words), why])
    with_ranks = any(place.rank is not None for place in places) or any(other.why for other in aside)
    return Table(columns, cells) if with_ranks else Table(columns[:2], [row[:2] for row in cells])


def _alt(places: list[Place], aside: list[Aside], silent: int, indicator: Indicator, words: Words, *, count: int) -> str:
    parts = [_ends(places, indicator, words, count)] if places else []
    for place in (place for place in places if place.marked):
        value = said(place.point, indicator, words)
        key = "figure.alt.marked_plain" if place.rank is None else "figure.alt.marked"
        rank = "" if place.rank is None else words.place(place.rank)
        parts.append(words(key, name=place.name, value=value, rank=rank, of=count))
    unranked = sum(bool(other.why) for other in aside)
    missing = sum(other.point.absence == SILENT for other in aside if not other.why) + silent
    parts += [words("figure.alt.not_reported", count=missing)] if missing else []
    parts += [words("figure.alt.unranked", count=unranked)] if unranked else []
    told = str(words.get("semicolon")).join(parts) or words("figure.alt.nothing")
    return words("figure.alt.sentence", what=words.name(indicator.name), told=told)


def _ends(places: list[Place], indicator: Indicator, words: Words, count: int) -> str:
    """Who comes first and who last, where units are ranked and neither is tied; else from which value to which they reach."""
    first, last = said(places[0].point, indicator, words), said(places[-1].point, indicator, words)
    ranked = count >= MIN_BARS_RANKED and all(place.rank is not None for place in places)
    if ranked and not _tied(places[:2]) and not _tied(places[-2:]):
        return words("figure.alt.bars", count=count, first=places[0].name, high=first, last=places[-1].name, low=last)
    low, high = (first, last) if places[0].value < places[-1].value else (last, first)
    return words("figure.alt.bars_plain", count=count, low=low, high=high)


def _tied(pair: list[Place]) -> bool:
    return len({place.rank for place in pair}) < len(pair)
