"""A heat map laid out: which cell stands where, and what it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from reportlib.display.figures.scales import plain
from reportlib.display.text.words import Words

SOFT, FULL = 0.25, 0.75
"""From which distance off the middle a cell is tinted, and from which it is filled."""


@dataclass(frozen=True)
class Cell:
    """One cell: where it stands, its score (None: not reported) and its words."""

    row: float
    column: int
    score: float | None
    text: str

    @property
    def verdict(self) -> int:
        """From -2 (far on the bad side) to 2 (far on the good side)."""
        if self.score is None:
            return 0
        strength = 2 if abs(self.score) >= FULL else 1 if abs(self.score) >= SOFT else 0
        return strength if self.score > 0 else -strength


@dataclass(frozen=True)
class Grid:
    """A heat map laid out: its rows, with a free row above each group, its columns and its cells."""

    rows: dict[str, float]
    groups: dict[str, float]
    columns: tuple[str, ...]
    cells: tuple[Cell, ...]

    @property
    def length(self) -> int:
        """How many rows it has, those that name a group among them."""
        return len(self.rows) + len(self.groups)


def laid_out(frame: pd.DataFrame, words: Words) -> Grid:
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
    entries = zip(names, map(str, frame["column"]), plain(frame["score"]), frame["text"], strict=True)
    cells = {(row, column): (score, text) for row, column, score, text in entries}
    missing = (None, "")
    laid = [
        Cell(at, n, *_entry(cells.get((row, column), missing), words))
        for row, at in rows.items()
        for n, column in enumerate(columns)
    ]
    return Grid(rows, groups, columns, tuple(laid))


def _entry(entry: tuple[float | None, Any], words: Words) -> tuple[float | None, str]:
    """Score and text of a cell; one without a score says its own word, or that nothing was reported."""
    score, text = entry
    known = isinstance(text, str) and text.strip() not in ("", str(words.get("missing")))
    return score, str(text) if known else words("figure.missing_cell") if score is None else ""
