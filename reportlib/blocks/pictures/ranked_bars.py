"""A bar chart of units, the best on top, the unit in question in the accent colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.analysis.comparisons.peers import ROOM, excerpt
from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import (
    SILENT,
    SUPPRESSED,
    Point,
    bracketed,
    cell,
    counted_sentence,
    point_text,
    points_in,
    without,
)
from reportlib.blocks.plot.rows import Row, lay_rows, over
from reportlib.blocks.plot.scales import nice
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.places import counts_from_lowest, place
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator

MIN_BARS_RANKED = 3
"""The fewest units of which one may be called first or last."""


@dataclass(frozen=True)
class Bar:
    """A unit with its value and rank. `at` is its position among all bars, from 0."""

    at: int
    rank: int | None
    name: str
    point: Point
    marked: bool
    tied: bool

    @property
    def value(self) -> float:
        """The value."""
        return self.point.value or 0.0


@dataclass(frozen=True)
class Aside:
    """A unit that is not drawn: it has no figure, or its figure is not ranked for the reason `why`."""

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
    count: int | None = None,
    silent: int = 0,
    unranked: int = 0,
    limit: int = ROOM,
    top: int = 0,
    rows: str = "unit",
) -> Plain:
    """Bars of units, the best on top; if there are many, only the first few, the last few, and the marked unit with neighbours.

    Parameters
    ----------
    frame
        Columns `name`, `value`, `marked` and those of `points_in`. For ranked units also `rank` and `why`, the reason why a
        unit is not ranked; a unit with a reason is not drawn. If the frame
        has only some of the ranked units, also `at`, the position of each unit among all of them, from 0.
    indicator
        Its direction says which values are on top.
    benchmark, benchmark_name
        A value drawn as a line through all bars, and its name.
    count, silent, unranked
        If the frame has only some units: how many units are ranked in all; how many units that are not in the frame did not
        report (`silent`) or are not ranked.
    limit
        The most units that are shown.
    top
        Show only this many units, the first ones; 0 to show the last ones too.
    rows
        What a row is: “unit” or “owner”.
    """
    bars, aside = ordered(frame, indicator)
    rows_shown = first_of(bars, top) if top else chosen(bars, limit)
    sketch = Sketch([_bars(bars, rows_shown, indicator, words)])
    scale = nice([*(bar.value for bar in bars), *([] if benchmark is None else [benchmark])], zero=True)
    labelled_rows = [_row(bars, rows_shown, row, indicator, words) for row in range(len(rows_shown))]
    height = lay_rows(sketch, labelled_rows, scale=scale, indicator=indicator, words=words, head=benchmark is not None)
    if benchmark is not None:
        _benchmark(sketch, benchmark, f"{benchmark_name} {words.figure(benchmark, indicator)}".strip(), scale.high)
    return finish(
        sketch,
        caption=caption.with_notes(_notes(aside, words, silent), words),
        alt=_alt(bars, aside, indicator, words, count=count or len(bars), silent=silent, unranked=unranked),
        table=_table(bars, labelled_rows, aside, indicator, words, head=rows),
        words=words,
        kind="ranked_bars",
        height=height,
    )


def ordered(frame: pd.DataFrame, indicator: Indicator) -> tuple[list[Bar], list[Aside]]:
    """The drawn units, the best first, and the units without a value or with a reason in `why`."""
    count = len(frame)
    reasons = frame["why"].tolist() if "why" in frame else [""] * count
    ranks = frame["rank"].tolist() if "rank" in frame else [None] * count
    flags = zip(map(bool, frame["marked"]), map(bool, frame["tied"] if "tied" in frame else [False] * count), strict=True)
    rows = list(zip(map(str, frame["name"]), points_in(frame), reasons, ranks, flags, strict=True))
    aside = [Aside(name, point, str(why or "")) for name, point, why, _, _ in rows if why or point.value is None]
    with_value = [row for row in rows if row[1].value is not None and not row[2]]
    if "at" not in frame:
        sign = 1 if indicator.direction == "down" else -1
        with_value.sort(key=lambda row: sign * (row[1].value or 0.0))
    positions = frame["at"].tolist() if "at" in frame else list(range(len(with_value)))
    positioned = zip(positions, with_value, strict=True)
    return [Bar(int(at), None if pd.isna(rank) else int(rank), n, p, *both) for at, (n, p, _, rank, both) in positioned], aside


def chosen(bars: list[Bar], limit: int) -> list[int | None]:
    """The positions to show, in order; None in place of positions that are left out."""
    result: list[int | None] = []
    for n in excerpt(len(bars), (n for n, bar in enumerate(bars) if bar.marked), limit):
        if result and bars[result[-1] or 0].at != bars[n].at - 1:
            result.append(None)
        result.append(n)
    return result


def first_of(bars: list[Bar], count: int) -> list[int | None]:
    """The first `count` positions, then None if there are more bars."""
    return [*range(min(count, len(bars))), *([None] if len(bars) > count else [])]


def _bars(bars: list[Bar], rows_shown: list[int | None], indicator: Indicator, words: Words) -> dict[str, Any]:
    at = [(row, bars[n]) for row, n in enumerate(rows_shown) if n is not None]
    return {
        "type": "bar",
        "y": [row for row, _ in at],
        "x": [bar.value for _, bar in at],
        "orientation": "h",
        "width": 0.56,
        "customdata": [f"{escaped(bar.name)}  <b>{point_text(bar.point, indicator, words)}</b>" for _, bar in at],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": [theme.UNIT if bar.marked else theme.RANGE_2 for _, bar in at]},
    }


def _row(bars: list[Bar], rows_shown: list[int | None], row: int, indicator: Indicator, words: Words) -> Row:
    n = rows_shown[row]
    if n is None:
        following = bars[rows_shown[row + 1] or 0].at if row + 1 < len(rows_shown) else bars[-1].at + 1
        count = following - bars[rows_shown[row - 1] or 0].at - 1
        return Row(words("figure.left_out", count=count), quiet=True)
    bar = bars[n]
    of = words.of(bar.point.denominator, indicator)
    value = words.figure(bar.value, indicator, qualifier=bar.point.qualifier) + bracketed([of] if of else [], words)
    return Row(bar.name, "" if bar.rank is None else str(bar.rank), value, marked=bar.marked)


def _benchmark(sketch: Sketch, value: float, text: str, high: float) -> None:
    bottom = sketch.layout["yaxis"]["range"][0]
    sketch.add_shape(type="line", x0=value, x1=value, y0=-0.6, y1=bottom, line={"color": theme.INK_2, "width": 1.2})
    over(sketch, value, escaped(text), colour=theme.INK_2)
    if high and value > 0.85 * high:
        sketch.annotations[-1] |= {"xanchor": "right", "xshift": 24}


def _notes(aside: list[Aside], words: Words, silent: int) -> list[str]:
    unranked = [other.name for other in aside if other.why]
    texts = [counted_sentence(words("figure.unranked", count=len(unranked)), unranked, words)] if unranked else []
    return [*texts, *without([(o.name, o.point.absence) for o in aside if not o.why], words, more=silent)]


def _table(bars: list[Bar], rows: list[Row], aside: list[Aside], indicator: Indicator, words: Words, *, head: str) -> Table:
    columns = [words(f"figure.column.{head}"), words.name(indicator.name), words("figure.column.rank")]
    dash = words("missing")
    full = {bar.name: cell(bar.point, indicator, words) for bar in bars}
    cells: list[list[str | NumberText]] = [[row.name, full.get(row.name, NumberText(dash)), row.lead or dash] for row in rows]
    for other in aside:
        why = words(f"figure.why.{other.why}") if other.why else dash
        cells.append([other.name, cell(other.point, indicator, words), why])
    with_ranks = any(bar.rank is not None for bar in bars) or any(other.why for other in aside)
    return Table(columns, cells) if with_ranks else Table(columns[:2], [row[:2] for row in cells])


def _alt(
    bars: list[Bar], aside: list[Aside], indicator: Indicator, words: Words, *, count: int, silent: int, unranked: int
) -> str:
    parts = [_ends(bars, indicator, words, count)] if bars else []
    for bar in (bar for bar in bars if bar.marked):
        value = point_text(bar.point, indicator, words)
        parts.append(_marked(bar, value, indicator, words, count=count))
    hidden = any(bar.rank is not None for bar in bars)  # a suppressed figure lacks a rank only where there are ranks
    unranked += sum(bool(other.why) or (hidden and other.point.absence == SUPPRESSED) for other in aside)
    missing = sum(other.point.absence == SILENT for other in aside if not other.why) + silent
    parts += [words("figure.alt.not_reported", count=missing)] if missing else []
    parts += [words("figure.alt.unranked", count=unranked)] if unranked else []
    text = words("semicolon").join(parts) or words("figure.alt.nothing")
    return words("figure.alt.sentence", what=words.name(indicator.name), told=text)


def _marked(bar: Bar, value: str, indicator: Indicator, words: Words, *, count: int) -> str:
    if bar.rank is None:
        return words("figure.alt.marked_plain", name=bar.name, value=value)
    key = "figure.alt.marked_low" if counts_from_lowest(indicator) else "figure.alt.marked"
    return words(key, name=bar.name, value=value, place=place(bar.rank, count, indicator, words, tied=bar.tied), of=count)


def _ends(bars: list[Bar], indicator: Indicator, words: Words, count: int) -> str:
    first, last = point_text(bars[0].point, indicator, words), point_text(bars[-1].point, indicator, words)
    ranked = count >= MIN_BARS_RANKED and all(bar.rank is not None for bar in bars)
    if ranked and not _tied(bars[:2]) and not _tied(bars[-2:]):
        return words("figure.alt.bars", count=count, first=bars[0].name, high=first, last=bars[-1].name, low=last)
    if len(printed := {words.figure(bar.value, indicator, qualifier=bar.point.qualifier) for bar in bars}) == 1:
        value = first if len({point_text(bar.point, indicator, words) for bar in bars}) == 1 else printed.pop()
        return words(f"figure.alt.bars_{'alike' if count > 1 else 'one'}", count=count, value=value)
    low, high = (first, last) if bars[0].value < bars[-1].value else (last, first)
    return words("figure.alt.bars_plain", count=count, low=low, high=high)


def _tied(pair: list[Bar]) -> bool:
    return len({bar.rank for bar in pair}) < len(pair)
