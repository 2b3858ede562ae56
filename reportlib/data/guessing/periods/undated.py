"""Say what to do if nothing names the period of figures, and find columns of targets for a whole year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from reportlib.data.guessing.periods.times import is_period
from reportlib.data.guessing.periods.titles import Said
from reportlib.data.guessing.units.whose import is_called
from reportlib.data.guessing.vocabulary import said_in
from reportlib.data.mapping.headings import Heading
from reportlib.periods import GRAMMAR


def names_periods(heading: Heading) -> bool:
    """Whether a column's name is a word for periods, and not one for the days on which figures were sent."""
    return is_called("period", heading) and not is_called("reported_at", heading)


def plans_in(figures: Iterable[Heading], period: str) -> list[Heading]:
    """The columns of targets for the whole year, if `period` is shorter: these would be added up over the periods of the year."""
    if len(period) <= len("2023"):
        return []
    return [heading for heading in figures if said_in(heading.name, "yearly plans") and not said_in(heading.name, "rates")]


def no_period(headings: Sequence[Heading], cells: pd.DataFrame, said: Said) -> str:
    """What to do if nothing says of which period the figures are."""
    if said.several:
        return f"the title names several periods ({', '.join(said.several)}); say with --period which one the figures are of"
    called = next((heading for heading in headings if names_periods(heading)), None)
    if called is None:
        return (
            "nothing says when the figures were taken: no column, no title, no name; say it with --period, such as --period 2023"
        )
    text = next((text for text in cells[called.number] if text and not is_period(text)), "")
    return f"'{text}' in column '{called.name}' is no period that can be read: write {GRAMMAR}"
