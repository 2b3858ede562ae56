"""The verbs on what a count is made of: what its parts are, and how they moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from reportlib.analysis.changes.weekly import per_week
from reportlib.analysis.comparisons.order import stays
from reportlib.blocks import Chart, charts
from reportlib.blocks.charts.contribution import Pushes
from reportlib.blocks.plot.captions import stayed
from reportlib.blocks.text import succession
from reportlib.errors import NoFiguresError, QueryError
from reportlib.periods import Period
from reportlib.query import against, beside
from reportlib.query.breakdowns import composed
from reportlib.query.requirements import alone, labelled, one_indicator, one_period, one_unit, or_why, setting
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


def contribution(selection: Selection) -> Chart:
    """How the units below moved a count of the unit since the year before, like for like.

    Raises
    ------
    QueryError
        When more is asked for than one count, one period and one unit that has others below it.
    """
    return or_why(selection, "contribution", _contribution)


def composition(selection: Selection, by: str = "") -> Chart:
    """What a count of the unit is made of: of the units directly below, or of the parts that the catalogue declares.

    Parameters
    ----------
    by
        A breakdown of the count, by id or name; left out: by the units below.

    Raises
    ------
    QueryError
        When more is asked for than one count, one period and one unit; without `by` one that has others below it.
    """
    return or_why(selection, "composition", (lambda chosen: composed(chosen, by)) if by else _composition)


def _contribution(selection: Selection) -> Chart:
    """How the units below moved a count."""
    indicator, period, unit = _count_asked_of(selection, "contribution")
    book, earlier = selection.book, period.year_before()
    if earlier is None:
        raise QueryError(f"contribution(): the year before {period} has no week {period.number}")
    if per_week(indicator, period, earlier, book.workbook):
        weeks = f"{period} has {period.weeks} weeks and {earlier} {earlier.weeks}"
        raise QueryError(f"contribution(): {weeks}, which are compared per week only; write change('{earlier}', '{period}')")
    row = selection.changes(period, earlier).iloc[0]
    of = beside.parts(book, indicator.id, unit.id, period)
    labels = [_moved(selection, child, unit, period, of.moves) for child in of.pushes["child"]]
    pushes = Pushes(
        before=float(row["before"]),
        change=float(row["change"]),
        pairs=float(row["pairs"]),
        of_pairs=float(row["of_pairs"]),
        provisional=bool(row["loose_change"] == 1),
        parts=pd.DataFrame({"unit": of.pushes["child"].tolist(), "label": labels, "push": of.pushes["push"].tolist()}),
    )
    return charts.contribution(labelled(selection), pushes, indicator=indicator, setting=setting(selection, "contribution()"))


def _composition(selection: Selection) -> Chart:
    """What a count is made of, by the units below."""
    indicator, period, unit = _count_asked_of(selection, "composition")
    rows = beside.parts(selection.book, indicator.id, unit.id, period).parts
    children = [selection.book.workbook.units[child] for child in rows["child"]]
    short = stays(children, unit.id, period, indicator)
    words = selection.book.words
    parts = pd.DataFrame(
        {
            "unit": [child.id for child in children],
            "label": [stayed(words.name(child.as_of(period).name), short.get(child.id), words) for child in children],
            "part": rows["part"].tolist(),
            "absence": _absences(selection, indicator, period, children),
        }
    )
    return charts.composition(labelled(selection), parts, indicator=indicator, setting=setting(selection, "composition()"))


def _count_asked_of(selection: Selection, verb: str) -> tuple[Indicator, Period, Unit]:
    """The count, the period and the unit, which has others below it."""
    indicator = one_indicator(selection, verb, other="table()")
    alone(selection, verb)
    if indicator.rolls_up != "sum" or indicator.kind == "distinct":
        raise QueryError(
            f"{verb}() takes a count that adds up over units; '{indicator.id}' is a {against.kind_of(indicator)}, which does not"
        )
    period = one_period(selection, verb, indicator)
    unit = one_unit(selection, verb, period)
    if not beside.related(selection.book, "children", unit.id, period):
        raise NoFiguresError(f"{verb}(): there are no units below '{unit.id}' in {period}")
    selection.fetched()
    return indicator, period, unit


def _absences(selection: Selection, indicator: Indicator, period: Period, children: list[Unit]) -> list[str]:
    """Why each of the units below has no figure in the period; empty where it has one."""
    if not children:
        return []
    try:
        rows = selection.of(*(child.id for child in children)).at(period).fetched()
    except QueryError:  # none of them is asked for it, or was there
        return [""] * len(children)
    kinds = dict(zip(rows["unit"], rows["absence"], strict=True))
    return [str(kinds.get(child.id, "")) for child in children]


def _moved(selection: Selection, child: str, unit: Unit, period: Period, moves: pd.DataFrame) -> str:
    """A unit below by its name; with where it came from or went to, where it joined or left since the year before."""
    one, earlier = selection.book.workbook.units[child], period.year_before() or period
    for mover, joined, other in moves[["mover", "joined", "other"]].itertuples(index=False):
        if mover == child and not (joined and one.succeeds):
            return _with_move(selection, one, unit, period, joined=bool(joined), other=str(other))
    words, units = selection.book.words, selection.book.workbook.units
    if succession_text := succession.in_brackets(one, units, words, earlier=earlier, period=period):
        return succession_text
    then, now = one.parent_in(earlier), one.parent_in(period)
    if (then == unit.id) == (now == unit.id):
        return words.name(one.as_of(period).name)
    joined = now == unit.id
    return _with_move(selection, one, unit, period, joined=joined, other=(then if joined else now) or "")


def _with_move(selection: Selection, mover: Unit, unit: Unit, period: Period, *, joined: bool, other: str) -> str:
    words, elsewhere = selection.book.words, selection.book.workbook.units.by_id.get(other)
    name = words.name(mover.as_of(period).name)
    if elsewhere is not None:
        key = "joined_from" if joined else "left_for"
        return words(f"chart.contribution.{key}", name=name, other=words.name(elsewhere.as_of(period).name))
    earlier = period.year_before() or period
    there = mover.start is None or mover.start.opens <= earlier.opens
    if not joined:
        there = mover.end is None or mover.end.closes >= period.closes
    key = ("joined" if there else "new") if joined else ("left" if there else "closed")
    return words(f"chart.contribution.{key}", name=name)
