"""Remarks in brackets that rows of a data table share, such as coverage, are written once, at the table's foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from reportlib.blocks.text import Words

_MARKS = "①②③④⑤⑥⑦⑧⑨⑩"
MIN_REMARKS = 3
"""The fewest remarks of a row that are moved to the foot."""


@dataclass(frozen=True)
class Remarked:
    """The rows of a table, and those of its foot; the mark after a row's name says which row of the foot has its remarks."""

    rows: list[list[str]]
    foot: list[list[str]]


def remarked(rows: Sequence[Sequence[str]], words: Words) -> Remarked:
    """The rows; if several have equal remarks, `MIN_REMARKS` or more in each, these are moved to the foot, without brackets."""
    split = [[_parts(cell, words) for cell in row[1:]] for row in rows]
    remarks = [tuple(remark for _, remark in cells) for cells in split]
    shared = [group for group, count in Counter(remarks).items() if count > 1 and sum(map(bool, group)) >= MIN_REMARKS]
    marks = dict(zip(shared, _MARKS, strict=False))
    return Remarked(
        [
            [f"{row[0]} {marks[group]}", *(text for text, _ in cells)] if group in marks else list(row)
            for row, group, cells in zip(rows, remarks, split, strict=True)
        ],
        [[words("figure.remarks", mark=mark), *group] for group, mark in marks.items()],
    )


def _parts(cell: str, words: Words) -> tuple[str, str]:
    """A cell's text, and the remark that stands in brackets at its end; empty if there is none."""
    opening, closing = (re.escape(str(words.get(name))) for name in ("open", "close"))
    found = re.fullmatch(f"(.*?){opening}(.*){closing}", cell)
    return (found[1], found[2]) if found else (cell, "")
