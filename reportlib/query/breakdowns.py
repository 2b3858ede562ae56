"""The verbs on breakdowns of a count that the catalogue declares, such as by sex or by grade."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportlib.blocks import Chart, charts
from reportlib.blocks.text.capitals import within_sentence
from reportlib.errors import QueryError, choices
from reportlib.query.requirements import alone, labelled, one_indicator, one_period, one_unit, setting
from reportlib.workbook.catalogue import Breakdown
from reportlib.workbook.patterns import plain

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


def breakdown(selection: Selection, by: str = "") -> Selection:
    """Select a count and the indicators that are its parts by a breakdown, such as men and women by sex.

    Parameters
    ----------
    by
        The breakdown, by id or name; may be left out if the count has only one.

    Raises
    ------
    QueryError
        Unless one indicator is selected and the catalogue declares the breakdown for it.
    """
    one = _breakdown_named(selection, "breakdown", by)
    return replace(selection, indicators=(one.whole, *one.members))


def composed(selection: Selection, by: str) -> Chart:
    """A chart of the parts of a count by a breakdown."""
    one, words = _breakdown_named(selection, "composition", by), selection.book.words
    alone(selection, "composition")
    catalogue = selection.book.workbook.catalogue
    indicator = catalogue[one.whole]
    period = one_period(selection, "composition", indicator)
    one_unit(selection, "composition", period)
    chosen_breakdown = labelled(selection)
    rows = replace(selection.at(period), indicators=one.members).fetched()
    labels = {part.indicator: words.name(part.label or catalogue[part.indicator].name) for part in one.parts}
    parts = rows.assign(label=rows["indicator"].map(labels), part=rows["value"])
    context, name = setting(selection, f'composition("{one.id}")'), within_sentence(words.name(one.name))
    return charts.composition(chosen_breakdown, parts, indicator=indicator, setting=context, by=name)


def _breakdown_named(selection: Selection, verb: str, by: str) -> Breakdown:
    indicator = one_indicator(selection, verb, other="table()")
    breakdowns = [one for one in selection.book.workbook.catalogue.breakdowns if one.whole == indicator.id]
    if not breakdowns:
        raise QueryError(f"'{indicator.id}' is not broken down: `breakdowns` in params/catalogue.yaml says of what it is the sum")
    matches = [one for one in breakdowns if plain(by) in map(plain, (one.id, *one.name.values()))]
    if by and not matches:
        raise QueryError(
            f"'{indicator.id}' is not broken down by '{by}'; {choices(by, [one.id for one in breakdowns], what='breakdowns')}"
        )
    if not by and len(breakdowns) > 1:
        raise QueryError(f"'{indicator.id}' has several breakdowns, {', '.join(one.id for one in breakdowns)}: name one")
    return (matches or breakdowns)[0]
