"""The units below, all of them, in one table: figures of many units draw the first and the last."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.analysis import View
from reportlib.blocks.pieces import Piece, fill
from reportlib.blocks.plot.captions import names as named
from reportlib.blocks.plot.points import read, said
from reportlib.blocks.sheet import Row, as_number
from reportlib.blocks.standard.ranked import figures_of
from reportlib.blocks.text import Words
from reportlib.workbook.catalogue import Indicator

MANY = 12
"""So many units are all drawn by the figures themselves."""


def below(view: View, words: Words, names: Sequence[str]) -> Piece | None:
    """The units below by some indicators, each with its rank where it has one; nothing where the figures show them all.

    A count is what a unit gave while it stood there.
    """
    if len(view.children) <= MANY or not names:
        return None
    indicators = [view.workbook.catalogue[name] for name in names]
    tables = {indicator.id: figures_of(view, indicator, view.children) for indicator in indicators}
    told = {indicator.id: _told(tables[indicator.id], indicator, words) for indicator in indicators}
    heads = [head for i in indicators for head in (words.name(i.name), *_rank_head(tables[i.id], words))]
    ranks = any("rank" in table for table in tables.values())
    units = _names(view, words, indicators)
    title = words("below.title" if ranks else "below.plain", unit=words.name(view.unit.name), count=len(view.children))
    columns = [words("figure.column.unit"), *heads]
    rows = [[units[unit], *(text for i in indicators for text in told[i.id][unit])] for unit in _order(tables[names[0]])]
    html = fill("below", words, title=title, columns=columns, rows=rows)
    held = [Row.of([title]), Row.of(columns, "head"), *(Row.of([name, *map(as_number, texts)], "data") for name, *texts in rows)]
    return Piece("block", str(html), rows=held)


def _rank_head(table: pd.DataFrame, words: Words) -> list[str]:
    return [words("figure.column.rank")] if "rank" in table else []


def _names(view: View, words: Words, indicators: Sequence[Indicator]) -> dict[str, str]:
    """The units' names, with their months where a figure of any of the indicators is of a part of the period."""
    found: dict[str, str] = {}
    for indicator in indicators:
        for unit, name in named(view, words, view.children, indicator).items():
            found[unit] = max(found.get(unit, ""), name, key=len)
    return found


def _order(table: pd.DataFrame) -> list[str]:
    """The units by their rank in a table, or by the value where there are no ranks; the others after them."""
    by = table["rank"] if "rank" in table and table["rank"].notna().any() else -table["value"]
    return [str(unit) for unit in by.sort_values(kind="stable", na_position="last").index]


def _told(table: pd.DataFrame, indicator: Indicator, words: Words) -> dict[str, list[str]]:
    """Each unit's value, or why there is none; and, where units are ranked, its rank, or why it has none."""
    texts = [said(point, indicator, words) for point in read(table)]
    if "rank" not in table:
        return {str(unit): [text] for unit, text in zip(table.index, texts, strict=True)}
    ranks = [_rank(rank, why, words) for rank, why in zip(table["rank"], table["why"], strict=True)]
    return {str(unit): list(pair) for unit, pair in zip(table.index, zip(texts, ranks, strict=True), strict=True)}


def _rank(rank: float, why: str, words: Words) -> str:
    if why:
        return words(f"figure.why.{why}")
    return str(words.get("missing")) if pd.isna(rank) else str(int(rank))
