"""A dumbbell chart: a dot for the earlier value of a unit, a dot for the later one, and the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.lettering import escaped
from reportlib.blocks.plot.points import bracketed
from reportlib.blocks.plot.rows import Row, lay_rows, signed
from reportlib.blocks.plot.scales import nice, plain, present
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.plot.sole import sole
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.words import Words
from reportlib.periods import Period
from reportlib.workbook.catalogue import Indicator


@dataclass(frozen=True)
class Move:
    """The earlier and the later value of a unit, and their denominators; None if not known."""

    name: str
    before: float | None
    after: float | None
    marked: bool
    before_of: float | None = None
    after_of: float | None = None

    @property
    def change(self) -> float | None:
        """The change; None unless both values are known."""
        return None if self.before is None or self.after is None else self.after - self.before

    def of(self, indicator: Indicator, words: Words) -> list[str]:
        """The denominators of the two values in words, if small; a single text if both are equal."""
        return list(dict.fromkeys(filter(None, (words.of(of, indicator) for of in (self.before_of, self.after_of)))))


def dumbbell(
    frame: pd.DataFrame,
    *,
    indicator: Indicator,
    words: Words,
    caption: Caption,
    before: str | Period,
    after: str | Period,
    rows: str = "unit",
    rows_drawn: Sequence[int] | None = None,
) -> Plain:
    """A dumbbell chart of units, with the change in a column at the right.

    Parameters
    ----------
    frame
        Columns `name`, `before`, `after` (missing if not known) and `marked` (whether the row is in the accent colour). For
        ratios also the denominators `before_of` and `after_of`, which are written beside the values if they are small.
    indicator
        Its direction says which values are best.
    before, after
        The two periods, in the period grammar, or other words.
    rows
        What a row is: “unit” or “indicator”.
    rows_drawn
        The indices of the rows to draw, in this order; None for all rows, the best later value on top. The alternative text
        describes all rows.
    """
    then, now = _period_text(before, words), _period_text(after, words)
    every = _moves(frame)
    moves = _best_first(every, indicator) if rows_drawn is None else [every[n] for n in rows_drawn]
    dots = [_dots(moves, side, name, indicator, words) for side, name in (("before", then), ("after", now))]
    sketch = Sketch([_links(moves), *dots])
    values = present(v for move in moves for v in (move.before, move.after))
    scale = nice(values)
    labelled_rows = [Row(move.name, number=_number(move, indicator, words), marked=move.marked) for move in moves]
    height = lay_rows(sketch, labelled_rows, scale=scale, indicator=indicator, words=words, head=True)
    _key(sketch, then, now)
    _head(sketch, words("figure.change"))
    notes = [words("figure.across_not_from_zero") if not scale.low <= 0 <= scale.high else ""]
    return finish(
        sketch,
        caption=caption.with_notes(notes, words),
        alt=_alt(every if rows_drawn is not None else moves, then, now, indicator, words, what=caption.title),
        table=_table(moves, then, now, indicator, words, head=rows),
        words=words,
        kind="dumbbell",
        height=height,
    )


def _period_text(period: str | Period, words: Words) -> str:
    try:
        return words.period(Period.parse(period), short=True)
    except ValueError:
        return str(period)


def _moves(frame: pd.DataFrame) -> list[Move]:
    numbers = (
        plain(frame[name]) if name in frame else [None] * len(frame) for name in ("before", "after", "before_of", "after_of")
    )
    columns = (frame["name"], frame["marked"], *numbers)
    return [Move(str(name), then, now, bool(marked), *of) for name, marked, then, now, *of in zip(*columns, strict=True)]


def _best_first(moves: list[Move], indicator: Indicator) -> list[Move]:
    sign = 1 if indicator.direction == "down" else -1
    return sorted(moves, key=lambda move: (move.after is None, sign * (move.after or 0)))


def _links(moves: list[Move]) -> dict[str, Any]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for row, move in enumerate(moves):
        if move.change is not None:
            xs += [move.before, move.after, None]
            ys += [row, row, None]
    line = {"color": theme.RANGE_2, "width": 3}
    return {"type": "scatter", "x": xs, "y": ys, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _dots(moves: list[Move], side: str, name: str, indicator: Indicator, words: Words) -> dict[str, Any]:
    at = [(row, move, getattr(move, side)) for row, move in enumerate(moves) if getattr(move, side) is not None]
    colours = [theme.UNIT if move.marked else theme.INK_2 for _, move, _ in at]
    old = side == "before"
    return {
        "type": "scatter",
        "x": [value for _, _, value in at],
        "y": [row for row, _, _ in at],
        "name": escaped(name),
        "mode": "markers",
        "cliponaxis": False,
        "customdata": [
            f"{escaped(move.name)}<br>{escaped(name)}  <b>{_value(move, side, indicator, words)}</b>" for _, move, _ in at
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "size": 7 if old else 10,
            "color": [theme.MARK] * len(at) if old else colours,
            "line": {"color": theme.PAPER, "width": 1},
        },
    }


def _value(move: Move, side: str, indicator: Indicator, words: Words) -> str:
    of = words.of(getattr(move, f"{side}_of"), indicator)
    return words.figure(getattr(move, side), indicator) + bracketed([of] if of else [], words)


def _cell(move: Move, side: str, indicator: Indicator, words: Words) -> NumberText:
    value = getattr(move, side)
    if value is None or not words.of(getattr(move, f"{side}_of"), indicator):
        return words.cell(value, indicator)
    return NumberText(_value(move, side, indicator, words))


def _number(move: Move, indicator: Indicator, words: Words) -> str:
    return _change(move, indicator, words) + bracketed(move.of(indicator, words) if move.change is not None else [], words)


def _change(move: Move, indicator: Indicator, words: Words) -> str:
    return words("missing") if move.change is None else signed(move.change, indicator, words)


def _key(sketch: Sketch, then: str, now: str) -> None:
    small, large = ((theme.MARK, 9), (theme.INK_2, 14))
    dots = [f'<span style="color:{colour};font-size:{size}px">\u25cf</span>' for colour, size in (small, large)]
    text = f"{dots[0]} {escaped(then)}   {dots[1]} {escaped(now)}"
    sketch.add_annotation(x=0, xref="paper", xanchor="left", y=-0.95, text=text)


def _head(sketch: Sketch, text: str) -> None:
    sketch.add_annotation(x=1, xref="paper", xanchor="right", xshift=sketch.layout["margin"]["r"] - 2, y=-0.95, text=text)


def _table(moves: list[Move], then: str, now: str, indicator: Indicator, words: Words, *, head: str) -> Table:
    change = words("figure.change_points" if indicator.percent else "figure.change")
    rows: list[list[str | NumberText]] = [
        [
            move.name,
            _cell(move, "before", indicator, words),
            _cell(move, "after", indicator, words),
            NumberText(_change(move, indicator, words), move.change),
        ]
        for move in moves
    ]
    return Table([words(f"figure.column.{head}"), then, now, change], rows)


def _alt(moves: list[Move], then: str, now: str, indicator: Indicator, words: Words, *, what: str) -> str:
    changes = [(move.change, move.name) for move in moves if move.change is not None]
    parts = []
    if changes:
        signs = [_sign(change, indicator) for change, _ in changes]
        counts = {"rose": signs.count(1), "fell": signs.count(-1), "same": signs.count(0)}
        parts.append(words("figure.alt.dumbbell", before=then, after=now, **counts))
        most = sole([abs(change) for change, _ in changes], change_decimals(indicator))
        if most is not None:
            change, name = changes[most]
            parts.append(words("figure.alt.moved_most", name=name, change=signed(change, indicator, words)))
    if len(changes) < len(moves):
        parts.append(words("figure.alt.not_known", count=len(moves) - len(changes)))
    text = words("semicolon").join(parts) or words("figure.alt.nothing")
    return words("figure.alt.sentence", what=what, told=text)


def _sign(change: float, indicator: Indicator) -> int:
    """The sign of a change as printed: +1, -1, or 0 if it rounds to zero."""
    return 0 if rounds_to_zero(change, change_decimals(indicator)) else 1 if change > 0 else -1
