"""The overview: every indicator of the unit in one table, each against before, parent, peers and target."""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup

from reportlib.analysis import Standing, View
from reportlib.catalogue import Indicator
from reportlib.display import sentences
from reportlib.display.figures import sparkline
from reportlib.display.opening import rank_words, split_amount
from reportlib.display.pieces import Piece, fill
from reportlib.display.text import Words


def overview(view: View, words: Words, *, indicators: list[str] | None = None, anchor: str = "overview-table") -> Piece:
    """The table of a unit's indicators by dimension; those of which nothing is known are counted below it."""
    rows = view.known if indicators is None else view.standing.loc[indicators]
    groups = [
        (words.name(dimension.name), [_row(view, words, name) for name in names])
        for dimension in view.workbook.catalogue.dimensions
        if (names := [name for name in rows.index if view.workbook.catalogue[name].dimension == dimension.id])
    ]
    above = _above_name(view, words)
    unknown = len(view.standing) - len(view.known)
    html = fill(
        "overview",
        words,
        anchor=anchor,
        caption=words("overview.caption", unit=words.name(view.unit.name), period=words.period(view.period)),
        groups=[{"name": name, "rows": drawn} for name, drawn in groups],
        above=above,
        basis=words(f"sentence.short_basis.{sentences.basis(view)}"),
        has_spine=any(row["spine"] for _, drawn in groups for row in drawn),
        note=words("overview.unknown", count=unknown) if unknown and indicators is None else "",
    )
    return Piece("block", str(html), {"indicators": list(rows.index)})


def _above_name(view: View, words: Words) -> str:
    if view.parent is None:
        return words("overview.no_parent")
    level = view.workbook.level(view.parent.level)
    return words.name(level.whole or level.name)


def _row(view: View, words: Words, name: str) -> dict[str, Any]:
    indicator, row = view.workbook.catalogue[name], view.standing_of(name)
    known = not math.isnan(row.value)
    value, measure = split_amount(row.value, indicator, words) if known else ("", "")
    qualified = known and row.qualifier != "exactly"
    series = list(view.series(name)["value"])
    return {
        "id": name,
        "known": known,
        "name": words.name(indicator.name),
        "owner": words.name(view.workbook.catalogue.owner(indicator.owner).name),
        "value": words(f"qualifier.{row.qualifier}", amount=value) if qualified else value,
        "measure": measure,
        "origin": row.origin if known else "",
        "note": sentences.reported(row.k, row.n, words),
        "change": sentences.short_change(row, indicator, words, basis=sentences.basis(view)),
        "spark": Markup(sparkline(series)) if sum(v == v for v in series) > 1 else "",
        "above": words.figure(row.parent_value, indicator) if not math.isnan(row.parent_value) else "",
        "above_origin": row.parent_origin,
        "share": words("page.share", percent=words.number(100 * row.share, 1)) if not math.isnan(row.share) else "",
        "spine": spine(row, indicator),
        "target": words.figure(row.target, indicator) if not math.isnan(row.target) else "",
        "gap": sentences.to_target(row, indicator, words),
        **rank_words(row, words),
    }


def spine(row: Standing, indicator: Indicator) -> Markup:
    """A row's own scale: peers from lowest to highest, their middle half, the parent in the middle, the unit's dot.

    The good side is always on the right. Empty where fewer than three peers have the figure.
    """
    if not row.of >= 4 or math.isnan(row.value) or indicator.direction == "none":
        return Markup("")
    compared = indicator.kind in ("ratio", "score") and not math.isnan(row.parent_value)
    middle = row.parent_value if compared else row.median
    reach = max(abs(value - middle) for value in (row.low, row.high, row.value)) or 1.0
    sign = -1 if indicator.direction == "down" else 1

    def place(value: float) -> float:
        return 50 + 47 * sign * (value - middle) / reach

    bars = [_bar("r1", place(row.low), place(row.high), 10), _bar("r2", place(row.q1), place(row.q3), 10)]
    target = row.target
    tick = ""
    if not math.isnan(target) and abs(target - middle) <= reach:
        tick = f'<line x1="{place(target):.1f}%" x2="{place(target):.1f}%" y1="8" y2="24" class="tgt"/>'
    axis = '<line x1="50%" x2="50%" y1="0" y2="32" class="l-bench"/>'
    dot = f'<circle cx="{place(row.value):.1f}%" cy="16" r="5" class="d-unit"/>'
    return Markup(f'<svg height="32" aria-hidden="true">{"".join(bars)}{axis}{tick}{dot}</svg>')


def _bar(css: str, one: float, other: float, height: int) -> str:
    left, width = min(one, other), abs(one - other)
    return f'<rect x="{left:.1f}%" y="{16 - height / 2:g}" width="{width:.1f}%" height="{height}" class="{css}"/>'
