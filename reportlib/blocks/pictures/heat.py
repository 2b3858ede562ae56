"""A heat map: cells with a text, in rows and columns, hatched where nothing was reported."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reportlib.blocks.plot import theme
from reportlib.blocks.plot.caption import Caption, Table, finish
from reportlib.blocks.plot.grid import Cell, Grid, grid_of
from reportlib.blocks.plot.lettering import broken, escaped, margin, width
from reportlib.blocks.plot.rows import TALL_ROW
from reportlib.blocks.plot.sketch import Plain, Sketch
from reportlib.blocks.text.words import Words

ROW = 30
COLUMN = 60
COLUMN_CELLS = 8
ROW_CELLS = 20
JUDGED = [[0, theme.WORSE_SOFT], [0.5, theme.PAPER_2], [1, theme.BETTER_SOFT]]


def heat(
    frame: pd.DataFrame,
    *,
    words: Words,
    caption: Caption,
    rows: str = "indicator",
    letters: int = COLUMN_CELLS,
    judged: bool = False,
) -> Plain:
    """A heat map with names of rows and columns, and a text in each cell.

    Parameters
    ----------
    frame
        Columns `row`, `column` and `text` (what the cell prints). Optional: `absence` for cells without a value, `shade`
        (how dark the cell is, from 0 to 1), and `group`, the name of the row's group.
    rows
        What a row is: “indicator”, “unit” or “period”.
    letters
        The most letters in a line of a column's name.
    judged
        Whether shades mean verdicts, from -1 (worse) to 1 (better), instead of amounts.
    """
    grid = grid_of(frame, words)
    row = TALL_ROW if any(width(name) > ROW_CELLS for name in grid.rows) else ROW
    head = max((broken(name, letters, most=3).count("<br>") + 1 for name in grid.columns), default=1) * 16 / row + 0.2
    left = margin(list(grid.rows), most=round(ROW_CELLS * 6.6) + 8)
    sketch = Sketch(
        [_ground(grid, judged=judged), _hatching(grid, words), _texts(grid)],
        [*_column_names(grid, letters), *_row_names(grid, left)],
    )
    sketch.update_layout(**_axes(grid, head), margin={"l": left, "r": 2, "b": 6}, barmode="overlay")
    return finish(
        sketch,
        caption=caption.with_notes([words("figure.hatched")] if any(cell.silent for cell in grid.cells) else [], words),
        alt=_alt(grid, caption, words),
        table=_table(frame, grid, words, head=rows),
        words=words,
        kind="heat",
        height=round((grid.length + head) * row) + 6,
        min_width=left + round(COLUMN * letters / COLUMN_CELLS) * len(grid.columns),
    )


def _axes(grid: Grid, head: float) -> dict[str, Any]:
    return {
        "xaxis": {"range": [-0.5, len(grid.columns) - 0.5], "showticklabels": False},
        "yaxis": {"range": [grid.length - 0.5, -0.5 - head], "showticklabels": False},
    }


def _ground(grid: Grid, *, judged: bool) -> dict[str, Any]:
    """The trace of the cells' backgrounds, a row of `z` for each row of the grid; rows with a group's name are empty."""
    by_place = {(cell.row, cell.column): cell for cell in grid.cells}
    z: list[list[float | None]] = []
    hover_texts: list[list[str]] = []
    for n in range(grid.length):
        cells = [by_place.get((n, column)) for column in range(len(grid.columns))]
        z.append([None if cell is None or cell.silent else round(cell.shade, 3) for cell in cells])
        hover_texts.append([_hover(grid, cell) if cell else "" for cell in cells])
    return {
        "type": "heatmap",
        "z": z,
        "x": list(range(len(grid.columns))),
        "y": list(range(grid.length)),
        "zmin": -1 if judged else 0,
        "zmax": 1,
        "colorscale": JUDGED if judged else [[0, theme.PAPER_2], [1, theme.RANGE_2]],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "customdata": hover_texts,
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
    }


def _hover(grid: Grid, cell: Cell) -> str:
    row = next(name for name, at in grid.rows.items() if at == cell.row)
    return f"{escaped(grid.columns[cell.column])}<br>{escaped(row)}  <b>{escaped(cell.text)}</b>"


def _hatching(grid: Grid, words: Words) -> dict[str, Any]:
    missing = [cell for cell in grid.cells if cell.silent]
    return {
        "type": "bar",
        "x": [cell.column for cell in missing],
        "y": [0.92] * len(missing),
        "base": [cell.row - 0.46 for cell in missing],
        "width": 0.96,
        "name": words("figure.kinds.not_reported"),
        "customdata": [_hover(grid, cell) for cell in missing],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {
            "color": theme.PAPER,
            "pattern": {
                "shape": "/",
                "size": 5,
                "solidity": 0.18,
                "fgcolor": theme.RULE_2,
                "bgcolor": theme.PAPER,
                "fillmode": "replace",
            },
        },
    }


def _texts(grid: Grid) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [cell.column for cell in grid.cells],
        "y": [cell.row for cell in grid.cells],
        "mode": "text",
        "text": [escaped(cell.text) for cell in grid.cells],
        "textfont": {"size": theme.SMALL, "color": [theme.INK_3 if cell.silent else theme.INK for cell in grid.cells]},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _column_names(grid: Grid, letters: int) -> list[dict[str, Any]]:
    return [
        {
            "x": n,
            "y": -0.55,
            "yanchor": "bottom",
            "text": broken(name, letters, most=3),
            "font": {"size": theme.SMALL, "color": theme.INK_2},
        }
        for n, name in enumerate(grid.columns)
    ]


def _row_names(grid: Grid, left: int) -> list[dict[str, Any]]:
    edge: dict[str, Any] = {"x": 0, "xref": "paper", "xanchor": "left", "xshift": -left, "align": "left"}
    rows = [edge | {"y": at, "text": broken(name, ROW_CELLS, most=2)} for name, at in grid.rows.items()]
    for row in rows:
        row["font"] = {"size": theme.SMALL if "<br>" in row["text"] else theme.TEXT, "color": theme.INK}
    bold = {"size": theme.TEXT, "color": theme.INK}
    return [
        *rows,
        *(edge | {"y": at, "yshift": -4, "text": f"<b>{escaped(n)}</b>", "font": bold} for n, at in grid.groups.items()),
    ]


def _table(frame: pd.DataFrame, grid: Grid, words: Words, *, head: str) -> Table:
    texts = {(cell.row, cell.column): cell.text for cell in grid.cells}
    columns = [words(f"figure.column.{head}"), *grid.columns]
    rows = [[name, *(texts[at, n] for n in range(len(grid.columns)))] for name, at in grid.rows.items()]
    if not grid.groups:
        return Table(columns, rows)
    group_of = dict(zip(map(str, frame["row"]), map(str, frame["group"]), strict=True))
    return Table([words("figure.column.group"), *columns], [[group_of[row[0]], *row] for row in rows])


def _alt(grid: Grid, caption: Caption, words: Words) -> str:
    missing = sum(cell.silent for cell in grid.cells)
    texts = [words("figure.alt.heat", rows=len(grid.rows), columns=len(grid.columns))]
    texts += [words("figure.alt.not_reported", count=missing)] if missing else []
    return words("figure.alt.sentence", what=caption.title, told=words("semicolon").join(texts))
