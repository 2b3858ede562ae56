"""A figure that was asked for, as a gap in a sentence holds it."""

from __future__ import annotations

from reportlib.blocks.own.call import Call
from reportlib.blocks.plot.points import of_how_many, point_text, points_in
from reportlib.blocks.text.number_text import NumberText
from reportlib.errors import QueryError
from reportlib.query.selection import Selection


def figure_in_words(name: str, selection: Selection, mistakes: Call) -> NumberText:
    """The one figure that a selection chooses (see `amount`); what is wrong is noted under the gap's name."""
    try:
        return amount(selection)
    except QueryError as error:
        mistakes.wrong(f"{name}: {error}")
        return NumberText("")


def amount(selection: Selection) -> NumberText:
    """The one figure that is chosen, as a sentence says it: with its measure and all that limits it, or why there is none.

    Raises
    ------
    QueryError
        When more than one figure is chosen, or none.
    """
    figures, words = selection.fetched(), selection.book.words
    if len(figures) != 1:
        raise QueryError(f"a sentence says one figure; {len(figures)} are chosen: choose one unit and one period")
    point, indicator = next(points_in(figures)), selection.book.workbook.catalogue[str(figures["indicator"].iloc[0])]
    if point.value is None:
        return NumberText(point_text(point, indicator, words))
    limited = of_how_many(point, indicator, words)
    return NumberText(words.amount(point.value, indicator, qualifier=point.qualifier) + limited, None if limited else point.value)
