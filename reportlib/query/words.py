"""A figure that was asked for, as a gap in a sentence holds it."""

from __future__ import annotations

from reportlib.display.own.given import Asked
from reportlib.display.text.written import Written
from reportlib.errors import QueryError
from reportlib.query.selection import Selection


def figure_in_words(name: str, selection: Selection, asked: Asked) -> Written:
    """The one figure that a selection chooses (see `Selection.amount`); what is wrong is told under the gap's name."""
    try:
        return selection.amount()
    except QueryError as error:
        asked.wrong(f"{name}: {error}")
        return Written("")
