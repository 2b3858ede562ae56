"""A figure that was asked for, as a sentence says it: with its measure and qualifier, and what limits it."""

from __future__ import annotations

import math

from reportlib.display.own.given import Asked
from reportlib.errors import QueryError
from reportlib.query.selection import Selection
from reportlib.workbook import Workbook


def figure_in_words(name: str, selection: Selection, asked: Asked, workbook: Workbook) -> str:
    """The one figure that a selection chooses, under the name of a gap in a text; why there is none, where there is none."""
    try:
        rows = selection.values().to_dict("records")
    except QueryError as error:
        asked.wrong(f"{name}: {error}")
        return ""
    if len(rows) != 1:
        asked.wrong(f"{name} chooses {len(rows)} figures; choose one indicator, unit and period")
        return ""
    row, words = rows[0], asked.words
    if math.isnan(row["value"]):
        return words.reason(row["absence"])
    said = words.amount(row["value"], workbook.catalogue[row["indicator"]], qualifier=row["qualifier"] or "exactly")
    limits = [words("sentence.reported.units", k=int(row["k"]), n=int(row["n"]))] if row["k"] < row["n"] else []
    limits += [words.get("status_mark.provisional")] if row["status"] == "provisional" else []
    return f"{said}{words.get('open')}{words.join(limits)}{words.get('close')}" if limits else said
