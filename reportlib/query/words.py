"""A figure that was asked for, as a gap in a sentence holds it."""

from __future__ import annotations

from reportlib.blocks.own.given import Asked
from reportlib.blocks.plot.points import of_how_many, read, said
from reportlib.blocks.text.written import Written
from reportlib.errors import QueryError
from reportlib.query.selection import Selection


def figure_in_words(name: str, selection: Selection, mistakes: Asked) -> Written:
    """The one figure that a selection chooses (see `amount`); what is wrong is told under the gap's name."""
    try:
        return amount(selection)
    except QueryError as error:
        mistakes.wrong(f"{name}: {error}")
        return Written("")


def amount(selection: Selection) -> Written:
    """The one figure that is chosen, as a sentence says it: with its measure and all that limits it, or why there is none.

    Raises
    ------
    QueryError
        When more than one figure is chosen, or none.
    """
    figures, words = selection.fetched(), selection.book.words
    if len(figures) != 1:
        raise QueryError(f"a sentence says one figure; {len(figures)} are chosen: choose one unit and one period")
    point, indicator = next(read(figures)), selection.book.workbook.catalogue[str(figures["indicator"].iloc[0])]
    if point.value is None:
        return Written(said(point, indicator, words))
    limited = of_how_many(point, indicator, words)
    return Written(words.amount(point.value, indicator, qualifier=point.qualifier) + limited, None if limited else point.value)
