"""The verbs on the parts of a count: `composition` (its parts) and `contribution` (how they changed it)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from reportlib.analysis.changes.weekly import per_week
from reportlib.analysis.comparisons.order import stays
from reportlib.blocks import Chart, charts
from reportlib.blocks.charts.contribution import Pushes
from reportlib.blocks.plot.captions import stayed
from reportlib.blocks.text import movers
from reportlib.errors import NoFiguresError, QueryError, UnsuitedError
from reportlib.periods import Period
from reportlib.query import against, beside
from reportlib.query.breakdowns import composed
from reportlib.query.requirements import alone, labelled, one_indicator, one_period, one_unit, or_says_why, setting
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


@or_says_why
def contribution(selection: Selection) -> Chart:
    """What each unit below contributed to the change of a count since the year before, like for like.

    Raises
    ------
    QueryError
        Unless one count, one period and one unit are selected; or when the two periods have unlike numbers of weeks.
    """
    indicator, period, unit = _count_asked_of(selection, "contribution")
    book, earlier = selection.book, period.year_before()
    if earlier is None:
        raise QueryError(f"contribution(): the year before {period} has no week {period.number}")
    if per_week(indicator, period, earlier, book.workbook):
        weeks = f"{period} has {period.weeks} weeks and {earlier} {earlier.weeks}"
        raise QueryError(f"contribution(): {weeks}, which are compared per week only; write change('{earlier}', '{period}')")
    row = selection.changes(period, earlier).iloc[0]
    of = beside.parts(book, indicator.id, unit.id, period)
    units, moves = selection.book.workbook.units, movers.moves_by_unit(of.moves)
    labels = [
        movers.label(units[child], units, selection.book.words, above=unit.id, period=period, move=moves.get(child))
        for child in of.pushes["child"]
    ]
    pushes = Pushes(
        before=float(row["before"]),
        change=float(row["change"]),
        pairs=float(row["pairs"]),
        of_pairs=float(row["of_pairs"]),
        provisional=bool(row["loose_change"] == 1),
        parts=pd.DataFrame({"unit": of.pushes["child"].tolist(), "label": labels, "push": of.pushes["push"].tolist()}),
    )
    return charts.contribution(labelled(selection), pushes, indicator=indicator, setting=setting(selection, "contribution()"))


@or_says_why
def composition(selection: Selection, by: str = "") -> Chart:
    """The parts of a count: the units directly below or, with `by`, a breakdown that the catalogue declares.

    Parameters
    ----------
    by
        The id or name of a breakdown; empty for the units below.

    Raises
    ------
    QueryError
        Unless one count, one period and one unit are selected; without `by`, also when there are no units below the unit.
    """
    if by:
        return composed(selection, by)
    indicator, period, unit = _count_asked_of(selection, "composition")
    rows = beside.parts(selection.book, indicator.id, unit.id, period).parts
    children = [selection.book.workbook.units[child] for child in rows["child"]]
    short = stays(children, unit.id, period, indicator)
    words = selection.book.words
    parts = pd.DataFrame(
        {
            "unit": [child.id for child in children],
            "label": [stayed(words.name(child.as_of(period).name), short.get(child.id, ()), words) for child in children],
            "part": rows["part"].tolist(),
            "absence": _absences(selection, indicator, period, children),
        }
    )
    return charts.composition(labelled(selection), parts, indicator=indicator, setting=setting(selection, "composition()"))


def _count_asked_of(selection: Selection, verb: str) -> tuple[Indicator, Period, Unit]:
    """The one count, period and unit of a selection; raises when there are no units below the unit."""
    indicator = one_indicator(selection, verb, other="table()")
    alone(selection, verb)
    if not indicator.adds_up:
        kind = against.kind_of(indicator)
        message = f"{verb}() takes a count that adds up over units; '{indicator.id}' is a {kind}, which does not"
        raise UnsuitedError(message, why="adds_up")
    period = one_period(selection, verb, indicator)
    unit = one_unit(selection, verb, period)
    if not beside.related(selection.book, "children", unit.id, period):
        raise NoFiguresError(f"{verb}(): there are no units below '{unit.id}' in {period}")
    selection.fetched()
    return indicator, period, unit


def _absences(selection: Selection, indicator: Indicator, period: Period, children: list[Unit]) -> list[str]:
    if not children:
        return []
    try:
        rows = selection.of(*(child.id for child in children)).at(period).fetched()
    except QueryError:  # none of them is asked for it, or was there
        return [""] * len(children)
    kinds = dict(zip(rows["unit"], rows["absence"], strict=True))
    return [str(kinds.get(child.id, "")) for child in children]
