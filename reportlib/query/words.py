"""The figure of a selection as words, to fill a gap in a sentence."""

from __future__ import annotations

from reportlib.blocks.own.call import Call
from reportlib.blocks.plot.points import of_how_many, point_text, points_in
from reportlib.blocks.text.number_behind import NumberText
from reportlib.errors import QueryError
from reportlib.query.selection import Selection


def figure_in_words(name: str, selection: Selection, mistakes: Call) -> NumberText:
    """The one figure of a selection in words (see `amount`); an error is added to `mistakes` under the gap's name."""
    try:
        return amount(selection)
    except QueryError as error:
        mistakes.wrong(f"{name}: {error}")
        return NumberText("")


def amount(selection: Selection) -> NumberText:
    """The one figure of a selection in words: with its measure, qualifier and coverage, or the reason why there is none.

    Raises
    ------
    QueryError
        When the selection has several figures, or none.
    """
    figures, words = selection.fetched(), selection.book.words
    if len(figures) != 1:
        raise QueryError(f"a sentence says one figure; {len(figures)} are chosen: choose one unit and one period")
    point, indicator = next(points_in(figures)), selection.book.workbook.catalogue[str(figures["indicator"].iloc[0])]
    if point.value is None:
        return NumberText(point_text(point, indicator, words))
    limited = of_how_many(point, indicator, words)
    return NumberText(words.amount(point.value, indicator, qualifier=point.qualifier) + limited, None if limited else point.value)
