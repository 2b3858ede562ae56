"""Texts that the captions of several charts use."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.analysis.comparisons.order import Stretch, stays
from reportlib.blocks.plot.points import bracketed
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import within_sentence
from reportlib.blocks.text.coverage import marks
from reportlib.data.table import origins_in
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


def origin(origins: pd.Series[str]) -> str:
    """The least reliable of the origins, such as “synthetic” if there are “reported” and “synthetic”; empty if there are none."""
    origins_used = origins_in(origins)
    return origins_used[-1] if origins_used else ""


def at(view: View, words: Words) -> str:
    """The unit and the period of a view, in words."""
    return words("chart.at", unit=words.name(view.unit.name), period=words.period(view.period))


def amount(row: Standing, indicator: Indicator, words: Words) -> str:
    """A unit's figure for a title, with measure and qualifier; in brackets what limits it, such as “provisional”."""
    amount_text = words.amount(row.value, indicator, qualifier=row.qualifier)
    return amount_text + bracketed(marks(row, indicator, words), words)


def by_level(view: View, words: Words, indicator: Indicator, units: Sequence[Unit]) -> str:
    """A title that states no finding: the indicator, and the names of the units' levels."""
    levels = dict.fromkeys(unit.level for unit in units)
    level_names = words.join([within_sentence(words.name(view.workbook.level(level).name)) for level in levels])
    return words("chart.by", name=words.name(indicator.name), level=level_names)


def names(view: View, words: Words, units: Sequence[Unit], indicator: Indicator) -> dict[str, str]:
    """The names of units by id; in brackets the months of a unit that was below the view's unit for only a part of the period."""
    short = stays(units, view.unit.id, view.period, indicator)
    return {unit.id: stayed(words.name(unit.name), short.get(unit.id, ()), words) for unit in units}


def stayed(name: str, stretches: Sequence[Stretch], words: Words) -> str:
    """A unit's name, and the months or weeks of its stretches (see `Stretch`) in brackets; if there are none, only the name."""
    if not stretches:
        return name
    return words("chart.stay.name", name=name, months=words.join([_when(stretch, words) for stretch in stretches]))


def _when(stretch: Stretch, words: Words) -> str:
    """A stretch in words: its first and last month; if it is `dated`, its first and last month or week with the year."""
    if stretch.dated:
        first, last = (words.period(end, short=True) for end in (stretch.first, stretch.last))
        return first if first == last else words("page.lived_weeks", first=first, last=last)
    names = words.get("period.months")
    key = "month" if stretch.first == stretch.last else "months"
    return words(f"chart.stay.{key}", first=names[stretch.first.first % 12], last=names[stretch.last.first % 12])
