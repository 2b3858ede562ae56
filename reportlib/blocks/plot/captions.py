"""What the captions of figures say alike: whose figures they are, how whole they are, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from reportlib.analysis import Standing, View
from reportlib.analysis.comparisons.order import stays
from reportlib.blocks.plot.points import bracketed
from reportlib.blocks.text import Words
from reportlib.blocks.text.capitals import within_sentence
from reportlib.blocks.text.coverage import marks
from reportlib.data.table import origins_in
from reportlib.workbook.catalogue import Indicator
from reportlib.workbook.units import Unit


def origin(origins: pd.Series[str]) -> str:
    """The least known of some origins; empty where there is none."""
    origins_used = origins_in(origins)
    return origins_used[-1] if origins_used else ""


def at(view: View, words: Words) -> str:
    """The unit and the period that a figure is of."""
    return words("chart.at", unit=words.name(view.unit.name), period=words.period(view.period))


def listed(parts: Iterable[str], words: Words) -> str:
    """Some parts of a sentence, one after the other, without those that are empty."""
    return str(words.get("comma")).join(part for part in parts if part)


def amount(row: Standing, indicator: Indicator, words: Words) -> str:
    """A unit's own figure in a title: with its measure and qualifier, and in brackets what limits it."""
    amount_text = words.amount(row.value, indicator, qualifier=row.qualifier)
    return amount_text + bracketed(marks(row, indicator, words), words)


def by_level(view: View, words: Words, indicator: Indicator, units: Sequence[Unit]) -> str:
    """The plain title of a figure of some units: the indicator, by what the units are."""
    levels = dict.fromkeys(unit.level for unit in units)
    level_names = words.join([within_sentence(words.name(view.workbook.level(level).name)) for level in levels])
    return words("chart.by", name=words.name(indicator.name), level=level_names)


def names(view: View, words: Words, units: Sequence[Unit], indicator: Indicator) -> dict[str, str]:
    """The units' names, with their months where they stood under the view's unit for a part of the period only."""
    short = stays(units, view.unit.id, view.period, indicator)
    return {unit.id: stayed(words.name(unit.name), short.get(unit.id), words) for unit in units}


def stayed(name: str, months: tuple[int, int] | None, words: Words) -> str:
    """A name with the months of a stay, where there is one."""
    if months is None:
        return name
    first, last = (words.get("period.months")[month % 12] for month in months)
    return words("chart.stay.month" if months[0] == months[1] else "chart.stay.months", name=name, first=first, last=last)
