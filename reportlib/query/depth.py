"""The verb `depth`: how much of a benefit there is for each worker who gets it (METHODS 6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportlib.blocks import Table, charts
from reportlib.errors import QueryError
from reportlib.query import against
from reportlib.query.methods import many
from reportlib.query.requirements import indicator_called, labelled, one_level, one_period, setting

if TYPE_CHECKING:
    from reportlib.query.selection import Selection


def depth(selection: Selection, reached: str) -> Table:
    """A table of the benefit per worker reached: a row for the units of each parent together, and a row for all units.

    Parameters
    ----------
    reached
        The indicator that counts the workers reached: a count, or a ratio with this count as its numerator.

    Raises
    ------
    QueryError
        Unless one ratio or count, one period and units of one level are selected, and `reached` is another ratio or count.
    """
    benefit, chosen = many(selection, "depth")
    other = indicator_called(selection, reached)
    if other.id == benefit.id:
        raise QueryError(f"depth('{other.id}'): that is the indicator itself; name the one that counts who is reached")
    for indicator in (benefit, other):
        if not (indicator.counts or indicator.kind == "ratio"):
            raise QueryError(f"depth() takes ratios and counts; '{indicator.id}' is a {against.kind_of(indicator)}")
    period = one_period(chosen, "depth", benefit)
    figures = labelled(replace(chosen.at(period), indicators=(benefit.id, other.id)))
    one_level(chosen, figures, "depth")
    above = against.names_of(chosen, figures)
    labelled_figures = figures.assign(
        above=[above[parent] or label for parent, label in zip(figures["parent"], figures["label"], strict=True)]
    )
    return charts.depth(labelled_figures, benefit=benefit, reached=other, setting=setting(selection, f'depth("{other.id}")'))
