"""The figure of a selection in words, for a gap in a sentence."""

from __future__ import annotations

from reportlib.blocks.facts import facts_of
from reportlib.blocks.headline.finding import LAST, Candidate
from reportlib.blocks.own.call import Call
from reportlib.blocks.plot.points import Point, of_how_many, point_text, points_in
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import capitalised
from reportlib.blocks.text.number_behind import NumberText
from reportlib.data.table import origins_in
from reportlib.errors import LeftOutError, QueryError
from reportlib.query.requirements import labelled, one_indicator, one_period
from reportlib.query.selection import Selection
from reportlib.workbook.catalogue import Indicator


def figure_in_words(name: str, selection: Selection, mistakes: Call) -> NumberText:
    """The figure of a selection in words (see `amount`); if that raises, add the error to `mistakes` and return an empty text."""
    try:
        return amount(selection)
    except QueryError as error:
        mistakes.wrong(f"{name}: {error}")
        return NumberText("")


def figures_beside(selection: Selection) -> Candidate:
    """A headline with the figure of each selected unit.

    Raises
    ------
    QueryError
        When several indicators or periods are selected.
    """
    indicator = one_indicator(selection, "opening", other="sections of its own")
    words, period = selection.book.words, one_period(selection, "opening", indicator)
    name = capitalised(words.name(indicator.plain or indicator.name))
    try:
        figures = labelled(selection)
    except LeftOutError:
        return Candidate(LAST, "", words("block.why.too_few", name=name), "", "no unit has a figure")
    told = [
        words("headline.of", unit=label, amount=_in_words(point, indicator, words))
        for label, point in zip(figures["label"], points_in(figures), strict=True)
    ]
    text = words("headline.beside", name=name, period=words.period(period), told=words("semicolon").join(told))
    origins = ["", *origins_in(figures.loc[figures["value"].notna(), "origin"])]
    return Candidate(LAST, indicator.id, text, origins[-1], "the figures of the units named", facts=facts_of(figures))


def amount(selection: Selection) -> NumberText:
    """The figure of a selection in words, with measure, qualifier and coverage, or the reason why there is none.

    Raises
    ------
    QueryError
        When the selection has several figures, or none.
    """
    figures, words = selection.fetched(), selection.book.words
    if len(figures) != 1:
        raise QueryError(f"a sentence says one figure; {len(figures)} are chosen: choose one unit and one period")
    point, indicator = next(points_in(figures)), selection.book.workbook.catalogue[str(figures["indicator"].iloc[0])]
    exact = point.value is not None and not of_how_many(point, indicator, words)
    return NumberText(_in_words(point, indicator, words), point.value if exact else None)


def _in_words(point: Point, indicator: Indicator, words: Words) -> str:
    if point.value is None:
        return point_text(point, indicator, words)
    return words.amount(point.value, indicator, qualifier=point.qualifier) + of_how_many(point, indicator, words)
