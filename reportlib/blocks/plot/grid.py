"""The layout of a heat map: the position and text of each cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from reportlib.blocks.plot.points import SILENT
from reportlib.blocks.plot.scales import plain
from reportlib.blocks.text.words import Words


@dataclass(frozen=True)
class Cell:
    """A cell; `silent` says whether nothing was reported for it, `shade` how dark it is (see `pictures.heat`)."""

    row: float
    column: int
    text: str
    shade: float = 0.0
    silent: bool = False


@dataclass(frozen=True)
class Grid:
    """The layout of a heat map; `rows` and `groups` have the position of each name."""

    rows: dict[str, float]
    groups: dict[str, float]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def length(self) -> int:
        """The number of rows, including those with the names of groups."""
        return len(self.rows) + len(self.groups)


def grid_of(frame: pd.DataFrame, words: Words) -> Grid:
    """The grid of a tidy frame: groups in their order of appearance, and rows within them."""
    names = [str(row) for row in frame["row"]]
    group_of = dict(zip(names, map(str, frame["group"]), strict=True)) if "group" in frame else {}
    order = sorted(
        dict.fromkeys(names), key=lambda name: list(dict.fromkeys(group_of.values())).index(group_of[name]) if group_of else 0
    )
    rows: dict[str, float] = {}
    groups: dict[str, float] = {}
    for name in order:
        group = group_of.get(name)
        if group is not None and group not in groups:
            groups[group] = float(len(rows) + len(groups))
        rows[name] = float(len(rows) + len(groups))
    columns = tuple(dict.fromkeys(str(column) for column in frame["column"]))
    cells = dict(zip(zip(names, map(str, frame["column"]), strict=True), _entries(frame, words), strict=True))
    blank = (words("missing"), 0.0, False)
    grid_cells = [Cell(at, n, *cells.get((row, column), blank)) for row, at in rows.items() for n, column in enumerate(columns)]
    return Grid(rows, groups, columns, tuple(grid_cells))


def _entries(frame: pd.DataFrame, words: Words) -> Iterator[tuple[str, float, bool]]:
    """Text and shade of each cell, and whether nothing was reported; a kind of absence replaces the text."""
    kinds = frame["absence"].tolist() if "absence" in frame else [""] * len(frame)
    shades = plain(frame["shade"]) if "shade" in frame else [0.0] * len(frame)
    for text, kind, shade in zip(frame["text"], kinds, shades, strict=True):
        absent = "" if pd.isna(kind) else str(kind)
        cell_text = words.absence(absent, short=True) if absent else str(text)
        yield words("figure.missing_cell") if absent == SILENT else cell_text, shade or 0.0, absent == SILENT
