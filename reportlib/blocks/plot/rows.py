"""The layout of charts with named rows: name at the left, marks, number at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.lettering import broken, margin, width
from reportlib.blocks.plot.scales import Scale, value_axis
from reportlib.blocks.plot.sketch import Sketch
from reportlib.blocks.text.number_behind import NumberText
from reportlib.blocks.text.rounding import change_decimals, rounds_to_zero
from reportlib.blocks.text.words import Words
from reportlib.workbook.catalogue import Indicator

ROW, TALL_ROW = 24, 40
"""The heights of a row in pixels: of one line, and of two smaller ones with a space to the next row."""
NAME_CELLS = 24
BOTTOM = 30


@dataclass(frozen=True)
class Row:
    """The texts of one row; `value` is the unrounded number that `number` shows."""

    name: str
    lead: str = ""
    number: str = ""
    value: float | None = None
    marked: bool = False
    quiet: bool = False

    @property
    def cell(self) -> NumberText:
        """The row's number as a cell of a table."""
        return NumberText(self.number, self.value)


def signed(value: float, indicator: Indicator, words: Words) -> str:
    """A change with its sign and without measure; a change that rounds to zero has no sign."""
    places = change_decimals(indicator)
    number = words.number(abs(value), places)
    if rounds_to_zero(value, places):
        return number
    return words("figure.plus" if value > 0 else "figure.minus", number=number)


def lay_rows(sketch: Sketch, rows: Sequence[Row], *, scale: Scale, indicator: Indicator, words: Words, head: bool = False) -> int:
    """Set up axes, names and numbers, with an empty row on top if `head`, and return the height in pixels."""
    top = -1.3 if head else -0.5
    left = _lead(rows) + margin([row.name for row in rows], most=round(NAME_CELLS * 6.6) + 8)
    right = 14 + margin([row.number for row in rows], most=160, least=36)
    # Padding at both ends, so that the first and last label of the axis stay inside the plot.
    pad = (0.0 if scale.low == 0 else 0.02, 0.0 if scale.high == 0 else 0.02)
    sketch.update_layout(
        xaxis=value_axis(scale, indicator, words, pad=pad) | {"zerolinecolor": theme.INK_3},
        yaxis={
            "range": [len(rows) - 0.5, top],
            "showticklabels": False,
        },
        margin={"l": left, "r": right, "b": BOTTOM},
    )
    sketch.annotations += [*_names(rows, left), *(_number(n, row, right) for n, row in enumerate(rows) if row.number)]
    tall = any(width(row.name) > NAME_CELLS for row in rows)
    return round((len(rows) - 0.5 - top) * (TALL_ROW if tall else ROW)) + BOTTOM


def _lead(rows: Sequence[Row]) -> int:
    """The pixels that the widest rank takes before the names; 0 without ranks."""
    widest = max((width(row.lead) for row in rows), default=0)
    return widest * 8 + 8 if widest else 0


def _names(rows: Sequence[Row], left: int) -> list[dict[str, Any]]:
    base: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "align": "left"}
    names = [base | {"xshift": _lead(rows) - left, "y": n} | _name(row) for n, row in enumerate(rows) if row.name]
    leads = [base | {"xshift": -left, "y": n, "text": row.lead} for n, row in enumerate(rows) if row.lead]
    return [*names, *leads]


def _name(row: Row) -> dict[str, Any]:
    """A name in one line, or in two smaller ones; in the accent colour if the row is marked."""
    text = broken(row.name, NAME_CELLS, most=2)
    size = theme.SMALL if "<br>" in text or row.quiet else theme.TEXT
    colour = theme.UNIT if row.marked else theme.INK_3 if row.quiet else theme.INK
    return {"text": f"<b>{text}</b>" if row.marked else text, "font": {"size": size, "color": colour}}


def _number(n: int, row: Row, right: int) -> dict[str, Any]:
    return {
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "xshift": right - 2,
        "y": n,
        "text": f"<b>{row.number}</b>" if row.marked else row.number,
        "font": {"size": theme.TEXT, "color": theme.UNIT if row.marked else theme.INK},
    }


def over(sketch: Sketch, value: float, text: str, *, colour: str = theme.INK_3) -> None:
    """Add a text in the empty top row, above a value."""
    sketch.add_annotation(x=value, y=-0.95, text=text, font={"size": theme.SMALL, "color": colour})
